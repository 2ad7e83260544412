# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The admin listener of a program whose only shard gets stuck: see admin_victim.cpp."""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import unittest

import prometheus_text

OPTIONS = None
PROMPT = 0.1  # seconds within which /livez answers, whatever happens


class Victim:
    def __init__(self, how, stuck_ms, liveness_ms, token=None, **environment):
        if token:
            environment["VICTIM_TOKEN"] = token
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        self.process = subprocess.Popen(
            [OPTIONS.victim, how, str(stuck_ms), str(liveness_ms)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "WEIR_LOG": "error", **environment})
        self.address = self.process.stdout.readline().strip()
        self.wait_for(lambda: self.get("/debug/shards", **bearer)[1]["shards"])

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.communicate()

    def wait_for(self, holds, seconds=10):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError("it did not come about")
            time.sleep(0.02)

    def get_stuck(self):
        self.process.stdin.write("now\n")
        self.process.stdin.flush()

    def ask(self, method, path, timeout=5, **headers):
        connection = http.client.HTTPConnection(self.address, timeout=timeout)
        try:
            connection.request(method, path, headers={k.replace("_", "-"): v
                                                      for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def get(self, path, **more):
        status, body, _ = self.ask("GET", path, **more)
        return status, json.loads(body)


class Liveness(unittest.TestCase):
    def follow(self, victim, seconds):
        """Asks /livez all the time, each time anew; returns (since, took, status, body) of each."""
        found = []
        begin = time.monotonic()
        while time.monotonic() < begin + seconds:
            asked = time.monotonic()
            status, body = victim.get("/livez", timeout=2)
            found.append((asked - begin, time.monotonic() - asked, status, body))
            time.sleep(0.02)
        return found

    def check(self, found, liveness_s, name=None):
        # The machine may be busy: the slowest of all may not prove anything, the others do.
        took = sorted(t for _, t, _, _ in found)
        self.assertLess(took[int(len(took) * 0.9)], PROMPT, took[-5:])
        stalled = [(s, b) for _, _, s, b in found if b["status"] == "stalled"]
        stuck = [(s, b) for _, _, s, b in found if b["status"] == "stuck"]
        self.assertTrue(stalled, "no 200 with the stall in it")
        self.assertTrue(stuck, "no 503")
        self.assertEqual({s for s, _ in stalled}, {200})
        self.assertEqual({s for s, _ in stuck}, {503})
        self.assertEqual(len(stuck[-1][1]["stalls"]), 1, stuck[-1][1])
        self.assertGreaterEqual(stuck[-1][1]["stalls"][0]["since_ms"], liveness_s * 1000)
        if name:
            for _, body in stuck:
                self.assertIn(name, body["stalls"][0]["culprit"], body)

    def recover(self, victim):
        victim.wait_for(lambda: victim.get("/livez")[1] == {"status": "ok"})
        self.assertEqual(victim.get("/debug/shards")[0], 200)

    def test_names_the_culprit_before_and_after_the_threshold(self):
        for how, culprit in (("sleep", "sleep_here"), ("spin", "get_stuck")):
            with self.subTest(how), Victim(how, 2000, 700) as victim:
                self.assertEqual(victim.get("/livez"), (200, {"status": "ok"}))
                victim.get_stuck()
                self.check(self.follow(victim, 1.8), 0.7, culprit)
                self.recover(victim)

    def test_answers_while_the_shard_holds_a_lock_of_the_process(self):
        for how in ("allocator", "loader", "log"):
            with self.subTest(how), Victim(how, 2000, 700) as victim:
                victim.get_stuck()
                time.sleep(0.2)
                # Something that needs the lock, and that may well wait for it.
                other = threading.Thread(target=lambda: victim.ask("GET", "/metrics", timeout=10))
                other.start()
                found = self.follow(victim, 1.4)
                if how == "allocator":
                    self.assertTrue(other.is_alive(), "the allocator's lock was not held")
                other.join()
                self.check(found, 0.7)
                print(f"{how}: the slowest /livez took {max(t for _, t, _, _ in found) * 1e3:.1f} ms, "
                      f"the median {statistics.median(t for _, t, _, _ in found) * 1e3:.1f} ms")
                self.recover(victim)

    def test_a_crowd_that_waits_for_the_stuck_shard_leaves_livez_a_place(self):
        with Victim("allocator", 2000, 700) as victim:
            victim.get_stuck()
            time.sleep(0.3)
            host, port = victim.address.split(":")
            crowd = []
            for _ in range(60):
                crowd.append(socket.create_connection((host, int(port)), timeout=5))
                crowd[-1].sendall(f"GET /metrics HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            self.assertEqual(victim.ask("GET", "/metrics")[0], 503)
            self.check(self.follow(victim, 1.2), 0.7)
            for connection in crowd:
                connection.close()
            self.recover(victim)

    def test_ten_seconds_with_the_usual_threshold_by_curl(self):
        curl = shutil.which("curl")
        if not curl:
            self.skipTest("curl is not installed")
        with Victim("sleep", 10_000, 5000) as victim:
            victim.get_stuck()
            begin = time.monotonic()
            for at, status in ((2, 200), (4, 200), (6, 503), (9, 503)):
                time.sleep(max(0, begin + at - time.monotonic()))
                out = subprocess.run(
                    [curl, "--silent", "--max-time", "2", "--write-out", "\n%{http_code} %{time_total}",
                     f"http://{victim.address}/livez"], capture_output=True, text=True).stdout
                body, _, facts = out.rpartition("\n")
                print(f"after {at} s: {facts} {body.strip()}")
                self.assertEqual(int(facts.split()[0]), status)
                self.assertLess(float(facts.split()[1]), PROMPT)
                self.assertIn("sleep_here", json.loads(body)["stalls"][0]["culprit"])
            self.recover(victim)


class Pages(unittest.TestCase):
    def test_metrics_are_what_prometheus_reads(self):
        with Victim("none", 0, 5000) as victim:
            status, text, headers = victim.ask("GET", "/metrics")
            self.assertEqual(status, 200)
            self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
            families = prometheus_text.parse(text.decode())
            self.assertEqual(families["weir_metrics_dropped"].samples[0].value, 0)
            for name, kind in (("weir_turn_duration_seconds", "histogram"),
                               ("weir_phase_duration_seconds", "histogram"),
                               ("weir_stalls_total", "counter"), ("weir_loop_lag_seconds", "gauge"),
                               ("weir_offload_queued", "gauge"),
                               ("weir_http_connections", "gauge"),
                               ("process_cpu_seconds_total", "counter")):
                self.assertEqual(families[name].kind, kind)
            causes = {s.labels["cause"] for s in families["weir_stalls_total"].samples}
            self.assertEqual(causes, {"cpu", "syscall", "lock", "page_fault", "starved", "stopped"})
            promtool = shutil.which("promtool")
            if promtool:
                checked = subprocess.run([promtool, "check", "metrics"], input=text,
                                         capture_output=True)
                self.assertEqual(checked.returncode, 0, checked.stderr + checked.stdout)

    def test_a_stall_is_in_every_page_and_among_the_events(self):
        with Victim("sleep", 400, 5000) as victim:
            events = self.subscribe(victim)
            victim.get_stuck()
            begun = self.next_event(events, "stall")
            self.assertFalse(begun["ended"])
            self.assertEqual(begun["shard"], 0)
            ended = self.next_event(events, "stall", lambda s: s["ended"])
            self.assertEqual(ended["id"], begun["id"])
            self.assertIn("sleep_here", ended["culprit"])
            self.assertEqual(ended["cause"], "syscall")
            stalls = victim.get("/debug/stalls")[1]
            self.assertTrue(stalls["available"])
            self.assertEqual(stalls["stalls"][0]["id"], ended["id"])
            self.assertIn(b"get_stuck", victim.ask("GET", "/debug/stalls?format=text")[1])
            self.assertEqual(len(victim.get(f"/debug/stalls?id={ended['id']}")[1]["stalls"]), 1)
            self.assertEqual(victim.get("/debug/shards")[1]["counts"]["stalls"]["syscall"], 1)
            families = prometheus_text.parse(victim.ask("GET", "/metrics")[1].decode())
            self.assertIn(({"cause": "syscall"}, 1.0),
                          [(s.labels, s.value) for s in families["weir_stalls_total"].samples])

    def subscribe(self, victim):
        host, port = victim.address.split(":")
        connection = socket.create_connection((host, int(port)), timeout=10)
        connection.sendall(f"GET /events HTTP/1.1\r\nHost: {victim.address}\r\n\r\n".encode())
        self.addCleanup(connection.close)
        stream = connection.makefile("r", encoding="utf-8", newline="\n")
        self.addCleanup(stream.close)
        return stream

    def next_event(self, stream, wanted, holds=lambda data: True):
        name, end = None, time.monotonic() + 15
        for line in stream:
            if time.monotonic() > end:  # it goes on for ever
                break
            if line.startswith("event: "):
                name = line[7:].strip()
            elif line.startswith("data: ") and name == wanted:
                data = json.loads(line[6:])
                if holds(data):
                    return data
        self.fail(f"no event {wanted}")

    def test_profiles_come_in_every_format(self):
        with Victim("spin", 600, 5000) as victim:
            victim.get_stuck()
            begin = time.monotonic()
            status, body, headers = victim.ask("GET", "/debug/profile?seconds=1")
            self.assertGreater(time.monotonic() - begin, 0.9)
            self.assertEqual(status, 200)
            self.assertIn(".cpuprofile", headers["Content-Disposition"])
            names = {n["callFrame"]["functionName"] for n in json.loads(body)["nodes"]}
            self.assertTrue(any("get_stuck" in n for n in names), names)
            trace = json.loads(victim.ask("GET", "/debug/profile?format=trace&last=30")[1])
            self.assertTrue(trace["traceEvents"])
            self.assertEqual(victim.ask("GET", "/debug/profile?format=pprof")[1][:2], b"\x1f\x8b")
            self.assertIn(b"get_stuck",
                          victim.ask("GET", "/debug/profile?format=collapsed&last=60")[1])

    def test_actions_need_the_token(self):
        token = "a-token-of-enough-length"
        with Victim("none", 0, 5000, token=token) as victim:
            self.assertEqual(victim.ask("GET", "/debug/shards")[0], 401)
            self.assertEqual(victim.ask("GET", "/livez")[0], 200)
            bearer = {"Authorization": f"Bearer {token}"}
            self.assertEqual(victim.ask("GET", "/debug/shards", **bearer)[0], 200)
            self.assertEqual(victim.ask("POST", "/actions/profile")[0], 401)
            status, body, _ = victim.ask("POST", "/actions/profile", **bearer)
            self.assertEqual(status, 409, body)  # no directory is configured

    def test_the_environment_starts_a_listener(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % probe.getsockname()[1]
        with Victim("none", 0, 5000, WEIR_ADMIN=address) as victim:
            victim.address = address
            self.assertEqual(victim.get("/livez"), (200, {"status": "ok"}))
            self.assertEqual(victim.get("/debug/shards")[1]["program"], "admin_victim")


class Top(unittest.TestCase):
    def setUp(self):
        if not OPTIONS.weir:
            self.skipTest("without the command line tool")

    def top(self, *arguments, **environment):
        done = subprocess.run([OPTIONS.weir, "top", *arguments], capture_output=True, text=True,
                              timeout=30, env={**os.environ, **environment})
        return done.returncode, done.stdout, done.stderr

    def test_shows_a_healthy_program_once(self):
        with Victim("none", 0, 5000) as victim:
            code, out, err = self.top(victim.address, "--once")
            self.assertEqual(code, 0, err)
            for part in ("admin_victim", "Every shard turns.", "SHARD", "input", "No stall so far."):
                self.assertIn(part, out)
            self.assertNotIn("\x1b", out)

    def test_names_what_is_stuck_also_if_only_livez_answers(self):
        for how, part in (("sleep", "sleep_here"), ("allocator", "only /livez answers")):
            with self.subTest(how), Victim(how, 5000, 300) as victim:
                victim.get_stuck()
                time.sleep(0.6)
                code, out, _ = self.top(victim.address, "--once")
                self.assertEqual(code, 1, out)
                self.assertIn("STUCK", out)
                self.assertIn(part, out)

    def test_says_what_is_wrong_in_a_sentence(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            closed = "127.0.0.1:%d" % probe.getsockname()[1]
        code, out, err = self.top(closed, "--once")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("no admin listener answers at " + closed, err)
        self.assertEqual(self.top()[0], 2)
        self.assertEqual(self.top(closed, "--every", "1ms")[0], 2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--victim", required=True)
    parser.add_argument("--weir")
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
