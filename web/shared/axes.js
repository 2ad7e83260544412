// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Scales and axes for uPlot: where an axis starts and ends, where its ticks are, what they say.
//
// kind: "linear" (from zero), "time" (seconds), "log" (decades; zero and below cannot be shown),
// "log-bytes" (the same in powers of two) or "zero-log" (log above one, linear around zero: for
// counts that are mostly zero).

import {number, quantile} from "./format.js";

const steps = [1, 2, 5];
const timeSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

export const isLog = (kind) => kind === "log" || kind === "log-bytes";

/** The next 1, 2 or 5 times a power of ten at or beyond the value. */
function snap(value, up) {
    const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
    const candidates = steps.map((step) => step * decade).concat(10 * decade);
    const slack = 1 + 1e-9;
    return up
        ? candidates.find((candidate) => candidate * slack >= value)
        : candidates.findLast((candidate) => candidate <= value * slack);
}

function logRange(low, high) {
    const range = [snap(low, false), snap(high, true)];
    // One decade at least: a flat line should look flat, not like noise blown up.
    if (range[1] / range[0] < 10) {
        const middle = Math.sqrt(low * high);
        return [snap(middle / 4, false), snap(middle * 4, true)];
    }
    return range;
}

/** Powers of two, a factor of eight at least. */
function byteRange(low, high) {
    const [first, last] = [Math.floor(Math.log2(low)), Math.ceil(Math.log2(high))];
    return [2 ** first, 2 ** Math.max(last, first + 3)];
}

function byteTicks(low, high, room) {
    const [first, last] = [Math.log2(low), Math.log2(high)];
    const every = Math.max(1, Math.ceil((last - first) / room));
    return Array.from(
        {length: Math.floor((last - first) / every) + 1},
        (_, index) => 2 ** (first + index * every),
    );
}

function linearRange(low, high) {
    if (!(high > 0)) return [0, 1];
    const decade = 10 ** Math.floor(Math.log10(high));
    const top = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12].find(
        (step) => step * decade >= high * 1.04,
    );
    return [Math.min(0, low), top * decade];
}

/** The range of a y axis that holds all the values; null where there is nothing to show. */
export function rangeOf(kind, values) {
    const usable = values.filter((value) => Number.isFinite(value) && (!isLog(kind) || value > 0));
    if (usable.length === 0) return null;
    const low = usable.reduce((a, b) => Math.min(a, b));
    const high = usable.reduce((a, b) => Math.max(a, b));
    if (kind === "log") return logRange(low, high);
    if (kind === "log-bytes") return byteRange(low, high);
    if (kind === "zero-log") return [0, Math.max(10, snap(Math.max(high, 1), true))];
    return linearRange(low, high);
}

/** A log range of response times that has room for the injected delay and, below it, its name. */
export const rangeWithDelay = (times, delay) =>
    rangeOf("log", delay > 0 ? [...times, delay * 0.6] : times);

/** range: a function, asked again when the data is another. */
export function scale(kind, range) {
    if (isLog(kind)) return {distr: 3, log: 10, range};
    if (kind === "zero-log") return {distr: 4, log: 10, asinh: 1, range};
    return {range};
}

/**
 * Ticks of a log axis: the decades; if there are few of them also 2 and 5; if many, every second.
 */
function logTicks(low, high, space, length) {
    const decades = Math.log10(high / low);
    const room = Math.max(2, Math.floor(length / space));
    const wanted = decades * 3 <= room || decades < 1.3 ? steps : [1];
    const every = wanted.length > 1 ? 1 : Math.max(1, Math.ceil(decades / room));
    const ticks = [];
    for (
        let power = Math.floor(Math.log10(low) - 1e-9);
        power <= Math.log10(high) + 1e-9;
        ++power
    ) {
        if (power % every !== 0) continue;
        // Division keeps 0.1 exact where a negative power would not be.
        for (const step of wanted) ticks.push(power < 0 ? step / 10 ** -power : step * 10 ** power);
    }
    return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

/** Ticks at the measured places themselves, thinned from the right so that labels do not touch. */
function placedTicks(places, position, space) {
    const kept = [];
    for (const place of [...places].reverse()) {
        const previous = kept.at(-1);
        if (previous === undefined || position(previous) - position(place) >= space)
            kept.push(place);
    }
    return kept.reverse();
}

function ticksFor(spec) {
    if (isLog(spec.kind) && spec.places) {
        return (plot, index, low, high) => {
            const width = plot.bbox.width / devicePixelRatio;
            const position = (value) => (width * Math.log10(value / low)) / Math.log10(high / low);
            return placedTicks(
                spec.places.filter((place) => place >= low && place <= high),
                position,
                spec.space ?? 44,
            );
        };
    }
    if (spec.kind === "log") {
        return (plot, index, low, high) => {
            const {width, height} = plot.bbox;
            const length = (spec.side === "bottom" ? width : height) / devicePixelRatio;
            return logTicks(low, high, spec.side === "bottom" ? 46 : 24, length);
        };
    }
    if (spec.kind === "log-bytes") {
        return (plot, index, low, high) =>
            byteTicks(low, high, plot.bbox.height / devicePixelRatio / 30);
    }
    if (spec.kind === "zero-log")
        return (plot, index, low, high) => [0, ...logTicks(1, high, 24, 160)];
    return undefined;
}

const sides = {bottom: 2, left: 3, right: 1};

/** spec: {side, kind, format, places?}; look: colours and font of the page. */
export function axis(key, spec, look) {
    const format = spec.format ?? number;
    const horizontal = spec.side === "bottom";
    return {
        scale: key,
        side: sides[spec.side],
        stroke: look.muted,
        font: look.font,
        gap: horizontal ? 4 : 6,
        size: horizontal ? 26 : (plot, values) => widthOf(plot, values, look.font) + 14,
        space: horizontal ? (spec.kind === "time" ? 58 : 46) : 28,
        splits: ticksFor(spec),
        incrs: spec.kind === "time" ? timeSteps : undefined,
        filter: (plot, ticks) => ticks,
        values: (plot, ticks) => ticks.map((tick) => (tick === null ? null : format(tick))),
        // The second y axis would draw a second grid over the first.
        grid: {show: spec.side !== "right", stroke: look.grid, width: 1},
        ticks: {stroke: look.grid, width: 1, size: 5},
    };
}

function widthOf(plot, values, font) {
    if (!values) return 30;
    plot.ctx.save();
    plot.ctx.font = font;
    const widest = Math.max(0, ...values.map((value) => plot.ctx.measureText(value ?? "").width));
    plot.ctx.restore();
    return Math.ceil(widest);
}

/**
 * The axis "to the nines": a quantile q stands at 1 / (1 - q), so each nine takes the same room.
 */
export const nines = {
    place: (fraction) => 1 / (1 - fraction),
    format: (place) => (place <= 1 ? "0 %" : quantile(1 - 1 / place)),
};
