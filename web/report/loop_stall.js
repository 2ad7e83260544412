// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The record that named a stall, and the flame graph of its time.

import {absent, h, svg} from "../shared/dom.js";
import {microseconds, milliseconds, percent} from "../shared/format.js";
import {kindOf, layout, readCollapsed} from "../inspector/flame_tree.js";

const shortFile = (file) => file.split("/").slice(-2).join("/");

const placeOf = ({file, line, module}) =>
    file ? `${shortFile(file)}${line > 0 ? `:${line}` : ""}` : (module && shortFile(module)) || "";

function frames(title, lines, sought) {
    if (lines.length === 0) return null;
    return h(
        "div",
        null,
        h("h4", null, title),
        h(
            "ol",
            {class: "frames"},
            lines.map((line) =>
                h(
                    "li",
                    {class: sought && line.function.includes(sought) ? "sought" : null},
                    h("code", null, line.function, line.doubtful ? " (?)" : ""),
                    h("span", {class: "place"}, ` ${placeOf(line)}`),
                    line.task ? h("span", {class: "place"}, ` task “${line.task}”`) : null,
                ),
            ),
        ),
    );
}

const rowHeight = 18;
const pictureWidth = 1000;
const letterWidth = 6.6;

function flameBox({node, depth, start, width}, whole) {
    const [x, room] = [start * pictureWidth, Math.max(0.5, width * pictureWidth - 1)];
    const letters = Math.floor((room - 6) / letterWidth);
    const words = node.name.length <= letters ? node.name : `${node.name.slice(0, letters - 1)}…`;
    return svg(
        "g",
        {class: `frame ${kindOf(node.name)}`},
        svg("title", null, `${node.name}: ${microseconds(node.value)}, ${percent(node.value / whole)}`),
        svg("rect", {x, y: depth * rowHeight, width: room, height: rowHeight - 1, rx: 2}),
        letters >= 3 ? svg("text", {x: x + 3, y: depth * rowHeight + 12.5}, words) : null,
    );
}

function flame(route) {
    const root = readCollapsed(route.flame);
    const boxes = layout(root, 0.001);
    if (boxes.length === 0) return absent("No sample was taken while it was called.");
    const rows = Math.max(...boxes.map(({depth}) => depth)) + 1;
    return h(
        "div",
        {
            class: "scroll flame",
            role: "region",
            tabindex: 0,
            "aria-label": `Flame graph of ${route.path}`,
        },
        svg(
            "svg",
            {
                width: pictureWidth,
                height: rows * rowHeight,
                role: "img",
                "aria-label": `Flame graph of ${route.path}, outermost call on top`,
            },
            boxes.map((box) => flameBox(box, root.value)),
        ),
    );
}

function sentence(route) {
    const {stalls} = route;
    const named = stalls.namedBy
        ? `It names ${route.function} in the ${stalls.namedBy}.`
        : `It does not name ${route.function ?? "the function"}.`;
    return [
        h("b", null, milliseconds(stalls.longest_ms)),
        ", cause ",
        h("b", null, stalls.cause ?? "unknown"),
        ", in ",
        h("code", null, stalls.culprit ?? "an unknown function"),
        stalls.record?.detail ? ` (${stalls.record.detail})` : "",
        `. ${named}`,
    ];
}

export function stallPart(route) {
    const {stalls} = route;
    if (!stalls.watched)
        return absent("The server was not watched, so there is no record of its stalls.");
    if (stalls.record === null) return absent(`No stall of ${route.path} was recorded.`);
    return h(
        "div",
        {class: "aside"},
        h("h4", null, `The stall record of ${route.path}`),
        h("p", null, sentence(route)),
        h(
            "details",
            {class: "data"},
            h("summary", null, "Stacks"),
            h(
                "div",
                {class: "grid columns-2"},
                frames("Native stack, innermost first", stalls.record.stack, route.function),
                frames("Await chain, innermost first", stalls.record.awaiting, route.function),
            ),
        ),
        h("details", {class: "data"}, h("summary", null, "Flame graph"), flame(route)),
        h(
            "details",
            {class: "data"},
            h("summary", null, "As it was written"),
            h("pre", {tabindex: 0}, h("code", null, JSON.stringify(stalls.record.raw, null, 1))),
        ),
    );
}
