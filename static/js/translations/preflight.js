// How many findings of preflight wait for this translation: asked once the page stands, and when saving rests.

import { bench } from "newsroom-translations/rows";

const REST = 1500;
let known = { told: "", blockers: 0 };
let waiting = 0;
let asking = null;

/** The head is drawn anew with each save. */
function show() {
  const place = bench.querySelector("[data-findings-told]");
  place.textContent = known.told;
  place.toggleAttribute("data-blocked", known.blockers > 0);
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(bench.dataset.findings, { headers: { Accept: "application/json" }, signal: asking.signal });
    if (!response.ok || response.redirected) return;
    known = await response.json();
    show();
  } catch {
    // another question came first, or the server is away: the link leads to preflight all the same
  }
}

function askSoon() {
  show();
  clearTimeout(waiting);
  waiting = setTimeout(ask, REST);
}

bench.addEventListener("drawn", askSoon);
bench.addEventListener("saved", askSoon);
addEventListener("load", ask);
