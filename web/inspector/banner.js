// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The loud part: which shards stand still, in what, since when. The age grows between two events by
// this page's own clock. A screen reader is told of a stall once, not of every tenth of a second.

import {h} from "../shared/dom.js";
import {brief, causeName, causeWhy, plural, runningSpan} from "./words.js";

const shownShards = 8;

function words(stall) {
    if (!stall) return [h("span", {class: "detail"}, "What it does is being found out.")];
    return [
        "in ",
        h("code", {title: stall.culprit}, brief(stall.culprit)),
        h("span", {class: "chip cause"}, causeName(stall.cause)),
        stall.detail ? h("span", {class: "detail"}, stall.detail) : null,
        stall.task ? h("span", {class: "detail"}, `task ${stall.task}`) : null,
    ];
}

/** One shard's line; its age alone changes as long as `key` stays. */
class Line {
    constructor(key, {shard, stall}, choose) {
        this.key = key;
        this.age = h("b", {class: "age"});
        this.verb = h("span", null);
        this.element = h(
            "p",
            {class: "stuck"},
            h("strong", null, `Shard ${shard.index}`),
            this.verb,
            this.age,
            " ",
            words(stall),
            stall &&
                h("button", {type: "button", onclick: () => choose(stall.id)}, "Show this stall"),
        );
    }

    hear({shard, stall}, heard) {
        this.busy = Math.max(shard.busy, stall?.lasted ?? 0);
        this.heard = heard;
    }

    tick(now, heard) {
        this.verb.textContent = now === null ? "had been stuck for" : "has been stuck for";
        this.age.textContent = runningSpan(this.busy + Math.max(0, (now ?? heard) - this.heard));
    }
}

const keyOf = ({shard, stall}) =>
    JSON.stringify([shard.index, stall && [stall.id, stall.culprit, stall.cause, stall.detail]]);

const spoken = ({shard, stall}) =>
    stall
        ? `Shard ${shard.index} is stuck in ${brief(stall.culprit)}, because ${causeWhy(stall.cause)}.`
        : `Shard ${shard.index} is stuck.`;

export class Banner {
    /** choose(id): what the button of a stall does. */
    constructor(place, choose) {
        this.choose = choose;
        this.lines = [];
        this.said = "";
        this.body = h("div", {class: "stuck-shards", hidden: true});
        this.voice = h("p", {class: "unseen", role: "alert"});
        place.append(this.body, this.voice);
    }

    update(model) {
        const stuck = model.stuck();
        const before = new Map(this.lines.map((line) => [line.key, line]));
        this.lines = stuck.slice(0, shownShards).map((one) => {
            const line = before.get(keyOf(one)) ?? new Line(keyOf(one), one, this.choose);
            line.hear(one, model.receivedAt);
            return line;
        });
        this.body.hidden = stuck.length === 0;
        this.place(stuck.length - this.lines.length);
        this.say(stuck);
    }

    /** Elements that are in their place already are not touched: one may have the focus. */
    place(left) {
        const wanted = this.lines.map(({element}) => element);
        if (left > 0) wanted.push(h("p", null, `and ${plural(left, "shard")} more`));
        const same = wanted.every((element, index) => this.body.children[index] === element);
        if (!same || this.body.children.length !== wanted.length)
            this.body.replaceChildren(...wanted);
    }

    say(stuck) {
        const words = stuck.slice(0, shownShards).map(spoken).join(" ");
        if (words !== this.said) this.voice.textContent = words;
        this.said = words;
    }

    /** now: null while the page is paused or hears nothing, when nobody knows whether it lasts. */
    tick(now, model) {
        this.lines.forEach((line) => line.tick(now, model.receivedAt));
    }
}
