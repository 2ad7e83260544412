// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Response time to the nines: every further nine takes the same room on the axis.

import {nines, rangeWithDelay} from "../shared/axes.js";
import {absent, h} from "../shared/dom.js";
import {arrange, chosenFigure} from "../shared/figure.js";
import {milliseconds, number} from "../shared/format.js";
import {delayOf, isOpen, isWeak, stepAt, userSteps, variantsOf} from "./model.js";
import {levelWords, operationName} from "./words.js";

/** The maximum, at quantile 1, has no place on this axis; the table of steps has it. */
const drawable = (step) =>
    step?.percentiles.filter(({fraction, ms}) => fraction < 1 && ms > 0) ?? [];

function spec(report, operation, users, styles) {
    const curves = variantsOf(report.variants, operation)
        .map((variant) => ({variant, step: stepAt(variant, users)}))
        .filter(({step}) => drawable(step).length > 0);
    const fractions = [
        ...new Set(curves.flatMap(({step}) => drawable(step).map(({fraction}) => fraction))),
    ].sort((a, b) => a - b);
    const delay = delayOf(report, operation);
    const times = curves.flatMap(({step}) => drawable(step).map(({ms}) => ms));
    return {
        title:
            `${operationName(operation)}, ${number(users)} ` +
            levelWords(isOpen(report.variants)).unit,
        x: {
            label: "share of requests answered within",
            kind: "log",
            values: fractions.map(nines.place),
            format: nines.format,
            places: [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6],
            space: 58,
            range: [1, Math.max(10, nines.place(fractions.at(-1)) * 1.7)],
        },
        axes: {
            y: {
                side: "left",
                kind: "log",
                label: "response time (log)",
                format: milliseconds,
                range: rangeWithDelay(times, delay),
            },
        },
        series: curves.map(({variant, step}) => ({
            name: variant.name,
            style: styles.get(variant.name),
            axis: "y",
            format: milliseconds,
            values: fractions.map(
                (fraction) => drawable(step).find((pair) => pair.fraction === fraction)?.ms,
            ),
            weak: fractions.map(() => isWeak(step)),
        })),
        lines: delay > 0 ? [{axis: "y", at: delay, text: `injected ${milliseconds(delay)}`}] : [],
    };
}

function figureOf(report, operation, styles) {
    const users = userSteps(
        variantsOf(report.variants, operation).map((variant) => ({
            ...variant,
            steps: variant.steps.filter((step) => drawable(step).length > 0),
        })),
    );
    if (users.length === 0) return null;
    const names = users.map(number);
    const {unit} = levelWords(isOpen(report.variants));
    return chosenFigure(`${operationName(operation)}, ${unit}`, names, users.length - 1, (index) =>
        spec(report, operation, users[index], styles),
    );
}

export function percentiles(report, styles) {
    const figures = report.operations
        .map((operation) => figureOf(report, operation, styles))
        .filter(Boolean);
    if (figures.length === 0) return [absent("No percentiles were recorded in this run.")];
    return [
        h(
            "p",
            null,
            "Read it from the right: at 99.9 %, one request in a thousand took longer than the " +
                "line shows.",
        ),
        arrange(figures, 2),
    ];
}
