// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The answer first: one sentence, the ratio table, and what became of each variant.

import {absent, h, table} from "../shared/dom.js";
import {bytes, list, milliseconds, number, rate, times} from "../shared/format.js";
import {delayOf, isWeak, lastStep, stepAt, variantsOf, weakness} from "./model.js";
import {swatch} from "../shared/styles.js";
import {describeVariant, operationName, operationPlural} from "./words.js";

const quotient = (a, b) => (a !== null && b > 0 ? a / b : null);

function pairOf(report, operation) {
    const find = (name) =>
        report.variants.find(
            (variant) => variant.name === name && variant.operation === operation,
        ) ?? null;
    return {sync: find("sync"), async: find("async")};
}

/**
 * Rows {users, sync, async, throughput, latency}; ratios are async over sync, as measured or as
 * given.
 */
function comparisons(report, operation) {
    const pair = pairOf(report, operation);
    const given = report.ratios.filter((ratio) => ratio.operation === operation);
    const measured = (pair.async?.steps ?? [])
        .map((step) => step.users)
        .filter((users) => stepAt(pair.sync, users) !== null);
    const users = [...new Set([...measured, ...given.map((ratio) => ratio.users)])].filter(
        (n) => n !== null,
    );
    return users
        .sort((a, b) => a - b)
        .map((count) => {
            const sync = stepAt(pair.sync, count);
            const async = stepAt(pair.async, count);
            const ratio = given.find((entry) => entry.users === count);
            return {
                users: count,
                sync,
                async,
                throughput: ratio?.throughput ?? quotient(async?.ok_per_s ?? null, sync?.ok_per_s),
                latency: ratio?.latency ?? quotient(async?.mean_ms ?? null, sync?.mean_ms),
            };
        })
        .filter((row) => row.throughput !== null || row.latency !== null);
}

const doubts = (row) => [row.sync, row.async].filter((step) => step !== null && isWeak(step));

function sentence(operation, row, delay) {
    const measured = row.sync && row.async;
    const parts = [
        `With ${number(row.users)} users, async answered ${number(row.throughput)} times as many ` +
            `${operationPlural(operation)} per second as sync`,
    ];
    if (measured) parts.push(` (${rate(row.async.ok_per_s)} against ${rate(row.sync.ok_per_s)})`);
    if (row.latency > 0) {
        parts.push(
            row.latency <= 1
                ? `, ${number(1 / row.latency)} times sooner`
                : `, but ${number(row.latency)} times later`,
        );
    }
    if (measured && row.latency > 0) {
        parts.push(
            ` (${milliseconds(row.async.mean_ms)} against ${milliseconds(row.sync.mean_ms)} on ` +
                `average)`,
        );
    }
    const waited =
        measured && delay > 0 && row.async.mean_ms !== null
            ? ` Async took ${number(row.async.mean_ms / delay)} times the ${milliseconds(delay)} ` +
              `that were injected.`
            : "";
    return `${parts.join("")}.${waited}`;
}

function tile(value, words, detail, weak) {
    return h(
        "div",
        {class: "tile"},
        h("p", {class: "value"}, value),
        h("p", {class: "words"}, words),
        h("p", {class: "fine"}, detail),
        weak ? h("p", {class: "chip weak"}, weak) : null,
    );
}

function ratioTiles(operation, row) {
    const weak = doubts(row).map(weakness)[0] ?? null;
    const name = operationPlural(operation);
    const sync = row.sync ?? {ok_per_s: null, mean_ms: null};
    const async = row.async ?? sync;
    return [
        tile(
            times(row.throughput),
            `as many ${name}`,
            `${rate(async.ok_per_s)} against ${rate(sync.ok_per_s)}`,
            weak,
        ),
        tile(
            row.latency > 0 ? times(1 / row.latency) : times(null),
            `sooner, ${name}`,
            `${milliseconds(async.mean_ms)} against ${milliseconds(sync.mean_ms)}`,
            weak,
        ),
    ];
}

function ratioTable(operation, rows) {
    const columns = [
        "Users",
        "Throughput",
        "Sooner",
        "sync",
        "async",
        "sync mean",
        "async mean",
        "Response time",
    ].map((title) => ({title}));
    return table(
        `${operationName(operation)}: async over sync`,
        columns,
        rows.map((row) => ({
            class: doubts(row).length > 0 ? "weak" : null,
            cells: [
                number(row.users),
                h("b", null, times(row.throughput)),
                h("b", null, row.latency > 0 ? times(1 / row.latency) : times(null)),
                rate(row.sync?.ok_per_s),
                rate(row.async?.ok_per_s),
                milliseconds(row.sync?.mean_ms),
                milliseconds(row.async?.mean_ms),
                times(row.latency),
            ],
        })),
        {class: "ratios"},
    );
}

