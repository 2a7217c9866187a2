// Keeps drafts of unsaved text on the server; in the form of a story, also shows who else has it open.
//
// At most three seconds of typing are lost. While the server is unreachable or the user is logged out,
// localStorage keeps the draft until it can be sent, and saving waits. The script only reads the fields.

import { askForToken, takeToken } from "newsroom-login";
import { differing, hasChanges, versionsOf } from "newsroom-story/fields";
import { showPeople, showSaves } from "newsroom-story/presence";

const SOON = 2500;
const BEAT = 15_000;
const AGAIN = 3000;
const MOST_WAITED = 10_000;
const LATELY = 20_000; // longer than a beat, so that a story's form notices an unreachable server
const MOST_ON_LEAVING = 60_000; // browsers' limit for requests of a closing page

const box = document.querySelector("form .presence");
const form = box.closest("form");
const { address, user } = box.dataset;
const tellsColleagues = "tellsColleagues" in box.dataset;
const own = form.elements._tab;
const tab =
  own.getAttribute("value") ||
  [...crypto.getRandomValues(new Uint32Array(4))].map(String).join("-").slice(0, 40);
own.value = tab;
const LOCAL_KEY = `story-draft:${user}:${address} `; // completed by the window, so that no window overwrites another's
const mayType = form.querySelector(".bar-saved") !== null;

let waiting = 0;
let isDirty = false; // edited since the last draft
let isKept = false; // the server has a draft of this window
let isBusy = false;
let isPaused = false; // during a save in place
let sending = Promise.resolve();
const onTheirWay = new Set(); // promises of drafts without a response yet
let isPressed = false; // a button waits for them
let isEnding = false;
let language = "";
let held = null; // {button} of a save that waits for the server
let isReached = false;
let heardAt = Date.now(); // the last response of the server

const show = (name, isShown) => {
  box.querySelector(name).hidden = !isShown;
};
const showState = (state, text = "") =>
  form.dispatchEvent(new CustomEvent("typing", { detail: { state, text } }));

const isSome = (content) => Object.keys(content?.typed ?? {}).length > 0;

/* The fallback: localStorage. */
function storeLocally(content, key = LOCAL_KEY + tab) {
  try {
    if (isSome(content)) localStorage.setItem(key, JSON.stringify(content));
    else localStorage.removeItem(key);
  } catch {
    // storage is switched off or full: the browser still asks before leaving
  }
}

/** [[key, content]] of the drafts of all windows. */
function storedLocally() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(LOCAL_KEY));
    return keys.map((key) => [key, JSON.parse(localStorage.getItem(key))]);
  } catch {
    return [];
  }
}

function post(content, options = {}) {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
  };
  const body = JSON.stringify({ tab, ...content });
  return fetch(address, {
    method: "POST",
    headers: { ...headers, Accept: "application/json" },
    body,
    ...options,
  });
}

/** The message to send: the draft, if there is one, and the presence of the user. */
function content() {
  const { typed, shown } = mayType ? differing(form) : { typed: {}, shown: {} };
  const isTyping = Object.keys(typed).length > 0;
  const presence = { versions: versionsOf(form), language, is_typing: isTyping };
  return isDirty || (isTyping && !isKept) ? { ...presence, typed, shown } : presence;
}

async function keep() {
  clearTimeout(waiting);
  waiting = 0;
  if (isBusy || isEnding || isPaused) return;
  isBusy = true;
  const sent = content();
  sending = exchange(sent);
  if (sent.typed) track(sending);
  await sending;
  isBusy = false;
  if (isDirty && !waiting && !isPaused) waiting = setTimeout(keep, SOON);
}

function track(promise) {
  onTheirWay.add(promise);
  promise.finally(() => onTheirWay.delete(promise));
}

async function exchange(sent) {
  const wasDirty = isDirty;
  isDirty = false;
  try {
    const answer = await post(sent, { signal: AbortSignal.timeout(MOST_WAITED) });
    if (!isEnding) await take(answer, sent, wasDirty);
  } catch {
    if (!isEnding) lost(sent, wasDirty, ".presence-lost", box.dataset.lost);
  }
}

async function take(answer, sent, wasDirty) {
  if (answer.status === 401 || answer.status === 403) return lost(sent, wasDirty, ".presence-out");
  const reply = (await answer.json().catch(() => null)) ?? {};
  if (!answer.ok) return lost(sent, wasDirty, ".presence-lost", reply.error || box.dataset.lost);
  heardAt = Date.now();
  show(".presence-lost", false);
  show(".presence-out", false);
  if (sent.typed) {
    storeLocally(null);
    isKept = "kept" in reply;
    if (!isDirty) showState(isKept ? "kept" : "same", reply.kept);
  }
  showPeople(box, reply.people ?? []);
  showSaves(box, reply.saved ?? []);
  if (held) send();
}

/** The server did not store it: keep it in localStorage, and try again. */
function lost(sent, wasDirty, name, text = "") {
  heardAt = 0;
  isDirty ||= wasDirty;
  if (sent.typed) storeLocally({ ...sent, tab });
  if (text) box.querySelector(name).textContent = held ? box.dataset.waits : text;
  show(".presence-lost", name === ".presence-lost");
  show(".presence-out", name === ".presence-out");
  if (isPaused) return;
  if (wasDirty) showState("lost");
  clearTimeout(waiting);
  waiting = setTimeout(name === ".presence-out" ? returned : keep, AGAIN);
}

