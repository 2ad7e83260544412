// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What a program with two shards would say: the answers of docs/reference/admin.md, made up, with
// everything in them that the inspector page must be able to show.

export const startedAt = Date.parse("2026-01-01T11:00:00.000Z");

const iso = (at) => new Date(at).toISOString();

export function shard(index, changes = {}) {
    return {
        index,
        thread_id: 4712 + index,
        driver: index === 0 ? "uring" : "epoll",
        state: "waiting",
        busy_ms: 0,
        turns: 81_234,
        steps: 912_345,
        posted: 7,
        blocked_steps: 2,
        preempted_steps: 40,
        longest_turn_ms: 12.5,
        turn_p50_ms: 0.016,
        turn_p99_ms: 0.26,
        stall_id: null,
        ...changes,
    };
}

export const pools = [
    {
        name: "file",
        threads: 4,
        running: 1,
        queued: 0,
        lost: 0,
        finished: 120,
        refused: 0,
        abandoned: 0,
    },
    {
        name: "catalogue",
        threads: 2,
        running: 2,
        queued: 17,
        lost: 0,
        finished: 9,
        refused: 3,
        abandoned: 1,
    },
];

export const servers = [
    {
        name: "api",
        ready: true,
        connections: 12,
        in_flight: 1,
        accepted: 40,
        refused: 0,
        requests: 9001,
        bad_requests: 0,
        abandoned: 0,
    },
];

export const counts = {
    stalls: {cpu: 1, syscall: 2, lock: 0, page_fault: 0, starved: 0, stopped: 0},
    blocked_steps: 2,
    preempted_steps: 40,
    log_lines_dropped: 0,
};

export function about(at, shards, changes = {}) {
    return {
        at: iso(at),
        program: "shop",
        process_id: 4711,
        host: "node-7",
        weir_version: "0.1.0",
        started_at: iso(startedAt),
        uptime_s: (at - startedAt) / 1000,
        token_required: false,
        actions: false,
        threshold_ms: 50,
        liveness_threshold_ms: 5000,
        tiers: {switches: "rseq", sampler: "perf", reason: ""},
        shards,
        pools,
        servers,
        counts,
        culprits: [
            {
                function: "app::lookup(int)",
                file: "src/lookup.cpp",
                line: 17,
                blocked: 2,
                longest_ms: 1.1,
            },
        ],
        ...changes,
    };
}

const libc = {module: "/lib/libc.so.6", build_id: "93ba0c", file: "", line: 0};

/** A stall of shard 0 in a system call, noticed at `begun`. */
export function syscallStall(id, begun, changes = {}) {
    return {
        id,
        shard: 0,
        ended: true,
        begun: iso(begun),
        lasted_ms: 251.3,
        cause: "syscall",
        detail: "read(4: pipe:[1361])",
        culprit: "load_catalogue(int)",
        task: "http.connection",
        spawned_at: "server.cpp:101",
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
        span_id: "00f067aa0ba902b7",
        cpu_ms: 0.2,
        runnable_ms: 0,
        throttled_ms: 0,
        major_faults: 0,
        profile: "",
        awaiting: [
            {function: "load_catalogue(int)", file: "app/catalogue.cpp", line: 40, task: ""},
            {function: "app::show(request&)", file: "app/handlers.cpp", line: 12, task: ""},
            {
                function: "serve(connection)",
                file: "http/server.cpp",
                line: 88,
                task: "http.connection",
            },
        ],
        stack: [
            {...libc, function: "read", address: "0xf8b3d", inlined: false, doubtful: false},
            {
                function: "read_all(int)",
                file: "app/catalogue.cpp",
                line: 22,
                module: "/opt/shop/bin/shop",
                build_id: "77aa",
                address: "0x41b3d",
                inlined: true,
                doubtful: false,
            },
            {
                function: "load_catalogue(int)",
                file: "app/catalogue.cpp",
                line: 41,
                module: "/opt/shop/bin/shop",
                build_id: "77aa",
                address: "0x41c90",
                inlined: false,
                doubtful: false,
            },
            {
                function: "",
                file: "",
                line: 0,
                module: "/opt/shop/lib/libold.so",
                build_id: "c0ffee",
                address: "0x1200",
                inlined: false,
                doubtful: true,
            },
        ],
        ...changes,
    };
}

