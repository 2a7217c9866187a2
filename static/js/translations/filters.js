// Filters of the rows: switched without loading a page, kept in the address, counted again after each save.

import { screenRoot, isDirty, list, rows, words } from "newsroom-translations/rows";

const links = [...screenRoot.querySelectorAll("[data-filter]")];
const none = list.querySelector("[data-translation-none]");
let chosen = screenRoot.dataset.show;

const failing = new Set(); // the names of the units with warnings
const kindsOf = (row) => [
  ...(row.dataset.kinds?.split(" ") ?? []),
  ...(failing.has(row.dataset.unit) ? ["failing"] : []),
];
const fits = (row) => kindsOf(row).includes(chosen) || row.contains(document.activeElement) || isDirty(row);

function count() {
  const all = rows();
  for (const link of links) {
    const number = String(all.filter((row) => kindsOf(row).includes(link.dataset.filter)).length);
    const place = link.querySelector("[data-count]");
    if (place.textContent !== number) place.textContent = number;
  }
  none.hidden = !all.length || all.some((row) => !row.hidden);
}

/** Show at a row whether it has warnings. */
function mark(row) {
  const state = row.querySelector(".seg-chip");
  const isMarked = row.querySelector(".seg-failing");
  if (!failing.has(row.dataset.unit)) return isMarked?.remove();
  if (isMarked || !state) return;
  const note = Object.assign(document.createElement("span"), {
    className: "seg-failing",
    textContent: words.toCheck,
  });
  state.after(" ", note);
}

/** The latest findings for one row. */
export function judge(row, isFailing) {
  if (isFailing) failing.add(row.dataset.unit);
  else failing.delete(row.dataset.unit);
  mark(row);
  count();
}

/** Run the checks of all rows, after the page has loaded. */
async function judgeAll() {
  try {
    const response = await fetch(screenRoot.dataset.failing, { headers: { Accept: "application/json" } });
    const { units } = response.ok && !response.redirected ? await response.json() : { units: [] };
    for (const unit of units) failing.add(unit);
  } catch {
    return; // the server is unreachable: each row is checked when the user moves to it
  }
  rows().forEach(mark);
  if (chosen === "failing") show(chosen);
  else count();
}

export function show(name) {
  chosen = name;
  for (const row of rows()) row.hidden = !fits(row);
  for (const link of links) {
    if (link.dataset.filter === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const address = new URL(location.href);
  address.searchParams.set("show", name);
  history.replaceState(history.state, "", address);
  count();
}

screenRoot.addEventListener("click", (event) => {
  const link = event.target.closest("[data-filter], [data-show-all]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.dataset.filter ?? "all");
});
// A row that was just finished stays until the list is requested again: nothing moves during work.
list.addEventListener("drawn", ({ detail: { judged } }) => {
  for (const [unit, isFailing] of Object.entries(judged)) failing[isFailing ? "add" : "delete"](unit);
  rows().forEach(mark);
  count();
});
addEventListener("load", judgeAll);
