# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Promises, requests and files of `weir load`."""

import csv
import http.server
import json
import socketserver
import threading
import unittest
import xml.etree.ElementTree as xml

from load_test_case import LoadTest
from target_server import target

SHORT = ("--step", "400ms", "--warmup", "0")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers.get("X-Test"), body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = do_PUT = answer

    def address_string(self):
        return ""

    def log_message(self, *args):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # users leave in the middle when a test ends


class Requests(LoadTest):
    def setUp(self):
        super().setUp()
        Handler.seen = []
        self.path = str(self.dir / "server.sock")
        self.server = UnixServer(self.path, Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def test_goes_through_a_unix_socket_with_the_request_it_is_told(self):
        (self.dir / "body").write_bytes(b"\x00\xffraw {{n}}")
        step = self.step("http://example.org/form", "--unix", self.path, "-X", "PUT", "-H",
                         "X-Test: yes", "--body", f"@{self.dir / 'body'}", "--users", 1, *SHORT)
        self.assertGreater(step["ok"], 0)
        self.assertEqual(Handler.seen[-1], ("PUT", "/form", "yes", b"\x00\xffraw {{n}}"))

    def test_sends_the_requests_of_a_scenario_by_weight(self):
        scenario = self.dir / "scenario.toml"
        scenario.write_text("""
            [[request]]
            weight = 3
            path = "/items/{{random:5:6}}"
            headers = { X-Test = "{{n}}" }

            [[request]]
            method = "POST"
            path = "/items"
            body = '{"n": {{n}}}'
        """)
        step = self.step("http://localhost/", "--unix", self.path, "--scenario", scenario, "--users",
                         2, "--step", "1s", "--warmup", "0")
        self.assertEqual(step["errors"], 0)
        reads = [s for s in Handler.seen if s[0] == "GET"]
        writes = [s for s in Handler.seen if s[0] == "POST"]
        self.assertEqual({s[1] for s in reads}, {"/items/5", "/items/6"})
        self.assertTrue(all(s[2].isdigit() for s in reads))
        numbers = [json.loads(s[3])["n"] for s in writes]
        self.assertEqual(len(set(numbers)), len(numbers), "each request has its own number")
        self.assertGreater(len(writes), 10)
        self.assertLess(abs(len(reads) / len(Handler.seen) - 0.75), 0.15)


class Promises(LoadTest):
    def test_kept_and_broken_promises_decide_the_exit_code(self):
        with target(delay=0.01) as url:
            args = ("load", url, "--users", "1,3", *SHORT, "--junit", self.dir / "a.xml")
            code, out, err = self.run_weir(*args, "--threshold", "p99<10s", "--threshold",
                                           "errors%<1", "--threshold", "ok_per_s>1")
            self.assertEqual(code, 0, err)
            suites = xml.parse(self.dir / "a.xml").getroot()
            self.assertEqual((suites.get("tests"), suites.get("failures")), ("6", "0"))
            code, out, err = self.run_weir(*args, "--threshold", "p50<1ms@users>=3", "--threshold",
                                           "p50<10s")
        self.assertEqual(code, 99, err)
        self.assertIn("broken: p50<1ms@users>=3", err)
        cases = xml.parse(self.dir / "a.xml").getroot().findall("testsuite/testcase")
        self.assertEqual(len(cases), 3)
        broken = [c for c in cases if c.find("failure") is not None]
        self.assertEqual([c.get("name") for c in broken], ["p50<1ms@users>=3 at 3 users"])

    def test_csv_has_a_row_for_each_step_and_second(self):
        with target(delay=0.005) as url:
            report = self.load(url, "--rate", "50,100", "--step", "2s", "--warmup", "100ms", "--csv",
                               self.dir / "out")
        steps, seconds = (
            list(csv.DictReader((self.dir / name).read_text().splitlines()))
            for name in ("out.steps.csv", "out.seconds.csv"))
        self.assertEqual([s["rate"] for s in steps], ["50", "100"])
        for row, step in zip(steps, report["variants"][0]["steps"]):
            self.assertEqual(int(row["ok"]), step["ok"])
            self.assertAlmostEqual(float(row["raw_p99_ms"]), step["raw"]["p99_ms"], delta=0.01)
            of_step = [s for s in seconds if s["rate"] == row["rate"]]
            self.assertEqual(sum(int(s["ok"]) for s in of_step), step["ok"])


class Refusals(LoadTest):
    def test_bad_arguments_start_nothing(self):
        url = "http://127.0.0.1:1/"
        scenario = self.dir / "bad.toml"
        scenario.write_text("[[request]]\n\npath = 5\n")
        for args, needle in [
                (("--rate", "x"), "--rate"),
                (("--rate", "5", "--users", "5"), "--rate"),
                (("--rate", "5", "--arrivals", "random"), "--arrivals"),
                (("--rate", "5", "--max-connections", "0"), "--max-connections"),
                (("--threshold", "p99=5ms"), "'p99=5ms' is not a promise"),
                (("--threshold", "p99<5ms@users>9999"), "applies to no step"),
                (("--junit", self.dir / "x.xml"), "--threshold"),
                (("-X", "GRAB"), "--method"),
                (("-H", "bad name: x"), "--header"),
                (("--body", "@/none"), "cannot read /none"),
                (("--scenario", "/none"), "cannot read /none"),
                (("--scenario", scenario), f"{scenario}:3: 'path' is a text"),
                (("--scenario", scenario, "-X", "POST"), "--scenario"),
                (("--users", "1", "--arrivals", "poisson"), "--arrivals"),
                (("--unix", "x" * 200), "--unix"),
                (("--csv", "/dev/null/x"), "cannot write"),
                (("--hdr", "/dev/null/x"), "cannot write")]:
            with self.subTest(args=args):
                self.assert_refused(("load", url, *args), needle)
        for args, needle in [
                ((), "--slo"),
                (("--slo", "fast"), "'fast' is not a promise"),
                (("--slo", "p99<5ms", "--from", "9", "--to", "5"), "--from"),
                (("--slo", "p99<5ms", "--precision", "5"), "--precision"),
                (("--slo", "p99<5ms", "--by", "luck"), "--by")]:
            with self.subTest(args=args):
                self.assert_refused(("load", "find-max", url, *args), needle)
        self.assert_refused(("load", "find-max", "--slo", "p99<5ms"), "URL")

    def test_help_of_every_command_has_an_example(self):
        for command in (("load",), ("load", "find-max"), ("load", "diff")):
            code, out, err = self.run_weir(*command, "--help")
            self.assertEqual((code, err), (0, ""))
            self.assertIn("Example", out)
            self.assertIn("99", out)


if __name__ == "__main__":
    unittest.main()
