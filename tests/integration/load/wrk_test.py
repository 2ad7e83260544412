# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir load` against wrk on the same server: the same where wrk is right, and what wrk hides where
the server pauses (docs/guides/honest-latency.md)."""

import re
import shutil
import statistics
import subprocess
import unittest

from load_test_case import LoadTest
from target_server import target

UNITS = {"us": 1e-3, "ms": 1, "s": 1000, "m": 60_000}


def wrk(url, connections, seconds):
    """Answers per second, and percentiles in ms."""
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency", url],
        capture_output=True, text=True, check=True, timeout=60).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    times = {int(p): float(t) * UNITS[u]
             for p, t, u in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s|m)\b", out)}
    return rate, times


@unittest.skipUnless(shutil.which("wrk"), "wrk is not installed (scripts/bootstrap does)")
class AgainstWrk(LoadTest):
    def test_throughput_and_latency_are_within_five_percent_where_wrk_is_right(self):
        connections, seconds = 25, 2
        rates, medians = [], []
        # A fixed delay decides, not the machine; turn by turn, so that a noisy second hits both.
        with target(delay=0.02) as url:
            for _ in range(3):
                rate, times = wrk(url, connections, seconds)
                step = self.step(url, "--users", connections, "--step", f"{seconds}s", "--warmup",
                                 "300ms")
                rates.append(step["ok_per_s"] / rate)
                medians.append(step["p50_ms"] / times[50])
        self.assertAlmostEqual(statistics.median(rates), 1, delta=0.05, msg=rates)
        self.assertAlmostEqual(statistics.median(medians), 1, delta=0.05, msg=medians)

    def test_the_queue_after_a_pause_is_hidden_by_wrk_and_shown_by_us(self):
        # One worker, 4 ms a request: 250/s. Visitors come at 200/s, so the 200 that came while it
        # paused take four more seconds to be worked off, in which everybody waits. wrk never has more
        # than its four connections waiting, and corrects no further than the pause itself.
        connections, seconds = 4, 12
        slow = {"delay": 0.004, "one_at_a_time": True, "pauses": [(3, 1)]}
        with target(**slow) as url:
            _, times = wrk(url, connections, seconds)
        steps = []
        for level in (("--users", connections), ("--rate", 200, "--max-connections", connections)):
            with target(**slow) as url:
                steps.append(self.step(url, *level, "--step", f"{seconds}s", "--warmup", "300ms"))
        closed, open_ = steps
        self.assertLess(times[90], 100)
        self.assertLess(closed["p95_ms"], 100)
        self.assertGreater(closed["max_ms"], 900, "the pause itself is seen, by four requests")
        self.assertLess(open_["raw"]["p95_ms"], 100)
        self.assertEqual(open_["ok"], open_["due"])
        p90 = next(ms for share, ms in open_["percentiles"] if share >= 0.9)
        self.assertGreater(p90, 500)
        self.assertGreater(open_["p99_ms"], 800)


if __name__ == "__main__":
    unittest.main()
