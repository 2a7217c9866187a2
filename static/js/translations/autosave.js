// Saves typed text, row by row: after a second's pause, on leaving the row, and before an action.

import { forget, keep, keyOf } from "newsroom-translations/unsaved";
import {
  screenRoot,
  button,
  draw,
  fieldsOf,
  isDirty,
  list,
  paragraph,
  rowOf,
  rows,
  savedTexts,
  setTexts,
  tell,
  textsOf,
  words,
} from "newsroom-translations/rows";
import { isWaiting, send, sendLast } from "newsroom-translations/requests";
import { say as sayOf } from "newsroom-translations/status";

const PAUSE = 1000;
const timers = new Map();
const held = new WeakSet(); // rows whose conflict waits for a decision
const WRITES = new Set(["fill", "finish", "add", "leave_out"]); // actions after which the sent text is saved, or gone
export const say = (state, text) => sayOf("segments", state, text);

/** The current fields of a row, to be sent. */
function fields(row, verb, extra, texts) {
  const { unit, rowId, seen, source } = row.dataset;
  return [
    ["verb", verb],
    ["unit", unit],
    ["row", rowId],
    ["seen", seen],
    ["source", source],
    ...Object.entries(extra),
    ...texts.map((text) => ["text", text]),
  ];
}

/** Perform an action on a row; return whether the server did it. */
export async function act(row, verb, extra = {}) {
  clearTimeout(timers.get(row));
  timers.delete(row);
  if (held.has(row)) return false;
  const key = keyOf(row);
  let sent = null;
  say("saving");
  const { status: code, told } = await send(screenRoot.dataset.segment, () => {
    sent = textsOf(row);
    return fields(row, verb, extra, sent);
  });
  const isDone = code === 200;
  if (told.order) draw(told, { row, sent: isDone && WRITES.has(verb) ? sent : savedTexts(row) });
  if (isDone) {
    tell(row);
    forget(key);
    if (isDirty(row)) typed(row);
    else forget(keyOf(row));
  } else if (code === 409) {
    if (fieldsOf(row).length) showConflict(row, told); // for an omitted segment, the text is offered beside it
  } else if (row.isConnected)
    tell(row, paragraph(told.refused ?? words.unsent, { className: "seg-refused" }));
  say(!isDone || rows().some(isDirty) ? "unsent" : isWaiting() ? "saving" : "saved");
  return isDone;
}

/** Save a row as a draft if it was edited. */
export function save(row) {
  clearTimeout(timers.get(row));
  const wasTyped = timers.delete(row);
  if (row.isConnected && isDirty(row) && !held.has(row)) return act(row, row.dataset.verb ?? "fill");
  if (wasTyped && !isDirty(row)) {
    forget(keyOf(row)); // edited and restored
    say(rows().some(isDirty) ? "unsent" : "saved");
  }
  return Promise.resolve(!held.has(row));
}

function showConflict(row, { theirs, seen, is_own: isOwn }) {
  held.add(row);
  row.dataset.seen = seen;
  const ways = paragraph("", { className: "seg-choices" });
  const decide = () => {
    held.delete(row);
    tell(row);
  };
  const takeTheirs = button(isOwn ? words.savedVersion : words.theirs, () => {
    decide();
    setTexts(row, theirs.length ? theirs : [""]);
    forget(keyOf(row));
    say("saved");
    row.querySelector("textarea").focus();
  });
  const keepMine = button(isOwn ? words.thisVersion : words.mine, () => {
    decide();
    act(row, "fill");
    row.querySelector("textarea").focus();
  });
  ways.append(takeTheirs, keepMine);
  const { language } = screenRoot.dataset;
  tell(
    row,
    paragraph(isOwn ? words.ownConflict : words.conflict),
    ...theirs.map((text) => paragraph(text, { className: "seg-version", lang: language })),
    ways,
  );
}

function typed(row) {
  keep(row);
  say("unsaved");
  clearTimeout(timers.get(row));
  timers.set(
    row,
    setTimeout(() => save(row), PAUSE),
  );
}

list.addEventListener("input", ({ target }) => {
  if (target.matches("textarea[name=text]")) typed(rowOf(target));
});
list.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = rowOf(target);
  if (row && rowOf(relatedTarget) !== row && timers.has(row)) save(row);
});
list.addEventListener("submit", (event) => event.preventDefault());
addEventListener("pagehide", () => {
  for (const row of timers.keys()) {
    if (isDirty(row) && !row.dataset.verb)
      sendLast(screenRoot.dataset.segment, fields(row, "fill", {}, textsOf(row)));
  }
});
/** Load changes by others when the user returns to the page. */
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || isWaiting()) return;
  const { told } = await send(screenRoot.dataset.rows, () => []);
  if (told.order) draw(told);
});
