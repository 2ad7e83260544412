// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// What a page shows and how to press its buttons, also inside of shadow roots, of which DevTools
// is made.

import {writeFileSync} from "node:fs";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Runs in the page: every element below `root`, shadow roots included. */
const everyElement = `function* every(root) {
    for (const element of root.querySelectorAll("*")) {
        yield element;
        if (element.shadowRoot) yield* every(element.shadowRoot);
    }
}`;

/** All texts of the page, a line each; what is hidden is left out. */
export function textOf(page) {
    return page.run(`() => {
        ${everyElement}
        const lines = [];
        for (const element of every(document)) {
            if (["STYLE", "SCRIPT"].includes(element.tagName) || !element.checkVisibility())
                continue;
            for (const child of element.childNodes)
                if (child.nodeType === Node.TEXT_NODE && child.textContent.trim())
                    lines.push(child.textContent.trim());
        }
        return lines.join("\\n");
    }`);
}

/** Waits until the page shows all these texts, and returns what it shows. */
export async function waitForText(page, wanted, what, seconds = 30) {
    let text = "";
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) {
        text = await textOf(page);
        if (wanted.every((part) => text.includes(part))) return text;
    }
    const missing = wanted.filter((part) => !text.includes(part));
    throw new Error(`${what}: the page does not show ${missing.join(", ")}, but\n${text}`);
}

/** A handle for the first element that matches. */
export async function findElement(page, selector, text = "") {
    const {result} = await page.send("Runtime.evaluate", {
        expression: `(() => {
            ${everyElement}
            for (const element of every(document))
                if (element.matches(${JSON.stringify(selector)}) &&
                    element.textContent.trim().startsWith(${JSON.stringify(text)}))
                    return element;
        })()`,
    });
    if (!result.objectId) throw new Error(`the page has no ${selector} ${text}`);
    return result.objectId;
}

export async function press(page, selector, text) {
    const objectId = await findElement(page, selector, text);
    await page.send("Runtime.callFunctionOn", {
        objectId,
        functionDeclaration: `function () {
            for (const type of ["mousedown", "mouseup", "click"])
                this.dispatchEvent(new MouseEvent(type, {bubbles: true, composed: true}));
        }`,
    });
}

export async function clickAt(page, x, y) {
    for (const type of ["mouseMoved", "mousePressed", "mouseReleased"])
        await page.send("Input.dispatchMouseEvent", {type, x, y, button: "left", clickCount: 1});
    await pause(100);
}

/** A picture for people; nothing is concluded from it. */
export async function takePicture(page, file) {
    const {data} = await page.send("Page.captureScreenshot", {format: "png"});
    writeFileSync(file, Buffer.from(data, "base64"));
}
