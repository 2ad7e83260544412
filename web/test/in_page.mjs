// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Functions that run inside the page under test: each is sent as text, so none may use another.

/** What every page must be, whatever its data: complaints as a list of sentences. */
export function generalComplaints() {
    const complaints = [];
    const broken = document.body.innerText.match(
        /.*\b(?:NaN|undefined|null|Infinity)\b.*|.*\[object.*/,
    );
    if (broken) complaints.push(`the text contains: ${broken[0].trim().slice(0, 120)}`);
    const failed = document.querySelector(".failed");
    if (failed) complaints.push(`a section failed: ${failed.textContent}`);
    if (document.body.innerText.trim().length < 40) complaints.push("the page says nothing");
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) complaints.push("an id is used twice");
    return complaints;
}

/** Every canvas must show every series of its chart: pixels near the colour of each. */
export function undrawnCharts() {
    const style = getComputedStyle(document.documentElement);
    const canvas = document.createElement("canvas").getContext("2d");
    const rgb = (name) => {
        canvas.fillStyle = style.getPropertyValue(name).trim();
        const [, r, g, b] = canvas.fillStyle.match(/^#(..)(..)(..)/);
        return [r, g, b].map((digits) => parseInt(digits, 16));
    };
    const near = (pixels, [r, g, b]) => {
        let count = 0;
        for (let at = 0; at < pixels.length; at += 4) {
            if (
                pixels[at + 3] > 200 &&
                Math.abs(pixels[at] - r) +
                    Math.abs(pixels[at + 1] - g) +
                    Math.abs(pixels[at + 2] - b) <
                    24
            )
                ++count;
        }
        return count;
    };
    const complaints = [];
    const charts = [...document.querySelectorAll("figure.chart")];
    for (const chart of charts) {
        const where =
            `${chart.closest("section").id}: ` + `${chart.querySelector("figcaption").textContent}`;
        const drawing = chart.querySelector("canvas");
        if (!drawing) {
            complaints.push(`${where} has no canvas`);
            continue;
        }
        const pixels = drawing
            .getContext("2d")
            .getImageData(0, 0, drawing.width, drawing.height).data;
        // The table behind the chart names its series; the legend has the colour of each.
        const details = chart.querySelector("details");
        details.open = true;
        details.dispatchEvent(new Event("toggle"));
        const names = [...details.querySelectorAll("thead th")]
            .slice(1)
            .map((head) => head.textContent);
        if (names.length === 0) complaints.push(`${where} has no series`);
        details.open = false;
        const buttons = [...chart.closest(".group").querySelectorAll(".legend button")];
        for (const name of names) {
            const button = buttons.find((candidate) => candidate.textContent === name);
            const color = button
                ?.querySelector("line")
                .getAttribute("stroke")
                .match(/--[\w-]+/)[0];
            if (!color) complaints.push(`${where}: the legend lacks ${name}`);
            else if (near(pixels, rgb(color)) < 8)
                complaints.push(`${where}: ${name} is not to be seen`);
        }
    }
    return {charts: charts.length, complaints};
}

/** Nothing may reach beyond the window, except inside what scrolls by itself. */
export function overflows() {
    const complaints = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
        complaints.push(
            `the page is ${document.documentElement.scrollWidth} wide, the window ${width}`,
        );
    }
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".scroll, nav ul, [role=tablist], .skip, .plot, svg")) continue;
        const box = element.getBoundingClientRect();
        if (box.width > 0 && box.right > width + 0.5) {
            complaints.push(
                `<${element.tagName.toLowerCase()} class="${element.className}"> ends at ` +
                    `${box.right}, the window at ${width}`,
            );
        }
    }
    return complaints.slice(0, 5);
}

/** WCAG AA: 4.5 for text, 3 for large text and for the lines of charts. */
export function poorContrasts() {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const parse = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const luminance = (color) => {
        const [r, g, b] = [...color]
            .slice(0, 3)
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
        return (light + 0.05) / (dark + 0.05);
    };
    const backgroundOf = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = parse(getComputedStyle(at).backgroundColor);
            if (color[3] === 255) return color;
        }
        return parse("white");
    };
    const worst = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (
            !walker.currentNode.data.trim() ||
            element.closest("script, noscript, .skip") ||
            !element.checkVisibility()
        )
            continue;
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight, 10) >= 700);
        const ratio = contrast(parse(style.color), backgroundOf(element));
        const name =
            `<${element.tagName.toLowerCase()} class="${element.className}"> ` + `${style.color}`;
        if (ratio < (large ? 3 : 4.5)) worst.set(name, ratio.toFixed(2));
    }
    const root = getComputedStyle(document.documentElement);
    const surface = parse(root.getPropertyValue("--surface"));
    const lines = ["sync", "thread", "wrapped", "async"].map((name) => `--series-${name}`);
    for (const name of [...lines, "--metric-rate", "--metric-time", "--users"]) {
        const ratio = contrast(parse(root.getPropertyValue(name)), surface);
        if (ratio < 3) worst.set(name, ratio.toFixed(2));
    }
    return [...worst].map(([name, ratio]) => `${name} has ${ratio}`);
}

/** The cells of the tables in a section: [{caption, head, rows}]. */
export function tables(section) {
    return [...document.querySelectorAll(`#${section} table`)].map((table) => ({
        caption: table.caption.textContent,
        head: [...table.tHead.rows[0].cells].map((cell) => cell.textContent),
        rows: [...table.tBodies[0].rows].map((row) =>
            [...row.cells].map((cell) => cell.textContent),
        ),
    }));
}

/** The table behind the nth chart of a section. */
export function dataTable(section, index) {
    const details = document
        .querySelectorAll(`#${section} figure.chart`)
        [index].querySelector("details");
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    const table = details.querySelector("table");
    const answer = {
        head: [...table.tHead.rows[0].cells].map((cell) => cell.textContent),
        rows: [...table.tBodies[0].rows].map((row) =>
            [...row.cells].map((cell) => cell.textContent),
        ),
    };
    details.open = false;
    return answer;
}
