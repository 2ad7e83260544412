# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir lab run sync-io` as a whole: the report, interruptions, refusals. No time is asserted but
what arithmetic forbids."""

import json
import os
import resource
import shutil
import signal
import unittest

from weir_program import WeirTest, processes_with

DELAY = 0.02
WORKERS = 4
SHORT = ("lab", "run", "sync-io", "--users", "1,40", "--io-delay", "20ms", "--workers", WORKERS,
         "--step", "400ms", "--warmup", "250ms")


class Run(WeirTest):
    def out(self):
        return self.dir / "out"

    def report(self):
        return json.loads((self.out() / "report.json").read_text())

    def test_measures_every_variant_and_writes_both_files(self):
        code, out, err = self.run_weir(*SHORT, "--out", self.out())
        self.assertEqual(code, 0, err)
        self.assert_nothing_left(within=0)
        self.assertEqual(out.splitlines()[-1], f"Report: {self.out() / 'report.html'}")
        self.assertNotIn("\x1b", out + err, "no colours, no spinner: this is no terminal")
        report = self.report()
        self.assertEqual(report["schema"], "weir.lab.sync-io/1")
        self.assertFalse(report["interrupted"])
        self.assertIsNone(report["failure"])
        self.assertEqual(len(report["variants"]), 8)
        for variant in report["variants"]:
            self.check_variant(variant)
        self.check_comparison(report)
        self.assertEqual([e["name"] for e in report["experiments"]], ["overload", "backend-limit"])
        self.assertEqual(len(report["cached_reads"]["rows"]), 12)
        page = (self.out() / "report.html").read_text()
        self.assertIn("weir.lab.sync-io/1", page)
        self.assertEqual([p.name for p in self.dir.iterdir()], ["out"], "no temporary files are left")

    def check_variant(self, variant):
        name = variant["operation"] + " " + variant["name"]
        self.assertEqual([s["users"] for s in variant["steps"]], [1, 40], name)
        self.assertTrue(variant["verdict"], name)
        self.assertTrue(variant["samples"], name)
        for step in variant["steps"]:
            self.assertGreater(step["ok_per_s"], 0, name)
            self.assertEqual(step["errors"] + step["shed"], 0, name)
            # No answer can be sooner than the backend's.
            self.assertGreaterEqual(step["percentiles"][0][1], DELAY * 1000 * 0.99, name)
            self.assertGreaterEqual(step["threads"], 1, name)
            self.assertGreater(step["rss_bytes"], 1 << 20, name)
            if variant["name"] in ("sync", "wrapped"):
                self.assertLessEqual(step["ok_per_s"], 1.3 * WORKERS / DELAY, name)

    def check_comparison(self, report):
        last = {(v["operation"], v["name"]): v["steps"][-1] for v in report["variants"]}
        for operation in ("profile", "upload"):
            ratio = next(r for r in report["ratios"]
                         if r["operation"] == operation and r["users"] == 40)
            self.assertGreater(ratio["throughput"], 2)
            self.assertLess(ratio["latency"], 0.5)
            # A thread for each of the 40 users, and the poller.
            self.assertGreater(last[operation, "thread-per-request"]["threads"], 10)
            self.assertLessEqual(last[operation, "sync"]["blocked_workers"], WORKERS)
            self.assertGreater(last[operation, "sync"]["queue_length"], 10)
            self.assertGreater(last[operation, "wrapped"]["queue_length"], 10)

    def test_sheds_and_times_out_when_told_to(self):
        code, _, err = self.run_weir(*SHORT, "--out", self.out(), "--variants", "sync", "--operations",
                                     "profile", "--extras", "none", "--queue", 2, "--client-timeout",
                                     "25ms")
        self.assertEqual(code, 0, err)
        step = self.report()["variants"][0]["steps"][-1]
        self.assertGreater(step["shed"], 0)
        self.assertGreater(step["timeouts"], 0)

    def interrupt_with(self, number):
        process = self.start(*SHORT, "--out", self.out(), "--step", "1s")
        self.read_until(process, "40 users:")
        self.assertGreater(len(processes_with(self.mark)), 1, "servers run in processes")
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        self.assert_nothing_left(within=0)
        report = self.report()
        self.assertTrue(report["interrupted"])
        self.assertGreaterEqual(len(report["variants"][0]["steps"]), 2, "what was measured is there")
        self.assertIn("Interrupted", out)
        self.assertTrue((self.out() / "report.html").exists())

    def test_sigint_stops_everything_and_writes_the_report(self):
        self.interrupt_with(signal.SIGINT)

    def test_sigterm_does_the_same(self):
        self.interrupt_with(signal.SIGTERM)

    def test_sigint_while_the_first_server_starts_leaves_nothing(self):
        process = self.start(*SHORT, "--out", self.out())
        self.read_until(process, "main:")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        self.assert_nothing_left(within=0)
        self.assertTrue(self.report()["interrupted"])

    def test_servers_die_with_a_lab_that_is_killed(self):
        process = self.start(*SHORT, "--out", self.out())
        self.read_until(process, "1 user:")
        process.kill()
        process.communicate(timeout=30)
        self.assert_nothing_left()

    def test_a_server_that_dies_ends_the_run_with_a_sentence(self):
        process = self.start(*SHORT, "--out", self.out(), "--step", "5s")
        self.read_until(process, "main:")
        while len(servers := processes_with(self.mark)) < 5:  # lab, two backends, two servers
            pass
        os.kill(max(servers), signal.SIGKILL)
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("killed by signal 9", err)
        self.assert_nothing_left(within=0)
        self.assertTrue(self.report()["failure"])

    def test_a_directory_that_vanishes_is_a_failure_that_is_told(self):
        process = self.start(*SHORT, "--out", self.out(), "--extras", "none", "--operations", "profile",
                             "--variants", "async")
        self.read_until(process, "1 user:")
        shutil.rmtree(self.out())
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("cannot write", err)
        self.assertIn("async", out, "the table is printed all the same")


class Refusals(WeirTest):
    def test_bad_arguments_start_nothing(self):
        run = ("lab", "run", "sync-io")
        for args, needle in [
                (("--nonsense",), "--nonsense"),
                (("lab",), "subcommand"),
                (("lab", "run"), "EXPERIMENT"),
                (("lab", "run", "nonsense"), "'weir lab list'"),
                ((*run, "--nonsense"), "--nonsense"),
                ((*run, "--users", "0"), "--users"),
                ((*run, "--users", "5,1"), "rise"),
                ((*run, "--io-delay", "5"), "--io-delay"),
                ((*run, "--step", "1ms"), "--step"),
                ((*run, "--workers", "many"), "--workers"),
                ((*run, "--variants", "sync,fast"), "--variants"),
                ((*run, "--size", "5GiB"), "--size"),
                ((*run, "--quick"), "--quick is no option of sync-io"),
                (("lab", "run", "event-loop", "--users", "5"), "--users is no option of event-loop"),
                (("lab", "run", "event-loop", "--subjects", "tea"), "--subjects"),
                (("lab", "run", "event-loop", "--work", "1ms"), "--work"),
                ((*run, "--out", "/dev/null/x"), "cannot write"),
                ((*run, "--out", "/proc/x"), "cannot write")]:
            with self.subTest(args=args):
                self.assert_refused(args, needle)
        self.assert_nothing_left(within=0)

    def test_a_low_file_limit_says_how_much_is_needed(self):
        self.assert_refused(
            (*SHORT[:3], "--users", "4000", "--out", self.dir / "out"), "open files",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000)))
        self.assertFalse((self.dir / "out").exists())

    def test_a_full_disk_is_found_before_the_run(self):
        def limit_file_size():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        self.assert_refused((*SHORT, "--out", self.dir / "out"), "cannot write",
                            preexec_fn=limit_file_size)


class Listing(WeirTest):
    def test_lists_experiments_for_people_and_programs(self):
        code, out, _ = self.run_weir("lab", "list")
        self.assertEqual(code, 0)
        self.assertIn("sync-io", out)
        code, out, _ = self.run_weir("lab", "list", "--json")
        self.assertEqual([e["name"] for e in json.loads(out)], ["sync-io", "event-loop"])

    def test_help_and_version_go_to_standard_output(self):
        for args, needle in [(("--help",), "lab"), (("lab", "run", "--help"), "--io-delay"),
                             (("load", "--help"), "Examples"), (("--version",), "driver:")]:
            code, out, err = self.run_weir(*args)
            self.assertEqual((code, err), (0, ""), args)
            self.assertIn(needle, out)
            if "--help" in args:
                self.assertIn("Exit codes", out)


if __name__ == "__main__":
    unittest.main()
