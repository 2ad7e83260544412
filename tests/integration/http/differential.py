#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Doubtful requests sent to us directly, to us behind nginx and HAProxy, and to Node.

    differential.py --recorder http_recorder --table http_requests.table [--list]

Each row of the table is followed by another request on the same connection. A proxy in front and
we agree on a row if the proxy refuses it, or if both see the same requests: as many reach us as
answers of ours reach the client, and they are those that we see without the proxy (or, where we
would have refused, what the proxy made of it is read by us as the one request that it was to the
proxy). Whatever else happens is a disagreement, and there must be none. Where Node and we differ,
the reason stands in REASONS. Exit code 77 (skipped) if a peer is not installed."""

import argparse
import collections
import contextlib
import pathlib
import queue
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

from peers import PATIENCE, free_port, running, wait_for_port

HERE = pathlib.Path(__file__).resolve().parent
SILENCE = 0.4  # an answer that has not come by then will not come
NEXT = b"GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

Row = collections.namedtuple("Row", "name refused bytes")
Outcome = collections.namedtuple("Outcome", "seen statuses recorded")

# Why Node and we differ on a row, by regular expressions over names. In all but the first we refuse.
REASONS = {
    "version-1.0": "Node closes after an answer to HTTP/1.0",
    "both-coding-empty|coding-.*": "Node reads lists of codings, and codings in HTTP/1.0; we take "
                                   "the one word 'chunked', as the others are used to smuggle",
    "chunk-many-zeros|chunk-extension-long": "Node bounds neither; memory and time are ours",
    "trailer-.*": "Node keeps trailers apart and ignores what they say; we refuse what they may "
                  "not say (RFC 9110, 6.5.1)",
    "expect-unknown": "both say 417; Node goes on with the connection",
    "host-.*": "Node leaves the Host to the program; RFC 9112, 3.2, demands 400",
    "absolute-.*": "Node leaves the target to the program; we want its authority to be the Host",
    "line-.*": "Node skips white space between the words and empty lines before them",
    "target-.*": "Node leaves the target to the program",
}

# What we refuse, and Node too, but not in the versions that Debian 12 has (18).
FORGIVEN_BY_OLDER_NODE = "field-.*|chunk-data-bare-cr|version-(0.9|2.0)"


def unescape(text):
    def one(match):
        kind = match.group(1)
        if kind == "N":
            return "\r\n"
        if kind[0] == "x":
            return chr(int(kind[1:], 16))
        if kind[0] == "{":
            count, char = kind[1:-1].split(",", 1)
            return char * int(count)
        return {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}[kind]
    return re.sub(r"\\(N|x..|\{\d+,.\}|.)", one, text).encode("latin-1")


def read_table(path):
    rows = []
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, verdict, text = line.split(None, 3)
            rows.append(Row(name, verdict != "ok", unescape(text)))
    return rows


class Recorder:
    """Our server, and what it says of the requests that reach it."""

    def __init__(self, process):
        self.port = int(process.stdout.readline().rsplit(":", 1)[1])
        self.lines = queue.Queue()
        self.syncs = 0
        threading.Thread(target=self.read, args=(process.stdout,), daemon=True).start()

    def read(self, pipe):
        for line in pipe:
            self.lines.put(line.strip())

    def take(self):
        """What it saw since the last call."""
        self.syncs += 1
        mark = f"GET /sync/{self.syncs} ''"
        talk(self.port, f"GET /sync/{self.syncs} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
             .encode())
        seen = []
        while (line := self.lines.get(timeout=PATIENCE)) != mark:
            seen.append(line)
        return seen


def talk(port, request):
    """Sends, and reads until the peer closes or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as s:
        s.settimeout(SILENCE)
        with contextlib.suppress(OSError):
            s.sendall(request)
        with contextlib.suppress(OSError):
            while piece := s.recv(65536):
                answer += piece
    return answer


