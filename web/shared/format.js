// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Numbers as people read them: three significant digits, the unit that fits, a dash for "unknown".

export const unknown = "–";

const grouped = new Intl.NumberFormat("en-US", {maximumFractionDigits: 0});

/** Three significant digits; whole numbers from 100 up, with thousands separated. */
export function number(value) {
    if (value === null || value === undefined) return unknown;
    const size = Math.abs(value);
    if (size >= 99.95 || Number.isInteger(value)) return grouped.format(value);
    if (size < 0.001) return "0";
    return String(Number(value.toPrecision(3)));
}

function scaled(value, units) {
    if (value === null || value === undefined) return unknown;
    const size = Math.abs(value);
    // Judged after rounding, so that 999.7 ms reads "1 s" and never "1,000 ms".
    const [limit, unit] = units.find(([least]) => size >= least * 0.9995) ?? units.at(-1);
    return `${number(value / limit)} ${unit}`;
}

export const milliseconds = (value) =>
    value === 0
        ? "0 ms"
        : scaled(value, [
              [1000, "s"],
              [1, "ms"],
              [0.001, "µs"],
          ]);

export const microseconds = (value) =>
    value === 0
        ? "0 µs"
        : scaled(value, [
              [1e6, "s"],
              [1000, "ms"],
              [1, "µs"],
              [0.001, "ns"],
          ]);

export const bytes = (value) =>
    scaled(value, [
        [2 ** 30, "GiB"],
        [2 ** 20, "MiB"],
        [2 ** 10, "KiB"],
        [1, "B"],
    ]);

export const rate = (value) =>
    value === null || value === undefined ? unknown : `${number(value)}/s`;

export const times = (value) =>
    value === null || value === undefined ? unknown : `${number(value)}×`;

export function percent(fraction) {
    return fraction === null || fraction === undefined ? unknown : `${number(fraction * 100)} %`;
}

/** 0.999 is "99.9 %": as many nines as were given, without binary noise. */
export function quantile(fraction) {
    return `${Number((fraction * 100).toFixed(6))} %`;
}

export function seconds(value) {
    if (value === null || value === undefined) return unknown;
    if (value < 120) return `${number(value)} s`;
    const whole = Math.round(value);
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} min${rest > 0 ? ` ${rest} s` : ""}`;
}

export function yesNo(value) {
    return value === true ? "yes" : value === false ? "no" : unknown;
}

/** "a", "a and b", "a, b and c". */
export function list(words) {
    return words.length < 2
        ? words.join("")
        : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The moment in words; what is not a date is shown as it came. */
export function moment(text) {
    if (typeof text !== "string") return unknown;
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) return text;
    return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