/** One that goes on and computes. */
export function cpuStall(id, begun, lasted, changes = {}) {
    return {
        ...syscallStall(id, begun),
        ended: false,
        lasted_ms: lasted,
        cause: "cpu",
        detail: "",
        culprit: "SHA256_Update",
        cpu_ms: lasted,
        ...changes,
    };
}

function task(id, parent, changes) {
    return {
        id: String(id),
        parent: String(parent),
        shard: 0,
        name: "",
        spawned_at: "server.cpp:101",
        function: "app::lookup(int)",
        file: "app/lookup.cpp",
        line: 17,
        state: "suspended",
        awaits: "net.recv",
        waiting_ms: 1200,
        age_ms: 5000,
        deadline_in_ms: null,
        verdict: "",
        ...changes,
    };
}

export function tasks() {
    return [
        task(1, 0, {name: "http.server", function: "serve(acceptor)", awaits: "net.accept"}),
        task(2, 1, {name: "http.connection", function: "serve(connection)", awaits: "task"}),
        task(3, 2, {deadline_in_ms: 250}),
        task(4, 1, {name: "http.connection", function: "serve(connection)"}),
        task(5, 0, {
            name: "worker",
            function: "app::consume(channel&)",
            awaits: "channel.receive",
            verdict: "no sender is left for this channel",
            age_ms: 3_700_000,
        }),
    ];
}

export function handles() {
    const handle = (kind, id, changes) => ({
        kind,
        id: String(id),
        shard: 0,
        name: "127.0.0.1:8080 - 127.0.0.1:40112",
        created_at: "accept.cpp:31",
        age_ms: 61_000,
        idle_ms: 60_000,
        note: "",
        ...changes,
    });
    return [
        handle("socket", 17, {note: "no keep-alive"}),
        handle("timer", 18, {
            name: "refresh",
            age_ms: 7_200_000,
            idle_ms: null,
            note: "never destroyed",
        }),
        handle("file", 19, {name: "/var/lib/shop/catalogue.db", age_ms: 500, idle_ms: 3}),
    ];
}

export function requests() {
    const request = (place, changes) => ({
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
        span_id: `00f067aa0ba902b${place}`,
        method: "GET",
        target: `/orders/${place}`,
        peer: "127.0.0.1:40112",
        shard: 0,
        started: iso(startedAt + 1000 * place),
        status: 200,
        total_ms: 251.3,
        ended: true,
        spans: [
            {name: "queue", begin_ms: 0, lasted_ms: 0.1},
            {name: "handler", begin_ms: 0.1, lasted_ms: 251},
            {name: "http.client 10.0.0.1:80", begin_ms: 1, lasted_ms: 240},
        ],
        ...changes,
    });
    return {
        oldest: [request(1, {status: null, ended: false, total_ms: 8100, spans: []})],
        slowest: [request(7, {}), request(8, {total_ms: 90, status: 503})],
    };
}

/** Microseconds of two shards; the shares of shard 0 are round numbers. */
export const collapsed = [
    "shard 0;async serve(connection);async app::show(request&);digest(bytes);SHA256_Update 700000",
    "shard 0;async serve(connection);async app::show(request&);digest(bytes) 100000",
    "shard 0;async serve(connection);async app::show(request&);to_json(order) 150000",
    "shard 0;async serve(connection);tcp_sendmsg [kernel] 40000",
    "shard 0;scan_me (?) 10000",
    "shard 0;(idle) 5000000",
    "shard 1;async serve(connection);to_json(order) 20000",
    "",
].join("\n");
