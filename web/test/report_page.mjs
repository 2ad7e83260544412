// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The report page in a real browser. ctest runs it as web.report_page:
//
//   node report_page.mjs --page report.html --render weir_web_render
//
// --page is the template as build.mjs made it, --render the program that fills it the way weir does.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { render } from "../build.mjs";
import { Browser } from "./chromium.mjs";
import { dataTable, generalComplaints, overflows, poorContrasts, tables, undrawnCharts } from "./in_page.mjs";
import { sampleLoad, sampleReport } from "./sample.mjs";

const {values: given} = parseArgs({options: {page: {type: "string"}, render: {type: "string"}}});
if (!given.page || !given.render) throw new Error("usage: node report_page.mjs --page FILE --render PROGRAM");

const template = readFileSync(given.page, "utf8");
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
function pageOf(json) {
    const {status, stdout, error} = spawnSync(given.render, [], {input: json, encoding: "utf8", maxBuffer: 2 ** 26});
    assert.equal(error, undefined);
    assert.equal(status, 0);
    return stdout;
}

let pages = 0;

async function openText(html, options) {
    const file = join(folder, `${++pages}.html`);
    writeFileSync(file, html);
    return browser.open(pathToFileURL(file).href, options);
}

const open = (report, options) => openText(pageOf(JSON.stringify(report)), options);

/** Silent, complete in itself and without a broken word. */
async function assertSound(page, what) {
    assert.deepEqual(page.errors, [], `${what}: console`);
    assert.deepEqual(page.requests.filter((url) => !/^(file|data):/.test(url)), [], `${what}: requests`);
    assert.deepEqual(await page.run(generalComplaints), [], what);
}

async function assertDrawn(page, expected) {
    const {charts, complaints} = await page.run(undrawnCharts);
    assert.deepEqual(complaints, []);
    assert.equal(charts, expected);
}

/** "12.5 s" → 12500, "7,767/s" → 7767: for comparing what is shown with what went in. */
function value(text) {
    const [, digits, unit] = text.replaceAll(",", "").match(/^([\d.]+)\s*(.*)$/) ?? assert.fail(`no number: ${text}`);
    const factors = {"s": 1000, "ms": 1, "µs": 0.001, "GiB": 2 ** 30, "MiB": 2 ** 20, "KiB": 2 ** 10, "%": 0.01};
    return Number(digits) * (factors[unit.trim()] ?? 1);
}

/** Equal to three digits, which is what the page shows. */
function assertShows(text, expected, where) {
    const shown = value(text);
    assert.ok(Math.abs(shown - expected) <= Math.abs(expected) * 0.006 + 1e-9, `${where}: shows ${text}, the data has ${expected}`);
}

const find = (report, name, operation) =>
    report.variants.find((variant) => variant.name === name && variant.operation === operation);

test("the program fills the template as build.mjs does", () => {
    const json = JSON.stringify({command: "</script><!-- <b> $& $1 {{report-data}} \u2028 é </SCRIPT>"});
    const page = pageOf(json);
    assert.equal(page, render(template, json));
    const data = page.match(/<script type="application\/json" id="report-data">(.*?)<\/script>/s)[1];
    assert.deepEqual(JSON.parse(data), JSON.parse(json));
});

