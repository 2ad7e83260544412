// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What Node's parser makes of requests: answers each with method, path and body in hex. Says its
// port; ends with its standard input.

import http from "node:http";

const server = http.createServer((request, answer) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
        const body = Buffer.concat(pieces).toString("hex");
        const path = request.url.replace(/^http:\/\/[^/]*/, "");
        answer.setHeader("X-Recorded", "yes");
        answer.end(`${request.method} ${path} '${body}'\n`);
    });
});
server.on("connect", (_, socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
