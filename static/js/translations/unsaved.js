// Unsaved text of the rows: kept in the browser, offered again, and shown if its row is gone.

import { fieldsOf, goTo, isSame, list, rows, setTexts, textsOf, words } from "newsroom-translations/rows";
import { storeOf } from "newsroom-translations/store";
import { type } from "newsroom-translations/tags";

const store = storeOf("translations");
export const { forget } = store;

const ADDED = " +";
/** A paragraph that is being added is identified by its predecessor. */
export const keyOf = (row) => row.dataset.unit + (row.dataset.verb ? ADDED : "");
const trimmed = (texts) => texts.map((text) => text.trim()).filter(Boolean);
export const keep = (row) => store.keep(keyOf(row), textsOf(row));

/** Put texts into a row; undo restores the previous texts. */
function take(row, texts) {
  const [field, ...others] = fieldsOf(row);
  field.focus();
  if (texts.length === 1 && !others.length) {
    field.select();
    return type(field, texts[0]);
  }
  setTexts(row, texts);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Show text whose segment is gone, or takes no text, before the row that is there now. */
function showLost(kept, behind, isClosed = false) {
  const together = () => [[...textsOf(behind), ...kept.texts].filter((text) => text.trim()).join(" ")];
  const isRoom = behind && fieldsOf(behind).length;
  const ways = {
    take: isRoom ? () => take(behind, together()) : null,
    leave: () => goTo(behind ?? rows()[0]),
  };
  const told = isClosed ? words.leftOut : words.gone;
  list.insertBefore(store.offer(kept, told, ways), behind ?? list.firstChild);
}

/** At the start: offer texts that an earlier page could not save. `add` adds a paragraph behind a row. */
export function recall(add) {
  const byUnit = new Map(rows().map((row) => [row.dataset.unit, row]));
  for (const kept of store.recall()) {
    const isAdded = kept.name.endsWith(ADDED);
    const row = byUnit.get(isAdded ? kept.name.slice(0, -ADDED.length) : kept.name);
    const ways = {
      take: () => (isAdded ? add(row, kept.texts[0]) : take(row, kept.texts)),
      leave: () => goTo(row),
    };
    if (!row || !fieldsOf(row).length) showLost(kept, row ?? null, Boolean(row));
    else if (!isAdded && isSame(trimmed(textsOf(row)), trimmed(kept.texts))) store.drop(kept);
    else {
      row.querySelector("[data-message]").after(store.offer(kept, words.kept, ways));
      row.hidden = false; // even if the filter hides it
    }
  }
}

list.addEventListener("drawn", ({ detail }) => {
  for (const { row, texts, behind, isClosed } of detail.lost)
    showLost(store.of(keyOf(row), texts), behind, isClosed);
});
