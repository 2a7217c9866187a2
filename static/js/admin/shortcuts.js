// Keyboard shortcuts, and the dialog that lists the shortcuts of the page.
//
// Every element with `data-keys` has a shortcut: "Mod+s" (⌘ on a Mac, otherwise Ctrl), "n", "g f" (one after
// the other); "|" separates alternatives. Links and buttons are clicked, fields focused, other elements
// scrolled to. `data-keys-to` names another element to act on, `data-keys-label` another name than the
// element's own. Keys without Ctrl or ⌘ never act in fields and editors nor while an input method composes,
// and can be switched off in the dialog.

const KEY = "shortcuts-single";
const PAUSE = 1500; // the longest time between the keys of a sequence, in milliseconds
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const SIGNS = {
  Mod: IS_MAC ? "⌘" : "Ctrl",
  Alt: IS_MAC ? "⌥" : "Alt",
  Enter: "↵",
  ArrowUp: "↑",
  ArrowDown: "↓",
};
const dialog = document.getElementById("shortcuts");
const choice = dialog.querySelector("[data-shortcuts-single]");

let pressed = "";
let pressedAt = 0;

function areSinglesOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return choice.checked;
  }
}

/** The name of a key by its position: KeyJ is j on a Korean keyboard, too. */
function nameOf(event) {
  if (/^[!-~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.key.length > 1 && event.key !== "Process") return event.key;
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

/** The name of a combination: "Mod+Alt+Enter"; plain keys have no prefix. */
export function combination(event) {
  const isMod = IS_MAC ? event.metaKey : event.ctrlKey;
  // Alt produces other letters on some keys; their position on the keyboard counts.
  const name =
    event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : nameOf(event);
  return `${isMod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${name}`;
}

function isTyping(target) {
  return (
    target.isContentEditable ||
    (target.matches?.("input, textarea, select") && !/^(?:checkbox|radio|button|submit)$/.test(target.type))
  );
}

const keysOf = (element) => element.dataset.keys.split("|");
const isThere = (element) =>
  element && (dialog.contains(element) || element.checkVisibility() || Boolean(element.closest("details")));

/** The elements of the page with keys; the first element wins a key. */
function shortcuts() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-keys]")) {
    if (!isThere(targetOf(element))) continue;
    for (const keys of keysOf(element)) if (!found.has(keys)) found.set(keys, element);
  }
  return found;
}

function targetOf(element) {
  const to = element.dataset.keysTo;
  return to === undefined ? element : document.querySelector(to);
}

function act(element) {
  const target = targetOf(element);
  if (!target.dispatchEvent(new CustomEvent("shortcut", { bubbles: true, cancelable: true }))) return;
  if (target.matches("input:not([type=submit]), textarea, [contenteditable=true]")) target.focus();
  else if (target.matches("a, button, input, summary")) follow(target);
  else {
    target.scrollIntoView();
    target.focus();
  }
}

/** A link within the page also moves the focus, so that Tab continues from there. */
function follow(target) {
  target.click();
  const place =
    target.hash && target.pathname === location.pathname && document.getElementById(target.hash.slice(1));
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

/** j and k: from row to row of a list. */
function move(step) {
  const rows = [...document.querySelectorAll("#result_list tbody tr, [data-row]")];
  const links = rows
    .map((row) => (row.matches("a") ? row : row.querySelector("a")))
    .filter((link) => link?.checkVisibility());
  if (!links.length) return false;
  const at = links.findIndex(
    (link) =>
      link === document.activeElement || link.closest("tr, [data-row]").contains(document.activeElement),
  );
  const next =
    at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next].focus();
  return true;
}

const BUILT_IN = { "?": () => open() ?? true, j: () => move(1), k: () => move(-1) };

function take(event, keys) {
  const element = shortcuts().get(keys);
  if (element) {
    event.preventDefault();
    act(element);
    return true;
  }
  if (BUILT_IN[keys]?.()) {
    event.preventDefault();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (document.querySelector("dialog:modal, :popover-open")) return;
  const keys = combination(event);
  if (keys.startsWith("Mod+")) return void take(event, keys);
  if (event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areSinglesOn()) return;
  if (/^(?:Shift|CapsLock)$/.test(keys)) return;
  const sequence = event.timeStamp - pressedAt < PAUSE && pressed ? `${pressed} ${keys}` : keys;
  pressed = "";
  if (take(event, sequence) || (sequence !== keys && take(event, keys))) return;
  pressed = keys;
  pressedAt = event.timeStamp;
});

function label(element) {
  if (element.dataset.keysLabel) return element.dataset.keysLabel;
  return (element.textContent.trim() || element.getAttribute("aria-label") || element.value || "").replace(
    /\s+/g,
    " ",
  );
}

/** The line of one shortcut: each alternative, each key separately. */
function line(element) {
  const row = document.createElement("div");
  const how = document.createElement("dt");
  keysOf(element).forEach((keys, index) => {
    if (index) how.append(" · ");
    keys.split(/[ +]/).forEach((key, place) => {
      if (place) how.append(" ");
      const sign = document.createElement("kbd");
      sign.textContent = SIGNS[key] ?? key.toUpperCase();
      how.append(sign);
    });
  });
  const what = document.createElement("dd");
  what.textContent = label(element);
  const language = element.closest("[lang]")?.lang;
  if (language && language !== document.documentElement.lang) what.lang = language;
  row.append(how, what);
  return row;
}

function open() {
  const own = dialog.querySelector("[data-shortcuts-own]");
  const elements = new Set(shortcuts().values());
  own.replaceChildren(...[...elements].filter((element) => !dialog.contains(element)).map(line));
  own.closest("section").hidden = !own.children.length;
  for (const row of dialog.querySelectorAll("[data-needs]"))
    row.hidden = !document.querySelector(row.dataset.needs);
  choice.checked = areSinglesOn();
  dialog.showModal();
}

choice.addEventListener("change", () => {
  try {
    localStorage.setItem(KEY, choice.checked ? "on" : "off");
  } catch {
    // then it applies only to this page
  }
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-shortcuts-open]")) open();
});
