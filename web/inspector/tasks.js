// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The live tasks as a tree. A filter keeps what matches and its ancestors. Which branches are closed
// outlives the next answer, and so does the place of the keyboard.

import {absent, h} from "../shared/dom.js";
import {filterField} from "./listing.js";
import {known} from "./model.js";
import {Poll, polledView} from "./poll.js";
import {brief, place, plural, span} from "./words.js";

const every = 2000;
const shownRows = 1500;
const deepest = 300;

const text = (value) => (typeof value === "string" ? value : "");

function readTask(raw) {
    return {
        id: String(raw.id ?? ""),
        parent: String(raw.parent ?? ""),
        name: text(raw.name),
        function: text(raw.function) || "(not started)",
        file: text(raw.file),
        line: known(raw.line) ?? 0,
        spawnedAt: text(raw.spawned_at),
        shard: known(raw.shard),
        state: text(raw.state),
        awaits: text(raw.awaits),
        waiting: known(raw.waiting_ms),
        age: known(raw.age_ms),
        deadline: known(raw.deadline_in_ms),
        verdict: text(raw.verdict),
        children: [],
    };
}

function group(tasks) {
    const known = new Set(tasks.map(({id}) => id));
    const below = new Map();
    const tops = [];
    for (const task of tasks) {
        if (!known.has(task.parent)) tops.push(task);
        else if (below.has(task.parent)) below.get(task.parent).push(task);
        else below.set(task.parent, [task]);
    }
    return {tops, below};
}

/** Roots with their children. A parent that was not sent, a circle or great depth makes a root. */
export function readTasks(list) {
    const tasks = (Array.isArray(list) ? list : []).map(readTask);
    const {tops, below} = group(tasks);
    const roots = [];
    const placed = new Set();
    for (const top of [...tops, ...tasks]) {
        if (placed.has(top)) continue;
        placed.add(top);
        roots.push(top);
        const open = [{task: top, depth: 1}];
        while (open.length > 0) {
            const {task, depth} = open.pop();
            for (const one of below.get(task.id) ?? []) {
                if (placed.has(one)) continue;
                placed.add(one);
                (depth < deepest ? task.children : roots).push(one);
                open.push({task: one, depth: depth < deepest ? depth + 1 : 1});
            }
        }
    }
    return roots;
}

const searched = (task) =>
    [task.name, task.function, task.file, task.spawnedAt, task.awaits, task.verdict, task.state]
        .join("\n")
        .toLowerCase();

/** The rows to show: [{task, level, hasChildren, open}]. */
function flatten(roots, closed, wanted) {
    const rows = [];
    const kept = new Map();
    const keeps = (task) => {
        if (!kept.has(task)) {
            const below = task.children.filter(keeps).length > 0;
            kept.set(task, below || searched(task).includes(wanted));
        }
        return kept.get(task);
    };
    const visit = (task, level) => {
        if (wanted && !keeps(task)) return;
        const open = wanted !== "" || !closed.has(task.id);
        rows.push({task, level, open, hasChildren: task.children.length > 0});
        if (open) task.children.forEach((one) => visit(one, level + 1));
    };
    roots.forEach((task) => visit(task, 1));
    return rows;
}

function words(task) {
    const parts = [];
    if (task.awaits) parts.push(`awaits ${task.awaits}`);
    else if (task.state) parts.push(task.state);
    if (task.waiting !== null) parts.push(`since ${span(task.waiting)}`);
    return parts.join(" ");
}

function rowElement({task, level, open, hasChildren}, wanted) {
    const row = h(
        "div",
        {
            role: "treeitem",
            tabindex: -1,
            class: wanted && searched(task).includes(wanted) ? "task match" : "task",
            "data-id": task.id,
            "aria-level": level,
            "aria-expanded": hasChildren ? String(open) : null,
        },
        h("span", {class: "twist", "aria-hidden": "true"}, hasChildren ? (open ? "▾" : "▸") : ""),
        task.name ? h("b", null, task.name) : null,
        h("code", {title: task.function}, brief(task.function)),
        h("span", {class: "place"}, place(task)),
        h("span", {class: "awaits"}, words(task)),
        h(
            "span",
            {class: "place"},
            [
                task.shard === null ? "" : `shard ${task.shard}`,
                task.age === null ? "" : `age ${span(task.age)}`,
                task.spawnedAt && `spawned at ${task.spawnedAt}`,
            ]
                .filter(Boolean)
                .join(" · "),
        ),
        task.deadline === null
            ? null
            : h(
                  "span",
                  {class: task.deadline < 0 ? "chip weak" : "chip"},
                  task.deadline < 0 ? "deadline passed" : `deadline in ${span(task.deadline)}`,
              ),
        task.verdict ? h("span", {class: "chip danger"}, task.verdict) : null,
    );
    row.style.paddingInlineStart = `${8 + (level - 1) * 18}px`;
    return row;
}