function comparison(report) {
    const blocks = report.operations
        .map((operation) => [operation, comparisons(report, operation)])
        .filter(([, rows]) => rows.length > 0);
    if (blocks.length === 0) {
        return [
            absent(
                report.verdict
                    ? h("span", {class: "verdict"}, report.verdict)
                    : "There is no pair of sync and async steps in this report, so there is " +
                          "nothing to compare.",
            ),
        ];
    }
    const last = blocks.map(([operation, rows]) => [operation, rows.at(-1)]);
    const weak = blocks.some(([, rows]) => rows.some((row) => doubts(row).length > 0));
    return [
        report.verdict
            ? h("p", {class: "verdict"}, report.verdict)
            : last.map(([operation, row]) =>
                  h("p", {class: "verdict"}, sentence(operation, row, delayOf(report, operation))),
              ),
        h("p", {class: "fine"}, `Async over sync, with ${number(last[0][1].users)} users:`),
        h(
            "div",
            {class: "tiles"},
            last.map(([operation, row]) => ratioTiles(operation, row)),
        ),
        blocks.map(([operation, rows]) => ratioTable(operation, rows)),
        weak
            ? h(
                  "p",
                  {class: "fine"},
                  "Rows with a bar at the left: a step that was not certified or not settled.",
              )
            : null,
        h(
            "p",
            null,
            "The two ratios say the same thing twice. When a fixed number of users wait for " +
                "answers, users = throughput × response time, so one cannot improve without the " +
                "other. The number that cannot be had by arithmetic is the async response time " +
                "itself, beside the delay that was injected.",
        ),
    ];
}

function loadHeadline(report) {
    const steps = report.variants
        .map((variant) => [variant, lastStep(variant)])
        .filter(([, step]) => step !== null);
    if (steps.length === 0) return [absent("No step was completed, so there is nothing to judge.")];
    return [
        report.verdict ? h("p", {class: "verdict"}, report.verdict) : null,
        steps.map(([variant, step]) =>
            h(
                "div",
                {class: "target"},
                h("h3", null, variant.name),
                h(
                    "div",
                    {class: "tiles"},
                    tile(
                        rate(step.ok_per_s),
                        "answered",
                        step.open
                            ? `of ${number(step.users)} due per second`
                            : `with ${number(step.users)} users`,
                        weakness(step),
                    ),
                    tile(
                        milliseconds(step.mean_ms),
                        "mean response time",
                        `median ${milliseconds(step.p50_ms)}`,
                    ),
                    tile(
                        milliseconds(step.p99_ms),
                        "99th percentile",
                        step.raw
                            ? `raw: ${milliseconds(step.raw.p99_ms)}`
                            : `slowest ${milliseconds(step.max_ms)}`,
                    ),
                    tile(number(step.errors), "errors", `${number(step.shed)} answers were 503`),
                ),
                variant.verdict ? h("p", null, variant.verdict) : null,
            ),
        ),
        h("p", {class: "fine"}, "The largest step of each target."),
    ];
}

export function headline(report) {
    return report.isLoad ? loadHeadline(report) : comparison(report);
}

const lastFigures = [
    ["Answered", rate, "ok_per_s"],
    ["Mean", milliseconds, "mean_ms"],
    ["p99", milliseconds, "p99_ms"],
    ["Threads", number, "threads"],
    ["Memory", bytes, "rss_bytes"],
];

function variantCard(report, name, styles) {
    const mine = report.operations
        .map((operation) =>
            variantsOf(report.variants, operation).find((variant) => variant.name === name),
        )
        .filter(Boolean);
    const last = mine.map((variant) => lastStep(variant));
    const columns = [
        {title: "", text: true},
        ...mine.map((variant) => ({title: operationName(variant.operation)})),
    ];
    const rows = lastFigures.map(([title, format, field]) => [
        title,
        ...last.map((step) => format(step[field])),
    ]);
    if (last.some(isWeak))
        rows.push([
            "This step",
            ...last.map((step) =>
                isWeak(step) ? h("span", {class: "chip weak"}, weakness(step)) : "",
            ),
        ]);
    const verdicts = report.variants.filter((variant) => variant.name === name && variant.verdict);
    return h(
        "article",
        {class: "card"},
        h("h3", null, swatch(styles.get(name)), name),
        h("p", {class: "fine"}, describeVariant(name, report.parameters) ?? ""),
        last.length > 0
            ? table(
                  `With ${list([...new Set(last.map((step) => number(step.users)))])} users`,
                  columns,
                  rows,
              )
            : absent("No step of this variant was completed."),
        verdicts.length > 0
            ? verdicts.map((variant) =>
                  h(
                      "p",
                      null,
                      h("b", null, `${operationName(variant.operation)}. `),
                      variant.verdict,
                  ),
              )
            : absent("No verdict was recorded."),
    );
}

export function variants(report, styles) {
    if (report.names.length === 0) return [absent("No variant was measured.")];
    return [
        h(
            "div",
            {class: "cards"},
            report.names.map((name) => variantCard(report, name, styles)),
        ),
    ];
}
