// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The shorter runs that complete the truth: what users see when the server turns them away, where
// the bottleneck goes when the threads are free, and where blocking is the faster way.

import {experimentPanels} from "./by_users.js";
import {absent, h, table} from "../shared/dom.js";
import {arrange, figure, group} from "../shared/figure.js";
import {bytes, microseconds, milliseconds, number, rate, times} from "../shared/format.js";
import {isWeak, variantsOf, operationsOf} from "./model.js";
import {stylesFor} from "../shared/styles.js";
import {facts} from "./facts.js";
import {operationName} from "./words.js";

const titles = {
    overload: "Overload: a short queue and impatient clients",
    "backend-limit": "The next bottleneck: a limited backend",
};

const columns = ["Variant", "Users", "Answered", "Mean", "p99", "Errors", "Timeouts", "503s"].map(
    (title, index) => ({title, text: index === 0}),
);

function stepTable(variants, operation) {
    const rows = variantsOf(variants, operation).flatMap((variant) =>
        variant.steps.map((step) => ({
            class: isWeak(step) ? "weak" : null,
            cells: [
                variant.name,
                number(step.users),
                rate(step.ok_per_s),
                milliseconds(step.mean_ms),
                milliseconds(step.p99_ms),
                number(step.errors),
                number(step.timeouts),
                number(step.shed),
            ],
        })),
    );
    return rows.length === 0 ? null : table(operationName(operation), columns, rows);
}

function experiment(run) {
    const styles = stylesFor([...new Set(run.variants.map((variant) => variant.name))]);
    const panels = experimentPanels(run.variants, styles);
    return h(
        "article",
        {class: "experiment"},
        h("h3", null, run.title ?? titles[run.name] ?? run.name),
        h("p", {class: "verdict small"}, run.verdict ?? "No verdict was recorded."),
        Object.keys(run.parameters).length > 0 ? facts(run.parameters) : null,
        panels.length > 0 ? group(panels, 3) : absent("No step of this run was completed."),
        operationsOf(run.variants).map((operation) => stepTable(run.variants, operation)),
    );
}

function readsSpec(reads) {
    const styles = stylesFor(["sync", "async"]);
    const crossover = reads.crossoverBytes;
    return {
        title: "Small cached file reads",
        x: {
            label: "bytes read (log)",
            kind: "log",
            values: reads.rows.map((row) => row.bytes),
            format: bytes,
            places: reads.rows.map((row) => row.bytes),
            space: 62,
        },
        axes: {
            y: {side: "left", kind: "log", label: "time of one read (log)", format: microseconds},
        },
        series: [
            ["sync", "sync_us"],
            ["async", "async_us"],
        ].map(([name, field]) => ({
            name,
            style: styles.get(name),
            axis: "y",
            values: reads.rows.map((row) => row[field]),
            format: microseconds,
        })),
        lines:
            crossover > 0
                ? [{axis: "x", at: crossover, text: `crossover ${bytes(crossover)}`}]
                : [],
    };
}

function cachedReads(reads) {
    if (reads.rows.length === 0) return null;
    const made = figure(readsSpec(reads));
    const rows = reads.rows.map((row) => [
        bytes(row.bytes),
        microseconds(row.sync_us),
        microseconds(row.async_us),
        times(row.ratio),
    ]);
    const heads = ["Size", "sync", "async", "async ÷ sync"].map((title) => ({title}));
    return h(
        "article",
        {class: "experiment"},
        h("h3", null, reads.title ?? "Where blocking wins: small reads from the page cache"),
        h("p", {class: "verdict small"}, reads.verdict ?? "No verdict was recorded."),
        h(
            "p",
            null,
            reads.crossoverBytes > 0
                ? `From about ${bytes(reads.crossoverBytes)} on, the two cost the same or async ` +
                      `is cheaper.`
                : "No size was found at which async becomes as cheap as a blocking read that the " +
                      "page cache answers.",
        ),
        arrange([made], 2, table("Time of one read", heads, rows)),
    );
}

export function experiments(report) {
    if (report.isLoad) return null;
    const missing = Object.keys(titles).filter(
        (name) => !report.experiments.some((run) => run.name === name),
    );
    const reads = cachedReads(report.cachedReads);
    return [
        report.experiments.map(experiment),
        reads,
        missing.map((name) => absent(`${titles[name]}: this run is not part of the report.`)),
        reads ? null : absent("Small cached file reads: this run is not part of the report."),
    ];
}
