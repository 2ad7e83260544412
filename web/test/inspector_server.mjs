// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A stand-in for the admin listener: it serves the page and the answers it is told to give, and
// sends the events it is told to send. It can ask for a token, fall silent and go away.
//
//   node test/inspector_server.mjs [--token TOKEN]      to look at: a program that stalls now and then

import {once} from "node:events";
import {createServer} from "node:http";
import {fileURLToPath} from "node:url";
import {resolve} from "node:path";
import {parseArgs} from "node:util";
import {buildInspector} from "../build.mjs";
import {modulesFor} from "../install.mjs";
import * as sample from "./inspector_sample.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));

/** The page as build.mjs makes it. installInto: where the modules are, or go. */
export const inspectorPage = (installInto = web, npm = "npm") =>
    buildInspector(modulesFor(installInto, npm)).html;

export class FakeListener {
    static async start(page, {token = ""} = {}) {
        const listener = new FakeListener();
        Object.assign(listener, {page, token});
        await listener.listen(0);
        return listener;
    }

    streams = new Set();
    asked = [];
    /** [status, sentence] for every question, if set. */
    refusal = null;
    shards = [sample.shard(0), sample.shard(1)];
    stalls = [];
    /** path → answer, or a function of the query; null answers 404. */
    answers = {
        "/debug/shards": () => sample.about(Date.now(), this.shards, this.about),
        "/debug/stalls": () => ({available: true, counts: sample.counts, stalls: this.stalls}),
        "/debug/tasks": () => this.list("tasks", sample.tasks()),
        "/debug/handles": () => this.list("handles", sample.handles()),
        "/debug/requests": () => ({available: true, ...sample.requests()}),
        "/debug/profile": sample.collapsed,
    };

    list(name, rows) {
        return {available: true, total: rows.length, shown: rows.length, [name]: rows};
    }

    async listen(port) {
        this.server = createServer((request, response) => this.answer(request, response));
        this.server.listen(port, "127.0.0.1");
        await once(this.server, "listening");
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}/`;
    }

    answer(request, response) {
        const url = new URL(request.url, this.url);
        this.asked.push({path: url.pathname, query: url.search, method: request.method});
        if (url.pathname === "/") {
            response.setHeader("Content-Type", "text/html; charset=utf-8");
            return response.end(this.page);
        }
        if (this.token && request.headers.authorization !== `Bearer ${this.token}`)
            return this.refuse(response, 401, "a token is needed");
        if (this.refusal) return this.refuse(response, ...this.refusal);
        if (url.pathname === "/events") return this.stream(response);
        const answer = this.answers[url.pathname] ?? null;
        const body = typeof answer === "function" ? answer(url.searchParams) : answer;
        if (body === null) return this.refuse(response, 404, "no such thing");
        const isText = typeof body === "string";
        response.setHeader("Content-Type", isText ? "text/plain" : "application/json");
        return response.end(isText ? body : JSON.stringify(body));
    }

    refuse(response, status, error) {
        response.writeHead(status, {"Content-Type": "application/json"});
        response.end(JSON.stringify({error}));
    }

    stream(response) {
        response.writeHead(200, {"Content-Type": "text/event-stream"});
        this.streams.add(response);
        response.on("close", () => this.streams.delete(response));
        this.tell(response, "shards", this.state());
    }

    state(at = Date.now()) {
        const {shards} = this;
        const {pools, servers, counts} = sample;
        return {at: new Date(at).toISOString(), shards, pools, servers, counts};
    }

    tell(response, name, data) {
        response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    }

    /** To all who listen. */
    send(name, data) {
        for (const response of this.streams) this.tell(response, name, data);
    }

    sendShards(shards = this.shards, at = Date.now()) {
        this.shards = shards;
        this.send("shards", this.state(at));
    }

    sendStall(stall) {
        this.stalls = [stall, ...this.stalls.filter(({id}) => id !== stall.id)];
        this.send("stall", stall);
    }

    /** Until the page has (again) subscribed. */
    async subscribed() {
        while (this.streams.size === 0) await new Promise((done) => setTimeout(done, 10));
    }

    /** Goes away; listen(port) brings it back. */
    async stop() {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }
}

async function demonstrate({token}) {
    const listener = await FakeListener.start(inspectorPage(), {token});
    console.log(listener.url);
    let turns = 0;
    let id = 0;
    let begun = null;
    setInterval(() => {
        turns += 400;
        const now = Date.now();
        const phase = (now / 1000) % 20;
        if (phase < 6 && begun === null) [begun, id] = [now, id + 1];
        if (begun !== null) {
            listener.sendStall(sample.cpuStall(id, begun, now - begun, {ended: phase >= 6}));
            if (phase >= 6) begun = null;
        }
        const stuck = begun !== null && {state: "stalled", busy_ms: now - begun, stall_id: id};
        const busy = {state: "running", busy_ms: 0.05 + Math.random(), turns, steps: turns * 7};
        listener.sendShards([sample.shard(0, stuck || busy), sample.shard(1, busy)]);
    }, 250);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    const {values} = parseArgs({options: {token: {type: "string"}}});
    await demonstrate(values);
}
