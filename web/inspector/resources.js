// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Handles, by age, and pools, by how full they are.

import {h} from "../shared/dom.js";
import {number} from "../shared/format.js";
import {Listing} from "./listing.js";
import {Poll, polledView} from "./poll.js";
import {span} from "./words.js";

const every = 2000;

const handleColumns = [
    {title: "Kind", text: true, of: (row) => row.kind},
    {title: "Name", text: true, of: (row) => row.name},
    {title: "Age", of: (row) => row.age_ms, show: (row) => span(row.age_ms)},
    {title: "Idle", of: (row) => row.idle_ms, show: (row) => span(row.idle_ms)},
    {title: "Shard", of: (row) => row.shard},
    {title: "Made at", text: true, of: (row) => row.created_at},
    {
        title: "Note",
        text: true,
        of: (row) => row.note,
        show: (row) => (row.note ? h("span", {class: "chip weak"}, row.note) : ""),
    },
];

export function handlesView() {
    const listing = new Listing("Handles", handleColumns, {
        empty: "No handle is open.",
        order: 2,
        mark: (row) => Boolean(row.note),
    });
    const poll = new Poll("debug/handles", every, (answer) =>
        listing.show(Array.isArray(answer.handles) ? answer.handles : [], answer.total),
    );
    return polledView("handles", "Handles", poll, listing.element);
}

/** All threads of it work, and calls wait. */
const exhausted = (pool) => pool.running >= pool.threads && pool.queued > 0;

function occupancy(pool) {
    const words = `${number(pool.running)} of ${number(pool.threads)}`;
    return h(
        "span",
        {class: "occupancy"},
        h("meter", {
            min: 0,
            max: Math.max(1, pool.threads),
            value: pool.running,
            "aria-label": words,
        }),
        h("span", null, words),
        exhausted(pool) ? h("span", {class: "chip danger"}, "exhausted") : null,
    );
}

const counters = [
    ["Queued", "queued"],
    ["Finished", "finished"],
    ["Refused", "refused"],
    ["Abandoned", "abandoned"],
    ["Lost threads", "lost"],
].map(([title, key]) => ({title, of: (row) => row[key], show: (row) => number(row[key])}));

const poolColumns = [
    {title: "Pool", text: true, of: (row) => row.name},
    {
        title: "Threads at work",
        text: true,
        of: (row) => row.running / Math.max(1, row.threads),
        show: occupancy,
    },
    ...counters,
];

export class PoolsView {
    id = "pools";
    title = "Pools";

    constructor(model) {
        this.model = model;
        this.listing = new Listing("Pools", poolColumns, {
            empty: "The program has no pool.",
            filter: false,
            order: 1,
            mark: exhausted,
        });
        this.element = h("section", {class: "view"}, h("h2", null, "Pools"), this.listing.element);
    }

    shown() {
        this.update();
    }

    update() {
        if (!this.element.hidden && this.model.receivedAt !== null)
            this.listing.show(this.model.pools);
    }
}
