// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A server with good and bad manners for our client. Says its port; ends with its standard input.

import http from "node:http";

const routes = {
    "/hello": (_, answer) => answer.end("hello from node\n"),
    "/slow": (_, answer) => setTimeout(() => answer.end("slow\n"), 60_000),
    "/chunked": (_, answer) => {
        let left = 20;
        const next = () => (left-- > 0 ? answer.write("x".repeat(5_000), next) : answer.end());
        next();
    },
    "/length": (request, answer) => {
        let bytes = 0;
        request.on("data", (piece) => (bytes += piece.length));
        request.on("end", () => answer.end("x".repeat(bytes % 1000)));
    },
    "/refuse": (_, answer) => {
        answer.writeHead(413, { connection: "close" });
        answer.end("no\n");
    },
    "/cut": (_, answer) => {
        answer.writeHead(200, { "content-length": 100 });
        answer.write("only this", () => answer.socket.destroy());
    },
    "/cut-chunks": (_, answer) => answer.write("only this", () => answer.socket.destroy()),
    "/nothing": (request) => request.socket.destroy(),
    "/huge-headers": (_, answer) => {
        answer.writeHead(200, { "x-huge": "x".repeat(100_000) });
        answer.end();
    },
    "/until-close": (_, answer) => {
        answer.useChunkedEncodingByDefault = false;
        answer.shouldKeepAlive = false;
        answer.removeHeader("transfer-encoding");
        answer.write("x".repeat(1000));
        answer.end("y".repeat(234));
    },
    "/early-hints": (_, answer) => {
        answer.writeEarlyHints({ link: "</style.css>; rel=preload" });
        answer.end("hinted\n");
    },
};

const server = http.createServer((request, answer) => {
    const route = routes[request.url];
    if (route) return route(request, answer);
    answer.writeHead(404);
    answer.end();
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
