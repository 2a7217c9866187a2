// The preview beside the form of a story: the page as readers would see it, updated while typing.
//
// The server renders it from the posted texts and saves nothing. One request at a time, after a pause.

import { hasChanges } from "newsroom-story/fields";

const PAUSE = 700; // milliseconds without typing
const REST = 1500; // between two requests
const PATIENCE = 15_000;
const KEY = "story-preview";
const TYPED = /^(title|summary|body|lead_caption|sponsor)_(en|ko)$|^(lead_image|section|is_sponsored)$/;

const form = document.getElementById("article_form");
const panel = document.getElementById("preview-panel");
const opener = document.querySelector("[data-preview-open]");
const note = panel.querySelector(".preview-note");
const stage = panel.querySelector(".preview-stage");
const narrow = matchMedia("(max-width: 1099px)");
const languages = [...panel.querySelectorAll("[data-language]")];
const widths = [...panel.querySelectorAll("[data-width]")];

let frame = null;
let waiting = 0;
let isBusy = false;
let isOld = false; // something has changed since the request was sent
let askedAt = 0;
let state = { isOpen: false, language: languages[0].dataset.language, width: "390" };

function recall() {
  try {
    state = { ...state, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    // storage is switched off
  }
  if (!languages.some((one) => one.dataset.language === state.language))
    state.language = languages[0].dataset.language;
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // it applies only to this page
  }
}

const say = (text) => {
  if (note.textContent !== text) note.textContent = text;
};
const chosen = () => languages.find((one) => one.dataset.language === state.language);

/** Scale the page down to the width of the panel, never up. */
function fit() {
  const width = Number(state.width);
  const scale = Math.min(1, stage.clientWidth / width || 1);
  stage.style.setProperty("--device", `${width}px`);
  stage.style.setProperty("--scale", scale);
  stage.style.setProperty("--beside", `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`);
}

function showState() {
  for (const one of languages)
    one.setAttribute("aria-pressed", String(one.dataset.language === state.language));
  for (const one of widths) one.setAttribute("aria-pressed", String(one.dataset.width === state.width));
  fit();
}

/** The texts of the form as they would be posted. */
function typed() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (TYPED.test(name) || name === "csrfmiddlewaretoken") body.append(name, value);
  return body;
}

/** Links leave the panel in another window, and the form stays. */
function openOutside(page) {
  page.querySelector(".ribbon__links")?.remove(); // links back to the story, which is beside it
  for (const link of page.querySelectorAll("a[target=_top]")) link.target = "_blank";
}

/** Replace the page that is shown, and keep its scroll position. */
function replacePage(page, fresh) {
  const sheets = (of) => [...of.querySelectorAll("link[rel=stylesheet]")];
  const known = new Set(sheets(page).map((one) => one.getAttribute("href")));
  for (const one of sheets(fresh))
    if (!known.has(one.getAttribute("href"))) page.head.append(page.importNode(one, true));
  page.title = fresh.title;
  page.documentElement.lang = fresh.documentElement.lang;
  page.body.className = fresh.body.className;
  openOutside(fresh);
  page.body.replaceChildren(...[...fresh.body.childNodes].map((one) => page.importNode(one, true)));
}

async function ask() {
  const isTyped = hasChanges(form);
  const { address, language } = chosen().dataset;
  const options = { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(address, isTyped ? { ...options, method: "POST", body: typed() } : options);
  const isThere = response.ok && !response.redirected;
  if (!isThere) return say(response.redirected ? panel.dataset.out : panel.dataset.lost);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!state.isOpen || language !== state.language) return;
  replacePage(frame.contentDocument, fresh);
  say(isTyped ? panel.dataset.live : panel.dataset.saved);
}

async function update() {
  clearTimeout(waiting);
  waiting = 0;
  if (!state.isOpen || !frame?.contentDocument?.body) return;
  isOld = isBusy;
  if (isBusy) return;
  isBusy = true;
  askedAt = Date.now();
  await ask().catch(() => say(panel.dataset.lost));
  isBusy = false;
  if (isOld) later();
}

function later() {
  if (!state.isOpen) return;
  clearTimeout(waiting);
  waiting = setTimeout(update, Math.max(PAUSE, askedAt + REST - Date.now()));
}

/** Load the page itself, with its scripts and style sheets; updates follow. */
function load() {
  const { address, title } = chosen().dataset;
  if (frame) {
    frame.title = title;
    frame.contentWindow.location.replace(address);
    return;
  }
  frame = document.createElement("iframe");
  frame.title = title;
  frame.src = address;
  frame.addEventListener("load", () => {
    const language = /\/(en|ko)\/$/.exec(frame.contentWindow.location.pathname)?.[1];
    if (language && language !== state.language) choose({ language }, false);
    openOutside(frame.contentDocument);
    update();
  });
  stage.append(frame);
}

function choose(change, isLoaded = true) {
  const isOther = change.language && change.language !== state.language;
  state = { ...state, ...change };
  keep();
  showState();
  if (isOther && isLoaded) load();
}

/** On a narrow screen the user cannot reach anything under the panel. */
function cover() {
  document.getElementById("container").inert = state.isOpen && narrow.matches;
}

function open() {
  if (panel.parentElement !== document.body) document.body.append(panel);
  panel.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  choose({ isOpen: true });
  cover();
  if (frame) update();
  else load();
}

function close() {
  panel.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  choose({ isOpen: false });
  cover();
  opener.focus();
}

opener.hidden = false;
opener.addEventListener("click", () => {
  if (state.isOpen) return close();
  open();
  if (narrow.matches) panel.querySelector("h2").focus();
});
panel.querySelector("[data-preview-close]").addEventListener("click", close);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) close();
});
for (const one of languages) one.addEventListener("click", () => choose({ language: one.dataset.language }));
for (const one of widths) one.addEventListener("click", () => choose({ width: one.dataset.width }));
for (const type of ["input", "change"]) form.addEventListener(type, later);
form.addEventListener("saved", update);
narrow.addEventListener("change", cover);
new ResizeObserver(fit).observe(stage);

recall();
showState();
// On a phone it would hide the form.
if (state.isOpen && !narrow.matches) open();
else state.isOpen = false;
