// Aids for the row in focus: fetched after a pause, only for the latest text, from a cache where possible.

import { countedLength } from "newsroom-lengths";
import { screenRoot, currentRow, fieldOf, fieldsOf, list, rowOf, textsOf } from "newsroom-translations/rows";
import { judge } from "newsroom-translations/filters";
import { missing, type } from "newsroom-translations/tags";

const SOON = 150;
const TYPED = 600;
const MOST = 60; // cached responses
const place = screenRoot.querySelector("[data-aids-place]");
const answers = new Map();
let waiting = 0;
let asking = null;

const tokenOf = () => list.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

function fields(row) {
  const { unit, rowId, seen, source } = row.dataset;
  return new URLSearchParams([
    ["unit", unit],
    ["row", rowId],
    ["seen", seen],
    ["source", source],
    ...textsOf(row).map((text) => ["text", text]),
  ]);
}

function show(row, html) {
  place.innerHTML = html;
  judge(row, place.querySelector(".aid-checks") !== null);
  place.setAttribute("aria-busy", "false");
}

async function ask(row) {
  if (!row?.isConnected || row.dataset.verb) return;
  const body = fields(row);
  const key = body.toString();
  asking?.abort();
  if (answers.has(key)) return show(row, answers.get(key));
  asking = new AbortController();
  place.setAttribute("aria-busy", "true");
  body.set("csrfmiddlewaretoken", tokenOf());
  try {
    const response = await fetch(screenRoot.dataset.aids, {
      method: "POST",
      body,
      headers: { Accept: "text/html" },
      signal: asking.signal,
    });
    if (!response.ok || response.redirected) return;
    const html = await response.text();
    answers.set(key, html);
    if (answers.size > MOST) answers.delete(answers.keys().next().value);
    if (currentRow() === row) show(row, html);
  } catch {
    // a newer request was sent, or the server is unreachable: the aids are optional
  }
}

/** On a narrow page the aids cover the rows at the bottom: keep the focused field above them as they grow. */
function makeRoom() {
  const side = place.closest(".translation-side");
  document.documentElement.style.setProperty("--translation-foot", `${side.offsetHeight}px`);
  const field = document.activeElement;
  if (!field.matches(".seg textarea") || !matchMedia("(max-width: 1199px)").matches) return;
  const { top, bottom } = field.getBoundingClientRect();
  if (top < innerHeight && bottom > side.getBoundingClientRect().top)
    field.scrollIntoView({ block: "nearest" });
}

function later(row, pause) {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(row), pause);
}

/** "42 of about 80 characters", and the tags that are still missing. */
function measure(row) {
  const note = row.querySelector("[data-length]");
  const [field] = fieldsOf(row);
  if (!note || !field) return;
  const { length, missing: toPlace } = screenRoot.querySelector("[data-translation-words]").dataset;
  const most = Number(field.dataset.most);
  const number = countedLength(field.value.trim(), field.lang);
  const tags = missing(row);
  const told = [];
  if (most) told.push(length.replace("%(number)s", number).replace("%(most)s", most));
  if (tags.length && (row === currentRow() || field.value.trim())) told.push(`${toPlace} ${tags.join(" ")}`);
  note.textContent = told.join(" · ");
  note.classList.toggle("is-beyond", most > 0 && number > most);
}

if (place) {
  const watch = new ResizeObserver(makeRoom);
  for (const name of [".translation-side", ".translation-head"])
    watch.observe(screenRoot.querySelector(name));
  list.addEventListener("current", ({ detail: row }) => later(row, SOON));
  list.addEventListener("drawn", () => currentRow() && later(currentRow(), SOON));
  place.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) event.preventDefault();
  });
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    const row = currentRow();
    if (button && row && fieldsOf(row).length) insert(row, button);
  });
}
list.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!row) return;
  measure(row);
  if (place) later(row, TYPED);
});
list.addEventListener("focusin", ({ target }) => rowOf(target) && measure(rowOf(target)));
list.addEventListener("drawn", () => currentRow() && measure(currentRow())); // a save has redrawn its state

/** Insert a term at the cursor, or replace the text by a whole translation. */
function insert(row, button) {
  const field = fieldOf(row);
  if (button.dataset.insert !== "whole") return fit(field, button.dataset.text);
  field.select();
  type(field, button.dataset.text);
}

/** The server knows which particle fits behind a term: 은 or 는. Text typed in the meantime is kept. */
async function fit(field, form) {
  const { value, selectionStart, selectionEnd } = field;
  const codePoints = (text) => [...text].length;
  const [start, end] = [selectionStart, selectionEnd].map((place) => codePoints(value.slice(0, place)));
  const body = new URLSearchParams({ text: value, form, start, end, csrfmiddlewaretoken: tokenOf() });
  const told = await fetch(screenRoot.dataset.fit, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  })
    .then((response) => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  if (told.text === undefined || field.value !== value) return type(field, form);
  field.select();
  type(field, told.text);
  const cursor = [...told.text].slice(0, told.cursor).join("").length;
  field.setSelectionRange(cursor, cursor);
}
