// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The inspector page where there is nothing to show, or nobody who answers: empty states, errors, a
// token, old numbers, hostile and very long answers. ctest runs it as web.inspector_states;
// inspector_harness.mjs says with which arguments.

import assert from "node:assert/strict";
import test from "node:test";
import {EventParser} from "../inspector/feed.js";
import {Model} from "../inspector/model.js";
import {readTasks} from "../inspector/tasks.js";
import {brief} from "../inspector/words.js";
import {assertSound, click, shows, textOf, type, until} from "./inspector_actions.mjs";
import {listen, open, opened, tabs} from "./inspector_harness.mjs";
import * as sample from "./inspector_sample.mjs";

const refused =
    /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET/;
const status = (code) => new RegExp(`status of ${code}`);

test("a program without shards, stalls, tasks and requests says so", async () => {
    const {listener, page} = await opened((made) => {
        made.shards = [];
        made.answers["/debug/tasks"] = () => made.list("tasks", []);
        made.answers["/debug/handles"] = () => made.list("handles", []);
        made.answers["/debug/requests"] = {available: true, oldest: [], slowest: []};
        made.answers["/debug/profile"] = "";
    });
    const words = {
        shards: "No shard runs at the moment.",
        stalls: "No stall so far.",
        tasks: "No task is alive.",
        handles: "No handle is open.",
        pools: "catalogue",
        requests: "No request is in flight.",
        profile: "Samples of",
    };
    for (const tab of tabs) {
        await click(page, `#tab-${tab}`);
        await shows(page, `#panel-${tab}`, words[tab]);
        await assertSound(page, listener, tab);
    }
    await click(page, "#panel-profile .tools button");
    await shows(page, "#panel-profile", "No shard used the CPU in the last 10 s");
    assert.ok(await page.run(() => document.querySelector(".files li:last-child").hidden));
    await page.close();
});

test("what this program does not have, or answers wrongly, is said where it would be", async () => {
    const {listener, page} = await opened((made) => {
        made.answers["/debug/tasks"] = {available: false, why: "the task registry is off"};
        made.answers["/debug/handles"] = null;
        made.answers["/debug/requests"] = "<html>";
        made.answers["/debug/profile"] = null;
    });
    const words = {
        tasks: "This program does not have this: the task registry is off",
        handles: "This program does not offer this.",
        requests: "The answer to debug/requests is not JSON.",
    };
    for (const [tab, sentence] of Object.entries(words)) {
        await click(page, `#tab-${tab}`);
        await shows(page, `#panel-${tab} .warning`, sentence);
    }
    await click(page, "#tab-profile");
    await click(page, "#panel-profile .tools button");
    await shows(page, "#panel-profile", "This program does not offer this.");
    listener.answers["/debug/handles"] = () => listener.list("handles", sample.handles());
    await click(page, "#tab-handles");
    await shows(page, "#panel-handles", "never destroyed");
    assert.equal(await textOf(page, "#panel-handles .warning"), "");
    await assertSound(page, listener, "errors", status(404));
    await page.close();
});

test("a token is asked for, kept in memory only, and sent with every question", async () => {
    const listener = await listen({token: "open sesame"});
    const page = await open(listener.url);
    await shows(page, ".token", "A token is needed.");
    await assertSound(page, listener, "asked", status(401));
    const give = async (text) => {
        await type(page, ".token input", text);
        await page.run(() => document.querySelector(".token").requestSubmit());
    };
    await give("wrong");
    await shows(page, ".token", "The token is not accepted.");
    await give("open sesame");
    await until(page, () => document.querySelector(".state.live"), "live");
    await until(page, () => document.querySelector(".token").hidden, "the form is gone");
    await shows(page, "#title", "shop");
    await click(page, "#tab-tasks");
    await shows(page, "#panel-tasks", "http.server");
    const traces = await page.run(() => [
        localStorage.length,
        sessionStorage.length,
        document.cookie,
        location.href,
        document.querySelector(".token input").value,
    ]);
    assert.deepEqual(traces, [0, 0, "", `${listener.url}#tasks`, ""]);
    assert.ok(listener.asked.every(({query}) => !query.includes("token")));
    await page.close();
});

test("a listener that goes away and comes back", async () => {
    const {listener, page} = await opened();
    listener.sendStall(sample.cpuStall(1, Date.now() - 3000, 3000));
    listener.sendShards([
        sample.shard(0, {state: "stalled", busy_ms: 3000, stall_id: 1}),
        sample.shard(1),
    ]);
    await shows(page, "#banner", "SHA256_Update");
    await listener.stop();
    await shows(page, ".state", "no answer, next try in");
    await shows(page, "#notices", "old.");
    assert.ok(await page.run(() => document.body.classList.contains("old")));
    assert.match(await textOf(page, "#banner"), /Shard 0\s+had been stuck/, "what was known stays");
    await assertSound(page, listener, "gone", refused);
    const age = await textOf(page, ".age");
    await shows(page, "#notices", "These numbers are 3 s old.");
    assert.equal(await textOf(page, ".age"), age, "ages although nobody knows");

    listener.stalls = [sample.cpuStall(1, Date.now() - 3000, 4000, {ended: true})];
    listener.shards = [sample.shard(0), sample.shard(1)];
    await listener.listen(listener.port);
    await page.run(() => {
        const again = [...document.querySelectorAll("#status button")].find(
            (button) => button.innerText === "Try now",
        );
        again?.click();
    });
    await until(page, () => document.querySelector(".state.live"), "live again");
    await until(page, () => document.querySelector(".stuck-shards").hidden, "no longer stuck");
    assert.ok(!(await page.run(() => document.body.classList.contains("old"))));
    await click(page, "#tab-stalls");
    await shows(page, ".stall-detail", "stood still for 4.0 s");
    await page.close();
});

