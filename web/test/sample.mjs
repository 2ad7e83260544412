// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A report computed by a queueing formula: what the tests and screenshots of the page feed it.
// Nothing here was measured, and nothing of it is part of the page that ships.
//
// The model: N users in a closed circle around c workers that each hold a call for S seconds give
// X = min(N / S, c / S) and, by Little's law, R = N / X.
//
//   node sample.mjs > sample.json

import {resolve} from "node:path";
import {fileURLToPath} from "node:url";

const workers = 160;
const users = [1, 400, 1000, 2000, 4000];
const delays = {profile: 500, upload: 250};
const mebibyte = 2 ** 20;

const models = {
    sync: {
        capacity: workers,
        overhead: 1.5,
        threads: () => workers + 3,
        memory: (n) => 38 + n * 0.006,
    },
    "thread-per-request": {
        capacity: Infinity,
        overhead: 3,
        perUser: 0.011,
        threads: (n) => n + 2,
        memory: (n) => 21 + n * 0.094,
    },
    wrapped: {
        capacity: workers,
        overhead: 2,
        threads: () => workers + 4,
        memory: (n) => 41 + n * 0.011,
    },
    async: {
        capacity: Infinity,
        overhead: 1,
        perUser: 0.0035,
        threads: () => 4,
        memory: (n) => 24 + n * 0.009,
    },
};

const fractions = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999, 1];

const round = (value, digits = 3) => Number(value.toFixed(digits));

/** How much longer than the mean the request at a quantile takes: a bell with a tail. */
function stretch(fraction, spread) {
    const nines = -Math.log10(1 - Math.min(fraction, 0.999999));
    return 1 + spread * (nines ** 1.3 - 0.45);
}

/** A step without failures. `extra` overrides what a variant of an experiment does differently. */
function step(name, operation, count, start) {
    const model = models[name];
    const service = (delays[operation] + model.overhead + (model.perUser ?? 0) * count) / 1000;
    const ok = Math.min(count, model.capacity) / service;
    const mean = (count / ok) * 1000;
    const queued = Math.max(0, count - model.capacity);
    const spread = queued > 0 ? 0.05 : 0.02;
    const percentiles = fractions.map((fraction) => [
        fraction,
        round(Math.max(delays[operation], mean * stretch(fraction, spread))),
    ]);
    const at = (fraction) => percentiles.find(([place]) => place === fraction)[1];
    // Two steps are spoiled on purpose: one too short, one where the generator was the bottleneck.
    const settled = !(name === "wrapped" && operation === "upload" && count === 4000);
    const certified = !(name === "thread-per-request" && operation === "upload" && count === 4000);
    const notes = [
        settled ? null : "the step lasted fewer than three response times",
        certified ? null : "the generator used 97 % of its core",
    ].filter(Boolean);
    return {
        users: count,
        start_s: start,
        seconds: settled ? Math.max(10, Math.ceil((3.2 * mean) / 1000)) : 10,
        ok_per_s: round(ok),
        mean_ms: round(mean),
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        p999_ms: at(0.999),
        max_ms: at(1),
        errors: 0,
        timeouts: 0,
        shed: 0,
        errors_per_s: 0,
        shed_per_s: 0,
        certified,
        settled,
        note: notes.join("; ") || null,
        generator_cpu: certified ? round(0.03 + ok / 25000) : 0.97,
        generator_lag_ms: round(0.1 + ok / 9000),
        little_error: round(settled ? 0.004 + count / 1e6 : 0.062, 4),
        rss_bytes: Math.round(model.memory(count) * mebibyte),
        threads: model.threads(count),
        queue_length: queued,
        blocked_workers: name === "async" ? 0 : Math.min(count, model.capacity),
        server_cpu: round(0.02 + ok / 9000),
        loop_lag_ms: name === "sync" ? null : round(0.05 + ok / 4000),
        percentiles,
    };
}

/** One sample a second; the queue fills within the first second of a step. */
function samplesOf(steps) {
    return steps.flatMap((entry) =>
        Array.from({length: entry.seconds}, (_, second) => {
            const wobble = 1 + 0.03 * Math.sin(entry.start_s + second * 2.4);
            const filling = second === 0 ? 0.6 : 1;
            return {
                t_s: entry.start_s + second,
                users: entry.users,
                queue_length: Math.round(entry.queue_length * filling * wobble),
                blocked_workers: Math.round(entry.blocked_workers * filling),
                threads: entry.threads,
                rss_bytes: entry.rss_bytes,
                cpu: round(entry.server_cpu * wobble),
                loop_lag_ms:
                    entry.loop_lag_ms === null ? null : round(entry.loop_lag_ms * wobble * wobble),
            };
        }),
    );
}

