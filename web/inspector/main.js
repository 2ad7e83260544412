// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Listens to the events, keeps the model and shows it.

import {redrawAll} from "../shared/chart.js";
import {askJson} from "./api.js";
import {Banner} from "./banner.js";
import {Feed} from "./feed.js";
import {Model} from "./model.js";
import {ProfileView} from "./profile.js";
import {requestsView} from "./requests.js";
import {handlesView, PoolsView} from "./resources.js";
import {ShardsView} from "./shards.js";
import {StallsView} from "./stalls.js";
import {Status} from "./status.js";
import {Tabs} from "./tabs.js";
import {tasksView} from "./tasks.js";
import {span} from "./words.js";

const tickEvery = 100;
const aboutEvery = 10_000;
const stallEvery = 1000;

class Inspector {
    constructor() {
        this.model = new Model();
        this.paused = false;
        this.feed = new Feed(
            "events",
            (event) => this.take(event),
            () => this.changed(),
        );
        this.banner = new Banner(document.getElementById("banner"), (id) => this.openStall(id));
        this.status = new Status(
            document.getElementById("status"),
            document.getElementById("notices"),
            this.feed,
            {onPause: (paused) => this.pause(paused), onToken: () => this.newToken()},
        );
        this.views = this.makeViews();
        this.tabs = new Tabs(
            this.views,
            document.querySelector("nav [role=tablist]"),
            document.getElementById("inspector"),
        );
    }

    makeViews() {
        this.stalls = new StallsView(this.model, (id) => this.tabs.choose("stalls", String(id)));
        return [
            new ShardsView(this.model),
            this.stalls,
            tasksView(),
            handlesView(),
            new PoolsView(this.model),
            requestsView(),
            new ProfileView(this.model),
        ];
    }

    start() {
        setInterval(() => this.tick(), tickEvery);
        setInterval(() => this.readAbout(), aboutEvery);
        setInterval(() => this.masthead(), 1000);
        setInterval(() => this.readUnexplained(), stallEvery);
        this.feed.run();
        this.tick();
    }

    openStall(id) {
        this.tabs.choose("stalls", String(id));
        document.getElementById("tab-stalls").focus();
    }

    pause(paused) {
        this.paused = paused;
        for (const {poll} of this.views) {
            if (poll) poll.paused = paused;
        }
        if (!paused) this.readAll();
        this.tick();
    }

    newToken() {
        this.feed.retry();
        for (const {poll} of this.views) {
            if (poll?.visible) poll.again();
        }
    }

    /** The stream tells only what happens from now on. */
    changed() {
        if (this.feed.state.kind === "live") this.readAll();
        this.tick();
    }

    async readAll() {
        await this.readAbout();
        await this.readStalls("debug/stalls");
    }

    async readStalls(path) {
        try {
            const {stalls} = await askJson(path);
            for (const stall of stalls ?? []) this.model.takeStall(stall);
            this.update();
        } catch {
            // The stream ends as well, or its next event tells; the state is shown beside the title.
        }
    }

    /** A stack takes a while to get its names, and no event tells of it. */
    readUnexplained() {
        if (this.paused || this.feed.state.kind !== "live") return;
        for (const {shard, stall} of this.model.stuck().slice(0, 2)) {
            if (!stall || stall.stack.length === 0)
                this.readStalls(`debug/stalls?id=${shard.stall}`);
        }
    }

    async readAbout() {
        if (this.paused || this.feed.state.kind !== "live") return;
        try {
            this.model.takeAbout(await askJson("debug/shards"));
            this.masthead();
        } catch {
            // As above.
        }
    }

    take({name, data}) {
        if (this.paused) return;
        let raw;
        try {
            raw = JSON.parse(data);
        } catch {
            return; // cut off by the end of the stream
        }
        if (name === "shards") this.model.takeState(raw, Date.now());
        if (name === "stall") this.model.takeStall(raw, true);
        this.update();
    }

    /** Several events a frame are drawn once. */
    update() {
        if (this.asked) return;
        this.asked = true;
        requestAnimationFrame(() => {
            this.asked = false;
            this.banner.update(this.model);
            this.views.forEach((view) => view.update?.());
            this.badges();
            this.tick();
        });
    }

    badges() {
        const stuck = this.model.stuck().length;
        this.tabs.count("shards", stuck > 0 ? `${stuck} stuck` : "", true);
        this.tabs.count("stalls", this.model.stalls.size > 0 ? String(this.model.stalls.size) : "");
        const program = this.model.about?.program || "Weir";
        document.title = `${stuck > 0 ? "⚠ stuck · " : ""}${program} · inspector`;
    }

    masthead() {
        if (this.model.about === null || this.paused || this.feed.state.kind !== "live") return;
        const {program, pid, host, version, started, tiers} = this.model.about;
        const facts = [
            host,
            pid !== null && `process ${pid}`,
            started !== null && `up for ${span(Date.now() - started)}`,
            version && `weir ${version}`,
            tiers.switches && `short blocking by ${tiers.switches}`,
            tiers.sampler && `samples by ${tiers.sampler}`,
            tiers.reason,
        ];
        document.getElementById("title").textContent = program || "Inspector";
        document.getElementById("facts").textContent = facts.filter(Boolean).join(" · ");
    }

    tick() {
        const now = Date.now();
        const live = !this.paused && this.feed.state.kind === "live";
        this.status.tick(now, this.model);
        this.banner.tick(live ? now : null, this.model);
    }
}

new Inspector().start();
// Canvases do not follow the style sheet by themselves.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
