// Textareas that grow with their text, and live counts of its length.

import { countedLength } from "newsroom-lengths";

const form = document.querySelector("#article_form, #breaking_form");
const canGrow = CSS.supports("field-sizing", "content");
const formatted = new Intl.NumberFormat(document.documentElement.lang);
const INLINE = /^<\/?(?:strong|em|a|sub|sup|span)\b/i;

const fill = (words, values) =>
  words.replace(/%\((\w+)\)s/g, (_whole, name) => formatted.format(values[name]));

/** The plain text of a stored body, in one line. */
export function plain(html) {
  const spaced = html.replace(/<[^>]*>/g, (tag) => (INLINE.test(tag) ? "" : " "));
  const { body } = new DOMParser().parseFromString(spaced, "text/html");
  return body.textContent.replace(/\s+/g, " ").trim();
}

/** A stored body without its pull quotes, because the text already contains their words. */
export const counted = (html) => html.replace(/<blockquote data-kind="pull-quote">.*?<\/blockquote>/gs, "");

function grow(field) {
  if (canGrow) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

/** "42 of about 80 characters" under a headline or summary. */
function guide(field) {
  const note = document.createElement("p");
  note.className = "length";
  note.id = `${field.id}-length`;
  field.setAttribute(
    "aria-describedby",
    [field.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "),
  );
  field.after(note);
  const count = () => {
    const number = countedLength(field.value.trim(), field.lang);
    const most = Number(field.dataset.most);
    note.textContent = fill(number > most ? field.dataset.beyond : field.dataset.within, { number, most });
    note.classList.toggle("is-beyond", number > most);
    note.hidden = number === 0;
  };
  field.addEventListener("input", count);
  count();
}

/** "412 words" in the bar. */
function measure(field) {
  const note = form.querySelector(`[data-length="${field.dataset.count}"]`);
  if (!note) return;
  let waiting = 0;
  const count = () => {
    const text = plain(counted(field.value));
    const number = field.dataset.count === "en" ? text.split(" ").filter(Boolean).length : [...text].length;
    note.textContent = fill(number === 1 ? field.dataset.one : field.dataset.many, { number });
  };
  // Counted after a pause: parsing a long text at every key would be slow.
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 400);
  });
}

form.querySelectorAll("[data-most]").forEach(guide);
form.querySelectorAll("[data-count]").forEach(measure);
if (!canGrow) {
  for (const field of form.querySelectorAll("textarea:not([data-body-editor])")) grow(field);
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea:not([data-body-editor])")) grow(event.target);
  });
}
