// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What the tests of the report page share: a browser, pages made the way weir makes them, and the
// assertions every page must meet. The test programs take
//
//   --page report.html --render weir_web_render
//
// the template as build.mjs made it, and the program that fills it as weir does.

import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before} from "node:test";
import {pathToFileURL} from "node:url";
import {parseArgs} from "node:util";
import {Browser} from "./chromium.mjs";
import {generalComplaints, undrawnCharts} from "./in_page.mjs";

const {values: given} = parseArgs({options: {page: {type: "string"}, render: {type: "string"}}});
if (!given.page || !given.render)
    throw new Error("usage: node report_page.mjs --page FILE --render PROGRAM");

export const template = readFileSync(given.page, "utf8");
const folder = mkdtempSync(join(tmpdir(), "weir-report-"));
let browser;

before(async () => {
    browser = await Browser.start();
});

after(async () => {
    await browser?.stop();
    rmSync(folder, {recursive: true, force: true});
});

/** The page as weir writes it. */
export function pageOf(json) {
    const {status, stdout, error} = spawnSync(given.render, [], {
        input: json,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
    });
    assert.equal(error, undefined);
    assert.equal(status, 0);
    return stdout;
}

let pages = 0;

export async function openText(html, options) {
    const file = join(folder, `${++pages}.html`);
    writeFileSync(file, html);
    return browser.open(pathToFileURL(file).href, options);
}

export const open = (report, options) => openText(pageOf(JSON.stringify(report)), options);

/** Silent, complete in itself and without a broken word. */
export async function assertSound(page, what) {
    assert.deepEqual(page.errors, [], `${what}: console`);
    assert.deepEqual(
        page.requests.filter((url) => !/^(file|data):/.test(url)),
        [],
        `${what}: requests`,
    );
    assert.deepEqual(await page.run(generalComplaints), [], what);
}

export async function assertDrawn(page, expected) {
    const {charts, complaints} = await page.run(undrawnCharts);
    assert.deepEqual(complaints, []);
    assert.equal(charts, expected);
}

/** "12.5 s" → 12500, "7,767/s" → 7767: for comparing what is shown with what went in. */
export function value(text) {
    const [, digits, unit] =
        text.replaceAll(",", "").match(/^([\d.]+)\s*(.*)$/) ?? assert.fail(`no number: ${text}`);
    const factors = {
        s: 1000,
        ms: 1,
        µs: 0.001,
        GiB: 2 ** 30,
        MiB: 2 ** 20,
        KiB: 2 ** 10,
        "%": 0.01,
    };
    return Number(digits) * (factors[unit.trim()] ?? 1);
}

/** Equal to three digits, which is what the page shows. */
export function assertShows(text, expected, where) {
    const shown = value(text);
    assert.ok(
        Math.abs(shown - expected) <= Math.abs(expected) * 0.006 + 1e-9,
        `${where}: shows ${text}, the data has ${expected}`,
    );
}

export const find = (report, name, operation) =>
    report.variants.find((variant) => variant.name === name && variant.operation === operation);
