// Sends requests to the server one by one, and repeats them while it is unreachable or the user is logged out.

import { askForToken, takeToken } from "newsroom-login";
import { screenRoot, rows } from "newsroom-translations/rows";
import { say } from "newsroom-translations/status";

const AGAIN = 3000;
const PATIENCE = 20_000;
const MOST_REFUSALS = 2;
const waiting = [];
let isBusy = false;
let hindrance = null;
let token = screenRoot.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** Show what prevents saving: "logged-out", "offline", or null for nothing. */
function hindered(by) {
  if (hindrance === by) return;
  hindrance = by;
  for (const name of ["logged-out", "offline"])
    screenRoot.querySelector(`[data-translation-${name}]`)?.toggleAttribute("hidden", name !== by);
  say("line", by ? "unsent" : "saved");
}
const pause = () => new Promise((done) => setTimeout(done, AGAIN));
export const isWaiting = () => isBusy || waiting.length > 0;

/** Send fields to an address; resolve with an Answer {status, told} after the server has responded. */
export function send(address, fields) {
  return new Promise((done) => {
    waiting.push({ address, fields, done });
    work();
  });
}

/** One after the other: the caller handles a response before the next request, which needs its new stamps. */
async function work() {
  if (isBusy || !waiting.length) return;
  isBusy = true;
  const task = waiting.shift();
  const answer = await insist(task);
  isBusy = false;
  task.done(answer);
  setTimeout(work);
}

/** Repeat until there is a response; a request that is refused repeatedly does not block the others. */
async function insist({ address, fields }) {
  for (let refusals = 0; ; ) {
    const answer = await ask(address, fields());
    const isRefused = answer.code >= 400 && answer.code !== 401 && ++refusals > MOST_REFUSALS;
    if (!["offline", "logged-out"].includes(answer.status) || isRefused) {
      hindered(null);
      return isRefused ? { status: answer.code, told: {} } : answer;
    }
    if (answer.status === "logged-out") await returned();
    else hindered("offline");
    await pause();
  }
}

async function ask(address, pairs) {
  const body = new URLSearchParams(pairs);
  body.set("csrfmiddlewaretoken", token);
  body.set(
    "known",
    rows()
      .map((row) => row.dataset.digest)
      .join(),
  );
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const code = response.status;
    if (response.redirected || code === 401) return { status: "logged-out" };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson)
      return { status: { 403: "logged-out" }[code] ?? (code >= 500 ? "offline" : code), code, told: {} };
    return { status: code, told: await response.json() };
  } catch {
    return { status: "offline" };
  }
}

/** Wait until the same user is logged in again: a new login brings a new token. */
async function returned() {
  hindered("logged-out");
  for (;;) {
    try {
      const renewed = await takeToken(await askForToken(screenRoot.dataset.rows), screenRoot.dataset.user);
      if (renewed) {
        token = renewed;
        return;
      }
    } catch {
      // the server is unreachable, too
    }
    await pause();
  }
}

/** Send from a page that is being closed, without waiting for the response. */
export function sendLast(address, pairs) {
  const body = new URLSearchParams(pairs);
  body.set("csrfmiddlewaretoken", token);
  fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(
    () => {},
  );
}
