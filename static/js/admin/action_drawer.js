// The drawer beside the form of a story. It shows and submits the pages of actions.
//
// The buttons of the bar first save the form in place. The header X-Drawer of the response says how to
// continue: show a page in the drawer, open an address in it, or leave for an address that shows the outcome.
// Any other response is a problem: the drawer names it, keeps the input, and links to the page itself.

import { forgetTyped, keepTyped } from "newsroom-desk/action_form";
import { goTo, hideNotes, showNote } from "newsroom-desk/note_drawer";
import { askForToken, takeToken } from "newsroom-login";
import { hasChanges } from "newsroom-story/fields";
import { go } from "newsroom-story/go";
import { canSaveInPlace, saveInPlace } from "newsroom-story/save";

const KIND = "X-Drawer";
const PATIENCE = 60_000; // milliseconds, as for a save
const FIELDS = "input:not([type=hidden], [type=submit]), select, textarea:not([readonly])";

const form = document.getElementById("article_form");
const drawer = document.getElementById("action-drawer");
const head = drawer.querySelector("h2");
const content = drawer.querySelector(".drawer-content");
const problem = drawer.querySelector(".drawer-problem");
const login = form.querySelector(".presence").dataset;
// If both fit, the text beside the drawer can be read and edited.
const wide = matchMedia("(min-width: 1280px)");

let pressed = ""; // the value of the button that opened the drawer
let address = ""; // of the page in the drawer
let isBusy = false;
let isLeaving = false;
let isTyped = false; // in the drawer, since its form was shown
let asUsual = null; // the button that submits the form without the drawer

/** {kind, to, status, html} of a response. Throw if there is none in time. */
async function ask(to, options = {}) {
  const headers = { Accept: "text/html", [KIND]: "1" };
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(to, { headers, ...options, signal });
  return {
    kind: response.headers.get(KIND),
    to: response.headers.get("Location"),
    status: response.status,
    isOut: [401, 403].includes(response.status) || new URL(response.url).pathname.endsWith("/login/"),
    html: await response.text(),
  };
}

/* The drawer itself. */

function show() {
  hideNotes();
  if (!drawer.open) wide.matches ? drawer.show() : drawer.showModal();
}

/** The button that opened the drawer, which a save may have moved, or another button of the bar. */
function opener() {
  const bar = document.querySelector(".bar");
  return bar.querySelector(`button[value="${pressed}"]`) ?? bar.querySelector(".bar-buttons > button");
}

function close() {
  drawer.close();
  const button = opener();
  const panel = button?.closest("details");
  if (panel) panel.open = true;
  button?.focus();
}

/** Show an error beside the input. */
function complain(words, isOut = false) {
  problem.hidden = false;
  problem.querySelector("p").textContent = words;
  problem.querySelector(".drawer-login").hidden = !isOut;
  problem.querySelector(".drawer-instead").hidden = isOut || !address;
  problem.querySelector(".drawer-instead").href = address;
  show();
  problem.scrollIntoView({ block: "nearest" });
}

function focusFirst(actionForm) {
  const refused = content.querySelector(".errorlist");
  const place = refused?.closest(".form-row") ?? (refused ? null : actionForm);
  const fields = [...(place?.querySelectorAll(FIELDS) ?? [])].filter((one) => one.checkVisibility());
  const isChosen = (one) => one.type === "radio" && one.name === fields[0].name && one.checked;
  const field = fields.find(isChosen) ?? fields[0];
  if (refused && !field) refused.tabIndex = -1;
  (field ?? refused ?? head).focus();
}

function fill(html) {
  content.innerHTML = html;
  const page = content.querySelector(".drawer-page");
  head.textContent = page.dataset.title;
  problem.hidden = true;
  drawer.scrollTop = 0;
  show();
  const actionForm = content.querySelector("#action_form");
  isTyped = false;
  if (!actionForm) return head.focus(); // nothing to submit
  keepTyped(actionForm);
  focusFirst(actionForm);
}

function leave(to) {
  const there = new URL(to, location.href);
  isLeaving = true;
  if (!hasChanges(form)) form.dispatchEvent(new Event("leaving"));
  const isHere = there.hash && there.pathname + there.search === location.pathname + location.search;
  location.assign(there);
  if (isHere) location.reload();
}

/** Handle a response of the server; return false if it is not for the drawer. */
async function follow(answer) {
  if (answer.kind === "page") fill(answer.html);
  else if (answer.kind === "open") await load(answer.to);
  else if (answer.kind === "leave") leave(answer.to);
  else return false;
  return true;
}

