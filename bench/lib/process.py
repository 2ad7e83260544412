# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""A server under test: started on its core, looked at through /proc, gone when we are gone."""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
TICK = os.sysconf("SC_CLK_TCK")


class ServerError(Exception):
    pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """`command` is given the port and returns a list and what it adds to the environment."""

    def __init__(self, name, command, cpu, log_directory):
        self.name, self.port = name, free_port()
        words, env = command(self.port)
        self.log = pathlib.Path(log_directory) / f"{name}.log"
        libc = ctypes.CDLL(None, use_errno=True)

        def in_child():
            # Also when we are killed, and not together with us by the terminal's Ctrl-C.
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.setpgid(0, 0)
            os.sched_setaffinity(0, {cpu})

        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | env,
                preexec_fn=in_child)

    @property
    def pid(self):
        return self.process.pid

    def wait_until_ready(self, seconds=15):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.check_alive()
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise ServerError(f"{self.name} does not listen after {seconds} s: {self.last_words()}")

    def check_alive(self):
        code = self.process.poll()
        if code is not None:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise ServerError(f"{self.name} died ({how}): {self.last_words()}")

    def last_words(self):
        text = self.log.read_text(errors="replace").strip()
        return text[-300:] or "it said nothing"

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_ns(self):
        """CPU time of all threads that live, to the nanosecond."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total

    def cpu_split(self):
        """(user, system) seconds; the kernel samples these by the tick."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) / TICK, int(fields[12]) / TICK

    def memory(self):
        """Resident and proportional set, in bytes."""
        found = {}
        for line in pathlib.Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in ("Rss", "Pss"):
                found[name.lower()] = int(rest.split()[0]) * 1024
        return found
