// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A flame graph, the outermost call on top. A click or Enter zooms into a frame, Escape leaves; the
// arrow keys walk the calls; a search marks frames and says what share of the time they have.

import {h, svg, table} from "../shared/dom.js";
import {microseconds, percent} from "../shared/format.js";
import {byFunction, kindOf, layout, matchedShare} from "./flame_tree.js";
import {filterField} from "./listing.js";
import {brief} from "./words.js";

const rowHeight = 19;
const letterWidth = 6.7;
const narrowestPixels = 0.6;
const listedFunctions = 40;

let made = 0;

function label(name, room) {
    const letters = Math.floor((room - 8) / letterWidth);
    if (letters < 3) return "";
    return name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
}

function hue(name) {
    let sum = 0;
    for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
    return sum % 3;
}

const kinds = [
    ["async", "coroutine that awaits the one below"],
    ["native", "function"],
    ["kernel", "kernel"],
    ["doubtful", "doubtful"],
];

function colourKey() {
    const swatch = (kind) =>
        svg(
            "svg",
            {width: 14, height: 14, "aria-hidden": "true"},
            svg("g", {class: `frame ${kind}`}, svg("rect", {width: 14, height: 14, rx: 2})),
        );
    return h(
        "ul",
        {class: "key", "aria-label": "Colours"},
        kinds.map(([kind, words]) => h("li", null, swatch(kind), words)),
    );
}

export class FlameGraph {
    constructor(title) {
        this.title = title;
        this.id = `flame-${++made}`;
        this.wanted = "";
        this.picture = svg("svg", {
            role: "tree",
            tabindex: 0,
            "aria-label": `${title}. Arrow keys walk the calls, Enter zooms, Escape leaves.`,
        });
        this.picture.addEventListener("keydown", (event) => this.key(event));
        this.picture.addEventListener("focus", () => this.describe(this.at));
        this.stage = h("div", {class: "flame"}, this.picture);
        this.words = h("p", {class: "flame-words", role: "status"});
        this.found = h("p", {class: "fine", role: "status"});
        this.out = h(
            "button",
            {type: "button", hidden: true, onclick: () => this.zoom(this.root)},
            "Show all",
        );
        this.functions = h(
            "details",
            {class: "data", ontoggle: () => this.list()},
            h("summary", null, "Functions by time"),
            h("div", null),
        );
        this.element = h(
            "div",
            {class: "flame-graph"},
            h(
                "div",
                {class: "tools"},
                filterField("Search functions", (text) => this.search(text)),
                this.out,
                this.found,
            ),
            this.stage,
            this.words,
            colourKey(),
            this.functions,
        );
        new ResizeObserver(() => this.draw()).observe(this.stage);
    }

    show(root) {
        Object.assign(this, {root, top: root, at: root});
        this.functions.open = false;
        this.draw();
        this.describe(root);
    }

    matches(node) {
        return this.wanted !== "" && node.name.toLowerCase().includes(this.wanted);
    }

    search(wanted) {
        this.wanted = wanted;
        const share = matchedShare(this.root, (node) => this.matches(node));
        this.found.textContent = wanted ? `matches ${percent(share)} of the time` : "";
        this.draw();
    }

    zoom(node) {
        this.top = this.at = node;
        this.out.hidden = node === this.root;
        this.draw();
        this.describe(node);
    }

    /** Ancestors stay on top as full rows: the way back. */
    boxes(width) {
        const above = [];
        for (let node = this.top.parent; this.top !== this.root && node; node = node.parent) {
            above.unshift(node);
            if (node === this.root) break;
        }
        const way = above.map((node, depth) => ({node, depth, start: 0, width: 1, above: true}));
        return way.concat(
            layout(this.top, narrowestPixels / width).map((box) => ({
                ...box,
                depth: box.depth + above.length,
            })),
        );
    }

    draw() {
        const width = this.stage.clientWidth;
        if (!this.root || width === 0) return;
        this.shown = this.boxes(width);
        const rows = this.shown.reduce((most, {depth}) => Math.max(most, depth + 1), 0);
        this.picture.setAttribute("width", width);
        this.picture.setAttribute("height", rows * rowHeight);
        this.picture.replaceChildren(
            ...this.shown.map((box, index) => this.box(box, index, width)),
        );
        this.mark();
    }

    box({node, depth, start, width, above}, index, whole) {
        const [x, room] = [start * whole, Math.max(0.5, width * whole - 1)];
        const classes = ["frame", kindOf(node.name), `shade-${hue(node.name)}`];
        if (above) classes.push("above");
        if (this.wanted) classes.push(this.matches(node) ? "match" : "other");
        const text = label(brief(node.name), room);
        return svg(
            "g",
            {
                class: classes.join(" "),
                role: "treeitem",
                id: `${this.id}-${index}`,
                "aria-level": depth + 1,
                "aria-label": this.sentence(node),
                onclick: () => this.zoom(node),
                onmousemove: () => this.describe(node),
            },
            svg("rect", {x, y: depth * rowHeight, width: room, height: rowHeight - 1, rx: 2}),
            text ? svg("text", {x: x + 4, y: depth * rowHeight + 13}, text) : null,
        );
    }

    sentence(node) {
        const share = node.value / (this.root.value || 1);
        const self = node.self > 0 ? `, ${microseconds(node.self)} in it alone` : "";
        return `${node.name}: ${microseconds(node.value)}, ${percent(share)}${self}`;
    }

    describe(node) {
        if (node) this.words.textContent = node.value > 0 ? this.sentence(node) : "";
    }

    mark() {
        const index = this.shown.findIndex(({node}) => node === this.at);
        [...this.picture.children].forEach((element, place) =>
            element.classList.toggle("at", place === index),
        );
        if (index >= 0) this.picture.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    }

    key(event) {
        const next = this.step(event.key);
        if (next === undefined) return;
        event.preventDefault();
        if (!next || !this.shown.some(({node}) => node === next)) return;
        this.at = next;
        this.mark();
        this.describe(next);
    }

    /** undefined: not our key; null: nothing there. */
    step(key) {
        const siblings = this.at === this.root ? [this.at] : this.at.parent.children;
        const index = siblings.indexOf(this.at);
        switch (key) {
            case "ArrowDown":
                return this.at.children[0] ?? null;
            case "ArrowUp":
                return this.at === this.root ? null : this.at.parent;
            case "ArrowRight":
                return siblings[index + 1] ?? null;
            case "ArrowLeft":
                return siblings[index - 1] ?? null;
            case "Enter":
            case " ":
                this.zoom(this.at);
                return null;
            case "Escape":
                this.zoom(this.root);
                return null;
            default:
                return undefined;
        }
    }

    /** The same numbers as a table, built when asked for. */
    list() {
        const place = this.functions.lastChild;
        if (!this.functions.open) return place.replaceChildren();
        const rows = byFunction(this.root)
            .slice(0, listedFunctions)
            .map(({name, self, total}) => [
                h("code", {title: name}, brief(name)),
                microseconds(self),
                percent(self / this.root.value),
                microseconds(total),
                percent(total / this.root.value),
            ]);
        const columns = ["Function", "Alone", "", "With what it calls", ""];
        return place.replaceChildren(
            table(
                "Functions by time",
                columns.map((title, index) => ({title, text: index === 0})),
                rows,
            ),
        );
    }
}
