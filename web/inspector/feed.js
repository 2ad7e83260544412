// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Server-sent events by fetch rather than by EventSource, which cannot send a token. It comes back
// by itself: after a loss at once, then ever later up to ten seconds; after a refused token only
// when asked to, since the same token would be refused again.

import {ask} from "./api.js";

const firstPause = 250;
const longestPause = 10_000;
const longestSilence = 15_000;

/** Takes text in pieces of any size and hands out events: {name, data}. */
export class EventParser {
    constructor(take) {
        this.take = take;
        this.rest = "";
        this.clear();
    }

    clear() {
        this.name = "message";
        this.lines = [];
    }

    push(text) {
        // A carriage return at the end may be the first half of a line's end.
        const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
        this.rest = lines.pop();
        lines.forEach((line) => this.line(line));
    }

    line(line) {
        if (line === "") {
            if (this.lines.length > 0) this.take({name: this.name, data: this.lines.join("\n")});
            this.clear();
            return;
        }
        const [, field, value] = line.match(/^([^:]*)(?:: ?)?(.*)$/);
        if (field === "data") this.lines.push(value);
        if (field === "event") this.name = value;
    }
}

export class Feed {
    /**
     * onEvent({name, data}); onChange(): state is another. state.kind is "connecting", "live",
     * "waiting" (until state.retryAt) or "refused" (until retry()).
     */
    constructor(path, onEvent, onChange) {
        Object.assign(this, {path, onEvent, onChange});
        this.pause = firstPause;
        this.state = {kind: "connecting"};
        addEventListener("online", () => {
            if (this.state.kind === "waiting") this.retry();
        });
    }

    async run() {
        for (;;) {
            const failure = await this.listen();
            if (failure?.kind === "token") this.become({kind: "refused", reason: failure.message});
            else this.wait(failure);
            await new Promise((done) => {
                this.wake = done;
                if (this.state.kind === "waiting") setTimeout(done, this.pause);
            });
            this.pause = Math.min(this.pause * 2, longestPause);
        }
    }

    wait(failure) {
        const reason = failure?.kind === "broken" ? failure.message : "";
        this.become({kind: "waiting", retryAt: Date.now() + this.pause, reason});
    }

    /** Now rather than later: a new token, or a press of the button. */
    retry() {
        this.pause = firstPause;
        this.abort?.abort();
        this.wake?.();
    }

    become(state) {
        this.state = state;
        this.onChange();
    }

    /** Until the stream ends; what ended it, if it was an error. */
    async listen() {
        if (this.state.kind !== "waiting") this.become({kind: "connecting"});
        this.abort = new AbortController();
        const {signal} = this.abort;
        let silence;
        const heard = () => {
            clearTimeout(silence);
            silence = setTimeout(() => this.abort.abort(), longestSilence);
        };
        try {
            heard();
            const response = await ask(this.path, {accept: "text/event-stream", signal});
            await this.read(response.body, heard);
            return null;
        } catch (error) {
            return error;
        } finally {
            clearTimeout(silence);
        }
    }

    async read(body, heard) {
        const parser = new EventParser(this.onEvent);
        const decoder = new TextDecoder();
        const reader = body.getReader();
        for (;;) {
            const {done, value} = await reader.read();
            if (done) return;
            heard();
            if (this.state.kind !== "live") {
                this.pause = firstPause;
                this.become({kind: "live"});
            }
            parser.push(decoder.decode(value, {stream: true}));
        }
    }
}
