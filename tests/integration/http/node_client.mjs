// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Asks the example service in the ways node does: kept connections, many at once, chunks both ways.
// Says "ok", or what was wrong.

import assert from "node:assert/strict";
import http from "node:http";

const base = process.argv[2];

function ask(path, { agent, method = "GET", headers = {}, body = [] } = {}) {
    return new Promise((resolve, reject) => {
        const request = http.request(base + path, { agent, method, headers }, (answer) => {
            const pieces = [];
            answer.on("data", (piece) => pieces.push(piece));
            answer.on("error", reject);
            answer.on("end", () =>
                resolve({
                    code: answer.statusCode,
                    headers: answer.headers,
                    pieces: pieces.length,
                    reused: request.reusedSocket,
                    body: Buffer.concat(pieces).toString(),
                }),
            );
        });
        request.on("error", reject);
        for (const piece of body) request.write(piece);
        request.end();
    });
}

async function keptConnection() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const first = await ask("/hello/node", { agent });
    const second = await ask("/hello/again", { agent });
    assert.deepEqual([first.body, second.body], ["hello node\n", "hello again\n"]);
    assert.ok(second.reused, "the connection was not kept");
    agent.destroy();
}

async function manyAtOnce() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
    for (let round = 0; round < 3; ++round) {
        const names = Array.from({ length: 200 }, (_, i) => `${round}-${i}`);
        const answers = await Promise.all(names.map((name) => ask(`/hello/${name}`, { agent })));
        answers.forEach((answer, i) => assert.equal(answer.body, `hello ${names[i]}\n`));
    }
    agent.destroy();
}

async function chunksBothWays() {
    const piece = "x".repeat(10_000);
    const sent = await ask("/length", { method: "POST", body: Array(50).fill(piece) });
    assert.equal(sent.body, "500000 bytes\n");
    const count = await ask("/count");
    assert.equal(count.body, "1\n2\n3\n4\n5\n");
    assert.equal(count.headers["transfer-encoding"], "chunked");
    assert.ok(count.pieces > 1, "the stream came in one piece");
}

async function refusals() {
    assert.equal((await ask("/nowhere")).code, 404);
    const wrong = await ask("/hello/x", { method: "DELETE" });
    assert.deepEqual([wrong.code, wrong.headers.allow], [405, "GET, HEAD, OPTIONS"]);
    const large = await ask("/length", { method: "POST", headers: { "content-length": 9 << 20 } }).catch(
        (error) => ({ code: error.code }),
    );
    assert.equal(large.code, 413);
}

for (const check of [keptConnection, manyAtOnce, chunksBothWays, refusals]) await check();
console.log("ok");
process.exit(0);