def ask(port, row):
    """Statuses of the answers, and what those of a recorder say."""
    text = talk(port, row.bytes + NEXT).decode("latin-1")
    answers = re.split(r"(?=HTTP/1\.[01] \d{3} )", text)[1:]
    statuses = [int(answer[9:12]) for answer in answers]
    recorded = [answer.split("\r\n\r\n", 1)[1].strip() for answer in answers
                if re.search(r"^x-recorded: yes", answer, re.IGNORECASE | re.MULTILINE)]
    return statuses, recorded


def ask_all(port, rows, recorder=None):
    outcomes = {}
    for row in rows:
        statuses, recorded = ask(port, row)
        seen = recorder.take() if recorder else recorded
        outcomes[row.name] = Outcome([line for line in seen if not line.startswith("refused")],
                                     statuses, recorded)
    return outcomes


def nginx(files, port, upstream, buffering):
    config = files / f"nginx-{buffering}.conf"
    config.write_text(f"""
        daemon off; master_process off; pid {files}/pid-{buffering};
        error_log {files}/error.log;
        events {{ worker_connections 256; }}
        http {{
            access_log off; client_body_temp_path {files}/body; proxy_temp_path {files}/p;
            fastcgi_temp_path {files}/f; uwsgi_temp_path {files}/u; scgi_temp_path {files}/s;
            large_client_header_buffers 4 128k; ignore_invalid_headers on; lingering_time 1s;
            upstream weir {{ server 127.0.0.1:{upstream}; keepalive 8; }}
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass http://weir; proxy_http_version 1.1;
                    proxy_set_header Connection ""; proxy_set_header Host $http_host;
                    proxy_request_buffering {buffering};
                }}
            }}
        }}""")
    return running("nginx", "-e", files / "error.log", "-p", files, "-c", config)


def haproxy(files, port, upstream):
    config = files / "haproxy.cfg"
    config.write_text(f"""
        defaults
            mode http
            timeout connect 5s
            timeout client 5s
            timeout server 5s
            timeout http-request 2s
            http-reuse always
        frontend front
            bind 127.0.0.1:{port}
            default_backend weir
        backend weir
            server weir 127.0.0.1:{upstream}
        """.replace("\n        ", "\n"))
    return running("haproxy", "-db", "-q", "-f", config, stderr=subprocess.DEVNULL)


def behind(front, files, command, rows, results):
    """Fills in what happens to the rows on their way through one proxy."""
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        recorder = Recorder(process)
        port = free_port()
        start = {"nginx": lambda: nginx(files, port, recorder.port, "on"),
                 "nginx unbuffered": lambda: nginx(files, port, recorder.port, "off"),
                 "HAProxy": lambda: haproxy(files, port, recorder.port)}[front]
        with start() as proxy:
            wait_for_port(port, proxy)
            recorder.take()
            results[front] = ask_all(port, rows, recorder)


def direct(command, rows, results):
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        recorder = Recorder(process)
        results["weir"] = ask_all(recorder.port, rows, recorder)


def node(rows, results):
    with running("node", HERE / "node_recorder.mjs", stdin=subprocess.PIPE,
                 stdout=subprocess.PIPE) as process:
        results["Node"] = ask_all(int(process.stdout.readline()), rows)


def run_all(recorder, rows):
    results = {}
    with tempfile.TemporaryDirectory() as files:
        jobs = [threading.Thread(target=direct, args=(recorder, rows, results)),
                threading.Thread(target=node, args=(rows, results))]
        for front in "nginx", "nginx unbuffered", "HAProxy":
            folder = pathlib.Path(files) / front.replace(" ", "-")
            folder.mkdir()
            jobs.append(threading.Thread(target=behind,
                                         args=(front, folder, recorder, rows, results)))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
    if len(results) != 5:
        sys.exit(f"only {', '.join(results)} could be asked")
    return results


