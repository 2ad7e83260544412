// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The stalls of this process, newest first, and the one that was chosen.

import {absent, h} from "../shared/dom.js";
import {filterField} from "./listing.js";
import {StallDetail} from "./stall_detail.js";
import {brief, causeIds, causeName, clockTime, plural, runningSpan} from "./words.js";

const moves = {ArrowDown: 1, ArrowUp: -1};

function pick(stall, choose) {
    const cause = h("span", {class: "chip"});
    const lasted = h("b", null);
    const button = h(
        "button",
        {type: "button", "data-stall": stall.id, onclick: () => choose(stall.id)},
        h("code", null, brief(stall.culprit)),
        h("span", {class: "line"}, cause, lasted, h("span", null, `shard ${stall.shard}`)),
        h("span", {class: "line"}, clockTime(stall.begun), stall.task ? ` · ${stall.task}` : ""),
    );
    const element = h("li", null, button);
    return {
        element,
        button,
        update(now) {
            cause.textContent = causeName(now.cause);
            lasted.textContent = now.ended
                ? runningSpan(now.lasted)
                : `${runningSpan(now.lasted)} …`;
            button.querySelector("code").textContent = brief(now.culprit);
            button.classList.toggle("goes-on", !now.ended);
        },
    };
}

const searched = (stall) =>
    [stall.culprit, stall.cause, stall.detail, stall.task, `shard ${stall.shard}`, stall.trace]
        .concat(
            [...stall.awaiting, ...stall.stack].map((frame) => `${frame.function} ${frame.file}`),
        )
        .join("\n")
        .toLowerCase();

export class StallsView {
    id = "stalls";
    title = "Stalls";

    /** navigate(id): puts the chosen stall into the address. */
    constructor(model, navigate) {
        Object.assign(this, {model, navigate});
        this.picks = new Map();
        this.wanted = "";
        this.cause = "";
        this.chosen = null;
        this.detail = new StallDetail();
        this.list = h("ol", {class: "picks", "aria-label": "Stalls, newest first"});
        this.list.addEventListener("keydown", (event) => this.move(event));
        this.note = h("p", {class: "fine", role: "status"});
        this.none = absent("No stall so far. This is how it should be.");
        this.both = h("div", {class: "halves", hidden: true}, this.list, this.detail.element);
        this.counts = h("p", {class: "counts"});
        this.element = h(
            "section",
            {class: "view"},
            h("h2", null, "Stalls"),
            this.counts,
            h("div", {class: "tools"}, this.filter(), this.causes()),
            this.note,
            this.none,
            this.both,
        );
    }

    filter() {
        return filterField("Filter stalls", (wanted) => {
            this.wanted = wanted;
            this.update();
        });
    }

    causes() {
        const select = h(
            "select",
            {
                onchange: () => {
                    this.cause = select.value;
                    this.update();
                },
            },
            h("option", {value: ""}, "every cause"),
            causeIds.map((id) => h("option", {value: id}, causeName(id))),
        );
        return h("label", {class: "field"}, h("span", null, "Cause"), select);
    }

    /** rest: the id in the address, if one is there. */
    shown(rest) {
        if (rest && this.model.stalls.has(Number(rest))) this.chosen = Number(rest);
        else if (rest) this.awaited = Number(rest);
        this.update();
    }

    choose(id) {
        this.chosen = id;
        this.navigate(id);
        this.update();
    }

    move(event) {
        if (!(event.key in moves)) return;
        const buttons = [...this.list.querySelectorAll("button")];
        const next = buttons[buttons.indexOf(document.activeElement) + moves[event.key]];
        next?.focus();
        event.preventDefault();
    }

    matching() {
        return this.model
            .recentStalls()
            .filter((stall) => !this.cause || stall.cause === this.cause)
            .filter((stall) => !this.wanted || searched(stall).includes(this.wanted));
    }

    update() {
        if (this.element.hidden) return;
        this.count();
        const all = this.model.stalls.size;
        const stalls = this.matching();
        this.none.hidden = all > 0;
        this.both.hidden = stalls.length === 0;
        const words =
            this.wanted || this.cause ? `${stalls.length} of ${plural(all, "stall")} match` : "";
        if (this.note.textContent !== words) this.note.textContent = words;
        if (this.model.stalls.has(this.awaited)) {
            this.chosen = this.awaited;
            this.awaited = null;
        }
        if (!stalls.some(({id}) => id === this.chosen)) this.chosen = stalls[0]?.id ?? null;
        this.draw(stalls);
    }

    /** All since the program began, also those whose records are gone. */
    count() {
        const by = Object.entries(this.model.counts.stalls ?? {}).filter(([, times]) => times > 0);
        const words = by.map(([cause, times]) => `${causeName(cause)} ${times}`).join(" · ");
        this.counts.textContent = words ? `Since the program began: ${words}` : "";
    }

    /** The same element for the same stall, so that focus and scroll stay where they are. */
    draw(stalls) {
        for (const stall of stalls) {
            if (!this.picks.has(stall.id))
                this.picks.set(
                    stall.id,
                    pick(stall, (id) => this.choose(id)),
                );
            this.picks.get(stall.id).update(stall);
        }
        const wanted = stalls.map(({id}) => this.picks.get(id).element);
        wanted.forEach((element, index) => {
            if (this.list.children[index] !== element)
                this.list.insertBefore(element, this.list.children[index] ?? null);
        });
        while (this.list.children.length > wanted.length) this.list.lastChild.remove();
        for (const [id, {button}] of this.picks) {
            if (!this.model.stalls.has(id)) this.picks.delete(id);
            if (id === this.chosen) button.setAttribute("aria-current", "true");
            else button.removeAttribute("aria-current");
        }
        const chosen = this.model.stalls.get(this.chosen);
        if (chosen) this.detail.show(chosen);
        else this.detail.clear();
    }
}
