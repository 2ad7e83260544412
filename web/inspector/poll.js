// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What a view asks the listener for while it is to be seen: at once, then every so often. A view is
// told what came, that this program does not have it, or why nothing came; what it shows stays.

import {askJson} from "./api.js";
import {h} from "../shared/dom.js";

export class Poll {
    /** take(answer): only called with an answer that has what was asked for. */
    constructor(path, every, take) {
        Object.assign(this, {path, every, take});
        this.note = h("p", {class: "warning", role: "status", hidden: true});
        this.visible = false;
        this.paused = false;
    }

    start() {
        if (this.visible) return;
        this.visible = true;
        this.again();
    }

    stop() {
        this.visible = false;
        clearTimeout(this.timer);
    }

    async again() {
        clearTimeout(this.timer);
        const turn = (this.turn = {});
        if (!this.paused) await this.once();
        if (this.visible && this.turn === turn)
            this.timer = setTimeout(() => this.again(), this.every);
    }

    async once() {
        try {
            const answer = await askJson(this.path);
            if (answer.available === false)
                this.say(`This program does not have this: ${answer.why || "it does not say why"}`);
            else {
                this.take(answer);
                this.say("");
            }
        } catch (error) {
            this.say(`${error.message} What is shown may be old.`);
        }
    }

    say(words) {
        this.note.hidden = words === "";
        if (this.note.textContent !== words) this.note.textContent = words;
    }
}

/** A section with a poll: shows while its tab is open. */
export function polledView(id, title, poll, ...content) {
    return {
        id,
        title,
        poll,
        element: h("section", {class: "view"}, h("h2", null, title), poll.note, ...content),
        shown: () => poll.start(),
        hidden: () => poll.stop(),
    };
}
