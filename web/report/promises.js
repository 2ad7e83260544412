// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The thresholds of a load test and whether each step kept them.

import {h, table} from "../shared/dom.js";
import {number} from "../shared/format.js";

const columns = [
    {title: "Promise", text: true},
    {title: "Target", text: true},
    {title: "At"},
    {title: "Found", text: true},
    {title: "Kept", text: true},
];

function mark(held) {
    return held ? h("span", {class: "good"}, "✓ yes") : h("span", {class: "chip weak"}, "✗ no");
}

function row(promise) {
    const level =
        promise.rate === null ? `${number(promise.users)} users` : `${number(promise.rate)} due/s`;
    return {
        class: promise.held ? null : "weak",
        cells: [promise.text, promise.target, level, promise.found, mark(promise.held)],
    };
}

export function promises(report) {
    if (report.thresholds.length === 0) return null;
    const broken = report.thresholds.filter((promise) => !promise.held).length;
    return [
        h(
            "p",
            null,
            broken === 0
                ? `All ${number(report.thresholds.length)} were kept.`
                : `${number(broken)} of ${number(report.thresholds.length)} were broken.`,
            " A request that did not succeed counts as infinitely slow.",
        ),
        table("Thresholds", columns, report.thresholds.map(row)),
    ];
}
