# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""A client whose every round is the same for the server, so that counts repeat.

A round: the server, idle, is stopped (SIGSTOP); every connection sends its requests; the server goes
on and finds all of them there at once; the round ends when every answer has arrived. However the
machine schedules, the batches that the server sees are equal. The price: waking a stopped server
interrupts the call it waits in, so that each round has one system call more than in nature.
"""

import os
import pathlib
import signal
import socket
import time

import http_check


class Stuck(Exception):
    """The server does not get where the next round could begin."""


class Lockstep:
    def __init__(self, server, connections, depth):
        self.server, self.depth = server, depth
        self.expected = http_check.check(server.port) * depth
        self.sockets = []
        for _ in range(connections):
            self.sockets.append(socket.create_connection(("127.0.0.1", server.port), 10))

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        for sock in self.sockets:
            sock.close()
        if failure is None:
            self.wait_for("S")  # it has seen every end, whatever comes next

    @property
    def requests_per_round(self):
        return len(self.sockets) * self.depth

    def rounds(self, count):
        for _ in range(count):
            self.round()
        self.wait_for("S")

    def round(self):
        self.wait_for("S")
        os.kill(self.server.pid, signal.SIGSTOP)
        self.wait_for("Tt")
        for sock in self.sockets:
            sock.sendall(http_check.REQUEST * self.depth)
        os.kill(self.server.pid, signal.SIGCONT)
        for sock in self.sockets:
            self.read_answers(sock)

    def read_answers(self, sock):
        left = self.expected
        while left > 0:
            left -= len(http_check.receive(sock))
        if left < 0:
            raise http_check.WrongAnswer(f"{-left} bytes more than the answers have")

    def wait_for(self, states, seconds=20):
        """Until all threads of the server have been in one of the states twice in a row."""
        until, seen = time.monotonic() + seconds, 0
        while seen < 2:
            seen = seen + 1 if self.states() <= set(states) else 0
            if time.monotonic() > until:
                raise Stuck(f"{self.server.name} is in state {self.states()} instead of {states}")
            time.sleep(0.0005)

    def states(self):
        tasks = pathlib.Path(f"/proc/{self.server.pid}/task").iterdir()
        return {(task / "stat").read_text().rsplit(")", 1)[1].split()[0] for task in tasks}
