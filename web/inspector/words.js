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

export function place({file, line}) {
    if (!file) return "";
    const short = file.split("/").slice(-2).join("/");
    return line > 0 ? `${short}:${line}` : short;
}

/** What names a frame best: the function, else the place in its module. */
export function frameName(frame) {
    if (frame.function) return frame.function;
    const module = frame.module.split("/").at(-1);
    return module ? `${module}+${frame.address}` : frame.address || "unknown";
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
