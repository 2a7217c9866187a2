// Copies values, errors and computed parts of a story's form from a response of the server, without
// disturbing the fields in which the user may be typing.

import { linkErrors } from "newsroom-desk/errors";
import { matchRows, readRows, rowOf, takeRows } from "newsroom-story/rows";

const PARTS = ["filing", "en", "ko"];
const OWN =
  /^(_|csrfmiddlewaretoken$|initial-|version_|after_)|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|__prefix__/;

const plain = (text) => text.replace(/\r\n?/g, "\n");

/** The value of a field, as one text. */
export function textOf(field) {
  if (/^(checkbox|radio)$/.test(field.type)) return String(field.checked);
  if (field.selectedOptions) return [...field.selectedOptions].map((option) => option.value).join("\n");
  return plain(field.value);
}

const isTypedIn = (field) => field.name && field.type !== "hidden" && !OWN.test(field.name);
const isSubmit = (field) => /^(submit|button|reset|image)$/.test(field.type);

/** The form as it is posted: {values: Map of field → text, shown: Map of name → [text], rows}. */
export function readForm(form) {
  const values = new Map();
  const shown = new Map();
  for (const field of form.elements) {
    if (isTypedIn(field) && !isSubmit(field)) values.set(field, textOf(field));
    else if (/^(initial-|version_)/.test(field.name)) {
      if (!shown.has(field.name)) shown.set(field.name, []);
      shown.get(field.name).push(plain(field.value));
    }
  }
  return { values, shown, rows: readRows(form) };
}

