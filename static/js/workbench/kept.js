// What is typed and not saved yet is kept in this browser too, per person, story and segment: it outlives a
// crash, an expired login and a server that is away, and is offered again.

import { bench, button, fieldsOf, grow, isSame, list, paragraph, rows, setTexts, tell, textsOf, words } from "newsroom-workbench/rows";

const { user, story, language } = bench.dataset;
const PREFIX = `workbench ${user} ${story} ${language} `;

/** A paragraph that is being added is known by what it stands behind. */
export const keyOf = (row) => PREFIX + row.dataset.unit + (row.dataset.verb ? " +" : "");

export function keep(row) {
  try {
    localStorage.setItem(keyOf(row), JSON.stringify({ texts: textsOf(row) }));
  } catch {
    // storage is switched off or full: what is typed is still sent
  }
}

export function forget(...keys) {
  try {
    keys.forEach((key) => localStorage.removeItem(key));
  } catch {
    // storage is switched off
  }
}

function keptHere() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => [key, JSON.parse(localStorage.getItem(key)).texts]);
  } catch {
    return [];
  }
}

function said(texts, told, ...buttons) {
  const row = document.createElement("p");
  row.className = "seg-ways";
  row.append(...buttons);
  return [paragraph(told), ...texts.map((text) => paragraph(text, { className: "seg-kept", lang: language })), row];
}

function take(row, texts) {
  setTexts(row, texts);
  fieldsOf(row)[0].focus();
  fieldsOf(row)[0].dispatchEvent(new Event("input", { bubbles: true }));
}

/** Offer in a row what was typed into it before. */
function offer(row, key, texts) {
  const end = () => tell(row);
  const drop = button(words.drop, () => {
    localStorage.removeItem(key);
    end();
  });
  const back = button(words.take, () => {
    end();
    take(row, texts);
  });
  tell(row, ...said(texts, words.kept, back, drop));
}

/** Show words whose segment is no more, before the row that stands there now. */
export function showLost({ texts, behind, key }) {
  const box = document.createElement("div");
  box.className = "bench-lost";
  box.setAttribute("role", "alert");
  const end = () => {
    if (key) localStorage.removeItem(key);
    box.remove();
  };
  const ways = [button(words.drop, end)];
  if (behind && fieldsOf(behind).length) {
    ways.unshift(
      button(words.take, () => {
        take(behind, [[...textsOf(behind), ...texts].filter((text) => text.trim()).join(" ")]);
        end();
      }),
    );
  }
  box.append(...said(texts, words.gone, ...ways));
  list.insertBefore(box, behind ?? list.firstChild);
}

/** At the start: what an earlier page could not save. */
export function recall() {
  const byUnit = new Map(rows().map((row) => [row.dataset.unit, row]));
  for (const [key, texts] of keptHere()) {
    const row = byUnit.get(key.slice(PREFIX.length));
    if (!texts?.some((text) => text.trim())) localStorage.removeItem(key);
    else if (!row || !fieldsOf(row).length) showLost({ texts, behind: null, key });
    else if (isSame(textsOf(row), texts)) localStorage.removeItem(key);
    else offer(row, key, texts);
  }
}

list.addEventListener("drawn", ({ detail }) => {
  for (const { row, texts, behind } of detail.lost) showLost({ texts, behind, key: keyOf(row) });
});
list.addEventListener("input", ({ target }) => {
  if (target.matches("textarea[name=text]")) grow(target);
});
