// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What the variants and operations are called and what they are, in words.

import {number} from "../shared/format.js";

const operationNames = {profile: "Profile call", upload: "Upload", requests: "Requests"};

export const operationName = (operation) => operationNames[operation] ?? operation;

/** "profile requests", "uploads": for use inside a sentence. */
export function operationPlural(operation) {
    if (operation === "upload") return "uploads";
    return operation === "requests" ? "requests" : `${operation} requests`;
}

/** What raises the load: users who wait for their answers, or requests that are due at a rate. */
export const levelWords = (open) =>
    open
        ? {title: "Rate", axis: "requests due per second (log)", unit: "due/s"}
        : {title: "Users", axis: "concurrent users (log)", unit: "users"};

const describe = {
    sync: (workers) =>
        `A pool of ${workers}worker threads takes requests from a queue. Each call blocks its ` +
        `worker until the answer is there.`,
    "thread-per-request": () =>
        "A thread for every request in flight. Each call blocks, but only its own thread.",
    wrapped: (workers) =>
        `The async server, but each call blocks a thread of an offload ` +
        `pool${workers ? ` of ${workers.trim()} threads` : ""}.`,
    async: () => "An event loop per core. While a call waits it holds no thread at all.",
};

/** What a variant is; null for the targets of a load test. */
export function describeVariant(name, parameters) {
    const workers = typeof parameters.workers === "number" ? `${number(parameters.workers)} ` : "";
    return describe[name]?.(workers) ?? null;
}
