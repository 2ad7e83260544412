// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The chart of the published experiment: users as a staircase over time on a linear axis at the
// left, requests per second and response time together on a logarithmic axis at the right. Both
// panels of an operation share their scales, so that sync and async can be compared by eye.

import {rangeOf} from "./axes.js";
import {absent, h} from "./dom.js";
import {figure, legend} from "./figure.js";
import {number, rate, seconds} from "./format.js";
import {isWeak, variantsOf} from "./model.js";
import {rateLine, timeLine, userStairs} from "./styles.js";
import {operationName} from "./words.js";

/** Where each step starts and ends; without recorded starts the steps follow one another. */
function spans(variant) {
    let clock = 0;
    return variant.steps.map((step) => {
        const start = step.start_s ?? clock;
        clock = start + (step.seconds ?? 1);
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

function stairSpec(variant, shared) {
    const all = spans(variant);
    // Every step gives two places: its start, where the stair rises, and its middle, where it is
    // measured.
    const places = all.flatMap(({step, start, end}) => [
        {step: null, users: step.users, at: start},
        {step, users: step.users, at: (start + end) / 2},
    ]);
    places.push({step: null, users: all.at(-1).step.users, at: all.at(-1).end});
    const measured = (of) => places.map(({step}) => (step === null ? undefined : of(step)));
    const weak = places.map(({step}) => step !== null && isWeak(step));
    const {unit} = shared;
    return {
        title: `${operationName(variant.operation)}, ${variant.name}`,
        x: {
            label: "time since the start",
            kind: "linear",
            values: places.map(({at}) => at),
            format: seconds,
            range: [all[0].start, shared.end],
        },
        axes: {
            users: {
                side: "left",
                kind: "linear",
                label: "users",
                format: number,
                range: shared.users,
            },
            log: {
                side: "right",
                kind: "log",
                label: `requests/s · response time in ${unit.name} (log)`,
                format: number,
                range: shared.log,
            },
        },
        series: [
            {
                name: "users",
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
        ],
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

/** A figure whose variant can be chosen. */
function chosenFigure(variants, preferred, shared) {
    const first = variants.find((variant) => variant.name === preferred) ?? variants[0];
    const made = figure(stairSpec(first, shared));
    if (variants.length === 1) return {made, element: made.element};
    const select = h(
        "select",
        {onchange: () => made.show(stairSpec(variants[select.selectedIndex], shared))},
        variants.map((variant) => h("option", {selected: variant === first}, variant.name)),
    );
    const label = h(
        "label",
        {class: "chooser"},
        h("span", null, `${operationName(first.operation)}, variant `),
        select,
    );
    return {made, element: h("div", null, label, made.element)};
}

export function staircase(report) {
    const chosen = report.operations.flatMap((operation) => {
        const variants = variantsOf(report.variants, operation);
        if (variants.length === 0) return [];
        const shared = sharedScales(variants);
        if (report.isLoad)
            return variants.map((variant) => chosenFigure([variant], variant.name, shared));
        return (variants.length === 1 ? ["sync"] : ["sync", "async"]).map((preferred) =>
            chosenFigure(variants, preferred, shared),
        );
    });
    if (chosen.length === 0)
        return [absent("No step was completed, so there is no staircase to draw.")];
    return [
        h(
            "p",
            null,
            "Users rise in steps (left axis, linear). Requests per second and response time " +
                "share the right axis (logarithmic). Where requests/s stays flat while users " +
                "rise, the response time has to climb.",
        ),
        h(
            "div",
            {class: "group"},
            legend(chosen.map(({made}) => made)),
            h(
                "div",
                {class: "grid columns-2"},
                chosen.map(({element}) => element),
            ),
        ),
    ];
}