test("the page names no address to load from", () => {
    const sources = [...template.matchAll(/\b(?:src|href|action)\s*=\s*["']([^"']*)/g)].map((match) => match[1]);
    assert.deepEqual(sources.filter((source) => !source.startsWith("#") && source !== "data:,"), []);
    assert.match(template, /default-src 'none'/);
    assert.doesNotMatch(template, /unsafe-(inline|eval)/);
});

test("a complete report is drawn in light and dark, on desk and phone", async (t) => {
    for (const scheme of ["light", "dark"]) {
        for (const width of [360, 800, 1280]) {
            await t.test(`${scheme}, ${width} px`, async () => {
                const page = await open(sampleReport(), {scheme, width});
                await assertSound(page, "sample");
                await assertDrawn(page, 37);
                assert.deepEqual(await page.run(overflows), []);
                assert.deepEqual(await page.run(poorContrasts), []);
                await page.close();
            });
        }
    }
});

test("the tables show the numbers of the report", async (t) => {
    const report = sampleReport();
    const page = await open(report);

    await t.test("ratios", async () => {
        const shown = await page.run(tables, "verdict");
        assert.equal(shown.length, 2);
        for (const [index, operation] of ["profile", "upload"].entries()) {
            assert.deepEqual(shown[index].rows.map((row) => value(row[0])), report.users);
            shown[index].rows.forEach((row, place) => {
                const [sync, async] = ["sync", "async"].map((name) => find(report, name, operation).steps[place]);
                assertShows(row[1], async.ok_per_s / sync.ok_per_s, "throughput ratio");
                assertShows(row[2], sync.mean_ms / async.mean_ms, "sooner");
                assertShows(row[3], sync.ok_per_s, "sync rate");
                assertShows(row[4], async.ok_per_s, "async rate");
                assertShows(row[5], sync.mean_ms, "sync mean");
                assertShows(row[6], async.mean_ms, "async mean");
                assertShows(row[7], async.mean_ms / sync.mean_ms, "latency ratio");
            });
        }
    });

    await t.test("Little's law", async () => {
        const shown = await page.run(tables, "check");
        const rows = shown.flatMap((table) => table.rows);
        assert.equal(rows.length, 40);
        const marks = rows.filter((row) => row.includes("✗ no"));
        assert.deepEqual(marks.map((row) => [row[0], row[1], row.at(-1)]), [
            ["thread-per-request", "4,000", "the generator used 97 % of its core"],
            ["wrapped", "4,000", "the step lasted fewer than three response times"],
        ]);
        const step = find(report, "sync", "profile").steps[4];
        const row = rows.find((cells) => cells[0] === "sync" && cells[1] === "4,000");
        assertShows(row[3], step.ok_per_s, "X");
        assertShows(row[4], step.mean_ms, "R");
        assertShows(row[5], step.ok_per_s * step.mean_ms / 1000, "X × R");
        assertShows(row[6], step.little_error, "error");
    });

    await t.test("behind the throughput chart", async () => {
        const {head, rows} = await page.run(dataTable, "throughput", 0);
        assert.deepEqual(head.slice(2), ["sync", "thread-per-request", "wrapped", "async"]);
        rows.forEach((row, place) => head.slice(2).forEach((name, column) =>
            assertShows(row[column + 2], find(report, name, "profile").steps[place].ok_per_s, `${name} at ${row[0]}`)));
    });

    await t.test("behind the staircase", async () => {
        const {rows} = await page.run(dataTable, "staircase", 0);
        const measured = rows.filter((row) => row[2] !== "");
        find(report, "sync", "profile").steps.forEach((step, place) => {
            assertShows(measured[place][1], step.users, "users");
            assertShows(measured[place][2], step.ok_per_s, "requests/s");
            assertShows(measured[place][3], step.mean_ms, "response time in the unit of the axis");
        });
    });

    await t.test("behind memory and the request queue", async () => {
        const memory = await page.run(dataTable, "server", 0);
        find(report, "thread-per-request", "profile").steps.forEach((step, place) =>
            assertShows(memory.rows[place][memory.head.indexOf("thread-per-request")], step.rss_bytes, "memory"));
        const queue = await page.run(dataTable, "server", 2);
        const samples = find(report, "sync", "profile").samples;
        const shown = queue.rows.map((row) => row[1]).filter((cell) => cell !== "");
        assert.equal(shown.length, samples.length);
        shown.forEach((cell, place) => assertShows(cell, samples[place].queue_length, "queue"));
    });

    await t.test("percentiles, and the marks of weak steps", async () => {
        const {head, rows} = await page.run(dataTable, "percentiles", 1);
        const step = find(report, "wrapped", "upload").steps[4];
        const column = head.indexOf("wrapped");
        for (const [fraction, ms] of step.percentiles.filter(([place]) => place < 1)) {
            const row = rows.find((cells) => Math.abs(value(cells[0]) - fraction) < 1e-9);
            assert.match(row[column], /◌$/);
            assertShows(row[column].replace("◌", ""), ms, `quantile ${fraction}`);
        }
    });

    await t.test("cached reads and the overload run", async () => {
        const shown = await page.run(tables, "experiments");
        const reads = shown.find((table) => table.caption === "Time of one read");
        report.cached_reads.rows.forEach((row, place) => assertShows(reads.rows[place][3], row.ratio, "ratio"));
        const overload = shown[0].rows.find((row) => row[0] === "sync" && row[1] === "4,000");
        const step = report.experiments[0].variants[0].steps.at(-1);
        assert.deepEqual(overload.slice(5).map(value), [step.errors, step.timeouts, step.shed]);
    });

    await page.close();
});

test("charts answer to the keyboard, the legend and the choice of variant", async () => {
    const page = await open(sampleReport());
    const tip = (section) => page.run((id) => {
        const element = document.querySelector(`#${id} .tip`);
        return element.hidden ? null : element.innerText;
    }, section);

    await page.run(() => document.querySelector("#throughput .plot").focus());
    await page.key("ArrowLeft");
    await page.settle();
    assert.match(await tip("throughput"), /4,000 users[\s\S]*async\s*7,767\/s/);
    await page.key("ArrowLeft");
    await page.settle();
    assert.match(await tip("throughput"), /2,000 users/);
    await page.key("Escape");
    await page.settle();
    assert.equal(await tip("throughput"), null);

    await page.run(() => document.querySelectorAll("#throughput .legend button")[4].click());
    await page.settle();
    const hidden = (await page.run(undrawnCharts)).complaints;
    assert.deepEqual(hidden, ["throughput: Profile call: async is not to be seen", "throughput: Upload: async is not to be seen"]);

    await page.run(() => {
        const select = document.querySelector("#staircase select");
        select.value = "wrapped";
        select.dispatchEvent(new Event("change"));
    });
    await page.settle();
    assert.equal(await page.run(() => document.querySelector("#staircase figcaption").textContent), "Profile call, wrapped");
    const {rows} = await page.run(dataTable, "staircase", 0);
    assertShows(rows.find((row) => row[2] !== "")[2], find(sampleReport(), "wrapped", "profile").steps[0].ok_per_s, "chosen variant");
    await assertSound(page, "after use");
    await page.close();
});

test("charts follow the window and the colour scheme; print is light", async () => {
    const page = await open(sampleReport(), {scheme: "light", width: 1280});
    await page.media({scheme: "dark"});
    await page.resize(420, 900);
    await page.settle();
    await assertDrawn(page, 37);
    assert.deepEqual(await page.run(overflows), []);
    await page.media({scheme: "dark", type: "print"});
    await page.settle();
    await assertDrawn(page, 37);
    const colors = await page.run(() => [getComputedStyle(document.body).color, getComputedStyle(document.querySelector("nav")).display]);
    assert.deepEqual(colors, ["rgb(22, 25, 28)", "none"]);
    await assertSound(page, "after changes");
    await page.close();
});

test("hostile text stays text", async () => {
    const attack = "</script><script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\"><!--<script>\u2028 $&";
    const strings = (node) => (typeof node === "string" ? attack : Array.isArray(node) ? node.map(strings)
        : node && typeof node === "object" ? Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, strings(entry)])) : node);
    const everywhere = {...strings(sampleReport()), schema: "weir.lab.sync-io/1"};
    const command = {...sampleReport(), command: attack, parameters: {[attack]: attack}};
    for (const report of [everywhere, command, {...strings(sampleLoad()), schema: "weir.load/1"}]) {
        const page = await open(report, {width: 360});
        await assertSound(page, "hostile");
        assert.equal(await page.run(() => window.pwned), undefined);
        assert.equal(await page.run(() => document.querySelectorAll("img, main script").length), 0);
        assert.equal(await page.run(() => document.querySelector("#about code").textContent), attack);
        assert.deepEqual(await page.run(overflows), []);
        await page.close();
    }
});

