// Actions of buttons and keys on the row in focus.

import { neighbourBeside } from "newsroom-translations/accompanying_texts";
import {
  screenRoot,
  currentRow,
  fieldOf,
  fieldsOf,
  goTo,
  isBeside,
  isOpen,
  list,
  neighbour,
  paragraph,
  setCurrent,
  tell,
  textsOf,
  words,
} from "newsroom-translations/rows";
import { act, save, say } from "newsroom-translations/autosave";
import { draft } from "newsroom-translations/drafts";
import { place, placeAll, placeNext, placePlain, sourceText, type } from "newsroom-translations/tags";

const dialog = screenRoot.querySelector("[data-leave-dialog]");
const isEmpty = (row) => !textsOf(row).some((text) => text.trim());

/** The next open row behind one, otherwise the first from the top; null if none is left in the list. */
function nextOpen(row) {
  const fits = (one) => one !== row && isOpen(one);
  return neighbour(row, 1, fits) ?? neighbour(null, 1, fits);
}

async function finish(row) {
  if (isEmpty(row)) return refuse(row, words.empty);
  const next = nextOpen(row);
  // A tag may be refused: then the cursor stays where it can be fixed.
  const isSure = !textsOf(row).some((text) => text.includes("⟨"));
  const done = act(row, row.dataset.verb ?? "finish");
  if (isSure && next) return goTo(next);
  if (!(await done)) return goTo(row);
  const then = nextOpen(row);
  if (then) goTo(then);
  else say("saved", words.finishFirst);
}

async function accept(row) {
  if (!(await save(row))) return;
  const next = nextOpen(row);
  if ((await act(row, "accept")) && next?.isConnected) goTo(next);
}

/** Add a row without a source, for text after this one; if it stays empty, it is removed again. */
export function add(row, text = "") {
  const fresh = row.cloneNode(true);
  for (const name of ["settled", "draft", "wordless", "maySplit", "mayLeaveOut", "rowId", "digest"])
    delete fresh.dataset[name];
  Object.assign(fresh.dataset, {
    verb: "add",
    unit: row.dataset.unit,
    rowId: row.dataset.rowId,
    digest: "new",
    state: "added",
    tags: "",
  });
  fresh.className = "seg seg-added";
  fresh.id = "u-new";
  fresh.querySelector(".seg-source").replaceChildren();
  fresh.querySelector("[data-state-label]").textContent = words.paragraph;
  const [field, ...others] = fresh.querySelectorAll("textarea");
  if (field) {
    field.value = "";
    field.defaultValue = "";
  }
  for (const other of others) other.remove();
  tell(fresh);
  if (!fieldsOf(fresh).length) return;
  // The next focused element is known only after this one has lost the focus.
  fresh.addEventListener("focusout", () =>
    setTimeout(() => isEmpty(fresh) && !fresh.contains(document.activeElement) && fresh.remove()),
  );
  row.after(fresh);
  goTo(fresh);
  if (text) type(fieldOf(fresh), text);
}

function split(row) {
  const field = fieldOf(row);
  if (!("maySplit" in row.dataset) || document.activeElement !== field) return refuse(row);
  const before = field.value.slice(0, field.selectionStart).trimEnd();
  const behind = field.value.slice(field.selectionStart).trimStart();
  if (!before || !behind) return refuse(row);
  const other = field.cloneNode();
  field.value = before;
  other.value = behind;
  field.after(other);
  other.focus();
  other.setSelectionRange(0, 0);
  other.dispatchEvent(new Event("input", { bubbles: true }));
  save(row);
}

async function leaveOut(row) {
  if (row.dataset.state === "left_out") return act(row, "take_in").then(() => goTo(row));
  if (!("mayLeaveOut" in row.dataset)) return refuse(row);
  const [reason] = dialog.querySelectorAll("input");
  reason.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  dialog.onclose = async () => {
    const next = nextOpen(row);
    if (dialog.returnValue === "leave" && reason.value.trim()) {
      setCurrent(row);
      if (await act(row, "leave_out", { reason: reason.value })) return goTo(next ?? row);
    }
    goTo(row);
  };
}

/** Show the reason of a refusal, until the user moves on. */
function refuse(row, reason = words.notHere) {
  const told = paragraph(reason, { className: "seg-refused" });
  tell(row, told);
  for (const name of ["input", "focusout"])
    row.addEventListener(name, () => told.isConnected && tell(row), { once: true });
}

/** Move up and down through the segments, and after the last one through the accompanying texts. */
function move(row, step) {
  if (!isBeside()) return goTo(neighbour(row, step) ?? (step > 0 && row ? neighbourBeside(row, step) : null));
  goTo(neighbourBeside(document.activeElement, step) ?? (step < 0 ? neighbour(null, step) : null));
}

/** Save first, then act: the server works on its saved text. */
const saved = (verb) => async (row) => {
  if ((await save(row)) && (await act(row, verb))) goTo(row);
};

const VERBS = {
  finish,
  accept,
  split,
  add,
  leave_out: leaveOut,
  accept_wordless: saved("accept_wordless"),
  join: saved("join"),
  separate: saved("separate"),
  next: (row) => move(row, 1),
  previous: (row) => move(row, -1),
  tag: placeNext,
  tags: placeAll,
  strong: (row) => placePlain(row, "strong"),
  em: (row) => placePlain(row, "em"),
  machine: (row) => draft(row),
  copy: (row) => type(fieldOf(row), sourceText(row)),
  whole: () => screenRoot.classList.toggle("is-whole"),
};
const NEEDS_TEXT = new Set(["finish", "split", "add", "tag", "tags", "strong", "em", "copy", "machine"]);

const NEEDS_NO_ROW = new Set(["next", "previous", "whole"]);

export function run(name) {
  if (isBeside() && !NEEDS_NO_ROW.has(name)) return;
  const row = currentRow() ?? (name === "accept_wordless" ? neighbour(null, 1) : null); // it applies to all rows
  // Nothing happens to a segment that the user has not visited: the first key moves to the next work.
  if (!row && !NEEDS_NO_ROW.has(name)) return goTo(nextOpen(null) ?? neighbour(null, 1));
  if (NEEDS_TEXT.has(name) && !fieldsOf(row).length) return;
  VERBS[name]?.(row);
}

export const runTag = (number) => currentRow() && fieldsOf(currentRow()).length > 0 && place(number);

const tools = screenRoot.querySelector("[data-tools]");
const menu = tools?.querySelector("[data-more]");

/** Close the menu of the tools. Return whether it was open. */
function closeMenu() {
  if (!menu.open) return false;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  menu.open = false;
  return true;
}

if (tools) {
  for (const button of tools.querySelectorAll("[data-keys]"))
    button.title = button.dataset.keys
      .replaceAll("Mod", /Mac/.test(navigator.platform) ? "⌘" : "Ctrl")
      .replace("Arrow", "")
      .replace(/\+[a-z]$/, (key) => key.toUpperCase());
  // A click keeps the focus and the selection in the text.
  tools.addEventListener("pointerdown", (event) => event.preventDefault());
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    closeMenu();
    const { verb, act: name } = button.dataset;
    if (verb || name) run(verb ?? name);
  });
  document.addEventListener("pointerdown", ({ target }) => menu.contains(target) || closeMenu());
  document.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && closeMenu() && event.stopPropagation(),
    { capture: true },
  );
}
list.addEventListener("focusin", ({ target }) => {
  const row = target.closest(".seg");
  if (row && setCurrent(row)) list.dispatchEvent(new CustomEvent("current", { detail: row }));
});
