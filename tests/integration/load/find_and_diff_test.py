# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir load find-max` and `weir load diff`."""

import json
import unittest

from load_test_case import LoadTest
from target_server import target


class FindMax(LoadTest):
    def test_finds_where_the_promise_breaks(self):
        # 10 connections and 20 ms: 500 requests a second, and above them a queue.
        with target(delay=0.02) as url:
            code, out, err = self.run_weir(
                "load", "find-max", url, "--slo", "p95<100ms", "--from", 100, "--to", 4000,
                "--precision", "10%", "--confirm", 1, "--max-connections", 10, "--step", "1500ms",
                "--warmup", "300ms", "--json", self.dir / "max.json")
        self.assertEqual(code, 0, err)
        self.assertIn("kept all promises", out)
        report = json.loads((self.dir / "max.json").read_text())
        verdict = report["variants"][0]["verdict"]
        self.assertRegex(verdict, r"^(at least )?\d+ requests/s kept all promises \(1 more time")
        self.assertIn("p95<100ms broke", verdict)
        found = report["thresholds"][0]["rate"]
        self.assertGreater(found, 350)
        self.assertLess(found, 650)
        rates = [s["rate"] for s in report["variants"][0]["steps"]]
        self.assertEqual(rates[:3], [100, 200, 400])
        self.assertGreaterEqual(rates.count(found), 2, "what was found was measured again")

    def test_a_promise_that_nothing_keeps_is_exit_code_99(self):
        with target(delay=0.02) as url:
            code, out, err = self.run_weir("load", "find-max", url, "--slo", "p50<1ms", "--by",
                                           "users", "--from", 2, "--step", "300ms", "--warmup",
                                           "100ms")
        self.assertEqual(code, 99, err)
        self.assertIn("no level kept all promises", out)


class Diff(LoadTest):
    def measure(self, name, delay):
        """A report whose step passes for sound: on a busy machine, of two times 10 ms is enough."""
        with target(delay) as url:
            report = self.load(url, "--rate", 100, "--step", "12s", "--warmup", "200ms")
        report["variants"][0]["steps"][0].update(certified=True, settled=True)
        (self.dir / name).write_text(json.dumps(report))
        return self.dir / name

    def test_tells_a_regression_from_noise(self):
        before = self.measure("before.json", 0.010)
        again = self.measure("again.json", 0.010)
        slower = self.measure("slower.json", 0.020)
        code, out, err = self.run_weir("load", "diff", before, slower)
        self.assertEqual(code, 99, err)
        self.assertIn("WORSE", out)
        # The least that would be called a change here is above what this machine does by itself.
        code, out, err = self.run_weir("load", "diff", before, again, "--min-change", "50%")
        self.assertEqual(code, 0, out)
        self.assertIn("no change shown", out)
        code, out, err = self.run_weir("load", "diff", slower, before)
        self.assertEqual(code, 0, err)
        self.assertIn("better", out)

    def test_files_that_cannot_be_compared_are_refused(self):
        (self.dir / "bad.json").write_text("nonsense")
        (self.dir / "empty.json").write_text('{"schema": "weir.load/1", "variants": []}')
        for args, needle in [((), "BEFORE"),
                             ((self.dir / "none", self.dir / "none"), "cannot read"),
                             ((self.dir / "bad.json", self.dir / "bad.json"), "is not JSON"),
                             ((self.dir / "empty.json",) * 2, "no step in common"),
                             (("a", "b", "--confidence", "100%"), "--confidence")]:
            with self.subTest(args=args):
                self.assert_refused(("load", "diff", *args), needle)


if __name__ == "__main__":
    unittest.main()
