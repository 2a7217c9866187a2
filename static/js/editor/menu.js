// A small menu below a button: arrow keys move through it, Esc closes it.

import { button, element } from "newsroom-editor/dom";

const open = new WeakMap();

/** Open a menu of {text, lang, isChecked, choose} under a button, or close the menu that is open there. */
export function openMenu(opener, entries, label) {
  if (open.has(opener)) {
    open.get(opener)(true);
    return;
  }
  const close = (returns) => {
    if (!menu.isConnected) return;
    open.delete(opener);
    menu.remove();
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    for (const event of ["scroll", "resize"]) removeEventListener(event, follow, true);
    if (returns) opener.focus();
  };
  const follow = () => place(menu, opener);
  const outside = (event) => {
    if (!menu.contains(event.target) && !opener.contains(event.target)) close(false);
  };
  const items = entries.map(({ text, lang, isChecked, choose }) =>
    button(
      { role: "menuitemradio", "aria-checked": String(Boolean(isChecked)), lang, tabindex: "-1" },
      () => {
        close(false);
        choose();
      },
      text,
    ),
  );
  const menu = element(
    "div",
    { class: "body-menu", role: "menu", "aria-label": label, popover: "manual" },
    ...items,
  );
  menu.addEventListener("keydown", (event) => {
    const here = items.indexOf(document.activeElement);
    const places = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
    if (event.key === "Escape" || event.key === "Tab") close(true);
    else if (event.key in places) items.at(places[event.key] % items.length).focus();
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false);
  });
  opener.after(menu);
  opener.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  menu.showPopover();
  place(menu, opener);
  (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0]).focus();
  for (const event of ["scroll", "resize"]) addEventListener(event, follow, true);
  open.set(opener, close);
}

/** Below the opener, or above it if there is no room; never outside the window. */
function place(menu, opener) {
  const { left, top, bottom } = opener.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const fits = bottom + offsetHeight + 4 < innerHeight;
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - offsetWidth - 4))}px`;
  menu.style.top = `${fits ? bottom + 2 : Math.max(4, top - offsetHeight - 2)}px`;
}
