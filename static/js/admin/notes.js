// The notes of a story: sent without leaving the page, kept while they are typed, people offered after an @.
//
// Used on the page of the notes and in the drawer of the story's form. Without it the forms are plain ones.

import { offerNames } from "./mentions.js";

const DRAFT = "note-draft";

/** Typing that is not sent yet outlives the page: the story beside it may be saved meanwhile. */
function draftOf(field) {
  const form = field.form;
  return `${DRAFT} ${form.getAttribute("action")} ${form.elements.thread?.value ?? ""}`;
}

function keep(field, text) {
  try {
    if (text) sessionStorage.setItem(draftOf(field), text);
    else sessionStorage.removeItem(draftOf(field));
  } catch {
    // storage is switched off
  }
}

function recall(field) {
  try {
    if (!field.value) field.value = sessionStorage.getItem(draftOf(field)) ?? "";
  } catch {
    // storage is switched off
  }
}

/** Grow with what is typed, as far as the style sheet lets it. */
function fit(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

/** Ready the notes that stand in a container; again each time they are drawn anew. */
function ready(container) {
  const notes = container.querySelector(".notes");
  const people = JSON.parse(container.querySelector("#people")?.textContent ?? "[]");
  for (const field of notes.querySelectorAll("textarea")) {
    recall(field);
    offerNames(field, people, notes.dataset.wordsPeople);
    field.addEventListener("input", () => {
      keep(field, field.value);
      fit(field);
    });
    if (field.value) fit(field);
  }
  notes.querySelector(".note-whole")?.addEventListener("click", () => about(container, { language: "", field: "", passage: "" }));
  container.dispatchEvent(new CustomEvent("notes", { bubbles: true, detail: { open: Number(notes.dataset.open) } }));
}

/** Say in the form of a new note what it is about. */
export function about(container, { language, field, passage }) {
  const form = container.querySelector(".note-new");
  if (!form) return;
  form.elements.language.value = language;
  form.elements.field.value = field;
  form.elements.passage.value = passage;
  const quote = form.querySelector(".note-about");
  quote.hidden = !passage;
  quote.querySelector("blockquote").textContent = passage;
  quote.querySelector("blockquote").lang = language;
  form.elements.text.focus();
}

function tell(container, words) {
  container.querySelector(".notes-said").textContent = words;
}

/** Ask for the notes anew, or send a form of theirs, and draw what comes; return the status. */
export async function ask(container, address, options = {}) {
  const response = await fetch(`${address}?panel=1`, { headers: { Accept: "text/html" }, ...options });
  // Whoever was logged out meanwhile is sent to another page.
  if (response.redirected || ![200, 422].includes(response.status)) throw new Error(String(response.status));
  container.innerHTML = await response.text();
  ready(container);
  return response.status;
}

/** Send the forms of a container without leaving the page. */
export function takeOver(container) {
  container.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const field = form.elements.text;
    const draft = field && draftOf(field);
    for (const button of container.querySelectorAll("button")) button.disabled = true;
    try {
      const status = await ask(container, form.getAttribute("action"), { method: "POST", body: new URLSearchParams(data) });
      if (status === 200 && draft) {
        sessionStorage.removeItem(draft);
        for (const one of container.querySelectorAll("textarea")) if (draftOf(one) === draft) one.value = "";
      }
      const done = container.querySelector(".notes").dataset.done;
      if (done) container.querySelector(`#${done}`)?.focus();
      else container.querySelector(".errorlist + *, .errorlist ~ textarea")?.focus();
    } catch {
      for (const button of container.querySelectorAll("button")) button.disabled = false;
      tell(container, container.querySelector(".notes").dataset.wordsUnsent);
    }
  });
  container.addEventListener("keydown", (event) => {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || !isMod || event.isComposing || !event.target.matches("textarea")) return;
    event.preventDefault();
    event.stopPropagation();
    event.target.form.requestSubmit(event.target.form.querySelector(".default"));
  });
}

const page = document.querySelector(".notes-page");
if (page) {
  takeOver(page);
  ready(page);
  if (location.hash.startsWith("#note-")) document.getElementById(location.hash.slice(1))?.focus();
}