/** Submit the form after the server responds: otherwise the browser's error page would replace it. */
async function reach(button) {
  const isWaiting = held !== null;
  held = { button };
  showState("saving");
  if (isWaiting) return;
  const answer = await askForToken(address).catch(() => null);
  const isOut = [401, 403].includes(answer?.status) || (answer?.ok && !(await takeToken(answer, user)));
  if (!held) return; // a draft was answered first, and the form was submitted
  if (answer && answer.status < 500 && !isOut) return send();
  lost(content(), true, isOut ? ".presence-out" : ".presence-lost", isOut ? "" : box.dataset.waits);
}

async function send() {
  await Promise.all(onTheirWay);
  if (!held) return; // two responses, one submission
  const { button } = held;
  held = null;
  isReached = true;
  form.requestSubmit(button);
  isReached = false;
}

/** Press a button after all sent drafts have arrived: a draft that arrives after the save would remain. */
async function pressAfterDrafts(button) {
  if (isPressed) return;
  isPressed = true;
  await Promise.all(onTheirWay);
  isPressed = false;
  form.requestSubmit(button);
}

async function returned() {
  waiting = 0;
  const sent = content();
  if (sent.typed) storeLocally({ ...sent, tab });
  try {
    if (await takeToken(await askForToken(address), user)) return await keep();
  } catch {
    // the server is unreachable, too
  }
  waiting = setTimeout(returned, AGAIN);
}

function typed(event) {
  if (event?.target?.closest?.("[lang]")) language = event.target.closest("[lang]").lang;
  isDirty = true;
  if (!waiting && !isBusy && !isPaused) waiting = setTimeout(keep, SOON);
}

/** The page is hidden or closed: send the draft, if it is small enough for a closing page. */
function leave(isClosed) {
  if (isEnding) return;
  isEnding = isClosed; // a closed page is hidden once more
  if (!isDirty && !(isClosed && tellsColleagues)) return;
  const sent = { ...content(), leaving: isClosed };
  const isLarge = JSON.stringify(sent).length > MOST_ON_LEAVING;
  if (isDirty && sent.typed) storeLocally({ ...sent, tab });
  if (isLarge && isClosed) {
    delete sent.typed;
    delete sent.shown;
  }
  const posted = post(sent, { keepalive: !isLarge || isClosed, signal: AbortSignal.timeout(MOST_WAITED) })
    .then((answer) => {
      if (answer.ok && sent.typed && !isDirty) storeLocally(null);
    })
    .catch(() => {});
  if (sent.typed) track(posted);
}

/** “Drop it” posts this form and shows a new one: keep the draft of this one first. */
async function drop(event) {
  event.preventDefault();
  isDirty = true;
  const answer = await post(content()).catch(() => null);
  if (!answer?.ok) return keep();
  isEnding = true;
  form.requestSubmit(event.submitter);
}

/** Send the drafts that localStorage kept while the server was unreachable; the next page offers them. */
async function restore() {
  let isSent = false;
  for (const [key, kept] of storedLocally()) {
    if (!isSome(kept) || kept.tab === own.getAttribute("value")) continue;
    const answer = await post(kept).catch(() => null);
    if (!answer?.ok) continue;
    storeLocally(null, key);
    isSent = true;
  }
  if (isSent && !hasChanges(form)) location.reload();
}

if (mayType) {
  form.addEventListener("input", (event) => {
    if (event.target.name || event.target.isContentEditable) typed(event);
  });
  form.addEventListener("change", typed);
  document.addEventListener("formset:added", () => typed());
  document.addEventListener("formset:removed", () => typed());
  globalThis.django?.jQuery(form).on("change", "select", () => typed());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction") && !isEnding) return drop(event);
    if (onTheirWay.size) {
      event.preventDefault();
      return pressAfterDrafts(event.submitter);
    }
    isEnding = true;
    clearTimeout(waiting);
  });
  restore();
}

/* A save in place, by story_save.js: the server deletes the draft, and nothing is sent until it is done. */
form.addEventListener("saving", ({ detail }) => {
  isPaused = true;
  clearTimeout(waiting);
  waiting = 0;
  detail.until.push(sending, ...onTheirWay);
});
form.addEventListener("saved", ({ detail }) => {
  isPaused = false;
  isKept = false;
  isDirty = detail.isTyped;
  heardAt = Date.now();
  show(".presence-lost", false);
  show(".presence-out", false);
  storeLocally(null);
  keep();
});
form.addEventListener("refused", ({ detail: { reason, button } }) => {
  isPaused = false;
  isDirty = true;
  if (!["lost", "out"].includes(reason)) heardAt = Date.now();
  if (reason === "plain") return;
  if (reason === "errors") return keep();
  held = { button };
  const isOut = reason === "out";
  lost(content(), true, isOut ? ".presence-out" : ".presence-lost", isOut ? "" : box.dataset.waits);
});
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || isReached || isEnding) return;
    if (navigator.onLine && Date.now() - heardAt < LATELY) return;
    event.preventDefault();
    event.stopPropagation();
    reach(event.submitter);
  },
  { capture: true },
);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leave(false);
  else keep();
});
addEventListener("pagehide", () => leave(true));
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isEnding = false;
  keep();
});
if (tellsColleagues) {
  setInterval(() => {
    if (document.visibilityState === "visible" && !waiting) keep();
  }, BEAT);
  addEventListener("load", () => keep());
}
