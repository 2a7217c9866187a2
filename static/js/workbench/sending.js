// Sends one thing after the other to the server, and tries again while it is away or nobody is logged in.

import { bench, list, rows } from "newsroom-workbench/rows";

const AGAIN = 3000;
const PATIENCE = 20_000;
const waiting = [];
let isBusy = false;
let token = list?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

const show = (name, isShown) => {
  const box = bench.querySelector(`[data-bench-${name}]`);
  if (box && box.hidden === isShown) box.hidden = !isShown;
};
const pause = () => new Promise((done) => setTimeout(done, AGAIN));
export const isWaiting = () => isBusy || waiting.length > 0;

/** Send fields to an address; an Answer {status, told} comes once the server has said something. */
export function send(address, fields) {
  return new Promise((done) => {
    waiting.push({ address, fields, done });
    work();
  });
}

async function work() {
  if (isBusy) return;
  isBusy = true;
  while (waiting.length) {
    const task = waiting.shift();
    task.done(await insist(task));
  }
  isBusy = false;
}

async function insist({ address, fields }) {
  for (;;) {
    const answer = await ask(address, fields());
    if (answer.status === "away") show("away", true);
    else if (answer.status === "out") await returned();
    else {
      show("away", false);
      show("out", false);
      return answer;
    }
    if (answer.status === "away") await pause();
  }
}

async function ask(address, pairs) {
  const body = new URLSearchParams(pairs);
  body.set("csrfmiddlewaretoken", token);
  body.set("known", rows().map((row) => row.dataset.print).join());
  try {
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    if (response.redirected || response.status === 401) return { status: "out" };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) return { status: response.status === 403 ? "out" : response.status >= 500 ? "away" : response.status, told: {} };
    return { status: response.status, told: await response.json() };
  } catch {
    return { status: "away" };
  }
}

/** Wait until the same person is logged in again: a new login brings a new token. */
async function returned() {
  show("out", true);
  show("away", false);
  for (;;) {
    try {
      const response = await fetch(bench.dataset.rows, { headers: { Accept: "application/json" } });
      const told = response.ok && !response.redirected ? await response.json() : {};
      if (String(told.user) === bench.dataset.user) {
        token = told.token;
        for (const input of bench.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
        return;
      }
    } catch {
      // the server is away as well
    }
    await pause();
  }
}

/** What is sent by a page that is being closed; nobody waits for the answer. */
export function sendLast(address, pairs) {
  const body = new URLSearchParams(pairs);
  body.set("csrfmiddlewaretoken", token);
  fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
}
