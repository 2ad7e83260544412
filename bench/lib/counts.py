# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Counts per request that the machine's noise cannot touch: system calls, heap allocations, user-mode
instructions, in steady state. Callgrind and our hook are read before and after the rounds that
count; strace tells only of a whole run, so two runs of different length are subtracted."""

import pathlib
import re
import shutil
import struct
import subprocess
import time

import lockstep
import process

WARM_UP, SHORT, ROUNDS = 10, 10, 40


class CountError(Exception):
    """A tool did not say what it counted."""


class Subject:
    """A server program with the load that is put on it."""

    def __init__(self, program, driver, connections, depth, cpu, scratch):
        self.program, self.driver = pathlib.Path(program), driver
        self.connections, self.depth = connections, depth
        self.cpu, self.scratch = cpu, pathlib.Path(scratch)

    def run(self, rounds, wrapper=(), env=None, look=None):
        """Starts the server under `wrapper`, warms it up, runs the rounds and ends it. `look(server)`
        is called before and after the rounds. Returns the number of requests of the rounds."""
        server = process.Server(
            "server", lambda port: ([*wrapper, self.program, port],
                                    {"WEIR_DRIVER": self.driver,
                                     # Under strace every call is a switch, which it would look into.
                                     "WEIR_DIAG_SWITCHES": "none", **(env or {})}),
            self.cpu, self.scratch)
        try:
            server.wait_until_ready(60)
            with lockstep.Lockstep(server, self.connections, self.depth) as client:
                client.rounds(WARM_UP)
                if look:
                    look(server)
                client.rounds(rounds)
                if look:
                    look(server)
        finally:
            server.stop()
        return rounds * self.connections * self.depth


def system_calls(subject):
    """A dictionary: name of the call, how often per request."""
    short, few = strace_run(subject, SHORT)
    long, many = strace_run(subject, ROUNDS)
    calls = {name: (long.get(name, 0) - short.get(name, 0)) / (many - few) for name in long | short}
    return {name: n for name, n in calls.items() if abs(n) >= 0.0005}


def strace_run(subject, rounds):
    summary = subject.scratch / "strace.txt"
    summary.unlink(missing_ok=True)
    requests = subject.run(rounds, ["strace", "-D", "-f", "-c", "-U", "calls,name", "-o", summary])
    return parse_strace(wait_for_summary(summary)), requests


def wait_for_summary(path):
    """strace runs beside the server here and ends a moment after it."""
    for _ in range(100):
        text = path.read_text() if path.exists() else ""
        if " total\n" in text:
            return text
        time.sleep(0.05)
    raise CountError("strace wrote no summary; may this process trace others (ptrace)?")


def parse_strace(text):
    rows = (line.split() for line in text.splitlines())
    return {row[1]: int(row[0]) for row in rows
            if len(row) == 2 and row[0].isdigit() and row[1] != "total"}


def allocations(subject, library):
    """Heap allocations per request and the bytes they ask for."""
    counters = subject.scratch / "allocations"
    counters.write_bytes(bytes(24))
    seen = []

    def look(_server):
        seen.append(struct.unpack("QQQ", counters.read_bytes()))

    requests = subject.run(ROUNDS, look=look,
                           env={"LD_PRELOAD": str(library), "WEIR_COUNT_FILE": str(counters)})
    if seen[0][0] == 0:
        raise CountError(f"{library} counted nothing; is it preloaded?")
    return {"allocations": (seen[1][0] - seen[0][0]) / requests,
            "allocated_bytes": (seen[1][2] - seen[0][2]) / requests}


def instructions(subject, keep=None):
    """A dictionary: function, user-mode instructions per request in it itself; "" is the sum. The
    profile moves to `keep`, for callgrind_annotate and the like."""
    out = subject.scratch / "callgrind.out"
    requests = subject.run(ROUNDS, ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"],
                           look=Callgrind(("-z", "-d")))
    dump = out.with_name(out.name + ".1")
    cost = parse_callgrind(dump.read_text(errors="replace"))
    if keep:
        shutil.move(dump, keep)
    for path in out.parent.glob(out.name + "*"):
        path.unlink()
    return {name: n / requests for name, n in cost.items()}


class Callgrind:
    """Tells a running callgrind one thing after the other, whenever it is called."""

    def __init__(self, options):
        self.options = list(options)

    def __call__(self, server):
        done = subprocess.run(["callgrind_control", self.options.pop(0), str(server.pid)],
                              capture_output=True, text=True, timeout=60, check=False)
        if "OK." not in done.stdout:
            raise CountError(f"callgrind_control: {(done.stdout + done.stderr).strip()[-200:]}")


RECURSION = re.compile(r"'\d+$")
FUNCTION = re.compile(r"fn=\((\d+)\)(?: (.*))?")


def parse_callgrind(text):
    """Self cost by function, and the sum under the empty name."""
    names, cost, total, current, skip = {}, {}, 0, None, False
    for line in text.splitlines():
        if match := FUNCTION.match(line):
            if match[2]:
                names[match[1]] = match[2]
            current = match[1]
        elif line.startswith("cfn=("):
            number, _, name = line[5:].partition(")")
            if name:
                names[number] = name.strip()
        elif line.startswith("calls="):
            skip = True  # the next line is what the callee cost
        elif line[:1] in "0123456789+-*" and line:
            if not skip and current is not None:
                own = int(line.split()[1])
                cost[current] = cost.get(current, 0) + own
                total += own
            skip = False
    if not total:
        raise CountError("callgrind's file holds no cost")
    by_name = {"": total}
    for number, own in cost.items():
        name = RECURSION.sub("", names.get(number, number))
        by_name[name] = by_name.get(name, 0) + own
    return by_name
