# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Runs wrk for one slice and reads what it says."""

import json
import pathlib
import subprocess

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "peers/load.lua"
MARK = "weir-bench "


class WrkError(Exception):
    pass


def command(port, connections, depth, seconds):
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "8s", "-s", str(SCRIPT),
            f"http://127.0.0.1:{port}/", "--", str(depth)]


def parse(output):
    """The dictionary that load.lua printed. Raises WrkError when it is not there."""
    for line in output.splitlines():
        if line.startswith(MARK):
            try:
                return json.loads(line[len(MARK):])
            except ValueError as why:
                raise WrkError(f"wrk's line cannot be read: {why}") from why
    raise WrkError("wrk printed no result: " + (output.strip()[-200:] or "nothing at all"))


def trouble(counts):
    """What went wrong in a slice, as words; empty if nothing did."""
    kinds = ("connect", "read", "write", "status", "timeout")
    words = [f"{counts[kind]} {kind}" for kind in kinds if counts[kind]]
    if counts["requests"] == 0:
        words.insert(0, "no request answered")
    return ", ".join(words)


def run(port, connections, depth, seconds, cpu):
    """One slice of load from `cpu`."""
    try:
        done = subprocess.run(["taskset", "-c", str(cpu), *command(port, connections, depth, seconds)],
                              capture_output=True, text=True, timeout=seconds + 20, check=False)
    except subprocess.TimeoutExpired as why:
        raise WrkError(f"wrk did not end within {seconds + 20} s") from why
    return parse(done.stdout + done.stderr)
