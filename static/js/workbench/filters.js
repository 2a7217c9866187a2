// Which rows are shown: switched without a new page, kept in the address, counted anew when something is saved.

import { bench, isDirty, list, rows } from "newsroom-workbench/rows";

const links = [...bench.querySelectorAll("[data-filter]")];
const none = list.querySelector("[data-bench-none]");
let chosen = bench.dataset.show;

const kindsOf = (row) => row.dataset.kinds?.split(" ") ?? [];
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

bench.addEventListener("click", (event) => {
  const link = event.target.closest("[data-filter], [data-show-all]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.dataset.filter ?? "all");
});
// A row that was just finished stays until the list is asked for anew: nothing jumps under the hand.
list.addEventListener("drawn", count);
