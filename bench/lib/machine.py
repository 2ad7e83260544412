# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""What a measurement needs of the machine: two cores, many descriptors, a name."""

import os
import pathlib
import platform
import resource
import subprocess


class Unfit(Exception):
    """The machine cannot do what was asked; the message says why."""


def cores():
    """(client's core, server's core)."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise Unfit("needs two cores, one for the server and one for the client; "
                    f"this process may use {len(usable)}")
    return usable[0], usable[-1]


def raise_descriptor_limit(needed):
    """For us and every process we start."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    unlimited = hard == resource.RLIM_INFINITY
    if not unlimited and hard < needed:
        raise Unfit(f"needs {needed} file descriptors, the hard limit is {hard}; raise it "
                    "(ulimit -Hn) or ask for fewer connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (65536 if unlimited else min(hard, 65536), hard))


def first_line_of(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return None
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0].strip() if lines else None


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def facts():
    return {
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "kernel": platform.release(),
        "load_before": round(os.getloadavg()[0], 2),
        "commit": first_line_of(["git", "-C", str(pathlib.Path(__file__).parent), "describe", "--always",
                                 "--dirty", "--abbrev=12"]),
    }
