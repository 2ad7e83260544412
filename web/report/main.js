// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Reads the report from its script element and builds the page, section by section.

import {about, howToRead} from "./about.js";
import {failures, latency, throughput} from "./by_users.js";
import {redrawAll} from "../shared/chart.js";
import {h} from "../shared/dom.js";
import {experiments} from "./experiments.js";
import {moment, seconds} from "../shared/format.js";
import {headline, variants} from "./headline.js";
import {little} from "./little.js";
import {claims, loopHeadline, loopRules, pingPlot, subjects} from "./loop.js";
import {readReport} from "./model.js";
import {percentiles} from "./percentiles.js";
import {promises} from "./promises.js";
import {rawAndCorrected} from "./raw.js";
import {server} from "./server.js";
import {staircase} from "./staircase.js";
import {stylesFor} from "../shared/styles.js";

const sections = [
    ["verdict", "Verdict", "What waiting costs", headline],
    ["variants", "Variants", "What each variant did", variants],
    ["staircase", "Staircase", "The published experiment", staircase],
    ["throughput", "Throughput", "Throughput against users", throughput],
    ["latency", "Response time", "Response time against users", latency],
    ["raw", "Raw, corrected", "Raw and corrected response time", rawAndCorrected],
    ["promises", "Promises", "What was promised", promises],
    ["failures", "Errors", "Errors and 503s", failures],
    ["server", "Server", "What the server paid", server],
    ["percentiles", "Percentiles", "Response time to the nines", percentiles],
    ["check", "Check", "Can these numbers be true?", little],
    ["experiments", "Shorter runs", "Three shorter runs", experiments],
    ["about", "Machine", "Machine, parameters, how to repeat it", about],
    ["reading", "How to read it", "How to read it", howToRead],
];

const loopSections = [
    ["verdict", "Verdict", "What one route does to all others", loopHeadline],
    ["ping", "Ping", "Ping beside each route", pingPlot],
    ["subjects", "Routes", "Nine ways to hold up a loop, and their cures", subjects],
    ["claims", "Claims", "What was claimed, and what was found", claims],
    ["about", "Machine", "Machine, parameters, how to repeat it", about],
    ["reading", "How to read it", "How to read it", loopRules],
];

const loadTitles = {
    verdict: "How the target did",
    staircase: "The staircase",
    variants: null, // the headline already shows every target
};

const openTitles = {
    throughput: "Throughput against the rate",
    latency: "Response time against the rate",
};

function titleOf(id, title, report) {
    if (report.isOpen && id in openTitles) return openTitles[id];
    return report.isLoad && id in loadTitles ? loadTitles[id] : title;
}

/** One section that cannot be drawn must not take the others with it. */
function build(make, report, styles) {
    try {
        return make(report, styles);
    } catch (error) {
        console.error(error);
        return [
            h("p", {class: "failed"}, `This part of the report cannot be shown: ${error.message}`),
        ];
    }
}

function section([id, short, title, make], report, styles) {
    const heading = titleOf(id, title, report);
    const content = heading === null ? null : build(make, report, styles);
    // A section that this report cannot have says so with null.
    return (
        content && {
            id,
            short,
            element: h(
                "section",
                {id, "aria-labelledby": `${id}-title`},
                h("h2", {id: `${id}-title`}, heading),
                content,
            ),
        }
    );
}

function masthead(report) {
    const title = report.title ?? (report.isLoad ? "Load test" : "Lab report");
    document.title = `${title} · Weir`;
    const facts = [
        moment(report.generatedAt),
        report.driver && `driver ${report.driver}`,
        report.version && `weir ${report.version}`,
        report.duration !== null && `took ${seconds(report.duration)}`,
    ];
    document.getElementById("title").textContent = title;
    document.getElementById("kicker").textContent = report.isLoad ? "weir load" : "weir lab";
    document.getElementById("facts").textContent = facts.filter(Boolean).join(" · ");
}

function warnings(report) {
    const words = [];
    if (report.interrupted) {
        words.push(
            "This run was interrupted. What was measured until then is shown; the rest is missing.",
        );
    }
    if (!report.isKnown) {
        words.push(
            `This page does not know the schema ${report.schema ?? "(none given)"} and shows ` +
                `what it understands.`,
        );
    }
    return words.map((text) => h("p", {class: "warning", role: "note"}, text));
}

function show(report) {
    const styles = stylesFor(report.names);
    masthead(report);
    const parts = report.isEventLoop ? loopSections : sections;
    const built = parts.map((entry) => section(entry, report, styles)).filter(Boolean);
    document.querySelector("nav").replaceChildren(
        h(
            "ul",
            null,
            built.map(({id, short}) => h("li", null, h("a", {href: `#${id}`}, short))),
        ),
    );
    document
        .getElementById("report")
        .replaceChildren(...warnings(report), ...built.map(({element}) => element));
}

function complain(words) {
    document
        .getElementById("report")
        .replaceChildren(h("p", {class: "warning", role: "alert"}, words));
}

function start() {
    const source = document.getElementById("report-data").textContent.trim();
    let raw;
    try {
        raw = JSON.parse(source);
    } catch (error) {
        complain(
            source.startsWith("{{")
                ? "This is the empty template of a report; it holds no data."
                : `The data in this report is damaged and cannot be read: ${error.message}`,
        );
        return;
    }
    show(readReport(raw));
    // Canvases do not follow the style sheet by themselves.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
    matchMedia("print").addEventListener("change", redrawAll);
}

start();
