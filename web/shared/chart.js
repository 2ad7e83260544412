// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// One uPlot canvas from a plain description:
//
//   {x: {label, kind, format, values, range?, places?},
//    axes: {y: {side, kind, label, format, range?}, ...},
//    series: [{name, style, axis, values, weak?, format, stairs?}],
//    lines: [{axis, at, text}]}
//
// All series share x.values; null is a gap, undefined is "nothing measured here". weak[i] draws a
// hollow marker. A chart redraws itself when its place changes size and when the page changes
// colours.

import uPlot from "uplot";
import {axis, isLog, rangeOf, scale} from "./axes.js";
import {drawMarker} from "./styles.js";

const charts = new Set();

/** After a change of colours (light, dark, print). */
export function redrawAll() {
    for (const chart of charts) chart.draw();
}

function look() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(name).trim();
    return {
        color,
        muted: color("--muted"),
        grid: color("--grid"),
        axis: color("--axis"),
        surface: color("--surface"),
        font: `12px ${style.getPropertyValue("font-family")}`,
    };
}

const axisRange = (spec, key) =>
    spec.axes[key].range ??
    rangeOf(
        spec.axes[key].kind,
        spec.series.filter((series) => series.axis === key).flatMap((series) => series.values),
    ) ?? [1, 10];

const xRange = (spec) => spec.x.range ?? rangeOf(spec.x.kind, spec.x.values) ?? [1, 10];

/** What a log axis cannot show becomes a gap. */
function shown(spec, series) {
    if (!isLog(spec.axes[series.axis].kind)) return series.values;
    return series.values.map((value) => (value !== null && value <= 0 ? null : value));
}

/** Which points carry a marker: all of a few; of many only some, not the same in every series. */
function marked(count, index) {
    const every = count > 24 ? Math.ceil(count / 6) : 1;
    return (place) => place % every === (index * Math.ceil(every / 4)) % every;
}

function drawMarkers(plot, spec, index, colors) {
    const series = spec.series[index - 1];
    if (!series?.style.marker || !plot.series[index].show) return;
    const color = colors.color(series.style.color);
    const solid = {stroke: colors.surface, fill: color, width: 1};
    const hollow = {stroke: color, fill: colors.surface, width: 2};
    const wanted = marked(spec.x.values.length, index);
    plot.ctx.save(); // uPlot remembers what it set and would not set it again
    plot.ctx.setLineDash([]);
    spec.x.values.forEach((x, place) => {
        const value = plot.data[index][place];
        if (value === null || value === undefined || !wanted(place)) return;
        drawMarker(
            plot.ctx,
            series.style,
            plot.valToPos(x, "x", true),
            plot.valToPos(value, series.axis, true),
            uPlot.pxRatio,
            series.weak?.[place] ? hollow : solid,
        );
    });
    plot.ctx.restore();
}

function drawBaseline(plot, colors) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.strokeStyle = colors.axis;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, bbox.top + bbox.height + 0.5);
    ctx.lineTo(bbox.left + bbox.width, bbox.top + bbox.height + 0.5);
    ctx.stroke();
    ctx.restore();
}

function drawLines(plot, spec, colors) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colors.muted;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
    ctx.font = colors.font.replace(/^\d+/, 11 * uPlot.pxRatio);
    for (const line of spec.lines ?? []) {
        const place = plot.valToPos(line.at, line.axis, true);
        const vertical = line.axis === "x";
        const start = vertical ? bbox.left : bbox.top;
        if (place < start || place > start + (vertical ? bbox.width : bbox.height)) continue;
        ctx.beginPath();
        ctx.moveTo(vertical ? place : bbox.left, vertical ? bbox.top : place);
        ctx.lineTo(
            vertical ? place : bbox.left + bbox.width,
            vertical ? bbox.top + bbox.height : place,
        );
        ctx.stroke();
        const width = ctx.measureText(line.text).width + 5 * uPlot.pxRatio;
        // Beside a vertical line where there is room, below a horizontal one.
        const fits = place + width <= bbox.left + bbox.width;
        ctx.textAlign = "left";
        ctx.textBaseline = "top";
        ctx.fillText(
            line.text,
            vertical && !fits ? place - width : (vertical ? place : bbox.left) + 5 * uPlot.pxRatio,
            (vertical ? bbox.top : place) + 3 * uPlot.pxRatio,
        );
    }
    ctx.restore();
}