test("a load test is shown without what only a lab has", async () => {
    const page = await open(sampleLoad(), {width: 360});
    await assertSound(page, "load");
    await assertDrawn(page, 7);
    assert.deepEqual(await page.run(overflows), []);
    assert.match(await page.run(() => document.querySelector("#server").innerText), /only from the outside/);
    assert.equal(await page.run(() => document.querySelector("#experiments")), null);
    assert.match(await page.run(() => document.querySelector("#verdict").innerText), /200 users/);
    await page.close();
});

test("whatever is missing is said in words", async (t) => {
    const words = {
        variants: ["throughput", /No step of this run recorded a throughput/],
        experiments: ["experiments", /Overload.*not part of the report/],
        cached_reads: ["experiments", /cached file reads: this run is not part of the report/],
        machine: ["about", /The machine was not recorded/],
        command: ["about", /The command was not recorded/],
    };
    const damaged = [undefined, null, 7, "x", [null, 7, "x", [], {}], {x: [null]}];
    for (const key of Object.keys(sampleReport())) {
        await t.test(key, async () => {
            for (const wrong of damaged) {
                const page = await open({...sampleReport(), [key]: wrong});
                await assertSound(page, `${key} = ${JSON.stringify(wrong)}`);
                if (wrong === undefined && words[key]) {
                    const [section, sentence] = words[key];
                    assert.match(await page.run((id) => document.getElementById(id).innerText, section), sentence);
                }
                await page.close();
            }
        });
    }
});

