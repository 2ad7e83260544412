// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// How a series looks: a colour, a dash pattern and a marker, so that colour alone never carries the
// meaning. Colours are names of CSS variables: the style sheet has one set for light, one for dark.
// Sync and wrapped, thread-per-request and async often lie on top of each other: of each pair the
// one drawn first is broad with large markers, so that it shows around the other.

import {svg} from "./dom.js";

const byName = {
    sync: {color: "--series-sync", dash: [7, 4], marker: "square", width: 4, size: 1.4},
    "thread-per-request": {
        color: "--series-thread",
        dash: [3, 4],
        marker: "triangle",
        width: 4,
        size: 1.55,
    },
    wrapped: {color: "--series-wrapped", dash: [10, 3, 2, 3], marker: "diamond"},
    async: {color: "--series-async", dash: [], marker: "circle"},
};

const others = [
    {color: "--series-async", dash: [], marker: "circle"},
    {color: "--series-sync", dash: [7, 4], marker: "square"},
    {color: "--series-wrapped", dash: [10, 3, 2, 3], marker: "diamond"},
    {color: "--series-thread", dash: [2, 3], marker: "triangle"},
    {color: "--metric-rate", dash: [12, 4], marker: "square"},
    {color: "--metric-time", dash: [4, 4], marker: "circle"},
];

export const ideal = {color: "--muted", dash: [1, 4], marker: null, width: 1.5};
export const userStairs = {color: "--users", dash: [], marker: null, width: 1.5, area: true};
export const rateLine = {color: "--metric-rate", dash: [], marker: "circle"};
export const timeLine = {color: "--metric-time", dash: [7, 4], marker: "diamond"};

/** name → style; variants the page does not know get what is left, in order. */
export function stylesFor(names) {
    const unknown = names.filter((name) => !(name in byName));
    return new Map(
        names.map((name) => [name, byName[name] ?? others[unknown.indexOf(name) % others.length]]),
    );
}

const half = 4;

/** The outline of a marker around the origin: what both the canvas and the legend draw. */
const outlines = {
    square: [
        [-0.85, -0.85],
        [0.85, -0.85],
        [0.85, 0.85],
        [-0.85, 0.85],
    ],
    diamond: [
        [0, -1.2],
        [1.2, 0],
        [0, 1.2],
        [-1.2, 0],
    ],
    triangle: [
        [0, -1.1],
        [1.05, 0.8],
        [-1.05, 0.8],
    ],
};

/** Draws one marker at a canvas point; paint: {fill, stroke, width}. */
export function drawMarker(context, style, x, y, ratio, paint) {
    const radius = half * (style.size ?? 1) * ratio;
    context.beginPath();
    if (style.marker === "circle") {
        context.arc(x, y, radius, 0, 2 * Math.PI);
    } else {
        outlines[style.marker].forEach(([dx, dy]) =>
            context.lineTo(x + dx * radius, y + dy * radius),
        );
        context.closePath();
    }
    context.fillStyle = paint.fill;
    context.fill();
    context.strokeStyle = paint.stroke;
    context.lineWidth = paint.width * ratio;
    context.stroke();
}

/** A piece of the line with its marker, for legends and tooltips. */
export function swatch(style) {
    const paint = `var(${style.color})`;
    const image = svg("svg", {
        class: "swatch",
        width: 34,
        height: 14,
        viewBox: "-17 -7 34 14",
        "aria-hidden": "true",
    });
    if (style.area) {
        image.append(
            svg("rect", {x: -16, y: -1, width: 32, height: 8, fill: paint, "fill-opacity": 0.25}),
        );
    }
    image.append(
        svg("line", {
            x1: -16,
            x2: 16,
            y1: style.area ? -1 : 0,
            y2: style.area ? -1 : 0,
            stroke: paint,
            "stroke-width": style.width ?? 2,
            "stroke-dasharray": style.dash.join(" ") || null,
        }),
    );
    const radius = half * (style.size ?? 1);
    if (style.marker === "circle") image.append(svg("circle", {r: radius, fill: paint}));
    else if (style.marker) {
        const points = outlines[style.marker]
            .map(([x, y]) => `${x * radius},${y * radius}`)
            .join(" ");
        image.append(svg("polygon", {points, fill: paint}));
    }
    return image;
}
