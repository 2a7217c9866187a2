// Shows whether everything is saved: once for each state, not at every key.

import { screenRoot, words } from "newsroom-translations/rows";

const WORST = ["unsent", "unsaved", "saving"];
const place = screenRoot.querySelector("[data-translation-saved]");
const states = new Map(); // part of the page → its state
let isTold = "";

/** Set the state of a part of the page; show the worst state of all parts, or `text` if all are well. */
export function say(part, state, text = words.saved) {
  if (!place) return;
  states.set(part, state);
  const worst = WORST.find((one) => [...states.values()].includes(one)) ?? "saved";
  const told = worst === "saved" ? text : words[worst];
  if (isTold === told) return;
  isTold = told;
  place.textContent = told;
  place.dataset.state = worst;
}
