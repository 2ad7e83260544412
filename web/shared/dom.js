// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Elements from data. Text only ever becomes a text node, so nothing in a report (a command line,
// a URL, an error message) can turn into markup.

const svgNamespace = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
    for (const [name, value] of Object.entries(properties ?? {})) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else element.setAttribute(name, value === true ? "" : String(value));
    }
    append(element, children);
    return element;
}

export function append(parent, children) {
    for (const child of children.flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return parent;
}

/** h("p", {class: "note"}, "text", otherElement): listeners are given as onclick and the like. */
export function h(tag, properties, ...children) {
    return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties, ...children) {
    return fill(document.createElementNS(svgNamespace, tag), properties, children);
}

/** A paragraph that says in words what a report does not contain. */
export function absent(...words) {
    return h("p", {class: "absent"}, words);
}

/**
 * A table that scrolls by itself where the page is too narrow for it.
 * columns: [{title, text?}] (text: a column of words, left-aligned); rows: arrays of cells, or
 * {cells, class}; the first cell of a row is its header.
 */
export function table(caption, columns, rows, properties) {
    const align = (index) => (columns[index]?.text ? "text" : null);
    const head = h(
        "tr",
        null,
        columns.map((column, index) => h("th", {scope: "col", class: align(index)}, column.title)),
    );
    const body = rows.map((row) => {
        const cells = Array.isArray(row) ? row : row.cells;
        return h(
            "tr",
            {class: Array.isArray(row) ? null : row.class},
            cells.map((cell, index) =>
                index === 0
                    ? h("th", {scope: "row", class: align(0)}, cell)
                    : h("td", {class: align(index)}, cell),
            ),
        );
    });
    return h(
        "div",
        {class: "scroll", role: "region", tabindex: 0, "aria-label": caption},
        h(
            "table",
            properties,
            h("caption", null, caption),
            h("thead", null, head),
            h("tbody", null, body),
        ),
    );
}
