#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Our HTTP server against curl and node, our client against nginx and node.

    run.py --service example_http_service --probe http_probe

Every peer listens on a free port of the loopback and is stopped at the end, also after a failure.
Exit code 77 (skipped) if a peer is not installed."""

import argparse
import contextlib
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from peers import PATIENCE, free_port, running, wait_for_port

HERE = pathlib.Path(__file__).resolve().parent
failures = []


def check(what, actual, expected):
    if actual != expected:
        failures.append(f"{what}\n  expected {expected!r}\n  but was  {actual!r}")


def run(*command, stdin=None):
    """Its output, and its errors if it failed."""
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True,
                          timeout=PATIENCE, check=False)
    text = done.stdout.decode()
    return text if done.returncode == 0 else f"{text}exit {done.returncode}: {done.stderr.decode()}"


def curl(url, *options, **more):
    return run("curl", "-sS", "--max-time", PATIENCE, *options, url, **more)


def server_and_curl(base):
    hello = base + "/hello/curl"
    body = b"x" * 100_000
    for name, options in {
            "plain": [], "HTTP/1.0": ["--http1.0"], "no keep-alive": ["-H", "Connection: close"],
            "HTTP/1.0 kept": ["--http1.0", "-H", "Connection: keep-alive"],
            "upgrade offered": ["-H", "Connection: Upgrade", "-H", "Upgrade: websocket"],
            "compressed": ["--compressed"], "through itself": ["--proxy", base]}.items():
        check(f"curl, {name}", curl(hello, *options), "hello curl\n")
    check("curl, two on one connection",
          curl(hello, hello, "-w", "%{num_connects}\n"), "hello curl\n1\nhello curl\n0\n")
    check("curl -I", curl(hello, "-I", "-o", "/dev/null", "-w", "%{http_code} %{size_download}"),
          "200 0")
    length = base + "/length"
    for name, options in {
            "sized": ["--data-binary", "@-"],
            "chunked": ["-X", "POST", "-T", "-"],
            "expects": ["--data-binary", "@-", "-H", "Expect: 100-continue"],
            "chunked, expects": ["-X", "POST", "-T", "-", "-H", "Expect: 100-continue"],
            "HTTP/1.0": ["--http1.0", "--data-binary", "@-"]}.items():
        check(f"curl upload, {name}", curl(length, *options, stdin=body), "100000 bytes\n")
    for options in [], ["--http1.0"]:
        check(f"curl stream {options}", curl(base + "/count", *options), "1\n2\n3\n4\n5\n")
    status = ["-o", "/dev/null", "-w", "%{http_code}"]
    check("curl, unknown", curl(base + "/nowhere", *status), "404")
    check("curl, not allowed", curl(hello, "-X", "DELETE", *status), "405")
    check("curl, long target", curl(hello + "x" * 10_000, *status), "414")
    check("curl, large header", curl(hello, "-H", "X: " + "x" * 50_000, *status), "431")
    large = b"x" * (12 << 20)
    for name, options in {"sized": ["--data-binary", "@-", "-H", "Expect:"],
                          "chunked": ["-X", "POST", "-T", "-", "-H", "Expect:"]}.items():
        check(f"curl, too large, {name}", curl(length, *options, *status, stdin=large), "413")


def converse(port, request):
    """Sends bytes, finishes, and reads to the end."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as s:
        s.settimeout(PATIENCE)
        s.sendall(request)
        s.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := s.recv(65536):
            answer += piece
        return answer.decode()