test("steps and samples may be cut off anywhere", async (t) => {
    const cut = (change) => {
        const report = {...sampleReport(), interrupted: true, ratios: undefined};
        report.variants.concat(report.experiments.flatMap((run) => run.variants)).forEach(change);
        return report;
    };
    const without = (fields) => cut((variant) => {
        for (const entry of [...variant.steps, ...variant.samples]) for (const field of fields) entry[field] = null;
    });
    const fields = Object.keys(sampleReport().variants[0].steps[0]);
    const cases = {
        "no steps": cut((variant) => { variant.steps = []; }),
        "no samples": cut((variant) => { variant.samples = []; }),
        "one step": cut((variant) => { variant.steps.length = 1; variant.samples.length = 1; }),
        "sync only": cut((variant, index) => { if (index > 1) variant.steps = []; }),
        "steps of nothing": without(fields),
        "users only": without(fields.filter((field) => field !== "users")),
        "zeros": cut((variant) => variant.steps.forEach((step) => { step.ok_per_s = 0; step.mean_ms = 0; step.rss_bytes = 0; })),
        "no verdicts": cut((variant) => { variant.verdict = null; }),
    };
    for (const [name, report] of Object.entries(cases)) {
        await t.test(name, async () => {
            const page = await open(report, {width: 360});
            await assertSound(page, name);
            assert.deepEqual(await page.run(overflows), []);
            assert.match(await page.run(() => document.body.innerText), /This run was interrupted/);
            await page.close();
        });
    }
});

test("no data at all is said in words too", async () => {
    const expected = [[template, /empty template/], [pageOf("{\"schema\": "), /damaged/], [pageOf("null"), /does not know the schema/],
        [pageOf("[]"), /does not know the schema/], [pageOf("{}"), /does not know the schema/]];
    for (const [html, sentence] of expected) {
        const page = await openText(html);
        await assertSound(page, String(sentence));
        assert.match(await page.run(() => document.querySelector(".warning").innerText), sentence);
        await page.close();
    }
});
