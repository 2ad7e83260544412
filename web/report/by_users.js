// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Charts of one number against users, a series per variant, and the sections made of them.

import {rangeWithDelay} from "../shared/axes.js";
import {absent, h} from "../shared/dom.js";
import {group} from "../shared/figure.js";
import {bytes, milliseconds, number, rate} from "../shared/format.js";
import {delayOf, isOpen, isWeak, operationsOf, stepAt, userSteps, variantsOf} from "./model.js";
import {ideal} from "../shared/styles.js";
import {levelWords, operationName} from "./words.js";

export const metrics = {
    rate: {
        label: "answered requests/s (log)",
        kind: "log",
        of: (step) => step.ok_per_s,
        format: rate,
        tick: number,
    },
    mean: {
        label: "response time (log)",
        kind: "log",
        of: (step) => step.mean_ms,
        format: milliseconds,
    },
    p50: {
        label: "response time (log)",
        kind: "log",
        of: (step) => step.p50_ms,
        format: milliseconds,
    },
    p95: {
        label: "response time (log)",
        kind: "log",
        of: (step) => step.p95_ms,
        format: milliseconds,
    },
    p99: {
        label: "response time (log)",
        kind: "log",
        of: (step) => step.p99_ms,
        format: milliseconds,
    },
    max: {
        label: "response time (log)",
        kind: "log",
        of: (step) => step.max_ms,
        format: milliseconds,
    },
    errors: {
        label: "errors/s",
        kind: "zero-log",
        of: (step) => step.errors_per_s,
        format: rate,
        tick: number,
    },
    shed: {
        label: "503/s",
        kind: "zero-log",
        of: (step) => step.shed_per_s,
        format: rate,
        tick: number,
    },
    memory: {
        label: "resident memory (log)",
        kind: "log-bytes",
        of: (step) => step.rss_bytes,
        format: bytes,
    },
    threads: {label: "threads (log)", kind: "log", of: (step) => step.threads, format: number},
};

export const hasMetric = (variants, metric) =>
    variants.some((variant) => variant.steps.some((step) => metric.of(step) !== null));

/** extra: more series over the same users; lines and range as in chart.js. */
export function byUsers(title, metric, variants, styles, {extra = [], lines, range, note} = {}) {
    const users = userSteps(variants);
    const words = levelWords(isOpen(variants));
    const steps = (variant) => users.map((count) => stepAt(variant, count));
    const series = variants
        .filter((variant) => hasMetric([variant], metric))
        .map((variant) => ({
            name: variant.name,
            style: styles.get(variant.name),
            axis: "y",
            values: steps(variant).map((step) => (step === null ? undefined : metric.of(step))),
            weak: steps(variant).map(isWeak),
            format: metric.format,
        }));
    return {
        title,
        note,
        x: {
            label: words.axis,
            unit: words.unit,
            kind: "log",
            values: users,
            places: users,
            format: number,
        },
        axes: {
            y: {
                side: "left",
                kind: metric.kind,
                label: metric.label,
                format: metric.tick ?? metric.format,
                range,
            },
        },
        series: [...extra.map((make) => make(users)), ...series],
        lines,
    };
}

function idealRate(delay) {
    return (users) => ({
        name: "limit: users ÷ injected delay",
        style: ideal,
        axis: "y",
        format: rate,
        values: users.map((count) => (count * 1000) / delay),
    });
}

export function throughput(report, styles) {
    const specs = report.operations
        .map((operation) => {
            const variants = variantsOf(report.variants, operation);
            const delay = delayOf(report, operation);
            return hasMetric(variants, metrics.rate)
                ? byUsers(operationName(operation), metrics.rate, variants, styles, {
                      extra: delay > 0 ? [idealRate(delay)] : [],
                  })
                : null;
        })
        .filter(Boolean);
    if (specs.length === 0) return [absent("No step of this run recorded a throughput.")];
    return [
        h(
            "p",
            null,
            "Successful answers only. ",
            report.operations.some((operation) => delayOf(report, operation) > 0)
                ? "A server that waits well follows the dotted limit, where every request takes " +
                      "exactly the injected delay; one that blocks stops where its threads are " +
                      "used up."
                : "Where the curve stops rising, the target has reached its limit.",
        ),
        group(specs, 2),
    ];
}

