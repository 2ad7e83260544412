// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A chart with everything around it: title, axis names, the values beside the cursor (mouse, touch
// or arrow keys) and the table of the same numbers. A group of figures shares one legend.

import {Chart} from "./chart.js";
import {unknown} from "./format.js";
import {append, h, table} from "./dom.js";
import {swatch} from "./styles.js";

const weakMark = "◌";

function cellText(series, index) {
    const value = series.values[index];
    if (value === undefined) return "";
    const words = value === null ? unknown : series.format(value);
    return series.weak?.[index] ? `${words} ${weakMark}` : words;
}

function dataTable(spec) {
    const columns = [{title: spec.x.label}, ...spec.series.map((series) => ({title: series.name}))];
    const rows = spec.x.values
        .map((x, index) => [
            spec.x.format(x),
            ...spec.series.map((series) => cellText(series, index)),
        ])
        .filter((row) => row.slice(1).some((cell) => cell !== ""));
    const weak = spec.series.some((series) => series.weak?.includes(true));
    return [
        table(spec.title, columns, rows),
        weak ? h("p", {class: "fine"}, `${weakMark} not certified or not settled`) : null,
    ];
}

/**
 * The numbers behind the chart, built when they are asked for: a long run has thousands of rows.
 */
function dataDetails(current) {
    const place = h("div", null);
    const details = h(
        "details",
        {
            class: "data",
            ontoggle: () => {
                place.replaceChildren();
                if (details.open) append(place, dataTable(current()).filter(Boolean));
            },
        },
        h("summary", null, "Data table"),
        place,
    );
    return details;
}

class Tip {
    constructor() {
        this.element = h("div", {class: "tip", role: "status", hidden: true});
    }

    show(plot, spec, index) {
        const lines =
            index === null || index === undefined
                ? []
                : spec.series.filter(
                      (series, position) =>
                          (series.values[index] ?? null) !== null && plot.series[position + 1].show,
                  );
        this.element.hidden = lines.length === 0;
        if (lines.length === 0) return;
        this.element.replaceChildren(
            h(
                "p",
                {class: "tip-title"},
                `${spec.x.format(spec.x.values[index])} ${spec.x.unit ?? ""}`,
            ),
            ...lines.map((series) =>
                h(
                    "p",
                    null,
                    swatch(series.style),
                    h("span", null, series.name),
                    h("b", null, cellText(series, index)),
                ),
            ),
        );
        this.place(plot);
    }

    /** Beside the cursor, on the side that has room. */
    place(plot) {
        const left = plot.over.offsetLeft + plot.cursor.left;
        const width = this.element.offsetWidth;
        const beside = left + 14 + width <= plot.width ? left + 14 : left - 14 - width;
        this.element.style.left = `${Math.max(0, Math.min(beside, plot.width - width))}px`;
    }
}

const keys = {ArrowLeft: -1, ArrowRight: 1, Escape: 0};

/**
 * One chart; spec as in chart.js plus title and description. Returns {element, chart, show(spec),
 * update(spec)}.
 */
export function figure(spec) {
    let current = spec;
    const tip = new Tip();
    const plot = h("div", {
        class: "plot",
        tabindex: 0,
        role: "group",
        "aria-roledescription": "chart",
        "aria-label": `${spec.title}. Arrow keys read the values; a table of them follows.`,
    });
    const axisNames = Object.values(spec.axes).map((axis) =>
        h("span", {class: `axis-${axis.side}`}, axis.label),
    );
    const element = h(
        "figure",
        {class: "chart"},
        h("figcaption", null, spec.title, spec.note ? h("span", {class: "note"}, spec.note) : null),
        h("div", {class: "axis-names"}, axisNames),
        h("div", {class: "stage"}, plot, tip.element),
        h("p", {class: "x-name"}, spec.x.label),
        dataDetails(() => current),
    );
    const chart = new Chart(plot, spec, (plotted, index) => tip.show(plotted, current, index));
    plot.addEventListener("keydown", (event) => {
        if (!(event.key in keys)) return;
        chart.step(keys[event.key]);
        event.preventDefault();
    });
    plot.addEventListener("blur", () => chart.step(0));
    return {
        element,
        chart,
        show(next) {
            current = next;
            element.querySelector("figcaption").firstChild.data = next.title;
            element.querySelector("details").open = false;
            chart.show(next);
        },
        /** New values of what is shown; a table that is open follows when it is opened again. */
        update(next) {
            current = next;
            chart.update(next);
        },
    };
}

/** The legend of some figures: a button per series, which hides and shows it in all of them. */
function legend(figures) {
    const entries = new Map(
        figures.flatMap(({chart}) =>
            chart.spec.series.map((series) => [series.name, series.style]),
        ),
    );
    const weak = figures.some(({chart}) =>
        chart.spec.series.some((series) => series.weak?.includes(true)),
    );
    const items = [...entries].map(([name, style]) => {
        const button = h(
            "button",
            {
                type: "button",
                "aria-pressed": "true",
                onclick: () => {
                    const visible = button.getAttribute("aria-pressed") !== "true";
                    button.setAttribute("aria-pressed", String(visible));
                    figures.forEach(({chart}) => chart.toggle(name, visible));
                },
            },
            swatch(style),
            h("span", null, name),
        );
        return h("li", null, button);
    });
    return h(
        "div",
        {class: "legend"},
        h("ul", {"aria-label": "Series; press one to hide or show it"}, items),
        weak ? h("p", {class: "fine"}, "Hollow marker: not certified or not settled") : null,
    );
}

/** A figure with a choice above it: options are words, specOf(index) is what each of them shows. */
export function chosenFigure(label, options, first, specOf) {
    const made = figure(specOf(first));
    if (options.length === 1) return made;
    const select = h(
        "select",
        {onchange: () => made.show(specOf(select.selectedIndex))},
        options.map((words, index) => h("option", {selected: index === first}, words)),
    );
    const chooser = h("label", {class: "chooser"}, h("span", null, `${label} `), select);
    return {...made, element: h("div", null, chooser, made.element)};
}

/** Figures side by side under one legend, with whatever else belongs beside them. */
export function arrange(figures, columns, ...beside) {
    const elements = [...figures.map(({element}) => element), ...beside];
    return h(
        "div",
        {class: "group"},
        legend(figures),
        h("div", {class: `grid columns-${Math.min(columns, elements.length)}`}, elements),
    );
}

export const group = (specs, columns) => arrange(specs.map(figure), columns);
