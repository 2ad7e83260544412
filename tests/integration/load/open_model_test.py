# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir load --rate` as a user meets it."""

import json
import signal
import unittest

from load_test_case import LoadTest
from target_server import target

SHORT = ("--step", "1s", "--warmup", "200ms")


class OpenModel(LoadTest):
    def test_keeps_the_rate_and_tells_both_latencies(self):
        with target(delay=0.01) as url:
            code, out, err = self.run_weir("load", url, "--rate", "50,100", *SHORT, "--arrivals",
                                           "poisson", "--html", self.dir / "load.html", "--json",
                                           self.dir / "load.json")
        self.assertEqual(code, 0, err)
        self.assertIn("raw p99", out)
        self.assertIn("Open model", out)
        report = json.loads((self.dir / "load.json").read_text())
        self.assertEqual(report["parameters"]["model"], "open")
        self.assertEqual(report["parameters"]["arrivals"], "poisson")
        for step, rate in zip(report["variants"][0]["steps"], (50, 100)):
            self.assertEqual(step["rate"], rate)
            self.assertIsNone(step["users"])
            self.assertIsNone(step["little_error"])
            self.assertEqual(step["ok"], step["due"])
            self.assertGreaterEqual(step["raw"]["p50_ms"], 9.9)
            # Ten standard deviations of a Poisson count.
            self.assertLess(abs(step["due"] - rate), 10 * rate ** 0.5)
            self.assertEqual(sum(s["ok"] for s in step["series"]), step["ok"])
        self.assertIn('"raw"', (self.dir / "load.html").read_text())

    def test_a_ramp_ends_faster_than_it_begins(self):
        with target(delay=0.001) as url:
            step = self.step(url, "--rate", "20..220", "--step", "4s", "--warmup", "200ms")
        series = step["series"]
        self.assertLess(abs(step["due"] - 480), 20)
        self.assertLess(series[0]["ok"], series[-1]["ok"] / 2)

    def test_a_closed_test_says_that_it_is_closed(self):
        with target(delay=0.001) as url:
            code, out, err = self.run_weir("load", url, "--users", 2, *SHORT)
        self.assertEqual(code, 0, err)
        self.assertIn("Closed model", out)
        self.assertNotIn("raw", out)

    def test_sigint_writes_what_was_measured_into_every_file(self):
        with target(delay=0.005) as url:
            process = self.start("load", url, "--rate", "100,200,300", *SHORT, "--json",
                                 self.dir / "a.json", "--csv", self.dir / "a", "--hdr",
                                 self.dir / "a.hlog", "--threshold", "p99<1h", "--junit",
                                 self.dir / "a.xml")
            self.read_until(process, "100/s due:")
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        report = json.loads((self.dir / "a.json").read_text())
        self.assertTrue(report["interrupted"])
        for name in ("a.steps.csv", "a.seconds.csv", "a.hlog", "a.xml"):
            self.assertTrue((self.dir / name).stat().st_size > 0, name)


if __name__ == "__main__":
    unittest.main()
