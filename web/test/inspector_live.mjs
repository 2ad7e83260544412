// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The inspector page as a real program serves it, whose only shard stands still again and again.
// ctest runs it as web.inspector_live.
//
//   node test/inspector_live.mjs --program weir_inspected [--screenshots FOLDER]

import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {createInterface} from "node:readline";
import test, {after, before} from "node:test";
import {parseArgs} from "node:util";
import {Browser} from "./chromium.mjs";
import {assertSound, click, shows, textOf, type, until} from "./inspector_actions.mjs";

const {values: given} = parseArgs({
    options: {program: {type: "string"}, screenshots: {type: "string"}},
});
if (!given.program)
    throw new Error("usage: node inspector_live.mjs --program PROGRAM [--screenshots FOLDER]");

const token = "a-token-of-the-test";
let browser;
const programs = [];

before(async () => {
    browser = await Browser.start();
});

after(async () => {
    await browser?.stop();
    for (const program of programs) {
        const ended = once(program, "exit");
        if (program.kill("SIGTERM")) await ended;
    }
});

async function start(...options) {
    const program = spawn(given.program, options, {stdio: ["ignore", "pipe", "inherit"]});
    programs.push(program);
    const ended = once(program, "exit").then(() => assert.fail("the program ended at its start"));
    const [url] = await Promise.race([
        once(createInterface({input: program.stdout}), "line"),
        ended,
    ]);
    ended.catch(() => {});
    return {program, url};
}

async function picture(page, name) {
    if (!given.screenshots) return;
    mkdirSync(given.screenshots, {recursive: true});
    await page.settle();
    writeFileSync(join(given.screenshots, `${name}.png`), await page.screenshot());
}

const culpritShown = (page, name) =>
    until(
        page,
        (wanted) =>
            [...document.querySelectorAll(".picks code")].some((one) =>
                one.innerText.includes(wanted),
            ),
        `a stall in ${name}`,
        name,
    );

test("a stuck shard is named while it is stuck, and its stalls are explained", async () => {
    const {url} = await start();
    const page = await browser.open(url);
    await until(page, () => document.querySelector(".state.live"), "live");
    await shows(page, "#title", "weir_inspected");
    await shows(page, "#banner", "Shard 0 has been stuck for");
    await shows(page, "#banner", "sleep_on_the_shard");
    await picture(page, "stuck");
    await assertSound(page, {url}, "stuck");

    await click(page, "#tab-stalls");
    await culpritShown(page, "sleep_on_the_shard");
    await culpritShown(page, "mix");
    await type(page, "#panel-stalls input", "sleep_on_the_shard");
    await shows(page, ".stall-detail", "it slept in a system call");
    const detail = await textOf(page, ".stall-detail");
    for (const name of ["load_catalogue", "refresh", "clock_nanosleep"])
        assert.ok(detail.includes(name), `lacks ${name}:\n${detail}`);
    await click(page, ".samples button");
    await until(
        page,
        () => document.querySelector(".samples .fine").innerText !== "Asking …",
        "it",
    );
    await picture(page, "stall");
    await assertSound(page, {url}, "stalls");
    await page.close();
});

test("every part shows what the program answers", async () => {
    const {url} = await start();
    const page = await browser.open(url, {scheme: "dark"});
    await until(page, () => document.querySelector(".state.live"), "live");
    await until(page, () => document.querySelector("figure.chart canvas"), "a chart");
    for (const tab of ["stalls", "tasks", "handles", "pools", "requests"]) {
        await click(page, `#tab-${tab}`);
        await page.settle();
        await until(
            page,
            (id) => !document.querySelector(`#panel-${id} .warning:not([hidden])`),
            `${tab} without a complaint`,
            tab,
        );
        await picture(page, tab);
        await assertSound(page, {url}, tab);
    }
    await click(page, "#tab-tasks");
    await shows(page, ".tasks", "refresh");
    await shows(page, ".tasks", "idle");

    await click(page, "#tab-profile");
    await until(
        page,
        () => {
            const picture = document.querySelector("#panel-profile .flame svg");
            if (picture.textContent.includes("mix")) return true;
            document.querySelector("#panel-profile .tools button").click();
            return false;
        },
        "a sample of the function that computes",
    );
    await picture(page, "profile");
    await assertSound(page, {url}, "profile");
    await page.close();
});

test("a token opens it; the program's end is noticed", async () => {
    const {program, url} = await start(token);
    const page = await browser.open(url);
    await shows(page, ".token", "A token is needed.");
    await type(page, ".token input", token);
    await page.run(() => document.querySelector(".token").requestSubmit());
    await until(page, () => document.querySelector(".state.live"), "live");
    await shows(page, "#title", "weir_inspected");
    program.kill("SIGTERM");
    await once(program, "exit");
    await shows(page, ".state", "no answer");
    await shows(page, "#notices", "old.");
    await assertSound(page, {url}, "gone", /status of 401|ERR_/);
    await page.close();
});
