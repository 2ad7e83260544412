// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The shards: what each does now, its loop lag over the last two minutes, and which functions slept
// although none may.

import {absent, h} from "../shared/dom.js";
import {arrange, figure} from "../shared/figure.js";
import {milliseconds, number, rate} from "../shared/format.js";
import {Listing} from "./listing.js";
import {Model} from "./model.js";
import {brief, place, runningSpan} from "./words.js";

const lagStyle = {color: "--series-async", dash: [], marker: null, width: 2};
const stalledStyle = {color: "--danger", dash: [], marker: null, width: 4};
const p99Style = {color: "--series-thread", dash: [3, 4], marker: null, width: 2};

const ago = (seconds) => number(Math.max(0, -seconds));

/** The range of the y axis of all shards, so that they compare: decades that hold every point. */
function lagRange(model) {
    const values = model.shards
        .flatMap((shard) => model.pointsOf(shard.index))
        .flatMap((point) => [point.lag, point.p99])
        .filter((value) => value > 0);
    const low = values.reduce((a, b) => Math.min(a, b), 0.1);
    const high = values.reduce((a, b) => Math.max(a, b), (model.about?.threshold ?? 50) * 2);
    return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
}

function series(name, style, points, key) {
    return {
        name,
        style,
        axis: "y",
        values: points.map((point) => point[key]),
        format: milliseconds,
    };
}

function lagSpec(model, shard, range) {
    const points = model.pointsOf(shard.index);
    const threshold = model.about?.threshold ?? null;
    return {
        title: `Shard ${shard.index}`,
        x: {
            label: "seconds ago",
            kind: "time",
            values: points.map((point) => (point.at - model.at) / 1000),
            range: [-Model.window, 0],
            format: ago,
            unit: "s ago",
        },
        axes: {y: {side: "left", kind: "log", label: "loop lag", format: milliseconds, range}},
        series: [
            series("p99 of all turns", p99Style, points, "p99"),
            series("longest turn", lagStyle, points, "lag"),
            series("stalled", stalledStyle, points, "stalled"),
        ],
        lines: threshold === null ? [] : [{axis: "y", at: threshold, text: "stall threshold"}],
    };
}

const states = {waiting: "waits for events", running: "runs", stalled: "is stuck"};

function stateCell(shard) {
    const words = states[shard.state] ?? shard.state;
    return h(
        "span",
        {class: shard.stalled ? "chip danger" : "chip"},
        shard.state === "waiting" ? words : `${words}, ${runningSpan(shard.busy)}`,
    );
}

const columns = [
    {title: "Shard", of: (shard) => shard.index},
    {title: "State", text: true, of: (shard) => shard.state, show: stateCell},
    {title: "Driver", text: true, of: (shard) => shard.driver},
    {title: "Thread", of: (shard) => shard.threadId, show: (shard) => String(shard.threadId)},
    {title: "Turns", of: (shard) => shard.turnRate, show: (shard) => rate(shard.turnRate)},
    {title: "Steps", of: (shard) => shard.stepRate, show: (shard) => rate(shard.stepRate)},
    {title: "Messages", of: (shard) => shard.postedRate, show: (shard) => rate(shard.postedRate)},
    {title: "Turn p50", of: (shard) => shard.p50, show: (shard) => milliseconds(shard.p50)},
    {title: "Turn p99", of: (shard) => shard.p99, show: (shard) => milliseconds(shard.p99)},
    {
        title: "Longest turn",
        of: (shard) => shard.longest,
        show: (shard) => milliseconds(shard.longest),
    },
    {
        title: "Steps that slept",
        of: (shard) => shard.blocked,
        show: (shard) => number(shard.blocked),
    },
];

const culpritColumns = [
    {
        title: "Function",
        text: true,
        of: (row) => row.function,
        show: (row) => h("code", {title: row.function}, brief(row.function)),
    },
    {title: "Place", text: true, of: (row) => place(row)},
    {title: "Times", of: (row) => row.blocked, show: (row) => number(row.blocked)},
    {title: "Longest", of: (row) => row.longest_ms, show: (row) => milliseconds(row.longest_ms)},
];

const serverColumns = [
    {title: "Server", text: true, of: (row) => row.name},
    {title: "Ready", text: true, of: (row) => (row.ready ? "yes" : "no")},
    ...[
        ["Connections", "connections"],
        ["In flight", "in_flight"],
        ["Requests", "requests"],
        ["Bad requests", "bad_requests"],
        ["Refused", "refused"],
        ["Abandoned", "abandoned"],
    ].map(([title, key]) => ({title, of: (row) => row[key], show: (row) => number(row[key])})),
];

export class ShardsView {
    id = "shards";
    title = "Shards";

    constructor(model) {
        this.model = model;
        this.figures = [];
        this.charts = h("div", null, absent("Waiting for the first numbers."));
        this.table = new Listing("Now", columns, {
            empty: "No shard runs at the moment.",
            filter: false,
            descending: false,
            mark: (shard) => shard.stalled,
        });
        this.servers = new Listing("Servers", serverColumns, {
            empty: "The program exports no server.",
            filter: false,
        });
        this.culprits = new Listing("Steps that slept below the threshold", culpritColumns, {
            empty: "No step slept so far.",
            filter: false,
            order: 2,
        });
        this.element = h(
            "section",
            {class: "view"},
            h("h2", null, "Shards"),
            this.charts,
            this.table.element,
            this.servers.element,
            this.culprits.element,
        );
    }

    shown() {
        this.update();
    }

    update() {
        const {model} = this;
        if (this.element.hidden || model.receivedAt === null) return;
        this.table.show(model.shards);
        this.servers.show(model.servers);
        this.culprits.show(model.culprits);
        const range = lagRange(model);
        const specs = model.shards.map((shard) => lagSpec(model, shard, range));
        const names = specs.map((spec) => spec.title).join();
        if (names === this.names && model.about?.threshold === this.threshold)
            this.figures.forEach((one, index) => one.update(specs[index]));
        else this.rebuild(specs);
        this.names = names;
        this.threshold = model.about?.threshold;
    }

    rebuild(specs) {
        this.figures = specs.map(figure);
        this.charts.replaceChildren(
            specs.length > 0
                ? arrange(this.figures, Math.min(3, specs.length))
                : absent("No shard runs at the moment."),
        );
    }
}
