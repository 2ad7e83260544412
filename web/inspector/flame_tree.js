// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Collapsed stacks ("track;outermost;…;innermost MICROSECONDS" a line) as one tree of calls.

const idle = "(idle)";

function node(name, parent) {
    return {name, parent, value: 0, self: 0, children: [], byName: new Map()};
}

function child(parent, name) {
    let found = parent.byName.get(name);
    if (!found) {
        found = node(name, parent);
        parent.byName.set(name, found);
        parent.children.push(found);
    }
    return found;
}

function add(root, names, value) {
    let at = root;
    at.value += value;
    for (const name of names) {
        at = child(at, name);
        at.value += value;
    }
    at.self += value;
}

/** Children by size: the widest path is the leftmost. */
function order(root) {
    root.children.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
    root.children.forEach(order);
    return root;
}

/** The time a thread waited for work is left out: it is no one's doing. */
export function readCollapsed(text) {
    const root = node("all", null);
    for (const line of text.split("\n")) {
        const match = line.match(/^(.*\S)\s+(\d+)\s*$/);
        if (!match) continue;
        const names = match[1].split(";");
        if (names.at(-1) !== idle) add(root, names, Number(match[2]));
    }
    return order(root);
}

/** Only one track of it, which is then what "all" means. */
export function onTrack(root, name) {
    return root.byName.get(name) ?? node(name, null);
}

export const kindOf = (name) =>
    name.startsWith("async ")
        ? "async"
        : /\[kernel\]$/.test(name)
          ? "kernel"
          : /\(\?\)$/.test(name)
            ? "doubtful"
            : "native";

/** The rows of the graph below `top`: [{node, depth, start, width}], both of these from 0 to 1. */
export function layout(top, narrowest) {
    const boxes = [];
    const visit = (at, depth, start) => {
        const width = at.value / top.value;
        if (width < narrowest) return;
        boxes.push({node: at, depth, start, width});
        let next = start;
        for (const one of at.children) {
            visit(one, depth + 1, next);
            next += one.value / top.value;
        }
    };
    if (top.value > 0) visit(top, 0, 0);
    return boxes;
}

/** Where the time went, by function: [{name, self, total}]; recursion counts once. */
export function byFunction(root) {
    const all = new Map();
    const visit = (at, above) => {
        if (!all.has(at.name)) all.set(at.name, {name: at.name, self: 0, total: 0});
        const entry = all.get(at.name);
        entry.self += at.self;
        if (!above.has(at.name)) entry.total += at.value;
        const below = new Set(above).add(at.name);
        at.children.forEach((one) => visit(one, below));
    };
    root.children.forEach((one) => visit(one, new Set()));
    return [...all.values()].sort((a, b) => b.self - a.self || b.total - a.total);
}

/** The share of the time in frames that match, each moment counted once. */
export function matchedShare(root, matches) {
    const visit = (at) =>
        matches(at) ? at.value : at.children.reduce((sum, one) => sum + visit(one), 0);
    return root.value > 0 ? visit(root) / root.value : 0;
}
