// Places tags: numbers represent tags of the source, names bold and emphasis; they are never typed.

import { currentRow, fieldOf, fieldsOf, textsOf } from "newsroom-translations/rows";

const elementsOf = (row) => (row.dataset.tags ? row.dataset.tags.split(" ") : []);

/** Insert text into a field as if typed, so that it can be undone. */
export function type(field, text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Wrap the selection; without one, put the cursor between the tags. */
function wrap(field, opening, closing) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const marked = value.slice(start, end);
  type(field, opening + marked + closing);
  const caret = start + opening.length + marked.length + (marked ? closing.length : 0);
  field.setSelectionRange(caret, caret);
}

/** The numbers of the source's tags that the translation lacks. */
export function missing(row) {
  const texts = textsOf(row).join("");
  return elementsOf(row)
    .map((_name, at) => at + 1)
    .filter((number) => !new RegExp(`⟨/?${number}/?⟩`).test(texts));
}

/** Put a numbered tag around the selection. Move it if it already exists, close it if it is open. */
export function place(number, row = currentRow()) {
  const name = row && elementsOf(row)[number - 1];
  if (!name) return false;
  const field = fieldOf(row);
  if (name === "br") return type(field, `⟨${number}/⟩`) ?? true;
  const [opening, closing] = [`⟨${number}⟩`, `⟨/${number}⟩`];
  const holder = fieldsOf(row).find((one) => one.value.includes(opening));
  if (holder && !holder.value.includes(closing)) return type(field, closing) ?? true;
  if (holder) take(holder, [opening, closing]);
  wrap(field, opening, closing);
  return true;
}

/** Remove tags from a field, and keep the selection. */
function take(field, tags) {
  let { selectionStart: start, selectionEnd: end } = field;
  for (const tag of tags) {
    const at = field.value.indexOf(tag);
    if (at < 0) continue;
    field.setSelectionRange(at, at + tag.length);
    type(field, "");
    start -= at < start ? Math.min(tag.length, start - at) : 0;
    end -= at < end ? Math.min(tag.length, end - at) : 0;
  }
  field.setSelectionRange(start, Math.max(start, end));
}

export function placeNext(row) {
  const [number] = missing(row);
  return number ? place(number, row) : false;
}

export function placeAll(row) {
  const field = fieldOf(row);
  const tags = missing(row).map((number) =>
    elementsOf(row)[number - 1] === "br" ? `⟨${number}/⟩` : `⟨${number}⟩⟨/${number}⟩`,
  );
  if (tags.length) type(field, tags.join(" "));
  return tags.length > 0;
}

export function placePlain(row, name) {
  wrap(fieldOf(row), `⟨${name}⟩`, `⟨/${name}⟩`);
  return true;
}

/** The source as text with its tags, to be copied into the translation. */
export function sourceText(row) {
  const texts = [...row.querySelectorAll("[data-source-words]")].map((words) =>
    textOf(words, elementsOf(row)),
  );
  return texts.join(" ");
}

function textOf(node, elements) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replaceAll("⟨", "⟨⟨");
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("br")) return "";
  if (node.matches(".tag")) {
    const number = Number(node.dataset.tag);
    if (elements[number - 1] === "br") return `⟨${number}/⟩`;
    return "end" in node.dataset ? `⟨/${number}⟩` : `⟨${number}⟩`;
  }
  return [...node.childNodes].map((child) => textOf(child, elements)).join("");
}
