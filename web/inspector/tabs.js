// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Tabs as the ARIA practices describe them: one of them is in the order of the Tab key, the arrow
// keys go between them, and the address names the one that is open.

import {h} from "../shared/dom.js";

const steps = {ArrowRight: 1, ArrowLeft: -1};

function target(key, index, count) {
    if (key === "Home") return 0;
    if (key === "End") return count - 1;
    return key in steps ? (index + steps[key] + count) % count : null;
}

export class Tabs {
    /** views: [{id, title, element, shown?(rest), hidden?()}]; rest is what follows "#id/" in the address. */
    constructor(views, strip, place) {
        this.views = views;
        this.open = null;
        this.buttons = views.map((view, index) => this.button(view, index));
        views.forEach((view) => {
            Object.entries({
                id: `panel-${view.id}`,
                role: "tabpanel",
                "aria-labelledby": `tab-${view.id}`,
            }).forEach(([name, value]) => view.element.setAttribute(name, value));
            view.element.tabIndex = 0;
            view.element.hidden = true;
        });
        strip.replaceChildren(...this.buttons);
        place.append(...views.map((view) => view.element));
        addEventListener("hashchange", () => this.follow());
        this.follow();
    }

    button(view, index) {
        return h(
            "button",
            {
                type: "button",
                role: "tab",
                id: `tab-${view.id}`,
                "aria-controls": `panel-${view.id}`,
                onclick: () => this.choose(view.id),
                onkeydown: (event) => {
                    const next = target(event.key, index, this.views.length);
                    if (next === null) return;
                    event.preventDefault();
                    this.choose(this.views[next].id);
                    this.buttons[next].focus();
                },
            },
            h("span", null, view.title),
            h("span", {class: "count", hidden: true}),
        );
    }

    follow() {
        const [id, ...rest] = location.hash.slice(1).split("/");
        const known = this.views.some((view) => view.id === id);
        this.show(known ? id : this.views[0].id, rest.join("/"));
    }

    choose(id, rest = "") {
        history.replaceState(null, "", `#${id}${rest ? `/${rest}` : ""}`);
        this.show(id, rest);
    }

    show(id, rest) {
        this.open = id;
        this.views.forEach((view, index) => {
            const here = view.id === id;
            view.element.hidden = !here;
            this.buttons[index].setAttribute("aria-selected", String(here));
            this.buttons[index].tabIndex = here ? 0 : -1;
            if (here) view.shown?.(rest);
            else view.hidden?.();
        });
    }

    /** A number beside the name; urgent ones are marked. */
    count(id, words, urgent = false) {
        const badge = this.buttons[this.views.findIndex((view) => view.id === id)].lastChild;
        badge.hidden = words === "";
        badge.textContent = words;
        badge.classList.toggle("urgent", urgent);
    }
}
