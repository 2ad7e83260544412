// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The open model measures twice: from when a request was due, and from when it was really sent.
// What lies between the two is what a tester that waits for its target leaves out.

import {h, table} from "../shared/dom.js";
import {group} from "../shared/figure.js";
import {milliseconds, number, rate} from "../shared/format.js";
import {isWeak, operationsOf, stepAt, userSteps, variantsOf} from "./model.js";
import {levelWords} from "./words.js";

const rawStyle = {color: "--muted", dash: [4, 4], marker: "diamond"};

const shown = [
    ["p50_ms", "p50"],
    ["p99_ms", "p99"],
    ["max_ms", "max"],
];

function spec(variant, [field, title], styles) {
    const levels = userSteps([variant]);
    const steps = levels.map((level) => stepAt(variant, level));
    const weak = steps.map(isWeak);
    const words = levelWords(true);
    return {
        title: `${variant.name}: ${title}`,
        x: {
            label: words.axis,
            unit: words.unit,
            kind: "log",
            values: levels,
            places: levels,
            format: number,
        },
        axes: {
            y: {side: "left", kind: "log", label: "response time (log)", format: milliseconds},
        },
        series: [
            {
                name: "corrected",
                style: styles.get(variant.name),
                axis: "y",
                weak,
                format: milliseconds,
                values: steps.map((step) => step[field]),
            },
            {
                name: "raw",
                style: rawStyle,
                axis: "y",
                weak,
                format: milliseconds,
                values: steps.map((step) => step.raw?.[field] ?? null),
            },
        ],
    };
}

const columns = [
    "Due/s",
    "Answered",
    "p50",
    "raw p50",
    "p99",
    "raw p99",
    "max",
    "raw max",
    "Due",
    "Late",
    "Dropped",
    "Unanswered",
].map((title) => ({title}));

function row(step) {
    return {
        class: isWeak(step) ? "weak" : null,
        cells: [
            number(step.users),
            rate(step.ok_per_s),
            ...shown.flatMap(([field]) => [
                milliseconds(step[field]),
                milliseconds(step.raw?.[field] ?? null),
            ]),
            ...[step.due, step.late, step.dropped, step.unanswered].map(number),
        ],
    };
}

export function rawAndCorrected(report, styles) {
    if (!report.isOpen) return null;
    const variants = operationsOf(report.variants).flatMap((operation) =>
        variantsOf(report.variants, operation),
    );
    return [
        h(
            "p",
            null,
            "Corrected counts from when a request was due, as a visitor does; raw from when it " +
                "was sent. Where the lines part, requests waited before they could be sent: what " +
                "lies between is left out by a tester that asks again only when it was answered.",
        ),
        variants.map((variant) => [
            group(
                shown.map((entry) => spec(variant, entry, styles)),
                3,
            ),
            table(variant.name, columns, variant.steps.map(row), {class: "steps"}),
        ]),
    ];
}