const shownPercentiles = [
    ["p50", "half of the requests"],
    ["p95", "19 of 20"],
    ["p99", "99 of 100"],
    ["max", "the slowest one"],
];

function latencyPanels(report, operation, styles) {
    const variants = variantsOf(report.variants, operation);
    const recorded = shownPercentiles.filter(([name]) => hasMetric(variants, metrics[name]));
    const values = recorded.flatMap(([name]) =>
        variants.flatMap((variant) => variant.steps.map(metrics[name].of)),
    );
    const delay = delayOf(report, operation);
    const range = rangeWithDelay(values, delay);
    const lines =
        delay > 0 ? [{axis: "y", at: delay, text: `injected ${milliseconds(delay)}`}] : [];
    return recorded.map(([name, note]) =>
        byUsers(name, metrics[name], variants, styles, {range, lines, note}),
    );
}

export function latency(report, styles) {
    const blocks = report.operations
        .map((operation) => [operation, latencyPanels(report, operation, styles)])
        .filter(([, panels]) => panels.length > 0)
        .map(([operation, panels]) => [h("h3", null, operationName(operation)), group(panels, 4)]);
    if (blocks.length === 0) return [absent("No step of this run recorded a response time.")];
    return [
        h("p", null, "Successful answers only; the four panels of an operation share one scale."),
        blocks,
    ];
}

const total = (variants, name) =>
    variants.flatMap((variant) => variant.steps).reduce((sum, step) => sum + (step[name] ?? 0), 0);

function failurePanels(variants, styles, prefix) {
    const wanted = [
        [metrics.errors, "errors and timeouts"],
        [metrics.shed, "503 (turned away)"],
    ];
    return wanted
        .filter(([metric]) =>
            variants.some((variant) => variant.steps.some((step) => metric.of(step) > 0)),
        )
        .map(([metric, title]) =>
            byUsers(prefix ? `${prefix}: ${title}` : title, metric, variants, styles),
        );
}

export function failures(report, styles) {
    const steps = report.variants.flatMap((variant) => variant.steps);
    if (!steps.some((step) => step.errors !== null || step.shed !== null)) {
        return [absent("This run did not record errors or 503s.")];
    }
    const panels = report.operations.flatMap((operation) =>
        failurePanels(variantsOf(report.variants, operation), styles, operationName(operation)),
    );
    const counts =
        `${number(total(report.variants, "errors"))} errors (of which ` +
        `${number(total(report.variants, "timeouts"))} timeouts) and ` +
        `${number(total(report.variants, "shed"))} 503s`;
    if (panels.length === 0) {
        return [h("p", null, `In all steps together: ${counts}. Nothing to draw.`)];
    }
    return [
        h(
            "p",
            null,
            `In all steps together: ${counts}. They are not part of the throughput and response ` +
                `times above.`,
        ),
        group(panels, 2),
    ];
}

/** The panels of a shorter run: what was answered, how late, and what was not. */
export function experimentPanels(variants, styles) {
    return operationsOf(variants).flatMap((operation) => {
        const mine = variantsOf(variants, operation);
        const answered = [
            [metrics.rate, "answered"],
            [metrics.mean, "mean response time"],
            [metrics.p99, "p99"],
        ]
            .filter(([metric]) => hasMetric(mine, metric))
            .map(([metric, title]) =>
                byUsers(`${operationName(operation)}: ${title}`, metric, mine, styles),
            );
        return [...answered, ...failurePanels(mine, styles, operationName(operation))];
    });
}
