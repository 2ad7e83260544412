// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What only the experiment event-loop has, as the page sees it. Anything may be missing: see
// model.js.

const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const text = (value) => (typeof value === "string" && value !== "" ? value : null);
const isObject = (value) => typeof value === "object" && value !== null;
const list = (value) => (Array.isArray(value) ? value.filter(isObject) : []);
const object = (value) => (isObject(value) && !Array.isArray(value) ? value : {});

const numbers = (raw, names) => Object.fromEntries(names.map((name) => [name, number(raw[name])]));

const latency = ["mean_ms", "p50_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"];

const readPhase = (raw) => ({
    ...numbers(object(raw), ["seconds", "due", "ok", "errors", ...latency]),
    certified: object(raw).certified !== false,
});

const readFrame = (raw) => ({
    function: text(raw.function) ?? "(unknown)",
    file: text(raw.file),
    line: number(raw.line),
    task: text(raw.task),
    module: text(raw.module),
    inlined: raw.inlined === true,
    doubtful: raw.doubtful === true,
});

function readRecord(raw) {
    if (!isObject(raw)) return null;
    return {
        detail: text(raw.detail),
        task: text(raw.task),
        spawnedAt: text(raw.spawned_at),
        awaiting: list(raw.awaiting).map(readFrame),
        stack: list(raw.stack).map(readFrame),
        raw,
    };
}

function readStalls(source) {
    const raw = object(source);
    return {
        watched: raw.watched === true,
        cause: text(raw.cause),
        culprit: text(raw.culprit),
        namedBy: text(raw.named_by),
        record: readRecord(raw.record),
        ...numbers(raw, ["count", "longest_ms"]),
    };
}

const readFlame = (raw) =>
    (Array.isArray(raw) ? raw : [])
        .filter((line) => Array.isArray(line) && text(line[0]) && line[1] > 0)
        .map(([stack, us]) => `${stack} ${us}`)
        .join("\n");

function readRoute(raw) {
    const ping = object(raw.ping);
    return {
        path: text(raw.path) ?? "unnamed",
        what: text(raw.what) ?? "",
        harms: raw.harms === true,
        verdict: text(raw.verdict),
        function: text(raw.function),
        before: readPhase(ping.before),
        during: readPhase(ping.during),
        after: readPhase(ping.after),
        calls: numbers(object(raw.calls), ["ok", "errors", "cpu_ms", ...latency]),
        longestTurn: number(raw.longest_turn_ms),
        stalls: readStalls(raw.stalls),
        flame: readFlame(raw.flame),
    };
}

export const readSubjects = (raw) =>
    list(raw).map((subject) => ({
        name: text(subject.name) ?? "unnamed",
        title: text(subject.title),
        verdict: text(subject.verdict),
        routes: list(subject.routes).map(readRoute),
    }));

export const readChecks = (raw) =>
    list(raw).map((check) => ({
        name: text(check.name) ?? "unnamed",
        claim: text(check.claim) ?? "",
        found: text(check.found) ?? "",
        held: check.held === true,
    }));
