// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A profile on demand: of the last seconds from the flight recorder, or of the seconds to come; as
// a flame graph here, or as a file for other tools.

import {h} from "../shared/dom.js";
import {ask, askJson, askText} from "./api.js";
import {FlameGraph} from "./flame.js";
import {onTrack, readCollapsed} from "./flame_tree.js";
import {plural} from "./words.js";

const choices = [
    ["last=10", "the last 10 s"],
    ["last=30", "the last 30 s"],
    ["last=60", "the last minute"],
    ["seconds=5", "the next 5 s"],
    ["seconds=30", "the next 30 s"],
];

const files = [
    ["cpuprofile", "Chrome DevTools, speedscope"],
    ["trace", "all shards and stalls, Chrome DevTools"],
    ["pprof", "go tool pprof"],
    ["collapsed", "flamegraph.pl"],
];

/** By a link to what was fetched, since a link to the listener could not carry the token. */
async function save(response, name) {
    const given = response.headers.get("Content-Disposition")?.match(/filename="?([^";]+)/)?.[1];
    const address = URL.createObjectURL(await response.blob());
    h("a", {href: address, download: given ?? name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function field(label, select) {
    return h("label", {class: "field"}, h("span", null, label), select);
}

export class ProfileView {
    id = "profile";
    title = "Profile";

    constructor(model) {
        this.model = model;
        this.graph = new FlameGraph("Flame graph of the profile");
        this.graph.element.hidden = true;
        this.note = h("p", {class: "fine", role: "status"});
        this.time = h(
            "select",
            null,
            choices.map(([value, words]) => h("option", {value}, words)),
        );
        this.track = h("select", {onchange: () => this.draw()});
        this.trackField = field("Thread", this.track);
        this.trackField.hidden = true;
        this.take = h("button", {type: "button", onclick: () => this.load()}, "Show profile");
        this.keep = h(
            "li",
            {hidden: true},
            h("button", {type: "button", onclick: () => this.write()}, "keep"),
            " written by the program into its own directory of profiles",
        );
        this.element = h(
            "section",
            {class: "view"},
            h("h2", null, "Profile"),
            h("div", {class: "tools"}, field("Samples of", this.time), this.take, this.trackField),
            this.note,
            this.graph.element,
            h("h3", null, "As a file"),
            h(
                "ul",
                {class: "files"},
                files.map(([format, words]) =>
                    h(
                        "li",
                        null,
                        h("button", {type: "button", onclick: () => this.download(format)}, format),
                        ` ${words}`,
                    ),
                ),
                this.keep,
            ),
        );
    }

    say(words) {
        this.note.textContent = words;
    }

    waitWords() {
        const seconds = this.time.value.match(/^seconds=(\d+)/)?.[1];
        return seconds ? `Sampling for ${plural(Number(seconds), "second")} …` : "Asking …";
    }

    /** One request at a time; what goes wrong is said where the result would be. */
    async busy(work) {
        if (this.working) return;
        this.working = true;
        this.say(this.waitWords());
        try {
            this.say(await work());
        } catch (error) {
            this.say(error.message);
        } finally {
            this.working = false;
        }
    }

    load() {
        return this.busy(async () => {
            const words = this.time.selectedOptions[0].textContent;
            const text = await askText(`debug/profile?format=collapsed&${this.time.value}`);
            this.tree = readCollapsed(text);
            this.graph.element.hidden = this.tree.value === 0;
            this.listTracks();
            this.draw();
            return this.tree.value === 0
                ? `No shard used the CPU in ${words}, as far as the samples tell.`
                : `Samples of ${words}.`;
        });
    }

    listTracks() {
        const names = this.tree.children.map(({name}) => name);
        this.trackField.hidden = names.length < 2;
        this.track.replaceChildren(
            h("option", {value: ""}, "all of them"),
            ...names.map((name) => h("option", {value: name}, name)),
        );
    }

    draw() {
        const {value} = this.track;
        this.graph.show(value ? onTrack(this.tree, value) : this.tree);
    }

    download(format) {
        return this.busy(async () => {
            const path = `debug/profile?format=${format}&${this.time.value}`;
            await save(await ask(path, {accept: "*/*"}), `profile.${format}`);
            return "The file is among your downloads.";
        });
    }

    /** An action: it needs a token, and is offered where the listener has one. */
    write() {
        return this.busy(async () => {
            const last = this.time.value.match(/^last=\d+/)?.[0] ?? "last=30";
            const {path} = await askJson(`actions/profile?${last}`, {method: "POST"});
            return `The program wrote ${path}.`;
        });
    }

    update() {
        this.keep.hidden = this.model.about?.actions !== true;
    }
}
