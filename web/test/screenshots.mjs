// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Pictures of the page, for looking at it: light, dark and phone, the whole and every section.
//
//   node test/screenshots.mjs FOLDER [report.json]

import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {buildTemplate, render} from "../build.mjs";
import {modulesFor} from "../install.mjs";
import {Browser} from "./chromium.mjs";
import {sampleReport} from "./sample.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, data] = process.argv.slice(2);
if (!folder) {
    console.error("usage: node test/screenshots.mjs FOLDER [report.json]");
    process.exit(2);
}
mkdirSync(folder, {recursive: true});
const json = data ? readFileSync(data, "utf8") : JSON.stringify(sampleReport());
const file = resolve(folder, "report.html");
writeFileSync(file, render(buildTemplate(modulesFor(join(here, ".."))).html, json));

const browser = await Browser.start();
try {
    for (const [name, width, scheme] of [
        ["light", 1280, "light"],
        ["dark", 1280, "dark"],
        ["phone", 360, "light"],
    ]) {
        const page = await browser.open(pathToFileURL(file).href, {width, scheme});
        writeFileSync(join(folder, `${name}.png`), await page.screenshot());
        const ids = await page.run(() =>
            [...document.querySelectorAll("section")].map((section) => section.id),
        );
        for (const id of ids)
            writeFileSync(join(folder, `${name}-${id}.png`), await page.screenshot(`#${id}`));
        page.errors.forEach((error) => console.error(error));
        await page.close();
    }
} finally {
    await browser.stop();
}
