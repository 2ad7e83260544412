// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A table with a filter, that keeps its filter, order, focus and scroll while its rows change.

import {absent, h} from "../shared/dom.js";

const shownRows = 500;

/** A text field that filters; onInput(text in lower case). */
export function filterField(label, onInput) {
    const input = h("input", {
        type: "search",
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => onInput(input.value.trim().toLowerCase()),
        onkeydown: (event) => {
            if (event.key !== "Escape" || input.value === "") return;
            input.value = "";
            onInput("");
            event.preventDefault();
        },
    });
    return h("label", {class: "field"}, h("span", null, label), input);
}

export class Listing {
    /**
     * columns: [{title, text?, of(row): number or string to order by, show?(row): cell}];
     * empty: what an empty list means, in words.
     */
    constructor(caption, columns, {empty, filter = true, order = 0, descending = true, mark}) {
        Object.assign(this, {caption, columns, empty, order, descending, mark});
        this.rows = null;
        this.wanted = "";
        this.note = h("p", {class: "fine", role: "status"});
        this.place = h("div", null);
        this.element = h(
            "div",
            {class: "listing"},
            filter
                ? filterField(`Filter ${caption.toLowerCase()}`, (wanted) => {
                      this.wanted = wanted;
                      this.draw();
                  })
                : null,
            this.note,
            this.place,
        );
        this.heads = columns.map((column, index) => this.head(column, index));
        this.body = h("tbody", null);
        this.table = h(
            "div",
            {class: "scroll", role: "region", tabindex: 0, "aria-label": caption},
            h(
                "table",
                null,
                h("caption", null, caption),
                h("thead", null, h("tr", null, this.heads)),
                this.body,
            ),
        );
    }

    head(column, index) {
        const button = h(
            "button",
            {
                type: "button",
                onclick: () => {
                    this.descending = this.order === index ? !this.descending : !column.text;
                    this.order = index;
                    this.draw();
                },
            },
            column.title,
        );
        return h("th", {scope: "col", class: column.text ? "text" : null}, button);
    }

    /** rows: null while nothing is known yet. */
    show(rows, total = rows?.length) {
        this.rows = rows;
        this.total = total;
        this.draw();
    }

    matching() {
        const words = (row) =>
            this.columns.map((column) => String(column.of(row) ?? "")).join("\n");
        const kept = this.rows.filter((row) => words(row).toLowerCase().includes(this.wanted));
        const {of} = this.columns[this.order];
        const sign = this.descending ? -1 : 1;
        // What is not known goes last, whatever the order.
        return kept.sort((a, b) => {
            const [x, y] = [of(a) ?? null, of(b) ?? null];
            if (x === null || y === null) return (x === null) - (y === null);
            return sign * (x < y ? -1 : x > y ? 1 : 0);
        });
    }

    draw() {
        if (this.rows === null) return;
        if (this.rows.length === 0) {
            this.note.textContent = "";
            this.place.replaceChildren(absent(this.empty));
            return;
        }
        const rows = this.matching();
        this.say(rows.length);
        this.heads.forEach((head, index) => {
            if (index !== this.order) head.removeAttribute("aria-sort");
            else head.setAttribute("aria-sort", this.descending ? "descending" : "ascending");
        });
        const key = this.body.contains(document.activeElement)
            ? document.activeElement.dataset.key
            : null;
        this.body.replaceChildren(...rows.slice(0, shownRows).map((row) => this.row(row)));
        if (key)
            [...this.body.querySelectorAll("[data-key]")]
                .find((one) => one.dataset.key === key)
                ?.focus();
        if (this.place.firstChild !== this.table) this.place.replaceChildren(this.table);
    }

    say(matching) {
        const words = [];
        if (this.wanted) words.push(`${matching} of ${this.rows.length} match`);
        if (matching > shownRows) words.push(`the first ${shownRows} are shown`);
        if (this.total > this.rows.length)
            words.push(`the program has ${this.total} and sent ${this.rows.length}`);
        const said = words.join("; ");
        if (this.note.textContent !== said) this.note.textContent = said;
    }

    row(row) {
        const cells = this.columns.map((column, index) =>
            h(
                index === 0 ? "th" : "td",
                {scope: index === 0 ? "row" : null, class: column.text ? "text" : null},
                column.show ? column.show(row) : String(column.of(row) ?? "–"),
            ),
        );
        return h("tr", {class: this.mark?.(row) ? "weak" : null}, cells);
    }
}
