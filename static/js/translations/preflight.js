// The number of preflight findings of this translation: fetched on loading and after the last save. The response also
// removes the reasons of a refused submission that have been fixed.

import { screenRoot } from "newsroom-translations/rows";

const REST = 1500;
let known = { summary: "", blockers: 0 };
let waiting = 0;
let asking = null;

/** Each save redraws the head. */
function show() {
  const place = screenRoot.querySelector("[data-findings-summary]");
  place.textContent = known.summary;
  place.toggleAttribute("data-blocked", known.blockers > 0);
}

function showUnmet(unmet) {
  for (const reason of document.querySelectorAll(".messagelist .unmet")) {
    const code = [...reason.classList].find((name) => name in unmet);
    if (code) reason.textContent = unmet[code];
    else reason.remove();
  }
  document.querySelector(".messagelist:not(:has(li))")?.remove();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(screenRoot.dataset.findings, {
      headers: { Accept: "application/json" },
      signal: asking.signal,
    });
    if (!response.ok || response.redirected) return;
    known = await response.json();
    show();
    if (known.unmet) showUnmet(known.unmet);
  } catch {
    // a newer request was sent, or the server is unreachable: the link still leads to preflight
  }
}

function askSoon() {
  show();
  clearTimeout(waiting);
  waiting = setTimeout(ask, REST);
}

screenRoot.addEventListener("drawn", askSoon);
screenRoot.addEventListener("saved", askSoon);
addEventListener("load", ask);
