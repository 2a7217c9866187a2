// A small menu below a button: arrows lead through it, Esc closes it.

import { button, element } from "newsroom-editor/dom"

/** Open a menu of {text, lang, isChecked, choose} under a button. */
export function openMenu(opener, entries, label) {
  const close = (returns) => {
    if (!menu.isConnected) return
    menu.remove()
    opener.setAttribute("aria-expanded", "false")
    document.removeEventListener("pointerdown", outside, true)
    if (returns) opener.focus()
  }
  const outside = (event) => {
    if (!menu.contains(event.target) && !opener.contains(event.target)) close(false)
  }
  const items = entries.map(({ text, lang, isChecked, choose }) =>
    button(
      { role: "menuitemradio", "aria-checked": String(Boolean(isChecked)), lang, tabindex: "-1" },
      () => {
        close(false)
        choose()
      },
      text,
    ),
  )
  const menu = element("div", { class: "body-menu", role: "menu", "aria-label": label }, ...items)
  menu.addEventListener("keydown", (event) => {
    const here = items.indexOf(document.activeElement)
    const places = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }
    if (event.key === "Escape" || event.key === "Tab") close(true)
    else if (event.key in places) items.at(places[event.key] % items.length).focus()
    else return
    event.stopPropagation()
    if (event.key !== "Tab") event.preventDefault()
  })
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false)
  })
  opener.after(menu)
  opener.setAttribute("aria-expanded", "true")
  document.addEventListener("pointerdown", outside, true)
  const edge = opener.closest(".body-editor").getBoundingClientRect().right
  menu.classList.toggle("body-menu--left", opener.getBoundingClientRect().left + menu.offsetWidth > edge)
  ;(items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0]).focus()
  return close
}
