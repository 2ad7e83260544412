// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Requests: those in flight by age and those that ended by duration. One that was chosen shows its
// spans on a line of time.

import {absent, h, svg} from "../shared/dom.js";
import {milliseconds} from "../shared/format.js";
import {Listing} from "./listing.js";
import {Poll, polledView} from "./poll.js";
import {clockTime, span} from "./words.js";
import {instant} from "./model.js";

const every = 2000;
const list = (value) => (Array.isArray(value) ? value : []);
const keyOf = (request) => `${request.trace_id}/${request.span_id}`;

/** The part of the whole request that a span took, drawn to scale. */
function bar({begin_ms: begin, lasted_ms: lasted}, total) {
    const whole = Math.max(total, 1e-6);
    const x = Math.min(99.5, (100 * begin) / whole);
    const width = Math.max(0.5, Math.min(100 - x, (100 * (lasted ?? total - begin)) / whole));
    return svg(
        "svg",
        {class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true"},
        svg("rect", {class: "rail", x: 0, y: 4, width: 100, height: 2}),
        svg("rect", {class: "part", x, y: 1, width, height: 8}),
    );
}

function spansOf(request) {
    const spans = list(request.spans);
    if (spans.length === 0) return absent("This request has no spans.");
    return h(
        "ol",
        {class: "spans"},
        spans.map((one) =>
            h(
                "li",
                null,
                h("span", {class: "name"}, one.name),
                bar(one, request.total_ms),
                h(
                    "span",
                    {class: "length"},
                    `${milliseconds(one.lasted_ms ?? null)} from ${milliseconds(one.begin_ms)}`,
                ),
            ),
        ),
    );
}

class Chosen {
    constructor() {
        this.element = h("div", {
            class: "request",
            role: "region",
            "aria-label": "The request",
            hidden: true,
        });
    }

    show(request) {
        this.key = keyOf(request);
        this.element.hidden = false;
        this.element.replaceChildren(
            h("h3", null, `${request.method ?? ""} ${request.target ?? ""}`),
            h(
                "p",
                {class: "fine"},
                [
                    request.ended
                        ? `took ${span(request.total_ms)}`
                        : `in flight for ${span(request.total_ms)}`,
                    `started ${clockTime(instant(request.started))}`,
                    request.peer && `from ${request.peer}`,
                    request.trace_id && `trace ${request.trace_id}`,
                ]
                    .filter(Boolean)
                    .join(" · "),
            ),
            spansOf(request),
        );
    }

    /** The chosen one may have gone on since. */
    follow(requests) {
        const again = requests.find((request) => keyOf(request) === this.key);
        if (again) this.show(again);
    }
}

function columns(choose) {
    return [
        {
            title: "Request",
            text: true,
            of: (row) => `${row.method ?? ""} ${row.target ?? ""}`,
            show: (row) =>
                h(
                    "button",
                    {
                        type: "button",
                        class: "link",
                        "data-key": keyOf(row),
                        onclick: () => choose(row),
                    },
                    `${row.method ?? ""} ${row.target ?? ""}`,
                ),
        },
        {title: "Time", of: (row) => row.total_ms, show: (row) => span(row.total_ms)},
        {title: "Status", of: (row) => row.status, show: (row) => String(row.status ?? "–")},
        {title: "Shard", of: (row) => row.shard},
        {title: "Peer", text: true, of: (row) => row.peer},
        {title: "Trace", text: true, of: (row) => row.trace_id},
    ];
}

export function requestsView() {
    const chosen = new Chosen();
    const choose = (request) => {
        chosen.show(request);
        chosen.element.scrollIntoView({block: "nearest"});
    };
    const oldest = new Listing("In flight, the oldest first", columns(choose), {
        empty: "No request is in flight.",
        filter: false,
        order: 1,
    });
    const slowest = new Listing("The slowest that ended", columns(choose), {
        empty: "No request has ended so far.",
        filter: false,
        order: 1,
    });
    const poll = new Poll("debug/requests", every, (answer) => {
        oldest.show(list(answer.oldest));
        slowest.show(list(answer.slowest));
        chosen.follow([...list(answer.oldest), ...list(answer.slowest)]);
    });
    return polledView(
        "requests",
        "Requests",
        poll,
        oldest.element,
        slowest.element,
        chosen.element,
    );
}