async function load(to) {
  address = to;
  await attempt(() => ask(to));
}

/** Send a request, again after a login in another window, handle the response, and show errors. */
async function attempt(request, otherwise) {
  try {
    let answer = await request();
    const isStale = !answer.kind && answer.isOut;
    const isOut = isStale && !(await takeToken(await askForToken(login.address), login.user));
    if (isStale && !isOut) answer = await request();
    if (await follow(answer)) return answer.kind;
    if (otherwise && answer.status < 500 && !answer.isOut) otherwise();
    else complain(isOut ? drawer.dataset.out : drawer.dataset.failed, isOut);
  } catch {
    complain(drawer.dataset.lost);
  }
  return "";
}

/* The buttons of the bar. */

/** Leave the rest to the server's page. The autosave script may press the button later. */
function submitAsUsual(button) {
  asUsual = button;
  form.requestSubmit(button);
}

/** Prepare the drawer for the page of a button; keep its input if it is the same page. */
function prepare(button) {
  if (drawer.open && pressed === button.value) return;
  pressed = button.value;
  address = "";
  head.textContent = button.textContent;
  content.replaceChildren();
}

/** Save the form and press a button of the bar. */
async function press(button) {
  if (hasChanges(form) && (await saveInPlace()).state !== "saved") return;
  prepare(button);
  const again = () => (opener()?.value === pressed ? opener() : button);
  // Text that was typed in the meantime is saved as usual.
  if (hasChanges(form) || !again().isConnected) return submitAsUsual(again());
  const to = form.getAttribute("action") || location.pathname;
  await attempt(
    () => ask(to, { method: "POST", body: new FormData(form, again()) }),
    () => submitAsUsual(again()),
  );
}

async function withoutOthers(work) {
  if (isBusy || isLeaving) return;
  isBusy = true;
  form.setAttribute("aria-busy", "true");
  drawer.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    isBusy = false;
    form.removeAttribute("aria-busy");
    drawer.removeAttribute("aria-busy");
  }
}

let isElsewhere = false; // the click opens another tab
document.addEventListener(
  "click",
  (event) => {
    isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  },
  { capture: true },
);

document.addEventListener(
  "submit",
  (event) => {
    const { submitter } = event;
    if (event.target !== form || event.defaultPrevented || isElsewhere) return;
    const isAsked = submitter?.matches("[name=_action]:not([data-on-page])") && submitter !== asUsual;
    asUsual = null;
    if (!isAsked || !canSaveInPlace()) return;
    event.preventDefault();
    event.stopPropagation();
    withoutOthers(() => press(submitter));
  },
  { capture: true },
);

/* The form in the drawer. */

async function send(actionForm, submitter) {
  if (hasChanges(form)) {
    // Text typed in the story would not be submitted: the page is loaded again, with the input of the drawer.
    await press(opener());
    if (!hasChanges(form) && drawer.open && problem.hidden) complain(drawer.dataset.changed);
    return;
  }
  const to = actionForm.getAttribute("action");
  const request = () => ask(to, { method: "POST", body: new FormData(actionForm, submitter) });
  if ((await attempt(request)) === "leave") forgetTyped(actionForm);
}

content.addEventListener("submit", (event) => {
  if (event.target.id !== "action_form") return;
  event.preventDefault();
  withoutOthers(() => send(event.target, event.submitter));
});

content.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const there = new URL(link.href);
  const { note, passage } = link.dataset;
  const isStory = there.pathname === location.pathname;
  const asked = isStory ? there.searchParams : new URLSearchParams();
  const isBack = isStory && !there.search && !there.hash;
  const isNext = link.hasAttribute("data-in-drawer");
  if (!isBack && !isNext && !note && !passage && !asked.get("go")) return;
  event.preventDefault();
  if (isBack) return close();
  if (isNext) return withoutOthers(() => load(link.href));
  if (note || !wide.matches) drawer.close();
  if (note) showNote(note);
  else if (asked.get("go")) go(asked.get("go"), asked.get("words"), asked.get("row"));
  else if (!goTo(link.dataset)) link.replaceWith(drawer.dataset.lostPassage);
});

drawer.querySelector(".drawer-close").addEventListener("click", close);
drawer.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  close();
});
content.addEventListener("input", () => {
  isTyped = true;
});
addEventListener("beforeunload", (event) => {
  if (isTyped && drawer.open && !isLeaving) event.preventDefault();
});
// The browser restored this page from its cache.
addEventListener("pageshow", () => {
  isLeaving = false;
});
