// Keys of the translation screen that static/js/admin/shortcuts.js does not handle: those with Alt, which work while
// the user is typing. Each belongs to a button or link by its data-keys, so the dialog of shortcuts lists it.
//
// Reasons for these keys: Alt with a letter or digit types nothing on Windows and Linux, and has no meaning for
// Korean input methods (they use Right Alt, Right Ctrl and Shift+Space) and screen readers (they use Insert, Caps
// Lock and Ctrl+Option). Chromium's own Alt+D, Alt+E, Alt+F, Alt+Left and Alt+Right are not used. Ctrl with digits,
// N, T, W belongs to the browser, Ctrl+Alt is AltGr. Right Alt is the Hangul key: it never counts as Alt. Letters are
// recognised by their position on the keyboard, whatever alphabet or language is active. While an input method
// composes a syllable no key is handled, including Enter.

import { fieldsOf, goTo } from "newsroom-translations/rows";
import { runTag } from "newsroom-translations/verbs";

let isRight = false; // Right Alt is held

function nameOf(event) {
  const { code } = event;
  const letter = /^(?:Key|Digit)(.)$/.exec(code);
  return letter ? letter[1].toLowerCase() : event.key;
}

/** Whether a button is visible, or would be if its menu were open. */
const isThere = (element) =>
  element.checkVisibility() || element.closest("details:not([open])")?.checkVisibility();

function press(keys) {
  const candidates = [...document.querySelectorAll("[data-keys]")];
  const element = candidates.find((one) => one.dataset.keys.split("|").includes(keys) && isThere(one));
  element?.click();
  return Boolean(element);
}

function take(event) {
  const name = nameOf(event);
  if (/^[1-9]$/.test(name) && !event.shiftKey) return runTag(Number(name));
  return press(`Alt+${event.shiftKey ? "Shift+" : ""}${name}`);
}

document.addEventListener("keydown", (event) => {
  if (event.code === "AltRight") isRight = true;
  if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && event.target.matches?.(".seg textarea")) {
    event.target.closest(".seg").focus();
    return;
  }
  if (event.key === "Enter" && event.target.matches?.(".seg") && fieldsOf(event.target).length) {
    event.preventDefault();
    goTo(event.target);
    return;
  }
  // Suggestions of the memory: Ctrl and Shift with a digit, also on a Mac, where ⌘⇧3 to 5 take screenshots.
  const digit = /^Digit([1-5])$/.exec(event.code)?.[1];
  if (digit && event.ctrlKey && event.shiftKey && !event.altKey && press(`Ctrl+Shift+${digit}`))
    return event.preventDefault();
  if (!event.altKey || event.ctrlKey || event.metaKey || isRight || event.getModifierState("AltGraph"))
    return;
  if (take(event)) event.preventDefault();
});
document.addEventListener("keyup", (event) => {
  if (event.code === "AltRight") isRight = false;
});
addEventListener("blur", () => {
  isRight = false;
});
