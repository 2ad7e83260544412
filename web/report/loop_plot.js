// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Two marks and a line between them for each row, on one logarithmic scale.

import {h} from "../shared/dom.js";
import {milliseconds} from "../shared/format.js";

/** Decades that hold all values. */
function rangeOf(rows) {
    const values = rows.flatMap(({from, to}) => [from, to]).filter((value) => value > 0);
    if (values.length === 0) return [0.1, 1];
    const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
    const high = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
    return [10 ** low, 10 ** Math.max(high, low + 1)];
}

// Set as properties: the page's policy refuses style attributes.
function place(element, left, right) {
    element.style.left = `${left}%`;
    if (right !== undefined) element.style.width = `${right - left}%`;
    return element;
}

/** rows: [{name, kind: "harm"|"cure", from, to}] in ms. */
export function dumbbells(rows) {
    const [low, high] = rangeOf(rows);
    const at = (ms) => (Math.log(ms / low) / Math.log(high / low)) * 100;
    const decades = Math.round(Math.log10(high / low));
    const ticks = Array.from({length: decades + 1}, (_, index) => low * 10 ** index);
    const grid = () => ticks.map((tick) => place(h("span", {class: "tick"}), at(tick)));
    const row = ({name, kind, from, to}) => {
        const marks = [];
        if (from > 0 && to > 0)
            marks.push(
                place(
                    h("span", {class: "reach"}),
                    Math.min(at(from), at(to)),
                    Math.max(at(from), at(to)),
                ),
            );
        if (from > 0) marks.push(place(h("span", {class: "from"}), at(from)));
        if (to > 0) marks.push(place(h("span", {class: "to"}), at(to)));
        return h(
            "li",
            {class: kind},
            h("code", null, name),
            h("span", {class: "track", "aria-hidden": "true"}, grid(), marks),
            h(
                "span",
                {class: "reading"},
                h("span", {class: "visually-hidden"}, `${kind}: from ${milliseconds(from)} to `),
                milliseconds(to),
            ),
        );
    };
    return h(
        "div",
        {class: "dumbbells"},
        h(
            "p",
            {class: "fine"},
            h("span", {class: "key harm"}, "holds up the loop"),
            h("span", {class: "key cure"}, "does the same work without it"),
        ),
        h("ul", null, rows.map(row)),
        h(
            "div",
            {class: "scale", "aria-hidden": "true"},
            h("span", null),
            h(
                "span",
                {class: "track"},
                ticks.map((tick) => place(h("span", {class: "number"}, milliseconds(tick)), at(tick))),
            ),
            h("span", null),
        ),
    );
}
