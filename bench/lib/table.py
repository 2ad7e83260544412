# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The numbers as Markdown."""


def number(value, digits=2):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}f}"


def ranged(spread, digits=2):
    """Median (least to most)."""
    if spread is None:
        return ""
    return (f"{number(spread['median'], digits)} "
            f"({number(spread['min'], digits)}–{number(spread['max'], digits)})")


def median(spread, digits=2, scale=1):
    return "" if spread is None else number(spread["median"] * scale, digits)


def markdown(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def status(one):
    """What to write beside a server's numbers."""
    if not one["failed"]:
        return ""
    return f"FAILED {one['failed']} of {one['slices']}: " + "; ".join(one["errors"])


def order_of(column):
    """Cheapest first; those without a number last."""
    def key(item):
        spread = item[1].get("ratio") or item[1].get("cpu_us")
        return (spread is None, 1.0 if item[0] == "floor" else spread["median"] if spread else 0)
    return sorted(column.items(), key=key)


def column_table(column):
    rows = []
    for name, one in order_of(column):
        ratio = "1 (reference)" if name == "floor" else ranged(one["ratio"])
        rows.append([name, ratio, ranged(one["cpu_us"]), median(one["user_us"]),
                     median(one["rps"], 0), median(one["busy"], 0, 100) + " %",
                     median(one["p99_us"], 2, 0.001), (one["cpu_us"] or {"n": 0})["n"], status(one)])
    return markdown(["server", "ratio to floor", "CPU µs/request", "of it user (sampled)", "requests/s",
                     "server's core", "p99 ms", "slices", "errors"], rows)


def memory_table(memory):
    rows = []
    for name, one in memory.items():
        if "error" in one:
            rows.append([name, "", "", "", "", "", "FAILED: " + one["error"]])
            continue
        rows.append([name, kib(one["start"]["rss"]), kib(one["warm_growth"]["rss"]),
                     number(one["per_connection"]["rss"], 0), number(one["per_connection"]["pss"], 0),
                     kib(one["burst_growth"]["rss"]), ""])
    return markdown(["server", "RSS at start KiB", "growth by warm-up KiB", "RSS growth per idle connection B",
                     "PSS growth per idle connection B", "then a burst of all KiB", "errors"], rows)


def goals_table(goals):
    return markdown(["goal", "measured", "reached"],
                    [[g["goal"], number(g["value"]), "yes" if g["reached"] else "NO"] for g in goals])


def kib(size):
    return f"{size / 1024:,.0f}"
