// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The flame graphs of the inspector page. ctest runs it as web.inspector_flame; inspector_harness.mjs
// says with which arguments.

import assert from "node:assert/strict";
import test from "node:test";
import {assertSound, click, shows, textOf, type} from "./inspector_actions.mjs";
import {openedInTrouble} from "./inspector_harness.mjs";

test("a flame graph is walked, zoomed and searched", async (t) => {
    const {listener, page} = await openedInTrouble({hash: "#profile"});
    await click(page, "#panel-profile .tools button");
    await shows(page, "#panel-profile", "Samples of the last 10 s.");
    const words = () => textOf(page, "#panel-profile .flame-words");
    const names = () =>
        page.run(() =>
            [...document.querySelectorAll("#panel-profile .frame[role=treeitem]")].map(
                (frame) => frame.getAttribute("aria-label").split(": ")[0],
            ),
        );

    await t.test("idle time is left out, the rest is to scale", async () => {
        assert.match(await words(), /^all: 1\.02 s, 100 %/);
        const share = await page.run(() => {
            const width = (name) =>
                [...document.querySelectorAll("#panel-profile .frame[role=treeitem]")]
                    .find((frame) => frame.getAttribute("aria-label").startsWith(name))
                    .querySelector("rect").width.baseVal.value;
            return width("SHA256_Update") / width("all");
        });
        assert.ok(Math.abs(share - 700 / 1020) < 0.005, `SHA256_Update has ${share}`);
    });

    await t.test("one shard alone", async () => {
        await page.run(() => {
            const select = document.querySelectorAll("#panel-profile select")[1];
            select.value = "shard 0";
            select.dispatchEvent(new Event("change"));
        });
        assert.match(await words(), /^shard 0: 1 s, 100 %/);
    });

    await t.test("arrow keys walk, Enter zooms, Escape leaves", async () => {
        await page.run(() => document.querySelector("#panel-profile .flame svg").focus());
        for (let step = 0; step < 3; ++step) await page.key("ArrowDown");
        assert.match(await words(), /^digest\(bytes\): 800 ms, 80 %, 100 ms in it alone/);
        await page.key("ArrowRight");
        assert.match(await words(), /^to_json\(order\): 150 ms, 15 %/);
        await page.key("ArrowLeft");
        await page.key("Enter");
        assert.deepEqual(await names(), [
            "shard 0",
            "async serve(connection)",
            "async app::show(request&)",
            "digest(bytes)",
            "SHA256_Update",
        ]);
        await page.key("Escape");
        assert.equal((await names()).length, 8);
    });

    await t.test("a search marks frames and says their share", async () => {
        await type(page, "#panel-profile .flame-graph input", "json");
        assert.equal(await page.run(() => document.querySelectorAll(".frame.match").length), 1);
        assert.match(await textOf(page, "#panel-profile .flame-graph"), /matches 15 % of the time/);
    });

    await t.test("a table has the same numbers", async () => {
        await click(page, "#panel-profile .flame-graph summary");
        await shows(page, "#panel-profile .flame-graph table", "SHA256_Update");
        assert.match(
            await textOf(page, "#panel-profile .flame-graph table"),
            /digest\(bytes\)\s+100 ms\s+10 %\s+800 ms\s+80 %/,
        );
    });

    await t.test("a stall shows the samples of its shard", async () => {
        await click(page, "#tab-stalls");
        await click(page, ".samples button");
        await shows(page, ".samples", "Shard 0, the last");
        assert.match(await textOf(page, ".samples .flame-words"), /^shard 0: 1 s, 100 %/);
        const {query} = listener.asked.findLast(({path}) => path === "/debug/profile");
        assert.match(query, /format=collapsed&last=(6|7|8)$/);
    });

    await assertSound(page, listener, "after use");
    await page.close();
});
