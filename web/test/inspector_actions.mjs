// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What tests do with an inspector page, whoever serves it, and what every state of it must meet.

import assert from "node:assert/strict";
import {generalComplaints, overflows, poorContrasts} from "./in_page.mjs";

/** Asks the page again and again; fails with the words after half a minute. */
export async function until(page, work, words, ...args) {
    const end = Date.now() + 30_000;
    for (;;) {
        const answer = await page.run(work, ...args);
        if (answer) return answer;
        if (Date.now() > end) assert.fail(`not in time: ${words}`);
        await new Promise((done) => setTimeout(done, 20));
    }
}

export const textOf = (page, selector) =>
    page.run((wanted) => document.querySelector(wanted)?.innerText ?? null, selector);

export const shows = (page, selector, text) =>
    until(
        page,
        (wanted, words) =>
            [...document.querySelectorAll(wanted)].some((one) =>
                one.innerText.replace(/\s+/g, " ").includes(words),
            ),
        `${selector} shows "${text}"`,
        selector,
        text,
    );

export const click = (page, selector) =>
    page.run((wanted) => document.querySelector(wanted).click(), selector);

export const type = (page, selector, text) =>
    page.run(
        (wanted, words) => {
            const input = document.querySelector(wanted);
            input.value = words;
            input.dispatchEvent(new Event("input"));
        },
        selector,
        text,
    );

/** Silent, without a broken word, within the window, readable, and asking its listener only. */
export async function assertSound(page, listener, what, expectedErrors = /^$/) {
    await page.settle();
    const errors = page.errors.filter((error) => !expectedErrors.test(error));
    assert.deepEqual(errors, [], `${what}: console`);
    assert.deepEqual(
        page.requests.filter((url) => !url.startsWith(listener.url) && !url.startsWith("data:")),
        [],
        `${what}: requests`,
    );
    assert.deepEqual(await page.run(generalComplaints), [], what);
    assert.deepEqual(await page.run(overflows), [], what);
    assert.deepEqual(await page.run(poorContrasts), [], what);
}