class Tree {
    constructor() {
        this.roots = null;
        this.closed = new Set();
        this.wanted = "";
        this.at = null;
        this.note = h("p", {class: "fine", role: "status"});
        this.body = h("div", {role: "tree", "aria-label": "Tasks", class: "tasks"});
        this.none = absent("No task is alive.");
        this.body.addEventListener("keydown", (event) => this.key(event));
        this.body.addEventListener("click", (event) => this.click(event));
        this.element = h("div", null, this.note, this.none, this.body);
        this.none.hidden = true;
    }

    take(answer) {
        this.roots = readTasks(answer.tasks);
        this.total = known(answer.total) ?? 0;
        this.sent = known(answer.shown) ?? answer.tasks?.length ?? 0;
        this.draw();
    }

    filter(wanted) {
        this.wanted = wanted;
        this.draw();
    }

    draw() {
        if (this.roots === null) return;
        const focused = this.body.contains(document.activeElement);
        const rows = flatten(this.roots, this.closed, this.wanted);
        this.rows = rows.slice(0, shownRows);
        this.body.replaceChildren(...this.rows.map((row) => rowElement(row, this.wanted)));
        this.none.hidden = this.roots.length > 0;
        this.body.hidden = rows.length === 0;
        this.say(rows);
        if (!this.rows.some(({task}) => task.id === this.at))
            this.at = this.rows[0]?.task.id ?? null;
        this.go(this.index(), focused);
    }

    say(rows) {
        const parts = [plural(this.total, "task")];
        if (this.sent < this.total) parts.push(`the program sent ${this.sent}`);
        if (this.wanted) {
            const matching = rows.filter(({task}) => searched(task).includes(this.wanted));
            parts.push(`${matching.length} match`);
        }
        if (rows.length > shownRows)
            parts.push(`the first ${shownRows} are shown, filter for less`);
        const said = parts.join("; ");
        if (this.note.textContent !== said) this.note.textContent = said;
    }

    index() {
        return this.rows.findIndex(({task}) => task.id === this.at);
    }

    go(index, focus = true) {
        if (!this.rows[index]) return;
        for (const row of this.body.querySelectorAll('[tabindex="0"]')) row.tabIndex = -1;
        this.at = this.rows[index].task.id;
        const row = this.body.children[index];
        row.tabIndex = 0;
        if (focus) row.focus();
    }

    toggle({task, hasChildren}, open) {
        if (!hasChildren) return;
        if (open) this.closed.delete(task.id);
        else this.closed.add(task.id);
        this.draw();
    }

    click(event) {
        const row = event.target.closest("[role=treeitem]");
        if (!row) return;
        const index = [...this.body.children].indexOf(row);
        this.go(index);
        if (event.target.closest(".twist")) this.toggle(this.rows[index], !this.rows[index].open);
    }

    key(event) {
        const index = this.index();
        const row = this.rows[index];
        if (!row) return;
        const moves = {
            ArrowDown: index + 1,
            ArrowUp: index - 1,
            Home: 0,
            End: this.rows.length - 1,
        };
        if (event.key in moves) this.go(moves[event.key]);
        else if (event.key === "ArrowRight") this.right(row, index);
        else if (event.key === "ArrowLeft") this.left(row, index);
        else return;
        event.preventDefault();
    }

    right(row, index) {
        if (row.hasChildren && !row.open) this.toggle(row, true);
        else if (row.hasChildren) this.go(index + 1);
    }

    left(row, index) {
        if (row.hasChildren && row.open && !this.wanted) this.toggle(row, false);
        else this.go(this.rows.findLastIndex(({level}, at) => at < index && level < row.level));
    }
}

export function tasksView() {
    const tree = new Tree();
    const poll = new Poll("debug/tasks", every, (answer) => tree.take(answer));
    const filter = filterField("Filter tasks", (wanted) => tree.filter(wanted));
    return polledView("tasks", "Tasks", poll, h("div", {class: "tools"}, filter), tree.element);
}
