// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Reports that are hostile, partial or damaged, and those of a load test: the page must say what it
// lacks and never break. ctest runs it as web.report_damage; harness.mjs says with which arguments.

import assert from "node:assert/strict";
import test from "node:test";
import {
    assertDrawn,
    assertShows,
    assertSound,
    open,
    openText,
    pageOf,
    template,
} from "./harness.mjs";
import {dataTable, overflows, poorContrasts, tables} from "./in_page.mjs";
import {sampleLoad, sampleOpen, sampleReport} from "./sample.mjs";

test("hostile text stays text", async () => {
    const attack =
        "</script><script>window.pwned = 1</script>" +
        '<img src=x onerror="window.pwned = 1"><!--<script>\u2028 $&';
    const strings = (node) =>
        typeof node === "string"
            ? attack
            : Array.isArray(node)
              ? node.map(strings)
              : node && typeof node === "object"
                ? Object.fromEntries(
                      Object.entries(node).map(([key, entry]) => [key, strings(entry)]),
                  )
                : node;
    const everywhere = {...strings(sampleReport()), schema: "weir.lab.sync-io/1"};
    const command = {...sampleReport(), command: attack, parameters: {[attack]: attack}};
    for (const report of [everywhere, command, {...strings(sampleLoad()), schema: "weir.load/1"}]) {
        const page = await open(report, {width: 360});
        await assertSound(page, "hostile");
        assert.equal(await page.run(() => window.pwned), undefined);
        assert.equal(await page.run(() => document.querySelectorAll("img, main script").length), 0);
        assert.equal(
            await page.run(() => document.querySelector("#about code").textContent),
            attack,
        );
        assert.deepEqual(await page.run(overflows), []);
        await page.close();
    }
});

test("a load test is shown without what only a lab has", async () => {
    const page = await open(sampleLoad(), {width: 360});
    await assertSound(page, "load");
    await assertDrawn(page, 7);
    assert.deepEqual(await page.run(overflows), []);
    assert.match(
        await page.run(() => document.querySelector("#server").innerText),
        /only from the outside/,
    );
    assert.equal(await page.run(() => document.querySelector("#experiments")), null);
    assert.match(await page.run(() => document.querySelector("#verdict").innerText), /200 users/);
    await page.close();
});

test("a load test of the open model shows both latencies and what was promised", async () => {
    const report = sampleOpen();
    for (const width of [360, 1280]) {
        const page = await open(report, {width});
        await assertSound(page, "open");
        await assertDrawn(page, 10);
        assert.deepEqual(await page.run(overflows), []);
        assert.deepEqual(await page.run(poorContrasts), []);
        const [shown] = await page.run(tables, "raw");
        report.variants[0].steps.forEach((step, place) => {
            const row = shown.rows[place];
            assertShows(row[0], step.rate, "rate");
            assertShows(row[4], step.p99_ms, "p99");
            assertShows(row[5], step.raw.p99_ms, "raw p99");
            assertShows(row[9], step.late, "late");
            assertShows(row[11], step.unanswered, "unanswered");
        });
        const {head} = await page.run(dataTable, "raw", 1);
        assert.deepEqual(head.slice(-2), ["corrected", "raw"]);
        const text = (id) =>
            page.run((section) => document.querySelector(`#${section}`).innerText, id);
        assert.match(await text("promises"), /1 of 4 were broken/);
        assert.match(await text("verdict"), /1,000 due per second/);
        assert.match(await text("check"), /nobody fixes how many requests are in flight/);
        assert.match(await text("reading"), /times that do not depend on the server/);
        const all = await page.run(() => document.body.innerText);
        assert.doesNotMatch(all, /concurrent users|against users/);
        await page.close();
    }
});

test("a closed load test has no corrected latency and says so", async () => {
    const page = await open(sampleLoad());
    assert.equal(await page.run(() => document.querySelector("#raw")), null);
    assert.equal(await page.run(() => document.querySelector("#promises")), null);
    assert.match(
        await page.run(() => document.querySelector("#reading").innerText),
        /are in no percentile/,
    );
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
    const damaged = [undefined, [null, 7, "x", [], {}], {x: [null]}];
    for (const key of Object.keys(sampleReport())) {
        await t.test(key, async () => {
            for (const wrong of damaged) {
                const page = await open({...sampleReport(), [key]: wrong});
                await assertSound(page, `${key} = ${JSON.stringify(wrong)}`);
                if (wrong === undefined && words[key]) {
                    const [section, sentence] = words[key];
                    assert.match(
                        await page.run((id) => document.getElementById(id).innerText, section),
                        sentence,
                    );
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
    const without = (fields) =>
        cut((variant) => {
            for (const entry of [...variant.steps, ...variant.samples])
                for (const field of fields) entry[field] = null;
        });
    const fields = Object.keys(sampleReport().variants[0].steps[0]);
    const cases = {
        "no steps": cut((variant) => {
            variant.steps = [];
        }),
        "no samples": cut((variant) => {
            variant.samples = [];
        }),
        "one step": cut((variant) => {
            variant.steps.length = 1;
            variant.samples.length = 1;
        }),
        "sync only": cut((variant, index) => {
            if (index > 1) variant.steps = [];
        }),
        "steps of nothing": without(fields),
        "users only": without(fields.filter((field) => field !== "users")),
        zeros: cut((variant) =>
            variant.steps.forEach((step) => {
                step.ok_per_s = 0;
                step.mean_ms = 0;
                step.rss_bytes = 0;
            }),
        ),
        "steps that overlap, last nothing or have no users": cut((variant) => {
            variant.steps.forEach((step) => Object.assign(step, {start_s: 5, seconds: 0}));
            variant.steps[0].users = 0;
            variant.samples.reverse();
        }),
        "no verdicts": cut((variant) => {
            variant.verdict = null;
        }),
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
    const expected = [
        [template, /empty template/],
        [pageOf('{"schema": '), /damaged/],
        [pageOf("null"), /does not know the schema/],
        [pageOf("[]"), /does not know the schema/],
        [pageOf("{}"), /does not know the schema/],
    ];
    for (const [html, sentence] of expected) {
        const page = await openText(html);
        await assertSound(page, String(sentence));
        assert.match(await page.run(() => document.querySelector(".warning").innerText), sentence);
        await page.close();
    }
});
