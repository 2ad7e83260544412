# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir load` against a small server of Python's."""

import http.server
import json
import signal
import threading
import unittest

from weir_program import WeirTest


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers.get("X-Test"), body))
        status = 503 if self.path == "/busy" else 404 if self.path == "/none" else 200
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # users leave in the middle when a test ends


class Load(WeirTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.url = f"http://127.0.0.1:{cls.server.server_address[1]}"

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    short = ("--users", "1,3", "--step", "300ms", "--warmup", "100ms")

    def test_writes_json_to_standard_output_and_the_rest_elsewhere(self):
        code, out, err = self.run_weir("load", self.url + "/", *self.short, "--json", "-")
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        self.assertEqual(report["schema"], "weir.load/1")
        self.assertEqual([s["users"] for s in report["variants"][0]["steps"]], [1, 3])
        for step in report["variants"][0]["steps"]:
            self.assertGreater(step["ok_per_s"], 0)
            self.assertEqual(step["errors"] + step["shed"], 0)
            self.assertIsNone(step["rss_bytes"])
        self.assertIn("certified", err)
        self.assertNotIn("\x1b", err)

    def test_writes_files_and_prints_a_table(self):
        page, data = self.dir / "load.html", self.dir / "load.json"
        code, out, err = self.run_weir("load", self.url + "/a", self.url + "/b", "--users", 2, "--step",
                                       "200ms", "--warmup", "0", "--html", page, "--json", data)
        self.assertEqual(code, 0, err)
        report = json.loads(data.read_text())
        self.assertEqual([v["name"] for v in report["variants"]], [self.url + "/a", self.url + "/b"])
        self.assertIn("weir.load/1", page.read_text())
        self.assertIn(self.url + "/b", out)

    def test_sends_what_it_is_told_to_send(self):
        Handler.seen.clear()
        code, _, err = self.run_weir("load", self.url + "/form?x=1", "--method", "POST", "--header",
                                     "X-Test: yes", "--body", "hello", "--users", 1, "--step", "100ms",
                                     "--warmup", "0")
        self.assertEqual(code, 0, err)
        self.assertEqual(Handler.seen[-1], ("POST", "/form?x=1", "yes", b"hello"))

    def test_counts_refusals_and_errors_apart(self):
        for path, field, other in [("/busy", "shed", "errors"), ("/none", "errors", "shed")]:
            code, out, err = self.run_weir("load", self.url + path, "--users", 1, "--step", "300ms",
                                           "--warmup", "0", "--json", "-")
            self.assertEqual(code, 0, err)
            step = json.loads(out)["variants"][0]["steps"][0]
            self.assertGreater(step[field], 0)
            self.assertEqual(step[other], 0)
            self.assertEqual(step["ok_per_s"], 0)
            self.assertIsNone(step["mean_ms"])

    def test_sigint_writes_what_was_measured(self):
        process = self.start("load", self.url + "/", "--users", "1,2,3", "--step", "1s", "--warmup", "0",
                             "--json", "-")
        self.read_until(process, "1 user:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        report = json.loads(out)
        self.assertTrue(report["interrupted"])
        self.assertGreaterEqual(len(report["variants"][0]["steps"]), 1)

    def test_a_target_that_is_down_is_a_failure(self):
        code, _, err = self.run_weir("load", "http://127.0.0.1:1/", "--users", 1, "--step", "100ms")
        self.assertEqual(code, 1)
        self.assertIn("http://127.0.0.1:1/: Connection refused", err)

    def test_bad_arguments_start_nothing(self):
        for args, needle in [
                ((), "URL"),
                (("nonsense",), "not a URL"),
                (("http://192.0.2.1/",), "--i-own-this-target"),
                (("http://example.org/",), "--i-own-this-target"),
                (("https://127.0.0.1/",), "TLS"),
                (("--users", "5", "find-max", self.url, "--slo", "p99<1s"), "--users' stands before find-max"),
                ((self.url, "diff", "a.json", "b.json"), "URL' stands before diff"),
                (("find-max", self.url, "--slo", "p99<1s@rate<5"), "leave out what follows @"),
                ((self.url, "--users", "x"), "--users"),
                ((self.url, "--step", "0"), "--step"),
                ((self.url, "--header", "nonsense"), "--header"),
                ((self.url, "--nonsense"), "--nonsense"),
                ((self.url, "--html", "/dev/null/x"), "cannot write")]:
            with self.subTest(args=args):
                self.assert_refused(("load", *args), needle)


if __name__ == "__main__":
    unittest.main()
