// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The chart of the published experiment: users as a staircase over time on a linear axis at the
// left, requests per second and response time together on a logarithmic axis at the right. Both
// panels of an operation share their scales, so that sync and async can be compared by eye.

import {rangeOf} from "../shared/axes.js";
import {absent, h} from "../shared/dom.js";
import {arrange, chosenFigure} from "../shared/figure.js";
import {number, rate, seconds} from "../shared/format.js";
import {isOpen, isWeak, variantsOf} from "./model.js";
import {rateLine, timeLine, userStairs} from "../shared/styles.js";
import {levelWords, operationName} from "./words.js";

/** Where each step starts and ends; without recorded starts the steps follow one another. */
function spans(variant) {
    let clock = 0;
    return variant.steps.map((step) => {
        const start = Math.max(step.start_s ?? clock, clock);
        clock = start + (step.seconds > 0 ? step.seconds : 1);
        return {step, start, end: clock};
    });
}

/**
 * One unit for the shared axis: seconds as in the published chart, unless that hides the fast ones.
 */
function timeUnit(variants) {
    const means = variants
        .flatMap((variant) => variant.steps.map((step) => step.mean_ms))
        .filter((value) => value > 0);
    return means.length > 0 && Math.min(...means) >= 1000
        ? {name: "s", divisor: 1000}
        : {name: "ms", divisor: 1};
}

const scaled = (value, divisor) => (value === null ? null : value / divisor);

function stairSeries(places, unit) {
    const measured = (of) => places.map(({step}) => (step === null ? undefined : of(step)));
    const weak = places.map(({step}) => step !== null && isWeak(step));
    return [
        {
            name: places.some(({step}) => step?.open) ? "due/s" : "users",
            style: userStairs,
            axis: "users",
            stairs: true,
            format: number,
            values: places.map(({users}) => users),
        },
        {
            name: "requests/s",
            style: rateLine,
            axis: "log",
            weak,
            format: rate,
            values: measured((step) => step.ok_per_s),
        },
        {
            name: `mean response time (${unit.name})`,
            style: timeLine,
            axis: "log",
            weak,
            format: (value) => `${number(value)} ${unit.name}`,
            values: measured((step) => scaled(step.mean_ms, unit.divisor)),
        },
    ];
}

function stairSpec(variant, shared) {
    const all = spans(variant);
    // Every step gives two places: its start, where the stair rises, and its middle, where it is
    // measured.
    const places = all.flatMap(({step, start, end}) => [
        {step: null, users: step.users, at: start},
        {step, users: step.users, at: (start + end) / 2},
    ]);
    places.push({step: null, users: all.at(-1).step.users, at: all.at(-1).end});
    const rightLabel = `requests/s · response time in ${shared.unit.name} (log)`;
    return {
        title: `${operationName(variant.operation)}, ${variant.name}`,
        x: {
            label: "time since the start",
            kind: "time",
            values: places.map(({at}) => at),
            format: seconds,
            range: [all[0].start, shared.end],
        },
        axes: {
            users: {
                side: "left",
                kind: "linear",
                label: levelWords(isOpen([variant])).unit,
                format: number,
                range: shared.users,
            },
            log: {side: "right", kind: "log", label: rightLabel, format: number, range: shared.log},
        },
        series: stairSeries(places, shared.unit),
    };
}

function sharedScales(variants) {
    const unit = timeUnit(variants);
    const steps = variants.flatMap((variant) => variant.steps);
    const logged = steps.flatMap((step) => [step.ok_per_s, scaled(step.mean_ms, unit.divisor)]);
    return {
        unit,
        users: rangeOf(
            "linear",
            steps.map((step) => step.users),
        ),
        log: rangeOf("log", logged) ?? [1, 10],
        end: Math.max(...variants.map((variant) => spans(variant).at(-1).end)),
    };
}

/** Sync beside async, or what there is instead; in a load test every target. */
function shownFirst(report, variants) {
    if (report.isLoad || variants.length < 3) return variants.map((_, index) => index);
    const place = (name) => variants.findIndex((variant) => variant.name === name);
    return [Math.max(0, place("sync")), place("async") >= 0 ? place("async") : variants.length - 1];
}

function figuresOf(report, operation) {
    const variants = variantsOf(report.variants, operation);
    if (variants.length === 0) return [];
    const shared = sharedScales(variants);
    const names = variants.map((variant) => variant.name);
    return shownFirst(report, variants).map((first) =>
        chosenFigure(`${operationName(operation)}, variant`, names, first, (index) =>
            stairSpec(variants[index], shared),
        ),
    );
}

export function staircase(report) {
    const figures = report.operations.flatMap((operation) => figuresOf(report, operation));
    if (figures.length === 0) {
        return [absent("No step was completed, so there is no staircase to draw.")];
    }
    return [
        h(
            "p",
            null,
            report.isOpen
                ? "The rate at which requests are due rises in steps (left axis, linear). What " +
                      "was answered per second and the response time share the right axis " +
                      "(logarithmic). Where answers stay behind the rate, a queue grows."
                : "Users rise in steps (left axis, linear). Requests per second and response " +
                      "time share the right axis (logarithmic). Where requests/s stays flat " +
                      "while users rise, the response time has to climb.",
        ),
        arrange(figures, 2),
    ];
}
