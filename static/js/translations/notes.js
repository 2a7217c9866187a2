// Notes on a segment, in the same drawer as in the story's form.

import { loadNotes, setPassage, submitInPlace } from "newsroom-notes";
import { screenRoot, currentRow, draw, fieldOf, list } from "newsroom-translations/rows";
import { send } from "newsroom-translations/requests";

const link = screenRoot.querySelector("[data-notes-open]");
const drawer = document.getElementById("notes-drawer");
const place = drawer?.querySelector(".drawer-notes");
const FIELDS = { headline: "title", summary: "summary" };
const MOST = 1000; // characters of a passage
let cameFrom = null;
let known = null; // the number of open notes, once loaded

async function open() {
  if (drawer.hidden) cameFrom = document.activeElement;
  drawer.hidden = false;
  link.setAttribute("aria-expanded", "true");
  try {
    await loadNotes(place, link.getAttribute("href"));
  } catch {
    location.href = link.href; // the page of the notes shows the error
  }
}

function close() {
  drawer.hidden = true;
  link.setAttribute("aria-expanded", "false");
  (cameFrom?.isConnected ? cameFrom : link).focus();
}

/** The marked words in the translation, otherwise the whole segment: its translation, if there is one. */
function passage(row) {
  const field = fieldOf(row);
  const marked = field?.value.slice(field.selectionStart, field.selectionEnd).trim();
  const plain = (text) =>
    text
      .replace(/⟨\/?[a-z0-9]+\/?⟩/g, "")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, MOST);
  if (marked) return { language: screenRoot.dataset.language, passage: plain(marked) };
  const source = row.querySelector("[data-source-words]");
  if (!source) return { language: screenRoot.dataset.language, passage: plain(field?.value ?? "") };
  const copy = source.cloneNode(true);
  for (const chip of copy.querySelectorAll(".tag")) chip.remove();
  return { language: screenRoot.dataset.sourceLanguage, passage: plain(copy.textContent) };
}

async function noteOn(row) {
  const [role] = [...row.classList].filter((name) => name.startsWith("role-")).map((name) => name.slice(5));
  const here = { field: FIELDS[role] ?? "body", ...passage(row) };
  await open();
  setPassage(place, here);
}

export function note() {
  const row = currentRow();
  if (row && drawer) noteOn(row);
}

if (link && drawer) {
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", drawer.id);
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!drawer.hidden) return close();
    await open();
    drawer.querySelector("h2").focus();
  });
  drawer.querySelector(".drawer-close").addEventListener("click", close);
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
  });
  submitInPlace(place);
  // The rows also show which segments have notes.
  place.addEventListener("notes", async ({ detail: { open: count } }) => {
    const isNews = known !== null && known !== count;
    known = count;
    if (!isNews) return;
    const { told } = await send(screenRoot.dataset.rows, () => []);
    if (told.order) draw(told);
  });
  list.addEventListener("click", async (event) => {
    const there = event.target.closest("[data-note]");
    if (!there) return;
    event.preventDefault();
    await open();
    const thread = document.getElementById(`note-${there.dataset.note}`);
    thread?.scrollIntoView({ block: "nearest" });
    thread?.focus();
  });
}
screenRoot.querySelector("[data-act=note]")?.addEventListener("click", note);
