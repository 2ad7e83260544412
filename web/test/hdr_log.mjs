// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The log of `weir load --hdr`, read by HdrHistogram's own JavaScript port: what it finds there is
// what the report says.
//
//   node hdr_log.mjs --weir program --install-into folder --npm program

import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {createServer} from "node:http";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import test from "node:test";
import {parseArgs} from "node:util";
import {modulesFor} from "../install.mjs";

const {values} = parseArgs({
    options: Object.fromEntries(["weir", "install-into", "npm"].map((n) => [n, {type: "string"}])),
});
const modules = modulesFor(values["install-into"], values.npm, true);
const hdr = createRequire(join(modules, "x.js"))("hdr-histogram-js");

function run(program, args) {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, {stdio: "ignore"});
        child.on("error", reject);
        child.on("exit", resolve);
    });
}

/** All histograms of the log, by tag and added up. */
function read(file) {
    const reader = new hdr.HistogramLogReader(readFileSync(file, "utf8"));
    const sums = new Map();
    for (let next = reader.nextIntervalHistogram(); next; next = reader.nextIntervalHistogram()) {
        assert.ok(next.endTimeStampMsec > next.startTimeStampMsec);
        assert.ok(Math.abs(next.startTimeStampMsec - Date.now()) < 600_000, "begins about now");
        const sum = sums.get(next.tag) ?? hdr.build({numberOfSignificantValueDigits: 3});
        sum.autoResize = true;
        sum.add(next);
        sums.set(next.tag, sum);
    }
    return sums;
}

/** Within the precision of three digits, and of the report's own rounding. */
function assertClose(found, expected, what) {
    assert.ok(
        Math.abs(found - expected) <= expected * 0.0011 + 1e-3,
        `${what}: the log has ${found}, the report ${expected}`,
    );
}

function assertSame(histogram, figures, count, what) {
    assert.equal(histogram.totalCount, count, what);
    const ms = (percentile) => histogram.getValueAtPercentile(percentile) / 1e6;
    assertClose(ms(50), figures.p50_ms, `${what} p50`);
    assertClose(ms(99), figures.p99_ms, `${what} p99`);
    assertClose(ms(99.9), figures.p999_ms, `${what} p99.9`);
    assertClose(histogram.maxValue / 1e6, figures.max_ms, `${what} max`);
    assertClose(histogram.mean / 1e6, figures.mean_ms, `${what} mean`);
}

test("HdrHistogram reads from the log what the report says", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "weir-hdr-"));
    t.after(() => rmSync(folder, {recursive: true}));
    const server = createServer((_, answer) => setTimeout(() => answer.end("ok"), Math.random() * 9));
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    t.after(() => server.close());
    const url = `http://127.0.0.1:${server.address().port}/`;
    const [log, json] = ["load.hlog", "load.json"].map((name) => join(folder, name));

    for (const [level, model] of [
        [["--users", "3"], "closed"],
        [["--rate", "200"], "open"],
    ]) {
        const to = ["--step", "2500ms", "--warmup", "100ms", "--hdr", log, "--json", json];
        assert.equal(await run(values.weir, ["load", url, ...level, ...to]), 0);
        const [step] = JSON.parse(readFileSync(json, "utf8")).variants[0].steps;
        const found = read(log);
        if (model === "closed") {
            assert.deepEqual([...found.keys()], ["3-users"]);
            assertSame(found.get("3-users"), step, step.ok, "closed");
        } else {
            assert.deepEqual([...found.keys()], ["200-per-s.corrected", "200-per-s.raw"]);
            assertSame(found.get("200-per-s.corrected"), step, step.ok, "corrected");
            assertSame(found.get("200-per-s.raw"), step.raw, step.ok, "raw");
        }
    }
    server.closeAllConnections();
});
