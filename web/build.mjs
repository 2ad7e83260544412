// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Makes the pages: each is one HTML file with its style sheets, uPlot and our modules inside. The
// report has a placeholder where its data goes, the inspector asks the listener that served it. A
// bundler would be the larger half of the dependencies, so the little of one that is needed is
// here: modules become functions, in the order of their imports.
//
//   node build.mjs --out page.html [--page report|inspector] [--cpp file] [--depfile file]
//       [--install-into folder] [--npm program]
//
// Only these forms are allowed in our modules, which keeps the rewriting safe and simple:
//   import { a, b } from "./x.js";   import uPlot from "uplot";   export function|class|const name

import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {modulesFor} from "./install.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const placeholder = "{{report-data}}";

// What differs between the pages: what is embedded under which names, and what may be asked for.
const pages = {
    report: {
        style: "report.css",
        policy: [],
        header: "report_bytes.hpp",
        namespace: "web",
        bytes: "report",
    },
    inspector: {
        style: "inspector.css",
        policy: ["connect-src 'self'"],
        header: "diag/admin/inspector_page.hpp",
        namespace: "diag",
        bytes: "inspector_page",
    },
};

const importForm = /^import (?:\{([^}]*)\}|(\w+)) from "([^"]+)";$/gm;
const exportForm = /^export (?=(?:async )?(?:function|class|const) (\w+))/gm;

const variableOf = (name) => `module_${name.replace(/\W/g, "_")}`;

/** One module, a path below this folder, as a function that returns its exports. */
function wrap(name, source, libraries) {
    const exported = [...source.matchAll(exportForm)].map((match) => match[1]);
    const body = source
        .replace(importForm, (statement, names, whole, from) => {
            if (whole) {
                if (!libraries.has(from)) throw new Error(`${name}: unknown library ${from}`);
                return whole === libraries.get(from)
                    ? ""
                    : `const ${whole} = ${libraries.get(from)};`;
            }
            return `const {${names}} = ${variableOf(join(dirname(name), from))};`;
        })
        .replace(exportForm, "");
    const left = body.match(/^\s*(?:import|export)\b.*$/m);
    if (left) throw new Error(`${name}: build.mjs does not know this form: ${left[0].trim()}`);
    return (
        `const ${variableOf(name)} = (() => {\n${body}\nreturn ` +
        `{${exported.join(", ")}};\n})();\n`
    );
}

/** Our modules from the entry down, each after what it imports. */
function bundle(entry, libraries) {
    const done = new Map();
    const open = [];
    const visit = (name) => {
        if (done.has(name)) return;
        if (open.includes(name)) throw new Error(`import circle: ${[...open, name].join(" → ")}`);
        open.push(name);
        const source = readFileSync(join(here, name), "utf8");
        for (const [, , , from] of source.matchAll(importForm)) {
            if (from.startsWith(".")) visit(join(dirname(name), from));
        }
        open.pop();
        done.set(name, wrap(name, source, libraries));
    };
    visit(entry);
    return {
        code: `"use strict";\n${[...done.values()].join("")}`,
        files: [...done.keys()].map((name) => join(here, name)),
    };
}

/** Text inside <script> or <style> ends at the first closing tag, wherever it stands. */
function inert(kind, text) {
    const closing = new RegExp(`</(?=${kind})|<!--`, "i");
    if (closing.test(text))
        throw new Error(`a ${kind} to be inlined contains ${text.match(closing)[0]}${kind}`);
    return `\n${text.trim()}\n`;
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function buildPage(name, modules) {
    const uplot = join(modules, "uplot");
    const ours = bundle(join(name, "main.js"), new Map([["uplot", "uPlot"]]));
    const files = [
        join(here, name, "index.html"),
        join(uplot, "dist", "uPlot.min.css"),
        join(here, "shared", "page.css"),
        join(here, name, pages[name].style),
        join(uplot, "LICENSE"),
        join(uplot, "dist", "uPlot.iife.min.js"),
        ...ours.files,
    ];
    const [page, uplotStyle, sharedStyle, ourStyle, licence, uplotScript] = files
        .slice(0, 6)
        .map((file) => readFileSync(file, "utf8"));

    const styles = [uplotStyle, sharedStyle, ourStyle].map((text) => inert("style", text));
    const scripts = [`/*\nuPlot\n\n${licence.trim()}\n*/\n${uplotScript}`, ours.code].map((text) =>
        inert("script", text),
    );
    // Hashes rather than 'unsafe-inline': a script that got into the data would not run.
    const policy = [
        "default-src 'none'",
        `script-src ${scripts.map(hash).join(" ")}`,
        `style-src ${styles.map(hash).join(" ")}`,
        "img-src data:",
        ...pages[name].policy,
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");

    const parts = {
        policy,
        styles: styles.map((text) => `<style>${text}</style>`).join("\n"),
        scripts: scripts.map((text) => `<script>${text}</script>`).join("\n"),
    };
    // A function, because "$&" in a replacement string would have a meaning.
    const html = page.replace(/\{\{(policy|styles|scripts)\}\}/g, (whole, part) => parts[part]);
    return {html, files};
}

/** The report without its data. */
export function buildTemplate(modules) {
    const {html, files} = buildPage("report", modules);
    if (html.split(placeholder).length !== 2)
        throw new Error(`the page must contain ${placeholder} exactly once`);
    return {html, files};
}

export const buildInspector = (modules) => buildPage("inspector", modules);

/** Puts the data into the template as weir::web::report_page does. */
export function render(template, json) {
    const [before, after] = template.split(placeholder);
    return before + json.replaceAll("<", "\\u003c") + after;
}

/** The page as C++: bytes, because compilers limit the length of a string literal. */
function cppSource(name, html) {
    const {header, namespace, bytes: symbol} = pages[name];
    const bytes = Buffer.from(html);
    const lines = [];
    for (let at = 0; at < bytes.length; at += 32)
        lines.push(`    ${[...bytes.subarray(at, at + 32)].join(",")},`);
    return `// Generated by web/build.mjs.
#include "${header}"

namespace weir::inline v0::${namespace} {

const unsigned char ${symbol}_bytes[] = {
${lines.join("\n")}
};
const std::size_t ${symbol}_size = sizeof ${symbol}_bytes;

} // namespace weir::inline v0::${namespace}
`;
}

function write(file, text) {
    mkdirSync(dirname(resolve(file)), {recursive: true});
    writeFileSync(file, text);
}

function main() {
    const names = ["out", "page", "cpp", "depfile", "install-into", "npm"];
    const {values} = parseArgs({
        options: Object.fromEntries(names.map((name) => [name, {type: "string"}])),
    });
    if (!values.out) throw new Error("--out must name the page to write");
    const name = values.page ?? "report";
    if (!(name in pages)) throw new Error(`--page must be one of ${Object.keys(pages).join(", ")}`);
    const modules = modulesFor(values["install-into"] ?? here, values.npm);
    const {html, files} = name === "report" ? buildTemplate(modules) : buildInspector(modules);
    write(values.out, html);
    if (values.cpp) write(values.cpp, cppSource(name, html));
    if (values.depfile)
        write(
            values.depfile,
            `${values.out}: ${files.map((file) => file.replaceAll(" ", "\\ ")).join(" ")}\n`,
        );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    try {
        main();
    } catch (error) {
        console.error(`web/build.mjs: ${error.message}`);
        process.exit(1);
    }
}
