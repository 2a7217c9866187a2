// The drawer of notes beside the text, filled when it is first opened; notes on a selected passage, links to passages.

import { loadNotes, setPassage, submitInPlace } from "./notes.js";

const link = document.querySelector("[data-notes-open]");
const drawer = document.getElementById("notes-drawer");
const place = drawer?.querySelector(".drawer-notes");

let isFilled = false;

async function open() {
  drawer.hidden = false;
  link.setAttribute("aria-expanded", "true");
  if (isFilled) return true;
  try {
    await loadNotes(place, link.getAttribute("href"));
    isFilled = true;
  } catch {
    location.href = link.href; // the page of the notes shows the error
  }
  return isFilled;
}

/** Hide the notes if they are shown. */
export function hideNotes() {
  if (!drawer) return;
  drawer.hidden = true;
  link.setAttribute("aria-expanded", "false");
}

function close() {
  hideNotes();
  link.focus();
}

/** Show the notes, and a note by its id; with `isPassage`, its passage in the text. */
export async function showNote(number, isPassage = false) {
  if (!(await open())) return;
  const thread = document.getElementById(`note-${number}`);
  thread?.scrollIntoView({ block: "nearest" });
  if (!isPassage) thread?.focus();
  else if (thread) goTo(thread.dataset);
}

const squeezed = (text) => text.replace(/\s+/g, "");

/** The Range of a passage in an element, ignoring white space; or null. */
function rangeOf(root, passage) {
  const wanted = squeezed(passage);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const letters = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.length; at += 1) if (/\S/.test(node.data[at])) letters.push([node, at]);
  }
  const start = letters
    .map(([node, at]) => node.data[at])
    .join("")
    .indexOf(wanted);
  if (start < 0 || !wanted) return null;
  const range = document.createRange();
  range.setStart(...letters[start]);
  const [node, at] = letters[start + wanted.length - 1];
  range.setEnd(node, at + 1);
  return range;
}

/** Select a passage in the form; false if it is no longer there. */
export function goTo({ language, field, passage }) {
  const section = document.querySelector(`.language-${language}`);
  const writing = section?.querySelector(".language-writing");
  if (writing) writing.open = true;
  const input = document.getElementById(`id_${field}_${language}`);
  if (field && field !== "body" && input?.checkVisibility()) {
    const start = input.value.indexOf(passage);
    if (start < 0) return false;
    input.focus();
    input.setSelectionRange(start, start + passage.length);
    input.scrollIntoView({ block: "center" });
    return true;
  }
  for (const root of [section?.querySelector(".ProseMirror"), section?.querySelector(".language-reading")]) {
    const range = root?.checkVisibility() && rangeOf(root, passage);
    if (!range) continue;
    if (root.isContentEditable) root.focus({ preventScroll: true });
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = range.getBoundingClientRect();
    scrollBy({ top: box.top - innerHeight / 3 });
    return true;
  }
  return false;
}

/** Put the button beside the column of a passage or, without room there, at the edge of the screen. */
function placeButton(button, { box, column }) {
  const { offsetWidth: width, offsetHeight: height } = button;
  const { right } = column.getBoundingClientRect();
  const bar = document.querySelector(".bar")?.getBoundingClientRect().top ?? 0; // at the bottom of a phone's screen
  const lowest = (bar > innerHeight / 2 ? bar : innerHeight) - height - 16;
  const isRoom = [...document.querySelectorAll(".language[data-part]")].every((other) => {
    const { left } = other.getBoundingClientRect();
    return (left < right ? innerWidth : left) - right >= width + 16;
  });
  const top = isRoom ? Math.min(Math.max(box.top, 80), lowest) : box.bottom > lowest ? 80 : lowest;
  button.style.insetBlockStart = `${top}px`;
  button.style.insetInlineStart = `${isRoom ? right + 8 : innerWidth - width - 16}px`;
}

/** The selected passage of a text: {language, field, passage, box, column}, or null. */
function selectedPassage() {
  const active = document.activeElement;
  const section = (node) =>
    (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".language[data-part]");
  const languageOf = (part) => part.className.match(/language-(en|ko)\b/)?.[1];
  if (active?.matches?.("textarea, input[type=text]") && section(active)) {
    const passage = active.value.slice(active.selectionStart, active.selectionEnd).trim();
    const [, field, language] = /^id_(title|summary)_(en|ko)$/.exec(active.id) ?? [];
    const box = active.getBoundingClientRect();
    return passage && field ? { language, field, passage, box, column: section(active) } : null;
  }
  const selection = getSelection();
  const part = selection.rangeCount && !selection.isCollapsed && section(selection.anchorNode);
  if (!part || section(selection.focusNode) !== part) return null;
  const element = selection.anchorNode.parentElement;
  if (!element.closest(".ProseMirror, .language-reading")) return null;
  const field = element.closest(".reading-headline")
    ? "title"
    : element.closest(".reading-summary")
      ? "summary"
      : "body";
  const passage = selection.toString().trim();
  const box = selection.getRangeAt(0).getBoundingClientRect();
  return passage ? { language: languageOf(part), field, passage, box, column: part } : null;
}

if (link && drawer) {
  const button = drawer.parentElement.querySelector(".note-on-this");
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", drawer.id);
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!drawer.hidden) return close();
    if (!(await open())) return;
    // Without an open note the drawer opens for writing: letters typed on the heading would be shortcuts.
    const field = place.querySelector(".notes > .thread") ? null : place.querySelector("#note-text");
    (field ?? drawer.querySelector("h2")).focus();
  });
  drawer.querySelector(".drawer-close").addEventListener("click", close);
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
  });
  submitInPlace(place);
  place.addEventListener("notes", ({ detail }) => {
    const count = link.querySelector(".count");
    count.textContent = detail.open || "";
    count.hidden = !detail.open;
  });
  place.addEventListener("click", (event) => {
    const there = event.target.closest(".note-there");
    if (!there) return;
    event.preventDefault();
    const thread = there.closest(".thread");
    if (matchMedia("(max-width: 767px)").matches) drawer.hidden = true;
    if (!goTo(thread.dataset)) there.replaceWith(place.querySelector(".notes").dataset.wordsLost);
  });

  document.addEventListener("selectionchange", () => {
    const here = selectedPassage();
    button.hidden = !here;
    if (here) placeButton(button, here);
  });
  // Before the click removes the selection.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", async () => {
    const here = selectedPassage();
    if (!here || !(await open())) return;
    setPassage(place, here);
    button.hidden = true;
  });

  // From the page of the notes or an e-mail: #note-12 opens that note, #passage-12 shows its passage.
  const [, kind, number] = /^#(note|passage)-(\d+)$/.exec(location.hash) ?? [];
  if (number) addEventListener("load", () => showNote(number, kind === "passage"));
}
