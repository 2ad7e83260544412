# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""A server is measured only if it answers rightly: alone, again on the same connection, and several
requests that came at once."""

import socket

BODY = b"Hello, World!"
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class WrongAnswer(Exception):
    pass


def read_answer(sock, pending):
    """Reads one answer; returns its head and the bytes that came after it."""
    while b"\r\n\r\n" not in pending:
        pending += receive(sock)
    head, _, rest = pending.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
    if not head.startswith(b"HTTP/1.1 200 "):
        raise WrongAnswer(f"status line {head.splitlines()[0]!r}")
    if fields.get(b"content-length", b"").strip() != str(len(BODY)).encode():
        raise WrongAnswer(f"no Content-Length: {len(BODY)}")
    while len(rest) < len(BODY):
        rest += receive(sock)
    if rest[:len(BODY)] != BODY:
        raise WrongAnswer(f"body {rest[:len(BODY)]!r}")
    return head, rest[len(BODY):]


def receive(sock):
    piece = sock.recv(65536)
    if not piece:
        raise WrongAnswer("the server closed the connection")
    return piece


def check(port, pipelined=16):
    """Returns the number of bytes of an answer. Raises WrongAnswer or OSError."""
    with socket.create_connection(("127.0.0.1", port), 5) as sock:
        for _ in range(2):
            sock.sendall(REQUEST)
            head, rest = read_answer(sock, b"")
            if rest:
                raise WrongAnswer("more than was asked for")
        sock.sendall(REQUEST * pipelined)
        for _ in range(pipelined):
            head, rest = read_answer(sock, rest)
        if rest:
            raise WrongAnswer("more answers than requests")
        return len(head) + 4 + len(BODY)
