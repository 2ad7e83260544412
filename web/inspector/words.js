// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What people read: causes, ages, places in the source.

import {milliseconds, seconds} from "../shared/format.js";

const causes = {
    cpu: {name: "computes", why: "it computed"},
    syscall: {name: "system call", why: "it slept in a system call"},
    lock: {name: "lock", why: "it waited for a lock"},
    page_fault: {name: "page fault", why: "it waited for memory to be read from disk"},
    starved: {name: "starved", why: "it could run, but was not given a CPU"},
    stopped: {name: "stopped", why: "the whole process was suspended"},
};

export const causeName = (cause) => causes[cause]?.name ?? cause;
export const causeWhy = (cause) => causes[cause]?.why ?? `of ${cause}`;
export const causeIds = Object.keys(causes);

/** How long ago or how long: "35 ms", "4.2 s", "3 min 20 s", "5 h 4 min", "2 d 3 h". */
export function span(ms) {
    if (ms === null || ms === undefined) return "–";
    if (ms < 120_000) return milliseconds(ms);
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 60) return seconds(ms / 1000);
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return `${hours} h ${minutes % 60} min`;
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** As span, in tenths, for what grows while it is read. */
export function runningSpan(ms) {
    return ms >= 1000 && ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms);
}

/** The last two parts of a path: enough to find the file, and short enough to read. */
export const shortPath = (path) => path.split("/").slice(-2).join("/");

export function place({file, line}) {
    return file && line > 0 ? `${shortPath(file)}:${line}` : shortPath(file ?? "");
}

/** What names a frame best: the function, else the place in its module. */
export function frameName(frame) {
    if (frame.function) return brief(frame.function);
    const module = frame.module.split("/").at(-1);
    return module ? `${module}+${frame.address}` : frame.address || "unknown";
}

const longestArguments = 24;

/** Walks a C++ name; visit(letter, place, depth) with the depth of brackets, null if they do not match. */
function walk(name, visit) {
    let depth = 0;
    for (let place = 0; place < name.length; ++place) {
        const letter = name[place];
        const isArrow = letter === ">" && name[place - 1] === "-";
        if ("<([{".includes(letter)) ++depth;
        else if (")]}".includes(letter) || (letter === ">" && !isArrow)) --depth;
        if (depth < 0) return false;
        visit(letter, place, depth);
    }
    return depth === 0;
}

/** Template arguments that would hide the name itself become "<…>". */
function withoutLongArguments(name) {
    let short = "";
    let begin = -1;
    let level = 0;
    const fits = walk(name, (letter, place, depth) => {
        if (begin < 0 && letter === "<") [begin, level] = [place, depth];
        if (begin < 0) short += letter;
        else if (letter === ">" && depth === level - 1) {
            const part = name.slice(begin, place + 1);
            short += part.length <= longestArguments ? part : "<…>";
            begin = -1;
        }
    });
    return fits ? short : name;
}

/**
 * A C++ function as people call it: "inspected::work()" for "static weir::task<int>
 * inspected::work() [with F = …]". A name that is no such thing stays as it is.
 */
export function brief(full) {
    const [, prefix, body, mark] = full.match(/^(async |)(.*?)( \(\?\)| \[kernel\]|)$/s);
    let name = body
        .replace(/ \[(?:with )?\w+ = .*\]$/s, "")
        .replace(/ (?:const|noexcept|volatile|&|&&)$/, "");
    if (!/\boperator\b(?!\(\))/.test(name)) {
        let start = 0;
        const fits = walk(name, (letter, place, depth) => {
            if (letter === " " && depth === 0) start = place + 1;
        });
        if (fits && name.includes("(")) name = name.slice(start);
        name = withoutLongArguments(name);
    }
    return prefix + name + mark;
}

const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hour12: false,
    timeZoneName: "short",
});

export const clockTime = (at) => (at === null ? "–" : clock.format(new Date(at)));

/** "1 task", "3 tasks". */
export const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
