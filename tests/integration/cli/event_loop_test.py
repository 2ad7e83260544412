# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir lab run event-loop` as a whole. No time is asserted: each is compared with another of the
same run."""

import json
import signal
import unittest

from weir_program import WeirTest

SUBJECTS = ["crypto", "microtasks", "file-read", "dns", "lock", "compression", "json", "regex", "fsync"]
HARM = 5
FLAT_FACTOR, FLAT_SHARE = 3, 0.25


class EventLoop(WeirTest):
    def out(self):
        return self.dir / "out"

    def report(self):
        return json.loads((self.out() / "report.json").read_text())

    def test_quick_run_shows_the_harm_names_it_and_cures_it(self):
        code, out, err = self.run_weir("lab", "run", "event-loop", "--quick", "--out", self.out())
        self.assertIn(code, (0, 99), err)
        self.assert_nothing_left(within=0)
        self.assertEqual(out.splitlines()[-1], f"Report: {self.out() / 'report.html'}")
        report = self.report()
        self.assertEqual(report["schema"], "weir.lab.event-loop/1")
        self.assertIsNone(report["failure"])
        self.assertEqual([s["name"] for s in report["subjects"]], SUBJECTS)
        for subject in report["subjects"]:
            self.check_subject(subject)
        broken = [c for c in report["checks"] if not c["held"]]
        self.assertEqual(code, 99 if broken else 0)
        self.assertIn("weir.lab.event-loop/1", (self.out() / "report.html").read_text())
        self.assertEqual([p.name for p in self.dir.iterdir()], ["out"], "no temporary files are left")

    def check_subject(self, subject):
        harm, *cures = subject["routes"]
        self.assertTrue(harm["harms"])
        for route in subject["routes"]:
            with self.subTest(route=route["path"]):
                self.assertGreater(route["calls"]["ok"], 0)
                self.assertEqual(route["calls"]["errors"], 0)
                self.assertEqual(route["ping"]["during"]["errors"], 0)
        with self.subTest(route=harm["path"]):
            ping = harm["ping"]
            self.assertGreaterEqual(ping["during"]["p99_ms"], HARM * ping["before"]["p99_ms"])
            self.check_stalls(harm)
        for cure in cures:
            with self.subTest(route=cure["path"]):
                self.assertFalse(cure["harms"])
                bound = max(FLAT_FACTOR * cure["ping"]["before"]["p99_ms"],
                            FLAT_SHARE * harm["ping"]["during"]["p99_ms"])
                self.assertLessEqual(cure["ping"]["during"]["p99_ms"], bound)

    def check_stalls(self, harm):
        stalls = harm["stalls"]
        self.assertTrue(stalls["watched"])
        self.assertGreater(stalls["count"], 0)
        self.assertTrue(stalls["named_by"], f"{harm['function']} is not in {stalls['record']}")
        self.assertTrue(stalls["cause"])

    def test_one_subject_and_sigint_writes_what_was_measured(self):
        process = self.start("lab", "run", "event-loop", "--quick", "--subjects", "crypto,regex",
                             "--out", self.out())
        self.read_until(process, "/block:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assert_nothing_left(within=0)
        report = self.report()
        self.assertTrue(report["interrupted"])
        self.assertEqual(report["subjects"][0]["routes"][0]["path"], "/block")
        self.assertIn("Interrupted", out)


if __name__ == "__main__":
    unittest.main()