/** A text without details that the server may have changed: quotation marks, white space, markup. */
export const comparable = (text) =>
  text
    .replace(/<[^>]*>|&nbsp;/g, " ")
    .replace(/&(quot|#39|#x27);/g, "'")
    .replace(/[‘’“”"'«»‹›„‚`´]/g, "'")
    .replace(/\s+/g, "")
    .normalize("NFC");

const partOf = (name) => /_(en|ko)$/.exec(name)?.[1] ?? "filing";
const numberOf = (form, part) => Number(form.elements[`version_${part}`]?.value ?? 0);

/** Fields that were edited since they were sent, and whose saved text has words of another user. */
function merged(form, sent, fresh) {
  const found = new Map();
  for (const [field, text] of sent.values) {
    if (!field.isConnected || rowOf(field) || textOf(field) === text) continue;
    const saved = fresh.elements[field.name];
    if (!saved || textOf(saved) === text) continue;
    const part = partOf(field.name);
    const isAlone = numberOf(fresh, part) - numberOf(form, part) <= 1;
    if (!isAlone || comparable(textOf(saved)) !== comparable(text)) found.set(field.name, text);
  }
  return found;
}

/** Set the text of a field by replacing only the difference, so that a focused field can undo it. */
function write(field, text) {
  const before = field.value;
  if (document.activeElement !== field || typeof field.selectionStart !== "number") {
    field.value = text;
    return;
  }
  let start = 0;
  while (start < before.length && before[start] === text[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, text.length) - start;
  while (end < most && before.at(-1 - end) === text.at(-1 - end)) end += 1;
  const { selectionStart, selectionEnd } = field;
  field.setSelectionRange(start, before.length - end);
  const added = text.slice(start, text.length - end);
  const isDone = document.execCommand(added ? "insertText" : "delete", false, added);
  if (!isDone || field.value !== text) field.value = text;
  const moved = (place) => (place > before.length - end ? place + text.length - before.length : place);
  field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

function choose(field, saved) {
  const wanted = new Set([...saved.selectedOptions].map((option) => option.value));
  for (const option of field.options) option.selected = wanted.delete(option.value);
  for (const option of saved.selectedOptions)
    if (wanted.has(option.value)) field.append(document.importNode(option, true));
  for (const option of field.options)
    if ([...saved.selectedOptions].some((one) => one.value === option.value)) option.selected = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Whether two texts differ only in white space: a blank before the cursor stays, though it is not saved. */
const isBlankApart = (one, other) => one !== other && one.trim() === other.trim();

/** Show the saved value in a field that was not edited since. */
function takeValue(field, saved, text) {
  const isAsSent = textOf(field) === text;
  if (field.matches("[data-body-editor]")) {
    const detail = { html: saved.value, isSame: isAsSent };
    return field.dispatchEvent(new CustomEvent("stored", { detail }));
  }
  if (!isAsSent || textOf(saved) === text || isBlankApart(textOf(saved), text)) return;
  if (field.selectedOptions) choose(field, saved);
  else if (/^(checkbox|radio)$/.test(field.type)) field.checked = saved.checked;
  else {
    write(field, saved.value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const named = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

/** Hidden inputs of one name; there may be several. */
function takeHidden(form, name, inputs) {
  const [first, ...others] = named(form, name);
  if (!first) return;
  for (const one of others) one.remove();
  first.replaceWith(...inputs.map((one) => document.importNode(one, true)));
}

function takeMain(form, sent, fresh) {
  const kept = merged(form, sent, fresh);
  const parts = new Set([...kept.keys()].map(partOf));
  const names = new Set([...fresh.elements].filter((field) => !rowOf(field)).map((field) => field.name));
  for (const name of names) {
    if (!/^(initial-|version_|after_|csrfmiddlewaretoken$)/.test(name)) continue;
    if (PARTS.some((part) => parts.has(part) && name === `version_${part}`)) continue;
    takeHidden(form, name, named(fresh, name));
  }
  // The next save merges these: the saved text contains the text that was sent.
  for (const [name, text] of kept) named(form, `initial-${name}`)[0].value = text;
  for (const [field, text] of sent.values) {
    if (rowOf(field)) continue;
    const saved = fresh.elements[field.name];
    takeValue(field, saved, text);
    const shown = form.elements[`initial-${field.name}`];
    if (shown && !field.matches("[data-body-editor]") && isBlankApart(textOf(saved), text))
      shown.value = text;
  }
}

/**
 * Copy the saved values, after a save of the result of readForm().
 *
 * Return false, and change nothing, if the saved form has other fields or rows than this one.
 */
export function takeValues(form, sent, fresh) {
  const own = new Set([...sent.values.keys()].filter((field) => !rowOf(field)).map((field) => field.name));
  const theirs = [...fresh.elements].filter((field) => isTypedIn(field) && !isSubmit(field) && !rowOf(field));
  const isSame = theirs.length === own.size && theirs.every((field) => own.has(field.name));
  const rows = isSame && matchRows(form, sent, fresh);
  if (!rows) return false;
  takeMain(form, sent, fresh);
  takeRows(sent, rows, { takeValue, textOf });
  return true;
}

/* Parts of the page that the server computes. */

const KEPT = "[data-refresh-keep]";
/** Attributes that only scripts and users change, not the server. */
const THEIRS = new Set(["open", "aria-expanded", "aria-pressed", "data-state", "style"]);

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE &&
  [node.id, node.name, node.value, node.dataset?.length, node.getAttribute("href")]
    .map((one) => one ?? "")
    .join();

const isSame = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

function followAttributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!THEIRS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (!THEIRS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/** Make the content of an element equal to another. Elements that exist in both stay, with their focus. */
export function follow(old, fresh) {
  const left = [...old.childNodes];
  const next = [...fresh.childNodes].map((node) => {
    const at = left.findIndex((one) => isSame(one, node));
    if (at < 0) return document.importNode(node, true);
    const [one] = left.splice(at, 1);
    if (one.nodeType !== Node.ELEMENT_NODE) {
      if (one.data !== node.data) one.data = node.data;
    } else if (!one.matches(KEPT)) {
      followAttributes(one, node);
      follow(one, node);
    }
    return one;
  });
  for (const one of left) one.remove();
  next.forEach((node, place) => {
    if (old.childNodes[place] !== node) old.insertBefore(node, old.childNodes[place] ?? null);
  });
}

/** The bar shows that it is saved. Messages that the user must read stay below it until closed. */
function showMessages(messages) {
  for (const one of messages.querySelectorAll("li.success:not(:has(form))")) one.remove();
  messages.classList.toggle("is-fresh", messages.querySelector(".warning, .error") !== null);
  if (!messages.classList.contains("is-fresh")) return;
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "messages-close", textContent: messages.dataset.close });
  close.addEventListener("click", () => messages.replaceChildren());
  messages.append(close);
}

/** Refresh the title and every [data-refresh] of the page. */
export function refresh(page, fresh) {
  page.title = fresh.title;
  for (const part of page.querySelectorAll("[data-refresh]")) {
    const name = CSS.escape(part.dataset.refresh);
    const there = fresh.querySelector(`[data-refresh="${name}"]`);
    if (!there) continue;
    followAttributes(part, there);
    follow(part, there);
    if (part.dataset.refresh === "messages") showMessages(part);
  }
}

/* Errors of a refused save. */

const PLACES = ".fieldBox, td, .form-row > .flex-container, .inline-related, .inline-group, .form-row";

export function clearErrors(form) {
  for (const one of form.querySelectorAll(".errornote, .errorlist, .row-form-errors")) one.remove();
  for (const one of form.querySelectorAll(".errors")) one.classList.remove("errors");
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.dispatchEvent(new Event("described"));
  }
}

/** The field of a list of errors in the response, or null. */
function fieldOf(errors) {
  const place = errors.closest(PLACES);
  return place?.querySelector("[name]:not([type=hidden])") ?? null;
}

function showAt(form, errors) {
  const field = !errors.matches(".nonfield") && fieldOf(errors);
  const own = field && form.elements[field.name];
  const row = errors.matches(".nonfield") && errors.closest(".inline-related, tr")?.id;
  const place = own ? own.closest(PLACES) : row && document.getElementById(row);
  if (!place) return false;
  const list = document.importNode(errors, true);
  if (own) {
    place.classList.add("errors");
    const before = [...place.children].find((one) => one.contains(own));
    if (before) before.before(list);
    else place.prepend(list);
    own.setAttribute("aria-invalid", "true");
    own.dispatchEvent(new Event("described"));
  } else {
    const row = place.querySelector("details.row");
    if (row) row.open = true;
    (row?.querySelector("summary") ?? place.querySelector("td, h3"))?.after(list);
  }
  return true;
}

/** Show the errors of a response at the fields of this page, and put the cursor into the first. */
export function showErrors(form, page) {
  clearErrors(form);
  const fresh = page.getElementById("article_form");
  const note = document.importNode(fresh.querySelector(".errornote") ?? document.createElement("p"), true);
  note.classList.add("errornote");
  note.tabIndex = -1;
  note.setAttribute("role", "alert");
  const lists = [...fresh.querySelectorAll(".errorlist")];
  const homeless = lists.filter((list) => !showAt(form, list));
  const top = form.querySelector(":scope > div:not(.bar, .presence, .desk-tools)");
  top.prepend(note, ...homeless.map((list) => document.importNode(list, true)));
  const first = linkErrors();
  if (first) first.click();
  else note.focus();
}
