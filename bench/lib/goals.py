# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""What Weir wants to reach against its peers, judged by the medians of one run."""

OURS = ("weir-uring", "weir-epoll")
#: No servers of anybody's, but bounds.
BOUNDS = ("floor", "floor-uring")
#: Ratio to the floor at most, without pipelining and with.
PLAIN = {"weir-uring": 1.0, "weir-epoll": 1.15}
PIPELINED = 1.5
USER_US = 1.0
GROWTH = 1.15
IDLE_BYTES = 1024


def median(one, key):
    spread = (one or {}).get(key)
    return spread["median"] if spread else None


def judged(what, value, most):
    return None if value is None else {"goal": f"{what}: at most {most:g}", "value": value,
                                       "reached": value <= most}


def of_column(name, column):
    for server in OURS:
        one = column.get(server)
        most = PIPELINED if "x" in name else PLAIN[server]
        yield judged(f"{server}, {name}: ratio to the floor", median(one, "ratio"), most)
        yield judged(f"{server}, {name}: user mode µs per request (sampled)", median(one, "user_us"),
                     USER_US)
        yield cheapest(name, column, server)
        if (one or {}).get("failed"):
            yield {"goal": f"{server}, {name}: no slice fails", "value": one["failed"], "reached": False}


def cheapest(name, column, server):
    """Against the peer that costs least."""
    own = median(column.get(server), "ratio")
    peers = {peer: median(one, "ratio") for peer, one in column.items()
             if peer not in OURS + BOUNDS and median(one, "ratio") is not None}
    if own is None or not peers:
        return None
    best = min(peers, key=peers.get)
    return {"goal": f"{server}, {name}: cheaper than every peer; the best is {best}",
            "value": own / peers[best], "reached": own < peers[best]}


def of_memory(memory):
    for server in OURS:
        one = memory.get(server, {})
        if "per_connection" in one:
            yield judged(f"{server}: bytes per idle connection", one["per_connection"]["rss"], IDLE_BYTES)


def of_growth(columns, growth):
    for server in OURS:
        yield judged(f"{server}: growth of the ratio from 64 to 4000 connections",
                     growth(columns, server, "64", "4000"), GROWTH)


def all_of(result, growth):
    """The goals that this run can tell of."""
    found = []
    for name, column in result["columns"].items():
        found += of_column(name, column)
    found += of_memory(result.get("memory", {}))
    found += of_growth(result["columns"], growth)
    return [goal for goal in found if goal]
