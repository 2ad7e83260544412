// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A complete report in a real browser: that it is drawn, says the right numbers and can be used.
// ctest runs it as web.report_page; harness.mjs says with which arguments.

import assert from "node:assert/strict";
import test from "node:test";
import {render} from "../build.mjs";
import {
    assertDrawn,
    assertShows,
    assertSound,
    find,
    open,
    pageOf,
    template,
    value,
} from "./harness.mjs";
import {dataTable, overflows, poorContrasts, tables, undrawnCharts} from "./in_page.mjs";
import {sampleReport} from "./sample.mjs";

test("the program fills the template as build.mjs does", () => {
    const json = JSON.stringify({
        command: "</script><!-- <b> $& $1 {{report-data}} \u2028 é </SCRIPT>",
    });
    const page = pageOf(json);
    assert.equal(page, render(template, json));
    const data = page.match(
        /<script type="application\/json" id="report-data">(.*?)<\/script>/s,
    )[1];
    assert.deepEqual(JSON.parse(data), JSON.parse(json));
});

test("the page names no address to load from", () => {
    const sources = [...template.matchAll(/\b(?:src|href|action)\s*=\s*["']([^"']*)/g)].map(
        (match) => match[1],
    );
    assert.deepEqual(
        sources.filter((source) => !source.startsWith("#") && source !== "data:,"),
        [],
    );
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
            assert.deepEqual(
                shown[index].rows.map((row) => value(row[0])),
                report.users,
            );
            shown[index].rows.forEach((row, place) => {
                const [sync, async] = ["sync", "async"].map(
                    (name) => find(report, name, operation).steps[place],
                );
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
        assert.deepEqual(
            marks.map((row) => [row[0], row[1], row.at(-1)]),
            [
                ["thread-per-request", "4,000", "the generator used 97 % of its core"],
                ["wrapped", "4,000", "the step lasted fewer than three response times"],
            ],
        );
        const step = find(report, "sync", "profile").steps[4];
        const row = rows.find((cells) => cells[0] === "sync" && cells[1] === "4,000");
        assertShows(row[3], step.ok_per_s, "X");
        assertShows(row[4], step.mean_ms, "R");
        assertShows(row[5], (step.ok_per_s * step.mean_ms) / 1000, "X × R");
        assertShows(row[6], step.little_error, "error");
    });

    await t.test("behind the throughput chart", async () => {
        const {head, rows} = await page.run(dataTable, "throughput", 0);
        assert.deepEqual(head.slice(2), ["sync", "thread-per-request", "wrapped", "async"]);
        rows.forEach((row, place) =>
            head
                .slice(2)
                .forEach((name, column) =>
                    assertShows(
                        row[column + 2],
                        find(report, name, "profile").steps[place].ok_per_s,
                        `${name} at ${row[0]}`,
                    ),
                ),
        );
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
            assertShows(
                memory.rows[place][memory.head.indexOf("thread-per-request")],
                step.rss_bytes,
                "memory",
            ),
        );
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
        report.cached_reads.rows.forEach((row, place) =>
            assertShows(reads.rows[place][3], row.ratio, "ratio"),
        );
        const overload = shown[0].rows.find((row) => row[0] === "sync" && row[1] === "4,000");
        const step = report.experiments[0].variants[0].steps.at(-1);
        assert.deepEqual(overload.slice(5).map(value), [step.errors, step.timeouts, step.shed]);
    });

    await page.close();
});

test("ratios are worked out where the report does not give them", async () => {
    const page = await open({...sampleReport(), ratios: []});
    const rows = (await page.run(tables, "verdict"))[0].rows;
    assert.deepEqual(rows.at(-1).slice(0, 3), ["4,000", "24.3×", "24.3×"]);
    assert.equal(
        await page.run(() => document.querySelector("#verdict .verdict").textContent),
        "With 4,000 users, async answered 24.3 times as many profile requests per second as sync " +
            "(7,767/s against 319/s), 24.3 times sooner (515 ms against 12.5 s on average). " +
            "Async took 1.03 times the 500 ms that were injected.",
    );
    await page.close();
});

test("charts answer to the keyboard, the legend and the choice of variant", async () => {
    const page = await open(sampleReport());
    const tip = (section) =>
        page.run((id) => {
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
    assert.deepEqual(hidden, [
        "throughput: Profile call: async is not to be seen",
        "throughput: Upload: async is not to be seen",
    ]);

    await page.run(() => {
        const select = document.querySelector("#staircase select");
        select.value = "wrapped";
        select.dispatchEvent(new Event("change"));
    });
    await page.settle();
    assert.equal(
        await page.run(() => document.querySelector("#staircase figcaption").textContent),
        "Profile call, wrapped",
    );
    const {rows} = await page.run(dataTable, "staircase", 0);
    assertShows(
        rows.find((row) => row[2] !== "")[2],
        find(sampleReport(), "wrapped", "profile").steps[0].ok_per_s,
        "chosen variant",
    );
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
    const colors = await page.run(() => [
        getComputedStyle(document.body).color,
        getComputedStyle(document.querySelector("nav")).display,
    ]);
    assert.deepEqual(colors, ["rgb(22, 25, 28)", "none"]);
    await assertSound(page, "after changes");
    await page.close();
});
