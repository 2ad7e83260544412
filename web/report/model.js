// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The report as the page sees it. Everything that comes in may be missing or of the wrong type (an
// interrupted run, an older tool): what is not a finite number becomes null here, what is not a
// list becomes an empty one, so that no other module has to ask.

import {readChecks, readSubjects} from "./loop_model.js";

const knownVariants = ["sync", "thread-per-request", "wrapped", "async"];
const knownOperations = ["profile", "upload"];

const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const text = (value) => (typeof value === "string" && value !== "" ? value : null);
const list = (value) => (Array.isArray(value) ? value.filter(isObject) : []);
const object = (value) => (isObject(value) && !Array.isArray(value) ? value : {});
const flag = (value) => (typeof value === "boolean" ? value : null);

function isObject(value) {
    return typeof value === "object" && value !== null;
}

const stepNumbers = [
    "users",
    "rate",
    "due",
    "late",
    "dropped",
    "unanswered",
    "start_s",
    "seconds",
    "ok_per_s",
    "mean_ms",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "p999_ms",
    "max_ms",
    "errors",
    "timeouts",
    "shed",
    "errors_per_s",
    "shed_per_s",
    "generator_cpu",
    "generator_lag_ms",
    "little_error",
    "rss_bytes",
    "threads",
    "queue_length",
    "blocked_workers",
    "server_cpu",
    "loop_lag_ms",
];
const latencyNumbers = ["mean_ms", "p50_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"];
const sampleNumbers = [
    "t_s",
    "users",
    "queue_length",
    "blocked_workers",
    "threads",
    "rss_bytes",
    "cpu",
    "loop_lag_ms",
];

function numbers(raw, names) {
    return Object.fromEntries(names.map((name) => [name, number(raw[name])]));
}

function readPercentiles(raw) {
    return (Array.isArray(raw) ? raw : [])
        .filter(
            (pair) => Array.isArray(pair) && number(pair[0]) !== null && number(pair[1]) !== null,
        )
        .map(([fraction, ms]) => ({fraction, ms}))
        .filter(({fraction}) => fraction >= 0 && fraction <= 1)
        .sort((a, b) => a.fraction - b.fraction);
}

/** A step of the open model stands at its rate where one of the closed model stands at its users. */
function readStep(raw) {
    const values = numbers(raw, stepNumbers);
    const open = values.rate !== null;
    return {
        ...values,
        users: open ? values.rate : values.users,
        open,
        raw: open ? numbers(object(raw.raw), latencyNumbers) : null,
        certified: flag(raw.certified),
        settled: flag(raw.settled),
        note: text(raw.note),
        percentiles: readPercentiles(raw.percentiles),
    };
}

function readVariant(raw) {
    return {
        name: text(raw.name) ?? "unnamed",
        operation: text(raw.operation) ?? "requests",
        verdict: text(raw.verdict),
        steps: list(raw.steps)
            .map(readStep)
            .filter((step) => step.users > 0),
        samples: list(raw.samples)
            .map((sample) => numbers(sample, sampleNumbers))
            .filter((sample) => sample.t_s !== null)
            .sort((a, b) => a.t_s - b.t_s),
    };
}

function readExperiment(raw) {
    return {
        name: text(raw.name) ?? "unnamed",
        title: text(raw.title),
        verdict: text(raw.verdict),
        parameters: object(raw.parameters),
        variants: list(raw.variants).map(readVariant),
    };
}

function readCachedReads(raw) {
    const source = object(raw);
    return {
        title: text(source.title),
        verdict: text(source.verdict),
        rows: list(source.rows)
            .map((row) => numbers(row, ["bytes", "sync_us", "async_us", "ratio"]))
            .filter((row) => row.bytes > 0)
            .sort((a, b) => a.bytes - b.bytes),
        crossoverBytes: number(source.crossover_bytes),
    };
}

/** Known names in the order of the story, then the others as they came. */
function ordered(names, known) {
    const unique = [...new Set(names)];
    return [
        ...known.filter((name) => unique.includes(name)),
        ...unique.filter((name) => !known.includes(name)),
    ];
}

function readThreshold(raw) {
    return {
        text: text(raw.text) ?? "unnamed",
        target: text(raw.target) ?? "",
        found: text(raw.found) ?? "",
        held: flag(raw.held),
        ...numbers(raw, ["users", "rate"]),
    };
}

export function readReport(source) {
    const raw = object(source);
    const schema = text(raw.schema);
    const variants = list(raw.variants).map(readVariant);
    const machine = object(raw.machine);
    return {
        schema,
        isLoad: schema !== null && schema.startsWith("weir.load/"),
        isEventLoop: schema !== null && schema.startsWith("weir.lab.event-loop/"),
        isKnown: schema !== null && /^weir\.(lab\.(sync-io|event-loop)|load)\/1$/.test(schema),
        title: text(raw.title),
        verdict: text(raw.verdict),
        generatedAt: text(raw.generated_at),
        command: text(raw.command),
        driver: text(raw.driver),
        version: text(raw.weir_version),
        duration: number(raw.duration_s),
        interrupted: raw.interrupted === true,
        machine: {...machine, memory_bytes: number(machine.memory_bytes)},
        parameters: object(raw.parameters),
        injectedDelay: numbers(
            object(raw.injected_delay_ms),
            Object.keys(object(raw.injected_delay_ms)),
        ),
        variants,
        names: ordered(
            variants.map((variant) => variant.name),
            knownVariants,
        ),
        operations: ordered(
            variants.map((variant) => variant.operation),
            knownOperations,
        ),
        experiments: list(raw.experiments).map(readExperiment),
        cachedReads: readCachedReads(raw.cached_reads),
        thresholds: list(raw.thresholds).map(readThreshold),
        isOpen: isOpen(variants),
        subjects: readSubjects(raw.subjects),
        checks: readChecks(raw.checks),
        ratios: list(raw.ratios).map((entry) => ({
            operation: text(entry.operation) ?? "requests",
            ...numbers(entry, ["users", "throughput", "latency"]),
        })),
    };
}

/** Requests were due at a rate, whatever the target did. */
export const isOpen = (variants) =>
    variants.some((variant) => variant.steps.some((step) => step.open));

/** The sum of what was injected for an operation: no answer can be sooner. */
export const delayOf = (report, operation) => report.injectedDelay[operation] ?? null;

export function operationsOf(variants) {
    return ordered(
        variants.map((variant) => variant.operation),
        knownOperations,
    );
}

/** The variants of one operation, in the order of the story; those without a step are left out. */
export function variantsOf(variants, operation) {
    const mine = variants.filter(
        (variant) => variant.operation === operation && variant.steps.length > 0,
    );
    return ordered(
        mine.map((variant) => variant.name),
        knownVariants,
    ).map((name) => mine.find((variant) => variant.name === name));
}

export const stepAt = (variant, users) =>
    variant?.steps.find((step) => step.users === users) ?? null;

export const lastStep = (variant) =>
    variant?.steps.reduce((last, step) => (last && last.users >= step.users ? last : step), null) ??
    null;

/** Every number of users that some variant was measured with, ascending. */
export function userSteps(variants) {
    const all = variants.flatMap((variant) => variant.steps.map((step) => step.users));
    return [...new Set(all)].sort((a, b) => a - b);
}

/** A step that must not be read as a clean measurement. */
export const isWeak = (step) =>
    step !== null && (step.certified === false || step.settled === false);

export function weakness(step) {
    const words = [];
    if (step.certified === false) words.push("not certified");
    if (step.settled === false) words.push("not settled");
    return words.join(", ");
}
