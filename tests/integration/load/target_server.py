# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""A server that answers after a fixed time, and can be made to pause as a whole. As a program, for
docs/guides/honest-latency.md:

    target_server.py PORT MILLISECONDS [--one-at-a-time] [--pause AT:SECONDS]
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import socket
import threading
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Service:
    """Each request takes its time: all at once, or one after the other as with a single worker."""

    def __init__(self, delay, one_at_a_time):
        self.delay = delay
        self.one_at_a_time = one_at_a_time
        self.free_at = 0.0

    def begin(self, answer):
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self.free_at) if self.one_at_a_time else loop.time()
        self.free_at = start + self.delay
        loop.call_at(self.free_at, answer)


class Connection(asyncio.Protocol):
    def __init__(self, service):
        self.service = service
        self.pending = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            _, _, self.pending = self.pending.partition(b"\r\n\r\n")
            self.service.begin(self.answer)

    def answer(self):
        if not self.transport.is_closing():
            self.transport.write(ANSWER)


async def serve(sock, service, pauses, stop):
    """`pauses` are (at, length) in seconds, the first request counting as 0; while one lasts, nothing
    is read or answered, and no time is worked off."""
    loop = asyncio.get_running_loop()

    def pause(length):
        time.sleep(length)
        service.free_at += length

    def connected():
        nonlocal pauses
        for at, length in pauses:
            loop.call_later(at, pause, length)
        pauses = ()
        return Connection(service)

    server = await loop.create_server(connected, sock=sock, backlog=4096)
    async with server:
        while not stop.is_set():
            await asyncio.sleep(0.05)


def listening(port=0):
    sock = socket.create_server(("127.0.0.1", port), backlog=4096)
    return sock, f"http://127.0.0.1:{sock.getsockname()[1]}/"


@contextlib.contextmanager
def target(delay, pauses=(), one_at_a_time=False):
    """Runs in a process of its own, so that it has its own interpreter lock. Yields the URL."""
    processes = multiprocessing.get_context("fork")
    sock, url = listening()
    stop = processes.Event()
    service = Service(delay, one_at_a_time)
    process = processes.Process(
        target=lambda: asyncio.run(serve(sock, service, pauses, stop)), daemon=True)
    process.start()
    sock.close()
    try:
        yield url
    finally:
        stop.set()
        process.join(5)
        if process.is_alive():
            process.kill()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("port", type=int)
    options.add_argument("milliseconds", type=float)
    options.add_argument("--one-at-a-time", action="store_true")
    options.add_argument("--pause", metavar="AT:SECONDS", action="append", default=[])
    given = options.parse_args()
    pauses = [tuple(map(float, p.split(":"))) for p in given.pause]
    sock, url = listening(given.port)
    print(url, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sock, Service(given.milliseconds / 1000, given.one_at_a_time), pauses,
                          threading.Event()))


if __name__ == "__main__":
    main()
