// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What the server paid for its answers: memory and threads against users, and what the sampler saw
// every second.

import uPlot from "uplot";
import {byUsers, hasMetric, metrics} from "./by_users.js";
import {absent, h} from "../shared/dom.js";
import {group} from "../shared/figure.js";
import {bytes, list, milliseconds, number, percent, seconds} from "../shared/format.js";
import {lastStep, stepAt, variantsOf} from "./model.js";
import {operationName} from "./words.js";

const watched = [
    {
        field: "queue_length",
        title: "Request queue",
        label: "requests waiting",
        format: number,
        kind: "linear",
    },
    {
        field: "blocked_workers",
        title: "Blocked workers",
        label: "threads blocked",
        format: number,
        kind: "linear",
    },
    {field: "cpu", title: "Server CPU", label: "100 % = one core", format: percent, kind: "linear"},
    {
        field: "loop_lag_ms",
        title: "Loop lag",
        label: "lag (log)",
        format: milliseconds,
        kind: "log",
    },
];

function overTime(variants, styles, what) {
    const sampled = variants.filter((variant) =>
        variant.samples.some((sample) => sample[what.field] !== null),
    );
    if (sampled.length === 0) return null;
    const [times, ...columns] = uPlot.join(
        sampled.map((variant) => [
            variant.samples.map((sample) => sample.t_s),
            variant.samples.map((sample) => sample[what.field]),
        ]),
    );
    return {
        title: what.title,
        x: {
            label: "time since the variant started",
            kind: "time",
            values: times,
            format: seconds,
            range: [Math.min(0, times[0]), times.at(-1) || 1],
        },
        axes: {y: {side: "left", kind: what.kind, label: what.label, format: what.format}},
        series: sampled.map((variant, index) => ({
            name: variant.name,
            style: styles.get(variant.name),
            axis: "y",
            values: columns[index],
            format: what.format,
        })),
    };
}

function panels(report, operation, styles) {
    const variants = variantsOf(report.variants, operation);
    const costs = [
        ["Memory", metrics.memory],
        ["Threads", metrics.threads],
    ]
        .filter(([, metric]) => hasMetric(variants, metric))
        .map(([title, metric]) => byUsers(title, metric, variants, styles));
    return [...costs, ...watched.map((what) => overTime(variants, styles, what)).filter(Boolean)];
}

/** What thread-per-request is good at and what it costs, from the numbers of this run. */
function threadPerRequest(report, operation) {
    const find = (name) =>
        variantsOf(report.variants, operation).find((variant) => variant.name === name);
    const async = find("async");
    const threads = find("thread-per-request");
    const theirs = lastStep(threads);
    const ours = theirs && stepAt(async, theirs.users);
    if (!ours || !(ours.mean_ms > 0) || !(theirs.mean_ms > 0)) return null;
    const ratio = theirs.mean_ms / ours.mean_ms;
    const judged =
        ratio <= 1.25
            ? "does well here"
            : ratio <= 2
              ? "does fairly well here"
              : "falls behind here";
    const costs = [
        theirs.threads !== null && ours.threads !== null
            ? `${number(theirs.threads)} threads against ${number(ours.threads)}`
            : null,
        theirs.rss_bytes !== null && ours.rss_bytes !== null
            ? `${bytes(theirs.rss_bytes)} of memory against ${bytes(ours.rss_bytes)}`
            : null,
    ].filter(Boolean);
    return h(
        "p",
        null,
        h("b", null, `${operationName(operation)}: thread-per-request ${judged}. `),
        `Its mean with ${number(theirs.users)} users is ${milliseconds(theirs.mean_ms)}, async ` +
            `has ` +
            `${milliseconds(ours.mean_ms)}. `,
        costs.length > 0 ? `What it costs: ${list(costs)}.` : "What it costs was not recorded.",
    );
}

function operationBlock(report, operation, styles) {
    const specs = panels(report, operation, styles);
    if (specs.length === 0) return null;
    const sampled = variantsOf(report.variants, operation).some(
        (variant) => variant.samples.length > 0,
    );
    return [
        h("h3", null, operationName(operation)),
        group(specs, 3),
        sampled ? null : absent("The servers were not sampled every second in this run."),
    ];
}

export function server(report, styles) {
    if (report.isLoad) {
        return [
            absent(
                "A load test sees its target only from the outside: there are no server samples " +
                    "in this report.",
            ),
        ];
    }
    const blocks = report.operations
        .map((operation) => operationBlock(report, operation, styles))
        .filter(Boolean);
    if (blocks.length === 0) return [absent("Nothing was recorded about the servers in this run.")];
    const honest = report.operations
        .map((operation) => threadPerRequest(report, operation))
        .filter(Boolean);
    return [
        h(
            "p",
            null,
            "Each server ran in a process of its own and was sampled every second. A long " +
                "request queue with all workers blocked is what synchronous I/O looks like from " +
                "inside.",
        ),
        blocks,
        honest.length > 0
            ? h(
                  "div",
                  {class: "aside"},
                  h("h3", null, "Thread per request: how it does, and what it costs"),
                  honest,
                  h(
                      "p",
                      null,
                      "Whoever never has more than a few hundred requests in flight, and memory " +
                          "to spare, may prefer threads: the code is simpler. The cost grows " +
                          "with every user who waits.",
                  ),
              )
            : null,
    ];
}
