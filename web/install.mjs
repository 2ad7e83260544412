// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Sees to it that there is a folder of modules that matches package-lock.json. Where there is one,
// in the build folder or beside this file (after `npm ci` here), nothing is asked of the network.

import {spawnSync} from "node:child_process";
import {copyFileSync, mkdirSync, readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

function packagesIn(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
    } catch {
        return {};
    }
}

/** npm leaves a record of what it unpacked; it must name what the lock file names. */
function matches(folder, withTools) {
    const wanted = Object.entries(packagesIn(join(here, "package-lock.json"))).filter(
        ([path, entry]) => path !== "" && (withTools || !entry.dev),
    );
    const found = packagesIn(join(folder, "node_modules", ".package-lock.json"));
    return wanted.every(([path, entry]) => found[path]?.integrity === entry.integrity);
}

function install(folder, npm, withTools) {
    mkdirSync(folder, {recursive: true});
    for (const name of ["package.json", "package-lock.json"])
        copyFileSync(join(here, name), join(folder, name));
    const options = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--loglevel=error",
        ...(withTools ? [] : ["--omit=dev"]),
    ];
    const {status, stderr, error} = spawnSync(npm, options, {cwd: folder, encoding: "utf8"});
    if (status === 0) return;
    throw new Error(
        `npm could not fetch the modules of the pages. With a network, run ` +
            `scripts/bootstrap, or \`npm ci\` in ` +
            `web/; builds after that need none.\n${error?.message ?? stderr}`,
    );
}

/** The folder of modules to build with, or also to test with. */
export function modulesFor(buildFolder, npm = "npm", withTools = false) {
    const folder = [buildFolder, here].find((candidate) => matches(candidate, withTools));
    if (!folder) install(buildFolder, npm, withTools);
    return join(folder ?? buildFolder, "node_modules");
}
