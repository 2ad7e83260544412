// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Node's own http module, without a framework. Listens on 127.0.0.1:PORT.
'use strict';
const http = require('http');

const server = http.createServer((request, response) => {
    response.writeHead(200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': 13,
    });
    response.end('Hello, World!');
});
server.keepAliveTimeout = 75000;
server.listen({host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096});