test("a listener that refuses says why in its own words", async () => {
    const listener = await listen();
    listener.refusal = [503, "eight subscribers are all that this listener serves"];
    const page = await open(listener.url);
    await shows(page, "#notices", "answered 503: eight subscribers are all that this listener");
    await assertSound(page, listener, "refused", status(503));
    listener.refusal = null;
    await until(page, () => document.querySelector(".state.live"), "live");
    await page.close();
});

test("the program keeps a profile where actions are allowed", async () => {
    const {listener, page} = await opened((made) => {
        made.about = {actions: true};
        made.answers["/actions/profile"] = {path: "/var/lib/shop/node-7.cpuprofile"};
    });
    await click(page, "#tab-profile");
    await until(page, () => !document.querySelector(".files li:last-child").hidden, "offered");
    await click(page, ".files li:last-child button");
    await shows(page, "#panel-profile", "The program wrote /var/lib/shop/node-7.cpuprofile.");
    const {method, query} = listener.asked.find(({path}) => path === "/actions/profile");
    assert.deepEqual([method, query], ["POST", "?last=10"]);
    await page.close();
});

test("it comes back by itself", async () => {
    const {listener, page} = await opened();
    for (const response of listener.streams) response.destroy();
    await until(page, () => document.querySelector(".state.waiting"), "noticed");
    await until(page, () => document.querySelector(".state.live"), "live again");
    await page.close();
});

test("silence makes numbers old; a held picture stays as it is", async () => {
    const {listener, page} = await opened();
    await shows(page, "#notices", "These numbers are 2 s old.");
    listener.sendShards();
    await until(page, () => !document.body.classList.contains("old"), "fresh again");

    await click(page, "#status [aria-pressed]");
    await shows(page, ".state", "paused");
    listener.sendShards([sample.shard(0, {state: "stalled", busy_ms: 900, stall_id: 9})]);
    await page.settle();
    assert.ok(await page.run(() => document.querySelector(".stuck-shards").hidden));
    await shows(page, "#notices", "The picture is held still. These numbers are");
    await assertSound(page, listener, "held");
    await click(page, "#status [aria-pressed]");
    listener.sendShards();
    await shows(page, "#banner", "What it does is being found out.");
    await page.close();
});

test("a restarted program does not inherit the stalls of the one before", async () => {
    const {listener, page} = await opened((made) => {
        made.stalls = [sample.syscallStall(7, Date.now() - 5000)];
    });
    await shows(page, "#tab-stalls .count", "1");
    listener.stalls = [];
    listener.about = {process_id: 4999};
    for (const response of listener.streams) response.destroy();
    await shows(page, "#facts", "process 4999");
    listener.sendShards();
    await until(page, () => document.querySelector("#tab-stalls .count").hidden, "forgotten");
    await page.close();
});

test("names are text, whatever they contain", async () => {
    const evil = '<img src=x onerror="window.broken=1"></script><script>window.broken=1</script>';
    const {listener, page} = await opened((made) => {
        made.about = {program: evil, host: evil};
        made.stalls = [
            sample.cpuStall(1, Date.now(), 10, {
                culprit: evil,
                task: evil,
                cause: evil,
                ended: true,
            }),
        ];
        made.answers["/debug/tasks"] = () =>
            made.list("tasks", [{id: "1", name: evil, function: evil, awaits: evil}]);
        made.answers["/debug/profile"] = `shard 0;${evil.replaceAll(" ", "_")} 10\n`;
    });
    await shows(page, "#title", "<img");
    for (const tab of tabs) {
        await click(page, `#tab-${tab}`);
        if (tab === "tasks") await shows(page, "#panel-tasks", "<img");
        if (tab === "profile") await click(page, "#panel-profile .tools button");
        await page.settle();
    }
    assert.equal(await page.run(() => window.broken ?? document.querySelector("main img")), null);
    await assertSound(page, listener, "hostile");
    await page.close();
});