def how_they_agree(row, ours, through):
    """A word for how a proxy and we agree on a row, None if we do not."""
    if through.seen != through.recorded:
        return None  # it believes in other requests than we do
    if any("/evil" in line for line in through.seen):
        return None
    if not through.seen:
        return "refused" if any(status >= 400 for status in through.statuses) else "unanswered"
    if through.seen == ours.seen:
        return "same"
    if row.refused:
        kept = any("/r" in line for line in through.seen)
        return "repaired by the proxy" if kept else "refused by us behind it"
    cut_short = through.seen == ours.seen[:len(through.seen)]
    return "refused" if cut_short and through.statuses[-1] >= 400 else None


def check_the_check():
    """What must count as a disagreement does."""
    plain, refused = Row("plain", False, b""), Row("refused", True, b"")
    ours, nothing = Outcome(["GET /r ''"], [200], ["GET /r ''"]), Outcome([], [400], [])
    for row, direct_one, through in [
            (plain, ours, Outcome(["GET /r ''", "GET /evil ''"], [200], ["GET /r ''"])),
            (plain, ours, Outcome(["GET /r '00'"], [200], ["GET /r '00'"])),
            (plain, ours, Outcome(["GET /r ''", "GET /x ''"], [200, 200], ["GET /r ''"] * 2)),
            (refused, nothing, Outcome(["GET /r ''"], [200, 200], [])),
            (refused, nothing, Outcome(["GET /evil ''"], [200], ["GET /evil ''"]))]:
        assert how_they_agree(row, direct_one, through) is None, through
    assert how_they_agree(plain, ours, ours) == "same"
    assert how_they_agree(refused, nothing, nothing) == "refused"


def compare_with_fronts(rows, results, show):
    failures = []
    for front in "nginx", "nginx unbuffered", "HAProxy":
        counts = collections.defaultdict(list)
        for row in rows:
            ours, through = results["weir"][row.name], results[front][row.name]
            how = how_they_agree(row, ours, through)
            counts[how].append(row.name)
            if how is None:
                failures.append(f"{front} and we disagree on {row.name}:\n"
                                f"  directly {ours}\n  through  {through}")
        print(f"{front}: " + ", ".join(f"{len(names)} {how}" for how, names in counts.items()))
        if show:
            for how, names in counts.items():
                print(f"  {how}: {' '.join(names)}")
    return failures


def compare_with_node(rows, results):
    failures = []
    differ = 0
    for row in rows:
        ours, theirs = results["weir"][row.name], results["Node"][row.name]
        if ours.seen == theirs.seen:
            continue
        differ += 1
        explained = any(re.fullmatch(pattern, row.name) for pattern in REASONS) or (
            not ours.seen and re.fullmatch(FORGIVEN_BY_OLDER_NODE, row.name))
        further = theirs.seen != ours.seen[:len(theirs.seen)] if ours.seen else False
        if further or not explained:
            failures.append(f"Node and we differ on {row.name}:\n  we   {ours}\n  Node {theirs}")
    print(f"Node: {len(rows) - differ} same, {differ} differ for a reason")
    return failures


def compare_with_table(rows, results):
    """What reaches us directly is what the table says."""
    return [f"we did not do with {row.name} what the table says: {results['weir'][row.name]}"
            for row in rows if row.refused != (not results["weir"][row.name].seen)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recorder", required=True)
    parser.add_argument("--table", required=True, type=pathlib.Path)
    parser.add_argument("--list", action="store_true", help="name the rows of each outcome")
    args = parser.parse_args()
    missing = [tool for tool in ("node", "nginx", "haproxy") if not shutil.which(tool)]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)} (scripts/bootstrap installs them)")
        return 77
    check_the_check()
    rows = read_table(args.table)
    results = run_all(args.recorder, rows)
    failures = compare_with_table(rows, results)
    failures += compare_with_fronts(rows, results, args.list)
    failures += compare_with_node(rows, results)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
