// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Headless Chromium, driven over the two pipes of --remote-debugging-pipe: no port, no dependency.
// Messages are JSON, ended by a zero byte.

import {spawn} from "node:child_process";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {delimiter, join} from "node:path";

const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

function findProgram() {
    const names = process.env.WEIR_CHROMIUM
        ? [process.env.WEIR_CHROMIUM]
        : ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
              process.env.PATH.split(delimiter).map((folder) => join(folder, name)),
          );
    const found = names.find((name) => existsSync(name));
    if (!found)
        throw new Error(
            "Chromium is missing: the report page is tested in it. Run scripts/bootstrap, or set " +
                "WEIR_CHROMIUM.",
        );
    return found;
}

export class Browser {
    static async start() {
        const browser = new Browser();
        browser.profile = mkdtempSync(join(tmpdir(), "weir-web-"));
        // A process group of its own, so that stop() also reaches the renderers.
        browser.process = spawn(
            findProgram(),
            [...flags, `--user-data-dir=${browser.profile}`, "about:blank"],
            {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], detached: true},
        );
        browser.exited = new Promise((done) => browser.process.once("exit", done));
        browser.read(browser.process.stdio[4]);
        browser.process.stdio[3].on("error", () => {});
        browser.exited.then(() => browser.fail(new Error("Chromium ended unexpectedly")));
        await browser.send("Browser.getVersion");
        return browser;
    }

    waiting = new Map();
    listeners = new Set();
    lastId = 0;

    read(stream) {
        let rest = "";
        stream.setEncoding("utf8");
        stream.on("data", (chunk) => {
            const messages = (rest + chunk).split("\0");
            rest = messages.pop();
            messages.forEach((message) => this.take(JSON.parse(message)));
        });
    }

    take(message) {
        if (message.id === undefined) {
            for (const listener of this.listeners) listener(message);
            return;
        }
        const {resolve, reject} = this.waiting.get(message.id);
        this.waiting.delete(message.id);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
    }

    fail(error) {
        for (const {reject} of this.waiting.values()) reject(error);
        this.waiting.clear();
    }

    send(method, params = {}, sessionId = undefined) {
        const id = ++this.lastId;
        const answer = new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject}));
        this.process.stdio[3].write(`${JSON.stringify({id, method, params, sessionId})}\0`);
        return answer;
    }

    /**
     * Opens a page; what it logs and asks for from elsewhere is kept in page.errors and
     * page.requests.
     */
    async open(url, {width = 1280, height = 900, scheme = "light"} = {}) {
        const {targetId} = await this.send("Target.createTarget", {url: "about:blank"});
        const {sessionId} = await this.send("Target.attachToTarget", {targetId, flatten: true});
        const page = new Page(this, sessionId, targetId);
        await Promise.all(
            ["Page", "Runtime", "Log", "Network"].map((domain) => page.send(`${domain}.enable`)),
        );
        await page.resize(width, height);
        await page.media({scheme});
        const loaded = page.event("Page.loadEventFired");
        await page.send("Page.navigate", {url});
        await loaded;
        await page.settle();
        return page;
    }

    async stop() {
        try {
            process.kill(-this.process.pid, "SIGKILL");
        } catch {
            // It is gone already.
        }
        await this.exited;
        rmSync(this.profile, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
    }
}

class Page {
    errors = [];
    requests = [];

    constructor(browser, sessionId, targetId) {
        Object.assign(this, {browser, sessionId, targetId});
        this.listener = (message) => {
            if (message.sessionId === sessionId) this.note(message);
        };
        browser.listeners.add(this.listener);
    }

    note({method, params}) {
        if (method === "Runtime.exceptionThrown") {
            this.errors.push(
                params.exceptionDetails.exception?.description ?? params.exceptionDetails.text,
            );
        } else if (
            method === "Runtime.consoleAPICalled" &&
            ["error", "warning", "assert"].includes(params.type)
        ) {
            this.errors.push(params.args.map((arg) => arg.description ?? arg.value).join(" "));
        } else if (
            method === "Log.entryAdded" &&
            ["error", "warning"].includes(params.entry.level)
        ) {
            this.errors.push(params.entry.text);
        } else if (method === "Network.requestWillBeSent") {
            this.requests.push(params.request.url);
        }
    }

    send(method, params) {
        return this.browser.send(method, params, this.sessionId);
    }

    event(method) {
        return new Promise((resolve) => {
            const listener = (message) => {
                if (message.sessionId !== this.sessionId || message.method !== method) return;
                this.browser.listeners.delete(listener);
                resolve(message.params);
            };
            this.browser.listeners.add(listener);
        });
    }

    /** Runs a function in the page and returns what it returns. */
    async run(work, ...args) {
        const expression = `(${work})(...${JSON.stringify(args)})`;
        const {result, exceptionDetails} = await this.send("Runtime.evaluate", {
            expression,
            awaitPromise: true,
            returnByValue: true,
        });
        if (exceptionDetails)
            throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
    }

    /** Until resize observers and the redraws they asked for have run. */
    settle() {
        return this.run(async () => {
            for (let frame = 0; frame < 3; ++frame)
                await new Promise((done) => requestAnimationFrame(done));
            await new Promise((done) => setTimeout(done));
        });
    }

    async resize(width, height) {
        await this.send("Emulation.setDeviceMetricsOverride", {
            width,
            height,
            deviceScaleFactor: 1,
            mobile: width < 500,
        });
    }

    async media({scheme = "light", type = ""}) {
        await this.send("Emulation.setEmulatedMedia", {
            media: type,
            features: [{name: "prefers-color-scheme", value: scheme}],
        });
    }

    async key(name) {
        await this.send("Input.dispatchKeyEvent", {type: "keyDown", key: name, code: name});
        await this.send("Input.dispatchKeyEvent", {type: "keyUp", key: name, code: name});
    }

    /** A PNG of the whole page, or of the place one selector matches. */
    async screenshot(selector) {
        const clip = await this.run((wanted) => {
            const box = (
                wanted ? document.querySelector(wanted) : document.documentElement
            ).getBoundingClientRect();
            return {
                x: box.x + scrollX,
                y: box.y + scrollY,
                width: box.width,
                height: box.height,
                scale: 1,
            };
        }, selector ?? null);
        const {data} = await this.send("Page.captureScreenshot", {
            format: "png",
            clip,
            captureBeyondViewport: true,
        });
        return Buffer.from(data, "base64");
    }

    async close() {
        this.browser.listeners.delete(this.listener);
        await this.browser.send("Target.closeTarget", {targetId: this.targetId});
    }
}
