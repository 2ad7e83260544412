// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What the listener said, in the form the page works with: lists that are there, nothing undefined.
// Durations are in milliseconds. docs/reference/admin.md has the form it comes in.

const windowSeconds = 120;
const keptStalls = 256;

const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (typeof value === "string" ? value : "");
const count = (value) => (Number.isFinite(value) ? value : 0);

/** A number, or null where it is not known. */
export const known = (value) => (Number.isFinite(value) ? value : null);

/** A moment in ISO 8601 as milliseconds since 1970. */
export function instant(value) {
    const at = typeof value === "string" ? Date.parse(value) : NaN;
    return Number.isFinite(at) ? at : null;
}

export function readFrame(raw) {
    return {
        function: text(raw?.function),
        file: text(raw?.file),
        line: count(raw?.line),
        task: text(raw?.task),
        module: text(raw?.module),
        buildId: text(raw?.build_id),
        address: text(raw?.address),
        inlined: raw?.inlined === true,
        doubtful: raw?.doubtful === true,
    };
}

export function readStall(raw) {
    return {
        id: count(raw.id),
        shard: count(raw.shard),
        ended: raw.ended === true,
        cause: text(raw.cause) || "cpu",
        detail: text(raw.detail),
        culprit: text(raw.culprit) || "an unknown function",
        task: text(raw.task),
        spawnedAt: text(raw.spawned_at),
        awaiting: list(raw.awaiting).map(readFrame),
        stack: list(raw.stack).map(readFrame),
        trace: text(raw.trace_id),
        begun: instant(raw.begun),
        lasted: count(raw.lasted_ms),
        cpu: known(raw.cpu_ms),
        runnable: known(raw.runnable_ms),
        throttled: known(raw.throttled_ms),
        majorFaults: count(raw.major_faults),
        profile: text(raw.profile),
        raw,
    };
}

function readShard(raw) {
    return {
        index: count(raw.index),
        threadId: count(raw.thread_id),
        driver: text(raw.driver),
        state: text(raw.state),
        busy: count(raw.busy_ms),
        turns: count(raw.turns),
        steps: count(raw.steps),
        posted: count(raw.posted),
        stall: raw.state === "stalled" ? count(raw.stall_id) : 0,
        stalled: raw.state === "stalled",
        blocked: count(raw.blocked_steps),
        longest: known(raw.longest_turn_ms),
        p50: known(raw.turn_p50_ms),
        p99: known(raw.turn_p99_ms),
    };
}

/** The points of one shard's chart, oldest first, of the last two minutes. */
class History {
    points = [];
    pending = 0;
    longest = null;

    /** A turn that is over by the next point, and that a look at the shard alone would miss. */
    ended(lasted) {
        this.pending = Math.max(this.pending, lasted);
    }

    add(at, shard) {
        // A new longest turn was one of the turns since the last look.
        if (this.longest !== null && shard.longest > this.longest) this.ended(shard.longest);
        this.longest = shard.longest ?? this.longest;
        const lag = Math.max(shard.busy, this.pending);
        this.points.push({at, lag, p99: shard.p99, stalled: shard.stalled ? shard.busy : null});
        this.pending = 0;
        while (this.points[0].at < at - windowSeconds * 1000) this.points.shift();
    }
}

/** Per second between two snapshots; null before there are two, or after a restart. */
function rates(before, now, seconds) {
    const of = (name) =>
        before && seconds > 0 && now[name] >= before[name]
            ? (now[name] - before[name]) / seconds
            : null;
    return {turnRate: of("turns"), stepRate: of("steps"), postedRate: of("posted")};
}

export class Model {
    constructor() {
        this.forget();
    }

    /** Another process than before answers: its history is not ours. */
    forget() {
        this.about = null;
        this.shards = [];
        this.stalls = new Map();
        this.histories = new Map();
        this.pools = [];
        this.servers = [];
        this.culprits = [];
        this.counts = {};
        this.at = null;
        this.receivedAt = null;
    }

    static window = windowSeconds;

    /** The answer of /debug/shards, which says whom we talk to. */
    takeAbout(raw) {
        const started = instant(raw.started_at);
        const another =
            this.about && (this.about.pid !== raw.process_id || this.about.started !== started);
        if (another) this.forget();
        this.about = {
            pid: known(raw.process_id),
            program: text(raw.program),
            host: text(raw.host),
            version: text(raw.weir_version),
            started,
            actions: raw.actions === true,
            threshold: known(raw.threshold_ms),
            tiers: {
                switches: text(raw.tiers?.switches),
                sampler: text(raw.tiers?.sampler),
                reason: text(raw.tiers?.reason),
            },
        };
        this.culprits = list(raw.culprits);
    }

    /** What the answer of /debug/shards and the event "shards" have in common. */
    takeState(raw, receivedAt) {
        const at = instant(raw.at) ?? receivedAt;
        this.takeShards(list(raw.shards).map(readShard), at);
        this.pools = list(raw.pools);
        this.servers = list(raw.servers);
        this.counts = raw.counts ?? {};
        this.at = at;
        this.receivedAt = receivedAt;
    }

    takeShards(shards, at) {
        const before = new Map(this.shards.map((shard) => [shard.index, shard]));
        const seconds = (at - (this.at ?? at)) / 1000;
        this.shards = shards.map((shard) => ({
            ...shard,
            ...rates(before.get(shard.index), shard, seconds),
        }));
        for (const shard of shards) {
            this.historyOf(shard.index).add(at, shard);
            this.prolong(this.stalls.get(shard.stall), shard.busy);
        }
    }

    /** A stall that goes on is told of when it begins and when it ends, not in between. */
    prolong(stall, busy) {
        if (stall && !stall.ended) stall.lasted = Math.max(stall.lasted, busy);
    }

    historyOf(shard) {
        if (!this.histories.has(shard)) this.histories.set(shard, new History());
        return this.histories.get(shard);
    }

    /** A stall from a list or, now, from an event; an older state than the known one is ignored. */
    takeStall(raw, now = false) {
        const before = this.stalls.get(raw.id);
        if (before?.ended) return;
        const stall = readStall({...before?.raw, ...raw});
        this.stalls.set(stall.id, stall);
        this.prolong(stall, this.shards.find((shard) => shard.stall === stall.id)?.busy ?? 0);
        if (now && stall.ended) this.historyOf(stall.shard).ended(stall.lasted);
        for (const id of [...this.stalls.keys()].sort((a, b) => a - b)) {
            if (this.stalls.size <= keptStalls) break;
            this.stalls.delete(id);
        }
    }

    /** Newest first. */
    recentStalls() {
        return [...this.stalls.values()].sort((a, b) => b.id - a.id);
    }

    pointsOf(shard) {
        return this.histories.get(shard)?.points ?? [];
    }

    /** How old what is shown is, in milliseconds. */
    age(now) {
        return this.receivedAt === null ? null : Math.max(0, now - this.receivedAt);
    }

    /** The shards that stand still, the one that has for longest first: [{shard, stall or null}]. */
    stuck() {
        return this.shards
            .filter((shard) => shard.stalled)
            .map((shard) => ({shard, stall: this.stalls.get(shard.stall) ?? null}))
            .sort((a, b) => b.shard.busy - a.shard.busy);
    }
}
