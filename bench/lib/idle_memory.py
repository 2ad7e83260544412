# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""What an idle keep-alive connection holds in the server's memory.

First one connection sends many requests, which touches what is shared (a pool of receive buffers
that is used in turns, code, the first arenas); that growth is told apart. Then the connections come
one after the other, each is answered once and stays. At last all of them send at once, which shows
what a burst costs for good. The kernel's own memory for sockets is in none of these.
"""

import socket
import time

import http_check

WARM_REQUESTS = 4096


def difference(after, before):
    return {key: after[key] - before[key] for key in before}


def warm(port):
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        rest = b""
        for _ in range(WARM_REQUESTS):
            sock.sendall(http_check.REQUEST)
            _, rest = http_check.read_answer(sock, rest)


def settled(server):
    """Memory once it has stopped moving: runtimes with a collector take a moment."""
    last = server.memory()
    for _ in range(10):
        time.sleep(0.1)
        now = server.memory()
        if now == last:
            break
        last = now
    return last


def connect_all(port, count, connections):
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", port), 10)
        connections.append(sock)
        sock.sendall(http_check.REQUEST)
        http_check.read_answer(sock, b"")


def burst(connections):
    """Half a head on every connection before the rest of any: all are in the middle of a request."""
    for part in (http_check.REQUEST[:16], http_check.REQUEST[16:]):
        for sock in connections:
            sock.sendall(part)
        time.sleep(0.2)
    for sock in connections:
        http_check.read_answer(sock, b"")


def measure(server, count):
    """On a server that was just started and has answered nothing yet."""
    start = settled(server)
    warm(server.port)
    warmed = settled(server)
    connections = []
    try:
        connect_all(server.port, count, connections)
        idle = settled(server)
        burst(connections)
        after = settled(server)
    finally:
        for sock in connections:
            sock.close()
    server.check_alive()
    grown = difference(idle, warmed)
    return {"connections": count, "start": start, "warm_growth": difference(warmed, start),
            "per_connection": {key: size / count for key, size in grown.items()},
            "burst_growth": difference(after, idle)}