const verdicts = {
    sync: (operation, last) =>
        `Stops at ${Math.round(last.ok_per_s)} answers a second: all ${workers} workers wait for ` +
        `the ` +
        `${operation === "profile" ? "profile service" : "blob store"} while ` +
        `${last.queue_length} requests queue.`,
    "thread-per-request": (operation, last) =>
        `Answers in ${Math.round(last.mean_ms)} ms, nearly the delay itself, and pays with ` +
        `${last.threads} threads.`,
    wrapped: () => "No better than sync: the calls block the threads of the offload pool instead.",
    async: (operation, last) =>
        `Answers in ${(last.mean_ms / delays[operation]).toFixed(2)} times the injected delay ` +
        `with ` +
        `${last.threads} threads.`,
};

function variant(name, operation, counts = users) {
    const steps = [];
    for (const count of counts) {
        const last = steps.at(-1);
        steps.push(step(name, operation, count, last ? last.start_s + last.seconds + 2 : 0));
    }
    return {
        name,
        operation,
        verdict: verdicts[name](operation, steps.at(-1)),
        steps,
        samples: samplesOf(steps),
    };
}

/**
 * A queue of 500 and clients that give up after 2 s: past both, answers turn into 503s and
 * timeouts.
 */
function overloaded(name) {
    const made = variant(name, "profile", [400, 1000, 2000, 4000]);
    for (const entry of made.steps.filter(({queue_length: waiting}) => waiting > 500)) {
        entry.shed_per_s = (entry.users - workers - 500) * 4;
        entry.errors_per_s = round(entry.ok_per_s * 0.35);
        entry.ok_per_s = round(entry.ok_per_s * 0.65);
        Object.assign(entry, {
            mean_ms: 1840,
            p50_ms: 1850,
            p95_ms: 1980,
            p99_ms: 1996,
            p999_ms: 1999,
            max_ms: 2000,
            shed: entry.shed_per_s * 10,
            errors: Math.round(entry.errors_per_s * 10),
            timeouts: Math.round(entry.errors_per_s * 10),
            queue_length: 500,
            settled: true,
            note: null,
            little_error: 0.01,
        });
    }
    return made;
}

/** A backend that serves 400 calls at once: async meets it as sync meets its workers. */
function limited(name) {
    const made = variant(name, "profile", [400, 1000, 2000, 4000]);
    const limit = Math.min(400, models[name].capacity);
    for (const entry of made.steps) {
        const ok = Math.min(entry.users, limit) / 0.502;
        const mean = (entry.users / ok) * 1000;
        Object.assign(entry, {
            ok_per_s: round(ok),
            mean_ms: round(mean),
            p50_ms: round(mean),
            p95_ms: round(mean * 1.03),
            p99_ms: round(mean * 1.06),
            p999_ms: round(mean * 1.1),
            max_ms: round(mean * 1.2),
        });
    }
    return made;
}

function ratios(variants) {
    const find = (name, operation) =>
        variants.find((entry) => entry.name === name && entry.operation === operation);
    return Object.keys(delays).flatMap((operation) =>
        users.map((count, index) => {
            const [sync, async] = ["sync", "async"].map(
                (name) => find(name, operation).steps[index],
            );
            return {
                operation,
                users: count,
                throughput: round(async.ok_per_s / sync.ok_per_s, 4),
                latency: round(async.mean_ms / sync.mean_ms, 4),
            };
        }),
    );
}

function cachedReads() {
    const rows = [512, 4096, 16384, 65536, 262144, 1048576, 4194304].map((bytes) => {
        const sync = round(0.9 + bytes / 9000);
        const async = round(2.1 + bytes / 9100);
        return {bytes, sync_us: sync, async_us: async, ratio: round(async / sync)};
    });
    return {
        title: "Small cached file reads, sync against async",
        rows,
        crossover_bytes: 1048576,
        verdict:
            "For a 4 KiB read that is in the page cache, a blocking read is 1.9 times cheaper; " +
            "from 1 MiB on it makes no difference.",
    };
}

