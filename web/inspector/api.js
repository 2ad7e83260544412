// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Questions to the listener that served this page, and the token they carry. The token lives in
// this variable and nowhere else: a page that is left, or loaded anew, has forgotten it.

let token = "";

export function setToken(text) {
    token = text.trim();
}

/** kind: "gone" (no answer), "token" (refused), "missing" (no such thing here) or "broken". */
export class Failure extends Error {
    constructor(kind, message) {
        super(message);
        this.kind = kind;
    }
}

/** The listener's own sentence where it gives one: {"error": "…"}. */
async function reasonOf(response) {
    try {
        const {error} = await response.json();
        return typeof error === "string" ? error : "";
    } catch {
        return "";
    }
}

async function failureOf(response) {
    const {status} = response;
    if (status === 401)
        return new Failure("token", token ? "The token is not accepted." : "A token is needed.");
    const reason = await reasonOf(response);
    if (status === 404) return new Failure("missing", "This program does not offer this.");
    const words = reason ? `: ${reason}` : "";
    return new Failure("broken", `The listener answered ${status}${words}.`);
}

/** The response to a request below the listener's root, if it succeeded. */
export async function ask(path, {accept = "application/json", method = "GET", signal} = {}) {
    const headers = {Accept: accept, ...(token ? {Authorization: `Bearer ${token}`} : {})};
    let response;
    try {
        response = await fetch(path, {headers, method, signal, cache: "no-store"});
    } catch (error) {
        if (signal?.aborted) throw error;
        throw new Failure("gone", "The listener does not answer.");
    }
    if (!response.ok) throw await failureOf(response);
    return response;
}

export async function askJson(path, options) {
    const response = await ask(path, options);
    try {
        return await response.json();
    } catch {
        throw new Failure("broken", `The answer to ${path} is not JSON.`);
    }
}

export async function askText(path, options) {
    return (await ask(path, {accept: "text/plain", ...options})).text();
}
