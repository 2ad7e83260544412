// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Name and value, for machines and parameters: whatever fields come, in their order.

import {h} from "../shared/dom.js";
import {bytes, milliseconds, number, seconds, unknown, yesNo} from "../shared/format.js";

const units = [
    [/_bytes$/, bytes],
    [/_ms$/, milliseconds],
    [/_s$/, seconds],
];

const readable = (name) => name.replace(/_(bytes|ms|s)$/, "").replaceAll("_", " ");

function valueText(name, value) {
    if (typeof value === "number" && Number.isFinite(value)) {
        const unit = units.find(([ending]) => ending.test(name));
        return unit ? unit[1](value) : number(value);
    }
    if (typeof value === "boolean") return yesNo(value);
    if (Array.isArray(value))
        return value.map((entry) => valueText(name, entry)).join(", ") || unknown;
    if (typeof value === "object" && value !== null) return JSON.stringify(value);
    return typeof value === "string" && value !== "" ? value : unknown;
}

export function facts(fields) {
    return h(
        "dl",
        {class: "facts"},
        Object.entries(fields).map(([name, value]) =>
            h("div", null, h("dt", null, readable(name)), h("dd", null, valueText(name, value))),
        ),
    );
}
