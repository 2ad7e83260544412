// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What the tests of the inspector page share: a browser and listeners to talk to. The test programs
// take
//
//   [--install-into FOLDER] [--npm PROGRAM]
//
// where the modules of the page are, or go.

import {after, before} from "node:test";
import {parseArgs} from "node:util";
import {Browser} from "./chromium.mjs";
import {shows, until} from "./inspector_actions.mjs";
import * as sample from "./inspector_sample.mjs";
import {FakeListener, inspectorPage} from "./inspector_server.mjs";

const {values: given} = parseArgs({
    options: {"install-into": {type: "string"}, npm: {type: "string"}},
});

export const html = inspectorPage(given["install-into"], given.npm);

let browser;
const listeners = [];

before(async () => {
    browser = await Browser.start();
});

after(async () => {
    await browser?.stop();
    await Promise.all(listeners.map((listener) => listener.stop().catch(() => {})));
});

export async function listen(options) {
    const listener = await FakeListener.start(html, options);
    listeners.push(listener);
    return listener;
}

export const open = (address, options) => browser.open(address, options);

/** A listener and the page that shows it, once it has heard of the shards. */
export async function opened(prepare = () => {}, {hash = "", ...options} = {}) {
    const listener = await listen();
    prepare(listener);
    const page = await open(`${listener.url}${hash}`, options);
    await listener.subscribed();
    await until(page, () => document.querySelector(".state.live"), "the page is live");
    return {listener, page};
}

export const tabs = ["shards", "stalls", "tasks", "handles", "pools", "requests", "profile"];

const stalled = (busy, id) => ({state: "stalled", busy_ms: busy, stall_id: id});

/** Twenty seconds of two shards, the first stuck since five; three stalls. */
function trouble(listener) {
    const now = Date.now();
    const lock = {shard: 1, cause: "lock", culprit: "std::mutex::lock()", lasted_ms: 74};
    listener.sendStall(sample.syscallStall(1, now - 90_000));
    listener.sendStall(sample.syscallStall(2, now - 70_000, lock));
    for (let ago = 20; ago >= 0; --ago) {
        const busy = ago <= 5 ? stalled((6 - ago) * 1000, 3) : {state: "running", busy_ms: 0.4};
        const turns = {turns: 1000 * (20 - ago), steps: 4000 * (20 - ago)};
        const both = [
            sample.shard(0, {...turns, ...busy}),
            sample.shard(1, {...turns, busy_ms: 0.2}),
        ];
        listener.sendShards(both, now - 1000 * ago);
    }
    listener.sendStall(sample.cpuStall(3, now - 6000, 6000));
}

export async function openedInTrouble(options) {
    const both = await opened(undefined, options);
    trouble(both.listener);
    await shows(both.page, "#banner", "SHA256_Update");
    return both;
}
