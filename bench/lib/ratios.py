# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""From slices to numbers. The machine drifts by the minute, so a slice is compared with the floor's
slices before and after it, never with one of another minute."""

import random
import statistics

FLOOR = "floor"


def schedule(names, rounds, seed, every=3):
    """The order of slices: in each round all names, shuffled, and the floor at both ends and after
    every few of them."""
    rng = random.Random(seed)
    others = [name for name in names if name != FLOOR]
    order = []
    for _ in range(rounds):
        shuffled = rng.sample(others, len(others))
        order.append(FLOOR)
        for start in range(0, len(shuffled), every):
            order += shuffled[start:start + every] + [FLOOR]
        if not shuffled:
            order.append(FLOOR)
    return order


def with_ratios(slices):
    """Adds `ratio` to each slice, a dictionary with `server` and `cpu_us`: its CPU time divided by
    the mean of the nearest floor slices before and after. Slices without `cpu_us` failed."""
    for at, one in enumerate(slices):
        if one.get("cpu_us") is None or one["server"] == FLOOR:
            continue
        near = [nearest_floor(reversed(slices[:at])), nearest_floor(slices[at + 1:])]
        near = [cpu for cpu in near if cpu is not None]
        one["ratio"] = one["cpu_us"] / statistics.fmean(near) if near else None
    return slices


def nearest_floor(slices):
    for one in slices:
        if one["server"] == FLOOR and one.get("cpu_us") is not None:
            return one["cpu_us"]
    return None


def spread(values):
    """Median, least and most of the values that are there; None without any."""
    there = [v for v in values if v is not None]
    if not there:
        return None
    return {"median": statistics.median(there), "min": min(there), "max": max(there), "n": len(there)}


def summary(slices):
    """One server's slices of one column as medians and ranges, its errors listed."""
    result = {key: spread([s.get(key) for s in slices])
              for key in ("cpu_us", "ratio", "user_us", "rps", "busy", "p50_us", "p99_us")}
    result["errors"] = sorted({s["error"] for s in slices if s.get("error")})
    result["failed"] = sum(1 for s in slices if s.get("error"))
    result["slices"] = len(slices)
    return result


def growth(columns, server, low, high):
    """How much the ratio to the floor grows from one column to another; None if one is missing."""
    ratios = [columns.get(c, {}).get(server, {}).get("ratio") for c in (low, high)]
    if None in ratios:
        return None
    return ratios[1]["median"] / ratios[0]["median"]