def server_and_raw_bytes(port):
    one = "GET /hello/{} HTTP/1.1\r\nHost: a\r\n\r\n"
    answers = converse(port, "".join(one.format(i) for i in range(500)).encode())
    check("500 pipelined requests", re.findall(r"^hello (\d+)$", answers, re.MULTILINE),
          [str(i) for i in range(500)])
    smuggled = ("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + one.format("smuggled"))
    answers = converse(port, smuggled.encode())
    check("a smuggled request", (answers[:12], "smuggled" in answers), ("HTTP/1.1 400", False))
    check("a TLS hello", converse(port, b"\x16\x03\x01\x02\x00\x01\x00")[:12], "HTTP/1.1 400")


def check_server(service):
    with running(service, "0", stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        base = re.search(r"http://\S+", line).group()
        port = int(base.rsplit(":", 1)[1])
        server_and_curl(base)
        server_and_raw_bytes(port)
        check("node against the service", run("node", HERE / "node_client.mjs", base), "ok\n")
        process.send_signal(signal.SIGTERM)
        check("the service ends", process.wait(timeout=PATIENCE), 0)


@contextlib.contextmanager
def nginx(files):
    port = free_port()
    config = files / "nginx.conf"
    config.write_text(f"""
        daemon off; master_process off; pid {files}/pid; error_log {files}/error.log;
        events {{ worker_connections 256; }}
        http {{
            access_log off; keepalive_requests 100000; client_body_temp_path {files}/body;
            proxy_temp_path {files}/p; fastcgi_temp_path {files}/f; uwsgi_temp_path {files}/u;
            scgi_temp_path {files}/s; client_max_body_size 100k;
            server {{
                listen 127.0.0.1:{port};
                root {files};
                location /chunked {{ alias {files}/page.html; ssi on; ssi_types *; }}
                location /once {{ alias {files}/page.html; keepalive_timeout 0; }}
            }}
        }}""")
    (files / "page.html").write_text("x" * 20_000)
    with running("nginx", "-e", files / "error.log", "-p", files, "-c", config) as process:
        wait_for_port(port, process)
        yield f"http://127.0.0.1:{port}"


def check_client_against_nginx(probe, files):
    with nginx(files) as base:
        check("nginx, file", run(probe, "get", base + "/page.html"), "200 20000\n")
        check("nginx, chunked", run(probe, "get", base + "/chunked"), "200 20000\n")
        check("nginx, unknown", run(probe, "get", base + "/nowhere")[:4], "404 ")
        check("nginx, 1000 requests over 50 connections",
              run(probe, "many", base + "/page.html", 1000, 50), "1000 x 200 20000\n50 connects\n")
        check("nginx, 100 that are closed each",
              run(probe, "many", base + "/once", 100, 10), "100 x 200 20000\n100 connects\n")
        # Of chunks it only learns later that they are many.
        for kind, status in {"sized": "413 ", "chunked": "405 "}.items():
            refused = run(probe, "post", base + "/page.html", 5_000_000, kind)
            check(f"nginx refuses a large upload, {kind}", refused[:4], status)


def check_client_against_node(probe):
    with running("node", HERE / "node_server.mjs", stdin=subprocess.PIPE,
                 stdout=subprocess.PIPE) as process:
        base = "http://127.0.0.1:" + process.stdout.readline().strip()
        for path, expected in {
                "/hello": "200 16", "/chunked": "200 100000", "/until-close": "200 1234",
                "/early-hints": "200 7", "/nowhere": "404 0",
                "/cut": "200 error the peer closed the connection",
                "/cut-chunks": "200 error the peer closed the connection",
                "/nothing": "error the peer closed the connection",
                "/huge-headers": "error a size limit was exceeded"}.items():
            check(f"node, {path}", run(probe, "get", base + path), expected + "\n")
        check("node, /slow", run(probe, "get", base + "/slow", 1)[:6], "error ")
        for kind in "sized", "chunked":
            check(f"node, upload, {kind}", run(probe, "post", base + "/length", 300_123, kind),
                  "200 123\n")
            refused = run(probe, "post", base + "/refuse", 3_000_000, kind)
            check(f"node refuses an upload, {kind}", refused[:4], "413 ")
        check("node, 1000 requests over 50 connections",
              run(probe, "many", base + "/hello", 1000, 50), "1000 x 200 16\n50 connects\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", required=True)
    parser.add_argument("--probe", required=True)
    args = parser.parse_args()
    missing = [tool for tool in ("curl", "node", "nginx") if not shutil.which(tool)]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)} (scripts/bootstrap installs them)")
        return 77
    check_server(args.service)
    with tempfile.TemporaryDirectory() as files:
        check_client_against_nginx(args.probe, pathlib.Path(files))
    check_client_against_node(args.probe)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
