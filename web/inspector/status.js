// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// How the page stands to its listener: live, or since when not, and why; how old what is shown is;
// a field for the token; a button that holds the picture still.

import {h} from "../shared/dom.js";
import {setToken} from "./api.js";
import {span} from "./words.js";

/** Events come four times a second; this many are missing before the page says so. */
const staleAfter = 2000;

function stateWords(state, paused, now) {
    if (paused) return "paused";
    switch (state.kind) {
        case "live":
            return "live";
        case "refused":
            return "not allowed";
        case "waiting":
            return `no answer, next try in ${span(Math.max(1, Math.ceil((state.retryAt - now) / 1000)) * 1000)}`;
        default:
            return "connecting";
    }
}

export class Status {
    /** feed: to ask for its state and for another try; onPause(bool), onToken(). */
    constructor(place, notices, feed, {onPause, onToken}) {
        Object.assign(this, {feed, onToken, paused: false});
        this.state = h("span", {class: "state", role: "status"});
        this.pause = h(
            "button",
            {
                type: "button",
                "aria-pressed": "false",
                onclick: () => {
                    this.paused = !this.paused;
                    this.pause.setAttribute("aria-pressed", String(this.paused));
                    onPause(this.paused);
                },
            },
            "Pause",
        );
        this.again = h(
            "button",
            {type: "button", hidden: true, onclick: () => feed.retry()},
            "Try now",
        );
        this.tokenForm = this.makeForm();
        this.old = h("p", {class: "warning", hidden: true});
        place.append(this.state, this.again, this.pause);
        notices.append(this.old, this.tokenForm);
    }

    makeForm() {
        this.token = h("input", {
            type: "password",
            autocomplete: "off",
            spellcheck: "false",
            "aria-describedby": "token-words",
        });
        this.tokenWords = h("span", {id: "token-words", role: "alert"});
        return h(
            "form",
            {
                class: "token",
                hidden: true,
                onsubmit: (event) => {
                    event.preventDefault();
                    setToken(this.token.value);
                    this.token.value = "";
                    this.onToken();
                },
            },
            h("label", {class: "field"}, h("span", null, "Token"), this.token),
            h("button", {type: "submit"}, "Use it"),
            this.tokenWords,
            h("p", {class: "fine"}, "The page keeps it in memory only: a reload forgets it."),
        );
    }

    /** Several times a second, and whenever something changed. */
    tick(now, model) {
        const {state} = this.feed;
        const words = stateWords(state, this.paused, now);
        if (this.state.textContent !== words) this.state.textContent = words;
        this.state.className = `state ${this.paused ? "waiting" : state.kind}`;
        this.again.hidden = this.paused || state.kind !== "waiting";
        this.askForToken(state);
        this.tellAge(state, model.age(now));
    }

    askForToken(state) {
        const wanted = state.kind === "refused";
        if (wanted && this.tokenForm.hidden) this.tokenWords.textContent = state.reason;
        else if (!wanted) this.tokenWords.textContent = "";
        this.tokenForm.hidden = !wanted;
    }

    tellAge(state, age) {
        const old = age !== null && age > staleAfter;
        const none = age === null && state.kind === "waiting";
        this.old.hidden = !old && !none;
        document.body.classList.toggle("old", old);
        if (this.old.hidden) return;
        const held = this.paused ? "The picture is held still. " : "";
        const reason = state.reason ? `${state.reason} ` : held;
        const words = none
            ? `${reason || "The listener does not answer. "}The page keeps trying.`
            : `${reason}These numbers are ${span(Math.floor(age / 1000) * 1000)} old.`;
        if (this.old.textContent !== words) this.old.textContent = words;
    }
}