function seriesOptions(series, colors) {
    const color = colors.color(series.style.color);
    return {
        label: series.name,
        scale: series.axis,
        stroke: color,
        fill: series.style.area ? colors.color("--users-area") : undefined,
        width: series.style.width ?? 2,
        dash: series.style.dash,
        paths: series.stairs ? uPlot.paths.stepped({align: 1}) : uPlot.paths.linear(),
        points: {show: false},
    };
}

export class Chart {
    /**
     * place: the element to draw in; onCursor(plot, index or null): what to show beside the cursor.
     */
    constructor(place, spec, onCursor) {
        this.place = place;
        this.spec = spec;
        this.onCursor = onCursor;
        this.hidden = new Set();
        this.observer = new ResizeObserver(() => this.resize());
        this.observer.observe(place);
        charts.add(this);
        this.draw();
    }

    show(spec) {
        this.spec = spec;
        this.draw();
    }

    /** New values of the same series on the same axes: keeps the cursor, and is cheap. */
    update(spec) {
        this.spec = spec;
        if (this.plot && this.place.clientWidth > 0) this.plot.setData(this.data());
    }

    data() {
        const {x, series} = this.spec;
        return [x.values, ...series.map((one) => shown(this.spec, one))];
    }

    toggle(name, visible) {
        if (visible) this.hidden.delete(name);
        else this.hidden.add(name);
        this.draw();
    }

    size() {
        return {
            width: Math.max(200, this.place.clientWidth),
            height: this.place.clientHeight || 240,
        };
    }

    resize() {
        const size = this.size();
        if (!this.plot) this.draw();
        else if (size.width !== this.plot.width || size.height !== this.plot.height)
            this.plot.setSize(size);
    }

    /** Moves the cursor to the nearest measured place in a direction: -1, 1; 0 leaves the chart. */
    step(direction) {
        if (direction === 0) return this.plot.setCursor({left: -10, top: -10});
        const {values} = this.spec.x;
        const before = this.plot.cursor.idx;
        let index =
            before === null || before === undefined || this.plot.cursor.left < 0
                ? direction > 0
                    ? 0
                    : values.length - 1
                : before + direction;
        while (index > 0 && index < values.length - 1 && !this.measured(index)) index += direction;
        if (index < 0 || index >= values.length) return undefined;
        return this.plot.setCursor({left: this.plot.valToPos(values[index], "x"), top: 10});
    }

    measured(index) {
        return this.spec.series.some((series) => (series.values[index] ?? null) !== null);
    }

    draw() {
        if (this.place.clientWidth === 0) return; // not in the page yet: the observer will call
        this.plot?.destroy();
        const spec = this.spec;
        const colors = look();
        const keys = Object.keys(spec.axes);
        const hasRight = keys.some((key) => spec.axes[key].side === "right");
        const options = {
            ...this.size(),
            padding: [12, hasRight ? 0 : 26, 0, 0],
            legend: {show: false},
            cursor: {y: false, drag: {x: false, y: false}, points: {size: 9}},
            scales: {
                x: {time: false, ...scale(spec.x.kind, () => xRange(this.spec))},
                ...Object.fromEntries(
                    keys.map((key) => [
                        key,
                        scale(spec.axes[key].kind, () => axisRange(this.spec, key)),
                    ]),
                ),
            },
            axes: [
                axis("x", {...spec.x, side: "bottom"}, colors),
                ...keys.map((key) => axis(key, spec.axes[key], colors)),
            ],
            series: [
                {},
                ...spec.series.map((series) => ({
                    ...seriesOptions(series, colors),
                    show: !this.hidden.has(series.name),
                })),
            ],
            hooks: {
                drawAxes: [
                    (plot) => drawBaseline(plot, colors),
                    (plot) => drawLines(plot, this.spec, colors),
                ],
                drawSeries: [(plot, index) => drawMarkers(plot, this.spec, index, colors)],
                setCursor: [
                    (plot) => this.onCursor(plot, plot.cursor.left >= 0 ? plot.cursor.idx : null),
                ],
            },
        };
        this.plot = new uPlot(options, this.data(), this.place);
    }
}
