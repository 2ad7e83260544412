// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// One stall in full: a sentence, what the kernel counted, who awaits it, where it was, and the
// samples taken meanwhile.

import {h} from "../shared/dom.js";
import {number} from "../shared/format.js";
import {askText} from "./api.js";
import {FlameGraph} from "./flame.js";
import {onTrack, readCollapsed} from "./flame_tree.js";
import {
    brief,
    causeName,
    causeWhy,
    clockTime,
    frameName,
    place,
    runningSpan,
    shortPath,
    span,
} from "./words.js";

const keptSeconds = 60;

function facts(stall) {
    const entries = [
        ["Cause", [causeName(stall.cause), stall.detail].filter(Boolean).join(": ")],
        ["Task", stall.task],
        ["Spawned at", shortPath(stall.spawnedAt)],
        ["Began", clockTime(stall.begun)],
        ["Lasted", stall.ended ? runningSpan(stall.lasted) : ""],
        ["CPU time in it", stall.cpu === null ? "" : span(stall.cpu)],
        ["Waited for a CPU", stall.runnable === null ? "" : span(stall.runnable)],
        ["Throttled by the cgroup", stall.throttled > 0 ? span(stall.throttled) : ""],
        ["Major page faults", stall.majorFaults > 0 ? number(stall.majorFaults) : ""],
        ["Trace of the request", stall.trace],
        ["Profile", stall.profile],
    ];
    return h(
        "dl",
        {class: "facts"},
        entries
            .filter(([, words]) => words !== "")
            .map(([name, words]) => h("div", null, h("dt", null, name), h("dd", null, words))),
    );
}

function frameLine(frame, culprit) {
    const where = place(frame);
    const unknown = !frame.function && frame.buildId ? `build id ${frame.buildId}` : "";
    return h(
        "li",
        {class: culprit ? "culprit" : null},
        h("code", {title: frame.function}, frameName(frame)),
        culprit ? h("span", {class: "chip danger"}, "culprit") : null,
        where ? h("span", {class: "place", title: `${frame.file}:${frame.line}`}, where) : null,
        frame.task ? h("span", {class: "chip"}, `task ${frame.task}`) : null,
        frame.inlined ? h("span", {class: "chip"}, "inlined") : null,
        frame.doubtful
            ? h(
                  "span",
                  {class: "chip weak", title: "Found by scanning, not by unwinding"},
                  "doubtful",
              )
            : null,
        unknown ? h("span", {class: "place"}, unknown) : null,
    );
}

function frames(title, id, list, culprit, none) {
    const blamed = list.findIndex((frame) => frame.function === culprit);
    return h(
        "div",
        {class: "frames"},
        h("h4", {id}, title),
        list.length > 0
            ? h(
                  "ol",
                  {"aria-labelledby": id},
                  list.map((frame, index) => frameLine(frame, index === blamed)),
              )
            : h("p", {class: "absent"}, none),
    );
}

/** The samples of the flight recorder since the stall began, of its shard. */
class Samples {
    constructor(stall) {
        this.stall = stall;
        this.note = h("p", {class: "fine", role: "status"});
        this.graph = new FlameGraph(`Flame graph of stall ${stall.id}`);
        this.graph.element.hidden = true;
        const button = h(
            "button",
            {type: "button", onclick: () => this.load()},
            "Show the samples",
        );
        this.element = h(
            "div",
            {class: "samples"},
            h("h4", null, "Flame graph"),
            this.note,
            button,
            this.graph.element,
        );
        this.say("Samples stay in the flight recorder for a minute.");
    }

    say(words) {
        this.note.textContent = words;
    }

    async load() {
        const {shard, begun} = this.stall;
        const seconds = Math.ceil((Date.now() - begun) / 1000);
        const last = Math.min(keptSeconds, Math.max(1, seconds));
        this.say("Asking …");
        try {
            const text = await askText(`debug/profile?format=collapsed&last=${last}`);
            const tree = onTrack(readCollapsed(text), `shard ${shard}`);
            this.graph.element.hidden = tree.value === 0;
            this.graph.show(tree);
            this.say(this.wordsFor(tree, last, seconds));
        } catch (error) {
            this.say(error.message);
        }
    }

    wordsFor(tree, last, seconds) {
        if (tree.value === 0)
            return `The flight recorder has no sample of shard ${this.stall.shard} from the last ${last} s.`;
        const late = seconds > keptSeconds ? " The stall began before that." : "";
        return `Shard ${this.stall.shard}, the last ${last} s.${late}`;
    }
}

function sentence(stall, lasted) {
    const verb = stall.ended ? "stood still for" : "has been standing still for";
    return h(
        "p",
        {class: "sentence"},
        `Shard ${stall.shard} ${verb} `,
        lasted,
        " in ",
        h("code", {title: stall.culprit}, brief(stall.culprit)),
        `, because ${causeWhy(stall.cause)}.`,
    );
}

export class StallDetail {
    constructor() {
        this.element = h("div", {class: "stall-detail", role: "region", "aria-label": "The stall"});
        this.id = null;
        this.known = "";
    }

    /** Also when it is the same stall as before: its samples and what was opened stay. */
    show(stall) {
        const known = JSON.stringify(stall.raw);
        if (stall.id === this.id && known === this.known) return this.tick(stall);
        if (stall.id !== this.id) {
            this.samples = new Samples(stall);
            this.text = h("pre", null);
            this.json = h("details", {class: "data"}, h("summary", null, "As JSON"), this.text);
            this.top = h("div", null);
            this.element.replaceChildren(this.top, this.samples.element, this.json);
        }
        this.id = stall.id;
        this.known = known;
        this.text.textContent = JSON.stringify(stall.raw, null, 2);
        this.lasted = h("b", null);
        this.tick(stall);
        return this.top.replaceChildren(
            h(
                "h3",
                null,
                `Stall ${stall.id}`,
                stall.ended ? null : h("span", {class: "chip danger"}, "goes on"),
            ),
            sentence(stall, this.lasted),
            facts(stall),
            frames(
                "Who awaits it, innermost first",
                "await-chain",
                stall.awaiting,
                null,
                "No coroutine was running.",
            ),
            frames(
                "Native stack, innermost first",
                "native-stack",
                stall.stack,
                stall.culprit,
                "No stack could be read.",
            ),
        );
    }

    tick(stall) {
        this.lasted.textContent = runningSpan(stall.lasted);
    }

    clear() {
        this.id = null;
        this.element.replaceChildren();
    }
}