test("long answers are cut, not drawn whole", async () => {
    const {listener, page} = await opened((made) => {
        made.shards = Array.from({length: 64}, (_, index) => sample.shard(index));
        made.stalls = Array.from({length: 300}, (_, index) =>
            sample.syscallStall(300 - index, Date.now() - index * 1000),
        );
        const tasks = Array.from({length: 10_000}, (_, index) => ({
            ...sample.tasks()[2],
            id: String(index + 1),
            parent: String(Math.floor(index / 4)),
        }));
        made.answers["/debug/tasks"] = {available: true, total: 50_000, shown: 10_000, tasks};
        const deep = Array.from({length: 400}, (_, depth) => `f${depth}`).join(";");
        made.answers["/debug/profile"] = `shard 0;${deep} 1000\nshard 0;g 1\n`;
    });
    await until(page, () => document.querySelectorAll("figure.chart").length === 64, "64 charts");
    await assertSound(page, listener, "shards");
    await click(page, "#tab-stalls");
    await shows(page, "#tab-stalls .count", "256");
    await assertSound(page, listener, "stalls");
    await click(page, "#tab-tasks");
    await shows(
        page,
        "#panel-tasks",
        "50000 tasks; the program sent 10000; the first 1500 are shown",
    );
    assert.equal(await page.run(() => document.querySelectorAll(".task").length), 1500);
    await click(page, "#tab-profile");
    await click(page, "#panel-profile .tools button");
    await shows(page, "#panel-profile", "Samples of");
    await assertSound(page, listener, "profile");
    await page.close();
});

test("events arrive whole, however they are cut", () => {
    const stream = ': hello\r\nevent: shards\r\ndata: {"a":\r\ndata: 1}\r\n\r\nid: 4\ndata:x\n\n';
    for (const size of [1, 2, 3, 7, 1000]) {
        const got = [];
        const parser = new EventParser((event) => got.push(event));
        for (let at = 0; at < stream.length; at += size) parser.push(stream.slice(at, at + size));
        assert.deepEqual(got, [
            {name: "shards", data: '{"a":\n1}'},
            {name: "message", data: "x"},
        ]);
    }
});

test("the lag of a shard includes turns that no look caught", () => {
    const model = new Model();
    const take = (at, changes) =>
        model.takeState({at: new Date(at).toISOString(), shards: [sample.shard(0, changes)]}, at);
    const lags = () => model.pointsOf(0).map(({lag}) => lag);
    take(1000, {busy_ms: 0.5, longest_turn_ms: 12.5});
    take(1250, {busy_ms: 0, longest_turn_ms: 31});
    take(1500, {busy_ms: 2, longest_turn_ms: 31});
    model.takeStall(sample.syscallStall(1, 1600, {lasted_ms: 70}), true);
    take(1750, {busy_ms: 1, longest_turn_ms: 70});
    assert.deepEqual(lags(), [0.5, 31, 2, 70]);
    take(130_000, {longest_turn_ms: 70});
    assert.equal(lags().length, 1, "two minutes are kept");
});

test("a stall that ended does not go on because of an older answer", () => {
    const model = new Model();
    model.takeStall(sample.cpuStall(1, 1000, 500, {ended: true}), true);
    model.takeStall(sample.cpuStall(1, 1000, 100));
    assert.equal(model.stalls.get(1).lasted, 500);
    assert.ok(model.stalls.get(1).ended);
    model.takeState({shards: [sample.shard(0, {state: "stalled", busy_ms: 900, stall_id: 2})]}, 1);
    model.takeStall(sample.cpuStall(2, 1000, 60));
    assert.equal(model.stalls.get(2).lasted, 900, "it goes on since it was written down");
});

test("tasks without a parent here, and circles, are not lost", () => {
    const roots = readTasks([
        {id: "1", parent: "9"},
        {id: "2", parent: "3"},
        {id: "3", parent: "2"},
        {id: "4", parent: "1"},
        {id: "5", parent: "5"},
    ]);
    const count = (tasks) => tasks.reduce((sum, task) => sum + 1 + count(task.children), 0);
    assert.equal(count(roots), 5);
    assert.deepEqual(
        roots[0].children.map(({id}) => id),
        ["4"],
    );
    const chain = Array.from({length: 10_000}, (_, index) => ({
        id: `${index + 1}`,
        parent: `${index}`,
    }));
    assert.equal(count(readTasks(chain)), 10_000);
});

test("long C++ names are shown as people call them", () => {
    const names = {
        "weir::task<weir::result<void>> inspected::load_catalogue()": "inspected::load_catalogue()",
        "auto app::work()::(anonymous class)::operator()(weir::scope &) const":
            "app::work()::(anonymous class)::operator()(weir::scope &)",
        "static void weir::main_work<weir::task<std::expected<void, int>> (*)()>::begin(work &) [F = x]":
            "weir::main_work<…>::begin(work &)",
        "std::vector<int>::push_back(int const&)": "std::vector<int>::push_back(int const&)",
        "async weir::task<void> serve(connection)": "async serve(connection)",
        "tcp_sendmsg [kernel]": "tcp_sendmsg [kernel]",
        "scan_me (?)": "scan_me (?)",
        "void scan(int) const (?)": "scan(int) (?)",
        "bool operator<(a const&, b const&)": "bool operator<(a const&, b const&)",
        read: "read",
        "a > b": "a > b",
        "": "",
    };
    for (const [full, short] of Object.entries(names)) assert.equal(brief(full), short);
});
