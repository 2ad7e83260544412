// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The experiment event-loop: what each route did to /ping, why, and what its cure costs.

import {absent, h, table} from "../shared/dom.js";
import {milliseconds, number, times} from "../shared/format.js";
import {dumbbells} from "./loop_plot.js";
import {stallPart} from "./loop_stall.js";

const routesOf = (report) => report.subjects.flatMap((subject) => subject.routes);
const worst = (routes) =>
    routes.reduce((most, route) => (most?.during.p99_ms >= route.during.p99_ms ? most : route), null);
const ratio = (a, b) => (a !== null && b > 0 ? a / b : null);

function tile(value, words, detail) {
    return h(
        "div",
        {class: "tile"},
        h("p", {class: "value"}, value),
        h("p", {class: "words"}, words),
        h("p", {class: "fine"}, detail),
    );
}

function worstTile(routes, words) {
    const route = worst(routes);
    return (
        route &&
        tile(
            milliseconds(route.during.p99_ms),
            words,
            `${route.path}, ${times(ratio(route.during.p99_ms, route.before.p99_ms))} as long as before`,
        )
    );
}

export function loopHeadline(report) {
    const routes = routesOf(report);
    const held = report.checks.filter((check) => check.held).length;
    return [
        h("p", {class: "verdict"}, report.verdict ?? "No verdict was recorded."),
        h(
            "div",
            {class: "tiles"},
            tile(`${held} of ${report.checks.length}`, "claims held", "each can fail; see below"),
            worstTile(
                routes.filter((route) => route.harms),
                "p99 of /ping beside the worst route",
            ),
            worstTile(
                routes.filter((route) => !route.harms),
                "p99 of /ping beside the worst cure",
            ),
        ),
    ];
}

export function pingPlot(report) {
    const rows = report.subjects.flatMap((subject) =>
        subject.routes.map((route) => ({
            name: route.path,
            kind: route.harms ? "harm" : "cure",
            from: route.before.p99_ms,
            to: route.during.p99_ms,
        })),
    );
    if (rows.length === 0) return [absent("No route was measured.")];
    return [
        h(
            "p",
            null,
            "The 99th percentile of /ping: the small mark before the route was called, the large " +
                "one while it was. Every call did the same work, whether it held up the loop or not.",
        ),
        dumbbells(rows),
    ];
}

const columns = [
    "Route",
    "",
    "before",
    "during",
    "after",
    "median during",
    "slowest",
    "Longest turn",
    "A call took",
    "CPU per call",
    "Stalls",
].map((title, index) => ({title, text: index < 2}));

function routeRow(route) {
    return {
        class: route.harms ? "harm" : "cure",
        cells: [
            h("code", null, route.path),
            route.harms ? "harms" : "cure",
            milliseconds(route.before.p99_ms),
            h("b", null, milliseconds(route.during.p99_ms)),
            milliseconds(route.after.p99_ms),
            milliseconds(route.during.p50_ms),
            milliseconds(route.during.max_ms),
            milliseconds(route.longestTurn),
            milliseconds(route.calls.p50_ms),
            milliseconds(route.calls.cpu_ms),
            route.stalls.watched ? number(route.stalls.count) : "–",
        ],
    };
}

const explained = (route) =>
    h(
        "li",
        null,
        h("code", null, route.path),
        `: ${route.what}. `,
        route.verdict ?? "No verdict was recorded.",
    );

function subjectPart(subject) {
    return h(
        "article",
        {class: "experiment"},
        h("h3", null, subject.title ?? subject.name),
        h("p", {class: "verdict small"}, subject.verdict ?? "No verdict was recorded."),
        subject.routes.length > 0
            ? table(
                  "p99 of /ping, and what the route itself took",
                  columns,
                  subject.routes.map(routeRow),
              )
            : absent("No route of it was measured."),
        h("ul", {class: "prose"}, subject.routes.map(explained)),
        subject.routes.filter((route) => route.harms).map(stallPart),
    );
}

export const subjects = (report) =>
    report.subjects.length > 0
        ? report.subjects.map(subjectPart)
        : [absent("No subject was measured.")];

export function claims(report) {
    if (report.checks.length === 0) return [absent("Nothing was claimed.")];
    const heads = ["Claim", "", "Held", "Found"].map((title) => ({title, text: true}));
    const rows = report.checks.map(({name, claim, found, held}) => ({
        class: held ? null : "weak",
        cells: [
            name,
            claim,
            held
                ? h("span", {class: "chip good"}, "held")
                : h("span", {class: "chip weak"}, "not held"),
            found,
        ],
    }));
    return [table("What the experiment claims, and what it found", heads, rows)];
}

const rules = [
    "Pings are due at a fixed rate, whatever the server does, and count from when they were due. " +
        "A loop that stands still for 150 ms is seen by every ping of that time, not by one.",
    "The server has one shard: one thread runs everything that does not wait. Client and server " +
        "are two processes on the same machine.",
    "The server measures how much of each work takes as long as it should before it listens, so " +
        "calls take about the same time on any machine; absolute numbers are of this one.",
    "A cure moves or divides the work. Its price stands beside it: what a call takes, and what " +
        "CPU it costs, threads of pools included. CPU is counted in ticks of 10 ms.",
    "The longest turn is what the loop itself says of the calls and the quiet time after them.",
    "The stall record is what the diagnostics of the server wrote while it happened; nothing in " +
        "the routes helps them. The flame graph has samples of the calls and the time after them.",
];

export const loopRules = () => [
    h(
        "ul",
        {class: "prose"},
        rules.map((line) => h("li", null, line)),
    ),
];
