// The notes of a story: forms that are submitted in place, drafts of unsent text, names after an @.
//
// Used on the page of the notes and in the drawer of the story form. Without scripts these are ordinary
// forms.

import { offerNames } from "./mentions.js";

const DRAFT = "note-draft";

/** The key of a draft: unsent text outlives the page, because the story may be saved in the meantime. */
function draftKey(field) {
  const form = field.form;
  return `${DRAFT} ${form.getAttribute("action")} ${form.elements.thread?.value ?? ""}`;
}

function keep(field, text) {
  try {
    if (text) sessionStorage.setItem(draftKey(field), text);
    else sessionStorage.removeItem(draftKey(field));
  } catch {
    // storage is switched off
  }
}

function recall(field) {
  try {
    if (!field.value) field.value = sessionStorage.getItem(draftKey(field)) ?? "";
  } catch {
    // storage is switched off
  }
}

/** Let a field grow with its text, up to the limit in the style sheet. */
function fit(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

/** Prepare the notes of a container, again after each load. */
function prepare(container) {
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
  notes
    .querySelector(".note-whole")
    ?.addEventListener("click", () => setPassage(container, { language: "", field: "", passage: "" }));
  container.dispatchEvent(
    new CustomEvent("notes", { bubbles: true, detail: { open: Number(notes.dataset.open) } }),
  );
}

/** Set the passage of a new note; empty values for the whole story. */
export function setPassage(container, { language, field, passage }) {
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

function showMessage(container, words) {
  container.querySelector(".notes-said").textContent = words;
}

/** Load the notes, or submit one of their forms, and show the response; return its status. */
export async function loadNotes(container, address, options = {}) {
  const response = await fetch(`${address}?panel=1`, { headers: { Accept: "text/html" }, ...options });
  // If the user was logged out in the meantime, the response is another page.
  if (response.redirected || ![200, 422].includes(response.status)) throw new Error(String(response.status));
  container.innerHTML = await response.text();
  prepare(container);
  return response.status;
}

/** Submit the forms of a container without leaving the page. */
export function submitInPlace(container) {
  container.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const field = form.elements.text;
    const draft = field && draftKey(field);
    for (const button of container.querySelectorAll("button")) button.disabled = true;
    try {
      const status = await loadNotes(container, form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams(data),
      });
      if (status === 200 && draft) {
        sessionStorage.removeItem(draft);
        for (const one of container.querySelectorAll("textarea")) if (draftKey(one) === draft) one.value = "";
      }
      const done = container.querySelector(".notes").dataset.done;
      if (done) container.querySelector(`#${done}`)?.focus();
      else container.querySelector(".errorlist + *, .errorlist ~ textarea")?.focus();
    } catch {
      for (const button of container.querySelectorAll("button")) button.disabled = false;
      showMessage(container, container.querySelector(".notes").dataset.wordsUnsent);
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
  submitInPlace(page);
  prepare(page);
  if (location.hash.startsWith("#note-")) document.getElementById(location.hash.slice(1))?.focus();
}
