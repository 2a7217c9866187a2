// Saves the accompanying texts of the story one by one: after a second's pause, and on leaving the field.
//
// Without the script each text is a form with a button. No field is read while a syllable is composed.

import { screenRoot, button, goTo, grow, paragraph, tell, words } from "newsroom-translations/rows";
import { send, sendLast } from "newsroom-translations/requests";
import { say } from "newsroom-translations/status";
import { storeOf } from "newsroom-translations/store";
import { type } from "newsroom-translations/tags";

const PAUSE = 1000;

const accompanying = screenRoot.querySelector("[data-accompanying]");
const store = storeOf("surroundings");
const texts = new WeakMap(); // field → {saved, timer, isBusy, isHeld}
const fields = () => [...accompanying.querySelectorAll("textarea[name=text]")];
const rowOf = (field) => field.closest("[data-item]");
const nameOf = (field) => field.form.elements.key.value;
const isDirty = (field) => field.value !== texts.get(field).saved;
const posted = (form, submitter) => [...new FormData(form, submitter)];

function tellState(field) {
  const { timer, isBusy } = texts.get(field);
  say(field, !isDirty(field) ? "saved" : isBusy ? "saving" : timer ? "unsaved" : "unsent");
}

/** Show the saved text; a field that was edited in the meantime keeps its text. */
function taken(field, sent, told) {
  const row = rowOf(field);
  field.form.elements.seen.value = told.seen;
  // The user may be composing a syllable in a focused field: its text does not change.
  const isLeft = document.activeElement !== field && field.value === sent;
  if (isLeft) field.value = told.text;
  texts.get(field).saved = isLeft ? told.text : sent;
  row.classList.toggle("seg-new", told.is_missing);
  row.classList.toggle("is-settled", !told.is_missing);
  const chip = row.querySelector(".seg-chip");
  if (told.is_missing || told.text)
    chip.textContent = told.is_missing ? chip.dataset.lacking : chip.dataset.there;
  if (told.text) row.querySelector(".accompanying-fallback")?.remove();
  field.removeAttribute("aria-invalid");
  tell(row);
  count(told.missing);
  row.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
}

function count(missing) {
  const box = accompanying.querySelector("[data-accompanying-count]");
  const number = box.querySelector("[data-accompanying-missing]");
  if (missing && number) number.textContent = missing;
  else if (!missing) box.textContent = box.dataset.none;
}

function showConflict(field, { refused, theirs, seen, is_own: isOwn }) {
  const own = texts.get(field);
  own.isHeld = true;
  own.saved = theirs;
  field.form.elements.seen.value = seen;
  const ways = paragraph("", { className: "seg-choices" });
  const decide = (text) => {
    own.isHeld = false;
    tell(rowOf(field));
    field.value = text;
    field.focus();
    save(field);
  };
  ways.append(
    button(isOwn ? words.savedVersion : words.theirs, () => decide(theirs)),
    button(isOwn ? words.thisVersion : words.mine, () => decide(field.value)),
  );
  tell(
    rowOf(field),
    paragraph(refused),
    paragraph(theirs, { className: "seg-version", lang: field.lang }),
    ways,
  );
}

function refuse(field, told) {
  field.setAttribute("aria-invalid", "true");
  tell(rowOf(field), paragraph(told.refused ?? words.unsent, { className: "seg-refused" }));
}

/** Save a field if it was edited; return whether the server then has all of it. */
async function save(field) {
  const own = texts.get(field);
  clearTimeout(own.timer);
  own.timer = 0;
  if (isDirty(field) && !own.isBusy && !own.isHeld) await insist(field, own);
  if (!isDirty(field)) store.forget(nameOf(field));
  tellState(field);
  return !isDirty(field);
}

async function insist(field, own) {
  own.isBusy = true;
  tellState(field);
  let sent = null;
  const { status, told } = await send(field.form.action, () => {
    sent = field.value;
    return posted(field.form);
  });
  own.isBusy = false;
  if (status === 200) taken(field, sent, told);
  else if (status === 409) showConflict(field, told);
  else refuse(field, told);
  if (status === 200 && isDirty(field)) own.timer = setTimeout(() => save(field), PAUSE);
}

/** The accompanying text before or behind an element, as a row; null if there is no editable one. */
export function neighbourBeside(element, step) {
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const there = fields().filter(
    (field) => field.checkVisibility() && element.compareDocumentPosition(field) & side,
  );
  const field = there.at(step > 0 ? 0 : -1);
  return field ? rowOf(field) : null;
}

export const unsavedAround = () => fields().filter(isDirty).map(rowOf)[0];

/** Save all fields; return whether everything is saved. */
export async function saveAround() {
  await Promise.all(fields().filter(isDirty).map(save));
  return !unsavedAround();
}

function recall() {
  const byName = new Map(fields().map((field) => [nameOf(field), field]));
  for (const kept of store.recall()) {
    const field = byName.get(kept.name);
    const [text] = kept.texts;
    if (!field)
      accompanying
        .querySelector("header")
        .after(store.offer(kept, words.notBeside, { take: null, leave: () => fields()[0]?.focus() }));
    else if (field.value.trim() === text.trim()) isDirty(field) || store.drop(kept);
    else offer(field, kept, text);
  }
}

function offer(field, kept, text) {
  const take = () => {
    field.select();
    type(field, text);
  };
  const row = rowOf(field);
  row
    .querySelector("[data-message]")
    .after(store.offer(kept, words.kept, { take, leave: () => field.focus() }));
  row.closest("details")?.setAttribute("open", "");
}

for (const field of fields()) {
  // A text that was refused without scripts is still unsaved.
  const saved = field.hasAttribute("aria-invalid") ? null : field.defaultValue;
  texts.set(field, { saved, timer: 0, isBusy: false, isHeld: false });
}
recall();
fields().forEach(tellState);
fields().forEach(grow);

accompanying.addEventListener("input", ({ target }) => {
  if (!texts.has(target)) return;
  const own = texts.get(target);
  grow(target);
  store.keep(nameOf(target), [target.value]);
  clearTimeout(own.timer);
  own.timer = setTimeout(() => save(target), PAUSE);
  tellState(target);
});
accompanying.addEventListener("focusout", ({ target }) => {
  if (texts.get(target)?.timer) save(target);
});
accompanying.addEventListener("keydown", (event) => {
  const { target } = event;
  if (
    !texts.has(target) ||
    event.key !== "Enter" ||
    event.altKey ||
    event.isComposing ||
    event.keyCode === 229
  )
    return;
  const isMod = event.ctrlKey || event.metaKey;
  if (!isMod && target.dataset.line === undefined) return;
  event.preventDefault();
  if (!isMod) return;
  event.stopPropagation();
  save(target);
  const open = fields().filter((field) => rowOf(field).classList.contains("seg-new") && field !== target);
  const behind = open.find(
    (field) => target.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  (behind ?? open[0])?.focus();
});
accompanying.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  if (form.dataset.ask === undefined || form.dataset.isBusy) return;
  form.dataset.isBusy = "1";
  const { status, told } = await send(form.action, () => posted(form, submitter));
  delete form.dataset.isBusy;
  const row = rowOf(form);
  if (status !== 200) return tell(row, paragraph(told.refused ?? words.unsent, { className: "seg-refused" }));
  const isHere = form.contains(document.activeElement);
  form.replaceWith(paragraph(told.message, { className: "quiet" }));
  if (isHere) goTo(row);
});
addEventListener("pagehide", () => {
  for (const field of fields()) {
    if (isDirty(field) && !texts.get(field).isHeld) sendLast(field.form.action, posted(field.form));
  }
});
