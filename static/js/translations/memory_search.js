// Searches the memory for the marked words, on either side, or for the words typed into the field.

import { screenRoot, currentRow, goTo, list } from "newsroom-translations/rows";

const MOST = 200; // characters
const form = screenRoot.querySelector("[data-search-form]");
const place = form?.querySelector("[data-searched]");
const field = form?.elements.q;
let asking = null;

/** The marked words in a field or in a source, without tags; otherwise "". */
function marked() {
  const { activeElement: active } = document;
  if (active.matches("textarea[name=text]"))
    return active.value.slice(active.selectionStart, active.selectionEnd);
  const selection = getSelection();
  if (!selection.rangeCount || !list.contains(selection.anchorNode)) return "";
  const copy = selection.getRangeAt(0).cloneContents();
  for (const chip of copy.querySelectorAll(".tag")) chip.remove();
  return copy.textContent;
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  const words = field.value.trim();
  if (!words) return place.replaceChildren();
  try {
    const response = await fetch(`${screenRoot.dataset.search}?${new URLSearchParams({ q: words })}`, {
      signal: asking.signal,
    });
    if (response.ok && !response.redirected) place.innerHTML = await response.text();
  } catch {
    // a newer request was sent, or the server is unreachable
  }
}

function close() {
  form.hidden = true;
  goTo(currentRow());
}

function open() {
  const words = marked()
    .replace(/⟨\/?[a-z0-9]+\/?⟩/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MOST);
  form.hidden = false;
  if (words) {
    field.value = words;
    look();
  }
  field.focus();
  field.select();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // it would clear the field
    close();
  });
  form.querySelector("[data-search-close]").addEventListener("click", close);
  screenRoot.querySelector("[data-act=search]")?.addEventListener("click", open);
}
