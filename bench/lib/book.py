# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The ledger of counts: what was written down, and what has become worse since."""

import json

#: Worse by more than this is a regression.
TOLERANCE = 0.05
#: Any count may move this far: one event in each round of 64 requests.
GRAIN = 0.02
KINDS = ("system_calls", "allocations", "instructions_release", "instructions_dev")


def load(path):
    return json.loads(path.read_text()) if path.exists() else {}


def store(path, ledger):
    path.write_text(json.dumps(ledger, indent=2, sort_keys=True) + "\n")


def merged(old, new):
    """The old ledger with what was counted anew; kinds that were not counted stay."""
    return old | {load: old.get(load, {}) | counted for load, counted in new.items()}


def regressions(ledger, counted):
    """Sentences, one for each count that is worse than written down or not written down at all."""
    found = []
    for load, counts in counted.items():
        for kind in KINDS:
            if kind not in counts:
                continue
            before, now = ledger.get(load, {}).get(kind), counts[kind]
            if before is None:
                found.append(f"{load}: {kind} {now:.3f} is not in the ledger")
            elif now > before * (1 + TOLERANCE) + GRAIN:
                found.append(f"{load}: {kind} {before:.3f} -> {now:.3f}{share(before, now)}")
    return found


def improvements(ledger, counted):
    found = []
    for load, counts in counted.items():
        for kind in KINDS:
            before, now = ledger.get(load, {}).get(kind), counts.get(kind)
            if before is not None and now is not None and now < before * (1 - TOLERANCE) - GRAIN:
                found.append(f"{load}: {kind} {before:.3f} -> {now:.3f}{share(before, now)}")
    return found


def share(before, now):
    return f" ({(now / before - 1) * 100:+.0f} %)" if before else ""