export function sampleReport() {
    const variants = Object.keys(models).flatMap((name) =>
        Object.keys(delays).map((operation) => variant(name, operation)),
    );
    return {
        schema: "weir.lab.sync-io/1",
        title: "Sample: computed, not measured",
        generated_at: "2026-01-01T12:00:00Z",
        command: "weir lab run sync-io --users 1,400,1000,2000,4000 --step 10s --out out/sync-io",
        driver: "uring",
        weir_version: "0.1.0",
        duration_s: 231.4,
        machine: {
            cpu: "Sample CPU",
            cores: 2,
            memory_bytes: 8 * 2 ** 30,
            kernel: "Linux 6.1",
            os: "Debian GNU/Linux 12",
            compiler: "clang 19.1.7",
        },
        parameters: {
            workers,
            queue: 100000,
            io_delay_ms: 500,
            upload_bytes: 16384,
            step_s: 10,
            warmup_s: 2,
            as_published: false,
        },
        users,
        injected_delay_ms: delays,
        variants,
        experiments: [
            {
                name: "overload",
                title: "Overload: queue of 500, clients that wait 2 s",
                verdict:
                    "Sync turns away most of its users and answers the rest late; async answers " +
                    "all of them.",
                parameters: {queue: 500, client_timeout_ms: 2000},
                variants: [overloaded("sync"), overloaded("async")],
            },
            {
                name: "backend-limit",
                title: "A backend that takes 400 calls at once",
                verdict:
                    "With the threads free, the backend is the next bottleneck: async stops " +
                    "where the backend does.",
                parameters: {backend_limit: 400},
                variants: [limited("sync"), limited("async")],
            },
        ],
        cached_reads: cachedReads(),
        ratios: ratios(variants),
        interrupted: false,
    };
}

/** What `weir load` writes: a variant per URL, nothing from inside the server. */
export function sampleLoad() {
    const outside = [
        "rss_bytes",
        "threads",
        "queue_length",
        "blocked_workers",
        "server_cpu",
        "loop_lag_ms",
    ];
    const made = variant("async", "profile", [1, 50, 100, 200]);
    const steps = made.steps.map((entry) => ({
        ...entry,
        ...Object.fromEntries(outside.map((field) => [field, null])),
    }));
    return {
        schema: "weir.load/1",
        title: "Sample: computed, not measured",
        generated_at: "2026-01-01T12:00:00Z",
        command: "weir load http://127.0.0.1:8080/profile --users 1:200:50 --step 10s",
        driver: "epoll",
        weir_version: "0.1.0",
        duration_s: 48,
        machine: {cpu: "Sample CPU", cores: 2},
        parameters: {step_s: 10},
        users: [1, 50, 100, 200],
        variants: [{name: "http://127.0.0.1:8080/profile", verdict: null, steps}],
        interrupted: false,
    };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    console.log(JSON.stringify(sampleReport(), null, 1));
}

/** A load test of the open model: a target that pauses at 1000 requests per second. */
export function sampleOpen() {
    const load = sampleLoad();
    const [{name, steps}] = load.variants;
    const open = steps.map((entry, index) => {
        const rate = [100, 200, 500, 1000][index];
        const paused = rate === 1000;
        const {mean_ms, p50_ms, p95_ms, p99_ms, p999_ms, max_ms} = entry;
        return {
            ...entry,
            users: null,
            little_error: null,
            rate,
            ok_per_s: rate,
            due: rate * 10,
            late: paused ? 950 : 0,
            dropped: 0,
            unanswered: paused ? 4 : 0,
            schedule_lag_ms: 0.1,
            raw: {mean_ms, p50_ms, p95_ms, p99_ms, p999_ms, max_ms},
            p99_ms: paused ? 960 : p99_ms,
            max_ms: paused ? 1050 : max_ms,
            series: [{t_s: 1, seconds: 1, ok: rate, errors: 0, shed: 0, latency_us: [1000, rate]}],
        };
    });
    return {
        ...load,
        command: "weir load http://127.0.0.1:8080/profile --rate 100,200,500,1000",
        parameters: {model: "open", arrivals: "poisson", step_s: 10},
        users: [],
        variants: [{name, verdict: null, steps: open}],
        thresholds: open.map(({rate}) => ({
            text: "p99<900ms",
            target: name,
            rate,
            value: rate === 1000 ? 960 : 560,
            found: rate === 1000 ? "960 ms" : "560 ms",
            held: rate < 1000,
        })),
    };
}
