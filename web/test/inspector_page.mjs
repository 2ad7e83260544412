// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The inspector page of a program in trouble, in a real browser: that everything is shown, follows
// what happens, and can be used with the keyboard. ctest runs it as web.inspector_page;
// inspector_harness.mjs says with which arguments.

import assert from "node:assert/strict";
import test from "node:test";
import {undrawnCharts} from "./in_page.mjs";
import {assertSound, click, shows, textOf, type, until} from "./inspector_actions.mjs";
import {html, opened, openedInTrouble, tabs} from "./inspector_harness.mjs";
import * as sample from "./inspector_sample.mjs";

test("the page names no address to load from and allows nothing inline", () => {
    const markup = html.replaceAll(/<(script|style)>.*?<\/\1>/gs, "");
    const sources = [...markup.matchAll(/\b(?:src|href|action)\s*=\s*["']([^"']*)/g)].map(
        (match) => match[1],
    );
    assert.deepEqual(
        sources.filter((source) => !source.startsWith("#") && source !== "data:,"),
        [],
    );
    assert.match(html, /default-src 'none'; script-src 'sha256-/);
    assert.match(html, /connect-src 'self'/);
    assert.doesNotMatch(html, /unsafe-(inline|eval)/);
    assert.doesNotMatch(markup, /\bstyle=|\bon\w+=/);
});

test("the policy holds: neither scripts nor connections that are not the page's own", async () => {
    const {listener, page} = await opened();
    const got = await page.run(async () => {
        const script = document.createElement("script");
        script.textContent = "window.intruder = true";
        document.body.append(script);
        const left = await fetch("http://127.0.0.1:9/").then(
            () => true,
            () => false,
        );
        return {ran: window.intruder === true, left};
    });
    assert.deepEqual(got, {ran: false, left: false});
    await until(page, () => true, "");
    assert.ok(page.errors.some((error) => /script-src/.test(error)));
    assert.ok(page.errors.some((error) => /connect-src/.test(error)));
    await page.close();
    listener.send("shards", listener.state());
});

test("every part is sound in light and dark, on desk and phone", async (t) => {
    for (const scheme of ["light", "dark"]) {
        for (const width of [360, 800, 1280]) {
            await t.test(`${scheme}, ${width} px`, async () => {
                const {listener, page} = await openedInTrouble({scheme, width});
                for (const tab of tabs) {
                    await click(page, `#tab-${tab}`);
                    if (tab === "tasks") await shows(page, "#panel-tasks", "http.server");
                    if (tab === "handles") await shows(page, "#panel-handles", "no keep-alive");
                    if (tab === "requests") await shows(page, "#panel-requests", "GET /orders/7");
                    await assertSound(page, listener, tab);
                }
                await page.close();
            });
        }
    }
});

test("each shard has its chart, its numbers and its rates", async () => {
    const {listener, page} = await openedInTrouble();
    await until(
        page,
        () => document.querySelectorAll("figure.chart canvas").length === 2,
        "charts",
    );
    await page.settle();
    const {complaints} = await page.run(undrawnCharts);
    assert.deepEqual(complaints, ["panel-shards: Shard 1: stalled is not to be seen"]);
    const rows = await page.run(() =>
        [...document.querySelectorAll("#panel-shards table")]
            .find((table) => table.caption.textContent === "Now")
            .innerText.split("\n"),
    );
    const numbers = rows.find((row) => row.startsWith("0"));
    assert.match(numbers, /is stuck, [\d.]+ s\turing\t4712\t1,000\/s\t4,000\/s/);
    assert.match(
        await textOf(page, "#panel-shards"),
        /app::lookup\(int\)\s+src\/lookup.cpp:17\s+2/,
    );

    listener.sendShards([sample.shard(0), sample.shard(1), sample.shard(2)]);
    await until(page, () => document.querySelectorAll("figure.chart").length === 3, "a third");
    await assertSound(page, listener, "three shards");
    await page.close();
});

test("a chart is read with the arrow keys while it goes on", async () => {
    const {listener, page} = await openedInTrouble();
    await until(page, () => document.querySelector("figure.chart canvas"), "a chart");
    await page.run(() => document.querySelector(".plot").focus());
    await page.key("ArrowLeft");
    await shows(page, ".tip", "stalled");
    assert.match(
        await textOf(page, ".tip"),
        /0 s ago[\s\S]*longest turn\s*6 s[\s\S]*stalled\s*6 s/,
    );
    listener.sendShards();
    await page.settle();
    assert.equal(
        await page.run(() => document.activeElement.className),
        "plot",
        "an event takes the focus away",
    );
    await page.close();
});

test("a stuck shard is said loudly, grows older, and ends", async () => {
    const {listener, page} = await openedInTrouble();
    const banner = await textOf(page, "#banner");
    assert.match(banner, /Shard 0\s+has been stuck for\s+6\.\d s\s+in\s+SHA256_Update\s+computes/);
    assert.match(await page.run(() => document.title), /stuck · shop/);
    assert.equal(await textOf(page, "#tab-shards .count"), "1 stuck");
    const spoken = await page.run(() => document.querySelector("[role=alert].unseen").textContent);
    assert.equal(spoken, "Shard 0 is stuck in SHA256_Update, because it computed.");
    const age = () => page.run(() => document.querySelector(".age").textContent);
    const first = await age();
    await until(page, (was) => document.querySelector(".age").textContent !== was, "ages", first);

    await click(page, "#banner button");
    await shows(page, "#panel-stalls .stall-detail", "Stall 3");
    assert.equal(await page.run(() => location.hash), "#stalls/3");

    listener.sendStall({...listener.stalls[0], ended: true, lasted_ms: 7300});
    listener.sendShards([sample.shard(0), sample.shard(1)]);
    await until(page, () => document.querySelector(".stuck-shards").hidden, "the end");
    assert.match(await textOf(page, ".sentence"), /stood still for 7\.3 s in SHA256_Update/);
    assert.doesNotMatch(await page.run(() => document.title), /stuck/);
    await page.close();
});

test("a stall tells cause, culprit, who awaits it and where it was", async () => {
    const {page} = await openedInTrouble({hash: "#stalls/1"});
    await shows(page, ".stall-detail h3", "Stall 1");
    const detail = await textOf(page, ".stall-detail");
    for (const words of [
        "in load_catalogue(int), because it slept in a system call",
        "system call: read(4: pipe:[1361])",
        "251 ms",
        "server.cpp:101",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "libold.so+0x1200",
        "doubtful",
        "build id c0ffee",
        "inlined",
    ])
        assert.ok(detail.includes(words), `lacks "${words}":\n${detail}`);
    const items = (list) =>
        page.run(
            (id) =>
                [...document.querySelectorAll(`[aria-labelledby=${id}] code`)].map(
                    (one) => one.textContent,
                ),
            list,
        );
    assert.deepEqual(await items("await-chain"), [
        "load_catalogue(int)",
        "app::show(request&)",
        "serve(connection)",
    ]);
    assert.deepEqual((await items("native-stack")).slice(0, 3), [
        "read",
        "read_all(int)",
        "load_catalogue(int)",
    ]);
    assert.equal(
        await textOf(page, ".frames .culprit code"),
        "load_catalogue(int)",
        "the culprit is marked",
    );
    await page.close();
});

test("stalls are filtered by words and cause, and walked with the arrow keys", async () => {
    const {listener, page} = await openedInTrouble({hash: "#stalls"});
    const culprits = () =>
        page.run(() => [...document.querySelectorAll(".picks code")].map((one) => one.textContent));
    assert.deepEqual(await culprits(), [
        "SHA256_Update",
        "std::mutex::lock()",
        "load_catalogue(int)",
    ]);
    await type(page, "#panel-stalls input", "MUTEX");
    assert.deepEqual(await culprits(), ["std::mutex::lock()"]);
    assert.match(await textOf(page, "#panel-stalls"), /1 of 3 stalls match/);
    await type(page, "#panel-stalls input", "");
    await page.run(() => {
        const select = document.querySelector("#panel-stalls select");
        select.value = "syscall";
        select.dispatchEvent(new Event("change"));
    });
    assert.deepEqual(await culprits(), ["load_catalogue(int)"]);
    await type(page, "#panel-stalls input", "nothing like this");
    assert.match(await textOf(page, "#panel-stalls"), /0 of 3 stalls match/);
    await page.run(() => {
        const select = document.querySelector("#panel-stalls select");
        select.value = "";
        select.dispatchEvent(new Event("change"));
    });
    await type(page, "#panel-stalls input", "");

    await page.run(() => document.querySelector(".picks button").focus());
    await page.key("ArrowDown");
    const focused = () => page.run(() => document.activeElement.dataset.stall);
    assert.equal(await focused(), "2");
    listener.sendStall(sample.syscallStall(4, Date.now()));
    await shows(page, "#tab-stalls .count", "4");
    assert.equal(await focused(), "2", "a new stall takes the focus away");
    await assertSound(page, listener, "filtered");
    await page.close();
});

test("tabs, tasks and tables are used with the keyboard", async (t) => {
    const {listener, page} = await openedInTrouble();
    const selected = () =>
        page.run(() => document.querySelector("[role=tab][aria-selected=true]").id);

    await t.test("arrow keys go through the tabs and around", async () => {
        await page.run(() => document.getElementById("tab-shards").focus());
        await page.key("ArrowRight");
        assert.equal(await selected(), "tab-stalls");
        await page.key("End");
        assert.equal(await selected(), "tab-profile");
        await page.key("ArrowRight");
        assert.equal(await selected(), "tab-shards");
        assert.equal(await page.run(() => document.activeElement.id), "tab-shards");
        const inOrder = await page.run(
            () =>
                [...document.querySelectorAll("[role=tab]")].filter((tab) => tab.tabIndex === 0)
                    .length,
        );
        assert.equal(inOrder, 1);
        const visible = await page.run(() => {
            const style = getComputedStyle(document.activeElement);
            return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
        });
        assert.ok(visible, "the focus is not to be seen");
    });

    await t.test("the task tree opens, closes, and keeps its place over an answer", async () => {
        await click(page, "#tab-tasks");
        await shows(page, "#panel-tasks", "no sender is left for this channel");
        const rows = () =>
            page.run(() =>
                [...document.querySelectorAll("[role=treeitem].task")].map(
                    (row) => `${row.ariaLevel} ${row.querySelector("code").textContent}`,
                ),
            );
        const all = [
            "1 serve(acceptor)",
            "2 serve(connection)",
            "3 app::lookup(int)",
            "2 serve(connection)",
            "1 app::consume(channel&)",
        ];
        assert.deepEqual(await rows(), all);
        await page.run(() => document.querySelector(".task").focus());
        await page.key("ArrowDown");
        await page.key("ArrowLeft");
        assert.deepEqual(await rows(), [...all.slice(0, 2), ...all.slice(3)]);
        const asked = listener.asked.filter(({path}) => path === "/debug/tasks").length;
        while (listener.asked.filter(({path}) => path === "/debug/tasks").length === asked)
            await page.settle();
        await page.settle();
        assert.equal((await rows()).length, 4, "an answer opens what was closed");
        assert.equal(await page.run(() => document.activeElement.dataset.id), "2");
        await page.key("ArrowRight");
        assert.deepEqual(await rows(), all);
        await page.key("End");
        assert.equal(await page.run(() => document.activeElement.dataset.id), "5");
    });

    await t.test("a filter keeps what matches and its ancestors", async () => {
        await type(page, "#panel-tasks input", "lookup(int)");
        const kept = await page.run(() =>
            [...document.querySelectorAll(".task")].map((row) => row.dataset.id),
        );
        assert.deepEqual(kept, ["1", "2", "3"]);
        assert.match(await textOf(page, "#panel-tasks"), /5 tasks; 1 match/);
    });

    await t.test("a table is ordered by its head and filtered", async () => {
        await click(page, "#tab-handles");
        await shows(page, "#panel-handles", "no keep-alive");
        const kinds = () =>
            page.run(() =>
                [...document.querySelectorAll("#panel-handles tbody th")].map(
                    (one) => one.innerText,
                ),
            );
        assert.deepEqual(await kinds(), ["timer", "socket", "file"]);
        await click(page, "#panel-handles thead button");
        assert.deepEqual(await kinds(), ["file", "socket", "timer"]);
        await type(page, "#panel-handles input", "keep-alive");
        assert.deepEqual(await kinds(), ["socket"]);
    });

    await t.test("a request shows its spans", async () => {
        await click(page, "#tab-requests");
        await shows(page, "#panel-requests", "GET /orders/1");
        await page.run(() =>
            [...document.querySelectorAll(".link")]
                .find((one) => one.innerText.includes("/orders/7"))
                .click(),
        );
        assert.match(await textOf(page, ".spans"), /http.client 10.0.0.1:80\s+240 ms from 1 ms/);
    });

    await t.test("an exhausted pool is marked", async () => {
        await click(page, "#tab-pools");
        assert.match(await textOf(page, "#panel-pools"), /catalogue\s+2 of 2\s+exhausted\s+17/);
    });

    await assertSound(page, listener, "after use");
    await page.close();
});
