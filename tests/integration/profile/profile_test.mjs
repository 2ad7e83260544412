// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The files of profile_sample opened where people open them: in the DevTools of Chromium and in
// speedscope, and what these show.
//
//   node profile_test.mjs --sample program --pictures folder --install-into folder --npm program

import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {basename, join, normalize} from "node:path";
import {after, before, test} from "node:test";
import {parseArgs} from "node:util";
import {modulesFor} from "../../../web/install.mjs";
import {Browser} from "../../../web/test/chromium.mjs";
import {clickAt, findElement, press, takePicture, textOf, waitForText} from "./page_text.mjs";

const {values: given} = parseArgs({
    options: Object.fromEntries(
        ["sample", "pictures", "install-into", "npm"].map((name) => [name, {type: "string"}]),
    ),
});
const folder = mkdtempSync(join(tmpdir(), "weir-profile-"));
const release = join(
    modulesFor(given["install-into"], given.npm, true),
    "speedscope/dist/release",
);
mkdirSync(given.pictures, {recursive: true});
const picture = (name) => join(given.pictures, `${name}.png`);

let browser;
let server;
let files;
const alerts = [];

/** speedscope as released, and the profiles beside it. */
function serve() {
    const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"};
    return createServer((request, answer) => {
        const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
        const from = path.startsWith("/profiles/")
            ? join(folder, path.slice("/profiles/".length))
            : join(release, path);
        try {
            const body = readFileSync(from);
            const type = types[from.match(/\.\w+$/)?.[0]] ?? "application/octet-stream";
            answer.writeHead(200, {"content-type": type}).end(body);
        } catch {
            answer.writeHead(404).end();
        }
    });
}

before(async () => {
    const {status, stdout, stderr} = spawnSync(given.sample, [folder], {encoding: "utf8"});
    assert.equal(status, 0, stderr);
    files = stdout.trim().split("\n");
    server = serve();
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    browser = await Browser.start();
    // speedscope tells errors by alert(), which would stop the page.
    browser.listeners.add(({method, params, sessionId}) => {
        if (method !== "Page.javascriptDialogOpening") return;
        alerts.push(params.message);
        browser.send("Page.handleJavaScriptDialog", {accept: true}, sessionId).catch(() => {});
    });
});

after(async () => {
    await browser?.stop();
    server?.close();
    rmSync(folder, {recursive: true, force: true});
});

const fileOf = (extension) => files.find((name) => name.endsWith(`Z.${extension}`));

/** What neither tool may say about a good file. */
const complaints = /went wrong|failed to|malformed|unable to|unrecognized|could not be/i;

async function openInDevTools(extension) {
    const page = await browser.open("devtools://devtools/bundled/devtools_app.html?panel=timeline", {
        width: 1500,
        height: 1000,
    });
    await waitForText(page, ["Local metrics"], "DevTools starts");
    const objectId = await findElement(page, "input[type=file]");
    await page.send("DOM.setFileInputFiles", {files: [fileOf(extension)], objectId});
    await waitForText(page, ["Range:"], `DevTools opens .${extension}`);
    return page;
}

function assertUncomplaining(text, what) {
    assert.doesNotMatch(text, complaints, what);
}

/** Names in the table of functions, with those that call them. */
const functions = [
    "async shop::place_order",
    "async shop::log_in",
    "shop::hash_password",
    "shop::journal::sync",
    "fsync",
];

test("DevTools shows the functions of a .cpuprofile and their time", async () => {
    const page = await openInDevTools("cpuprofile");
    await press(page, "[role=tab]", "Bottom-up");
    const text = await waitForText(page, ["fsync"], "bottom-up");
    await takePicture(page, picture("devtools-cpuprofile"));
    for (const leaf of ["fsync", "salsa208_word_specification", "weir::http::parse_head"])
        assert.ok(text.includes(leaf), `${leaf} in\n${text}`);
    assert.match(text, /1,200\.0\s*ms/, "the time of fsync");
    assertUncomplaining(text, "bottom-up");
    await press(page, "[role=tab]", "Call tree");
    await waitForText(page, ["async weir::http::serve_connection"], "call tree");
    await page.close();
});

test("DevTools shows a trace with its shards and its stalls", async () => {
    const page = await openInDevTools("json");
    await takePicture(page, picture("devtools-trace"));
    const text = await textOf(page);
    assert.ok(text.includes("shop-api #1"), text);
    assertUncomplaining(text, "trace");
    await pickStall(page);
    await takePicture(page, picture("devtools-stall"));
    await page.close();
});

/**
 * The chart is drawn, so there is nothing to find in it: opens the first track, whose name is at its
 * left, and clicks down until the summary tells of a stall.
 */
async function pickStall(page) {
    await clickAt(page, 270, 129);
    for (let y = 110; y < 200; y += 6) {
        await clickAt(page, 1050, y);
        const text = await textOf(page);
        if (!text.includes("await chain")) continue;
        for (const part of [
            "syscall: fsync(9: /var/lib/shop/journal)",
            "shop::journal::append at app/journal.cpp:41",
            "shop::place_order at app/order.cpp:88",
            "4bf92f3577b34da6a3ce929d0e0e4736",
        ])
            assert.ok(text.includes(part), `${part} in\n${text}`);
        return;
    }
    await takePicture(page, picture("devtools-no-stall"));
    assert.fail("no stall to click on");
}

async function openInSpeedscope(name, view = "sandwich") {
    const base = `http://127.0.0.1:${server.address().port}`;
    const profile = encodeURIComponent(`${base}/profiles/${name}`);
    return browser.open(`${base}/index.html#profileURL=${profile}&view=${view}`, {
        width: 1500,
        height: 1000,
    });
}

for (const [extension, time] of [
    ["cpuprofile", "1.20s"],
    ["collapsed.txt", "1,200,000"],
    ["pb.gz", "1.20s"],
    ["json", "1.20s"],
])
    test(`speedscope lists the functions of .${extension} and their time`, async () => {
        const page = await openInSpeedscope(basename(fileOf(extension)));
        const text = await waitForText(page, functions, `speedscope opens .${extension}`);
        await takePicture(page, picture(`speedscope-${extension}`));
        assert.ok(text.includes(time), `${time} in\n${text}`);
        assertUncomplaining(text, extension);
        assert.deepEqual(alerts, []);
        await page.close();
    });

test("speedscope draws the flame chart", async () => {
    const page = await openInSpeedscope(basename(fileOf("cpuprofile")), "time-ordered");
    await waitForText(page, ["Time Order"], "speedscope draws");
    await page.settle();
    await takePicture(page, picture("speedscope-chart"));
    assert.deepEqual(alerts, []);
    await page.close();
});

test("speedscope says so when a file is cut short", async () => {
    const whole = readFileSync(fileOf("cpuprofile"));
    writeFileSync(join(folder, "half.cpuprofile"), whole.subarray(0, whole.length / 2));
    const page = await openInSpeedscope("half.cpuprofile");
    for (let wait = 0; wait < 100 && alerts.length === 0; ++wait) await page.settle();
    assert.notDeepEqual(alerts.splice(0), []);
    assert.ok(!(await textOf(page)).includes("fsync"));
    await page.close();
});
