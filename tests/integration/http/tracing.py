#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The W3C trace of requests from curl, through two services of ours, and in what they show.

    tracing.py --service traced_service

Exit code 77 (skipped) if curl is not installed."""

import argparse
import json
import shutil
import subprocess
import sys
import time

from peers import PATIENCE, running

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
failures = []


def check(what, actual, expected):
    if actual != expected:
        failures.append(f"{what}\n  expected {expected!r}\n  but was  {actual!r}")


def curl(url, *options):
    return subprocess.run(["curl", "-sS", "--max-time", str(PATIENCE), *options, url], check=True,
                          capture_output=True, text=True, timeout=2 * PATIENCE).stdout


def parent(flags="01", version="00"):
    return ("-H", f"traceparent: {version}-{TRACE}-{PARENT}-{flags}")


class Service:
    def __init__(self, process):
        self.app, self.admin = ("http://" + process.stdout.readline().strip() for _ in range(2))

    def requests(self):
        return json.loads(curl(self.admin + "/requests"))

    def request(self, target, lists=("recent", "slowest")):
        """The span of the last request for that target, once it has ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self.requests()
            for span in (span for name in lists for span in now[name]):
                if span["target"] == target:
                    return span
        sys.exit(f"no span of {target}")


def one_service(service):
    trace, span = curl(service.app + "/trace?a", *parent()).split()
    check("curl's trace", trace, TRACE)
    seen = service.request("/trace?a")
    check("its span", [seen[key] for key in ("trace_id", "span_id", "parent_id", "sampled", "route",
                                             "status", "complete", "shard")],
          [TRACE, span, PARENT, True, "/trace", 200, True, 0])
    check("its phases", [phase["name"] for phase in seen["spans"]], ["queue", "handler", "send"])
    fresh = {curl(service.app + "/trace").split()[0] for _ in range(3)}
    check("new traces without a traceparent", len(fresh), 3)
    for name, header in {"upper case": f"00-{TRACE.upper()}-{PARENT}-01",
                         "zeros": f"00-{'0' * 32}-{PARENT}-01", "nonsense": "x"}.items():
        trace, _ = curl(service.app + "/trace", "-H", f"traceparent: {header}").split()
        check(f"a new trace, {name}", (len(trace), trace.lower() != TRACE, trace != "0" * 32),
              (32, True, True))
    curl(service.app + "/trace?later", *parent("00", "01"))
    check("a later version, not sampled", service.request("/trace?later")["sampled"], False)


def a_chain(first, second):
    target = f"/ask?url={second.app}/ask?url={second.app}/trace"
    lines = curl(first.app + target, *parent(), "-H", "tracestate: vendor=1").splitlines()
    check("three spans, one trace", [line.split()[0] for line in lines], [TRACE] * 3)
    outer = first.request(target)
    inner = second.request(f"/ask?url={second.app}/trace")
    last = second.request("/trace")
    for what, asking, asked in ("first", outer, inner), ("second", inner, last):
        wait = asking["spans"][-1]
        check(f"the {what} service waited", [wait[key] for key in ("name", "status", "outcome")],
              ["http.client " + second.app.removeprefix("http://"), 200, "answered"])
        check(f"whom the {what} service asked", asked["parent_id"], wait["span_id"])


def a_stuck_shard(service):
    with subprocess.Popen(["curl", "-sS", *parent(), service.app + "/block?ms=1500"],
                          stdout=subprocess.DEVNULL) as waiting:
        span = service.request("/block?ms=1500", ("oldest",))
        check("it is in flight", (waiting.poll(), span["ended"], span["status"]), (None, False, None))
        check("the oldest", service.requests()["oldest"][0]["trace_id"], TRACE)
        text = curl(service.admin + "/requests?format=text")
        check("the text names it", "GET /block?ms=1500" in text, True)
    done = service.request("/block?ms=1500", ("slowest",))
    check("how long it blocked", done["spans"][1]["lasted_ms"] > 1000, True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", required=True)
    args = parser.parse_args()
    if not shutil.which("curl"):
        print("skipped: not installed: curl (scripts/bootstrap installs it)")
        return 77
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with running(args.service, **pipes) as a, running(args.service, **pipes) as b:
        first, second = Service(a), Service(b)
        one_service(first)
        a_chain(first, second)
        a_stuck_shard(first)
        for process in a, b:
            process.stdin.close()
            check("the service ends", process.wait(timeout=PATIENCE), 0)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
