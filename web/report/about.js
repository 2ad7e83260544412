// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Where the numbers come from, how to get them again and how to read them.

import {absent, h} from "../shared/dom.js";
import {facts} from "./facts.js";

const isKnown = (value) => value !== null && value !== undefined;

function block(title, fields, otherwise) {
    const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => isKnown(value)));
    return [h("h3", null, title), Object.keys(known).length > 0 ? facts(known) : absent(otherwise)];
}

function delays(report) {
    return Object.fromEntries(
        Object.entries(report.injectedDelay).map(([operation, value]) => [
            `injected_delay_${operation}_ms`,
            value,
        ]),
    );
}

export function about(report) {
    return [
        h("h3", null, "Command"),
        report.command
            ? h("pre", {tabindex: 0}, h("code", null, report.command))
            : absent("The command was not recorded."),
        block("Machine", report.machine, "The machine was not recorded."),
        block(
            "Run",
            {
                driver: report.driver,
                weir_version: report.version,
                duration_s: report.duration,
                schema: report.schema,
            },
            "Driver, version and duration were not recorded.",
        ),
        block(
            "Parameters",
            {...report.parameters, ...delays(report)},
            "The parameters were not recorded.",
        ),
    ];
}

const closedModel =
    "The users are a closed population: each sends a request, waits for the answer, and sends " +
    "the next. So a slow server is asked less often, and its throughput is set by its " +
    "response time. Requests that waiting users did not send are in no percentile: a pause of " +
    "the server is seen by as many requests as there are users.";

const openModel =
    "Requests are due at times that do not depend on the server. Response times count from when " +
    "a request was due (corrected); raw ones from when it was sent, which leaves out what a " +
    "visitor waited before that.";

const common = [
    "Throughput and response times count successful answers only. Errors, timeouts and 503s have " +
        "their own series.",
    "A hollow marker and a bar beside a row mean: not certified (the load generator was itself " +
        "the bottleneck) or not settled (the step was too short for a response time that long). " +
        "Read those as bounds.",
    "On a logarithmic axis the same distance means the same factor. A straight rising line with " +
        "slope one in the throughput chart is perfect scaling.",
];

const lab = [
    "All four variants run the same handlers under the same load against the same backend; only " +
        "the way they wait differs.",
    "Sync and wrapped stop at workers ÷ delay, whatever the processor could do. That the calls " +
        "are wrapped in something asynchronous does not change it: the thread that waits has " +
        "only moved.",
    "The factor between sync and async is users ÷ workers as long as nothing else is the limit. " +
        "Another number of workers gives another factor; the shape of the curves remains.",
    "Client, servers and backend share one machine. Absolute numbers are of this machine and " +
        "this load; compare within the report, not between reports.",
    "The chart after which the staircase is drawn labels its response time in milliseconds; its " +
        "flat line at 2 for a delay of two seconds shows that they are seconds. Here the unit " +
        "stands on the axis.",
];

export function howToRead(report) {
    return [
        h(
            "ul",
            {class: "prose"},
            [report.isOpen ? openModel : closedModel, ...common, ...(report.isLoad ? [] : lab)].map(
                (line) => h("li", null, line),
            ),
        ),
    ];
}
