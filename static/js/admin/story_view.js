// The languages that are shown; on a phone, the fields of a text open with a tap. Runs while the page is
// built, before the texts are drawn, to avoid layout shifts.
"use strict";
{
  const KEY = "story-view";
  const VIEWS = ["source", "both", "translation"];
  const phone = matchMedia("(max-width: 767px)");
  const stacked = matchMedia("(max-width: 1099px)");
  const languages = document.querySelector(".languages");
  const buttons = document.querySelectorAll(".views [data-view]");
  const folds = languages.querySelectorAll(".language-writing");

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: both languages are shown
    }
  }

  function keep(view) {
    try {
      localStorage.setItem(KEY, view);
    } catch {
      // it applies only to this page
    }
  }

  function show(view) {
    languages.dataset.shown = view;
    // A user who opens a language without text wants to begin it.
    const alone = languages.querySelector(`[data-part="${view}"] > .language-writing:not([data-begun])`);
    if (alone && !phone.matches) alone.open = true;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }

  function fold() {
    for (const details of folds) {
      if (phone.matches && !details.hasAttribute("data-kept")) details.open = false;
      else if (!phone.matches && details.hasAttribute("data-begun")) details.open = true;
    }
  }

  /** The view last chosen; on narrow screens, the language with the recommended action. */
  function begin() {
    const { next } = languages.dataset;
    const view = phone.matches ? next : (stored() ?? (stacked.matches ? next : null));
    // Errors and edit conflicts are always visible.
    const isAsked = VIEWS.includes(view) && !document.querySelector(".errornote");
    show(isAsked ? view : "both");
    fold();
  }

  begin();
  phone.addEventListener("change", begin);

  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset.view);
      if (!phone.matches) keep(button.dataset.view);
    });
  }
  document.querySelector(".views").addEventListener("shortcut", (event) => {
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(languages.dataset.shown) + 1) % VIEWS.length];
    show(next);
    keep(next);
  });
  // The fields of a refused save are all visible.
  document.getElementById("article_form").addEventListener("refused", ({ detail }) => {
    if (detail.reason === "errors") show("both");
  });
  // A shortcut to a language brings it back to the screen and unfolds it.
  languages.addEventListener("shortcut", (event) => {
    const part = event.target.closest(".language");
    if (!part) return;
    if (![part.dataset.part, "both"].includes(languages.dataset.shown)) show(part.dataset.part);
    const details = part.querySelector(".language-writing");
    if (details) details.open = true;
  });
}
