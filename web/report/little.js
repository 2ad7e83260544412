// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Every step of the run, checked: do users = throughput × response time agree, was the generator
// fast enough, did the step last long enough?

import {absent, h, table} from "../shared/dom.js";
import {milliseconds, number, percent, rate, seconds} from "../shared/format.js";
import {isWeak, variantsOf} from "./model.js";
import {levelWords, operationName} from "./words.js";

const columnsOf = (report) => [
    {title: "Variant", text: true},
    {title: levelWords(report.isOpen).title},
    {title: "Lasted"},
    {title: "Answered X"},
    {title: "Mean R"},
    {title: "X × R"},
    {title: "Little error"},
    {title: "Gen. CPU"},
    {title: "Gen. lag"},
    {title: "Certified", text: true},
    {title: "Settled", text: true},
    {title: "Remark", text: true},
];

function mark(value) {
    if (value === null) return h("span", {class: "fine"}, "? not recorded");
    return value ? h("span", {class: "good"}, "✓ yes") : h("span", {class: "chip weak"}, "✗ no");
}

function row(variant, step) {
    const product =
        step.ok_per_s !== null && step.mean_ms !== null
            ? (step.ok_per_s * step.mean_ms) / 1000
            : null;
    const remark = step.note ?? (isWeak(step) ? "no reason was recorded" : "");
    return {
        class: isWeak(step) ? "weak" : null,
        cells: [
            variant.name,
            number(step.users),
            seconds(step.seconds),
            rate(step.ok_per_s),
            milliseconds(step.mean_ms),
            number(product),
            percent(step.little_error),
            percent(step.generator_cpu),
            milliseconds(step.generator_lag_ms),
            mark(step.certified),
            mark(step.settled),
            remark,
        ],
    };
}

function worst(variants) {
    return variants
        .flatMap((variant) => variant.steps)
        .filter((step) => step.little_error !== null && !isWeak(step))
        .reduce((largest, step) => Math.max(largest, Math.abs(step.little_error)), 0);
}

const closedLaw =
    "Little's law holds for any closed test: users = throughput × response time (N = X × " +
    "R). A step that breaks it was measured wrongly, whatever it shows. Users whose " +
    "requests failed or were turned away are missing from X × R, which counts successful " +
    "answers only; the error is taken over all requests.";

const openLaw =
    "In an open test nobody fixes how many requests are in flight: X × R is their mean number, " +
    "a result and no check. What is checked is whether the generator kept its schedule, whether " +
    "every request that was due got an answer, and whether more and more were waiting.";

function largestError(report, steps) {
    if (report.isOpen) return "";
    return steps.some((step) => step.little_error !== null)
        ? `Largest error among the clean steps: ${percent(worst(report.variants))}. `
        : "This run did not record the error of Little's law. ";
}

export function little(report) {
    const steps = report.variants.flatMap((variant) => variant.steps);
    if (steps.length === 0) return [absent("No step was completed, so there is nothing to check.")];
    const weak = steps.filter(isWeak).length;
    return [
        h("p", null, report.isOpen ? openLaw : closedLaw),
        h(
            "p",
            null,
            largestError(report, steps),
            weak === 0
                ? `None of the ${number(steps.length)} steps was found wanting.`
                : `${number(weak)} of ${number(steps.length)} steps must not be read as a clean ` +
                      `measurement; the remark says why.`,
        ),
        report.operations.map((operation) => {
            const rows = variantsOf(report.variants, operation).flatMap((variant) =>
                variant.steps.map((step) => row(variant, step)),
            );
            return rows.length === 0
                ? null
                : table(operationName(operation), columnsOf(report), rows, {class: "steps"});
        }),
        h(
            "p",
            {class: "fine"},
            "Gen.: the load generator. Certified: it was not the bottleneck itself (its loop lag " +
                "and CPU stayed low). Settled: the step lasted long enough for the variant's own " +
                "response time.",
        ),
    ];
}
