// Colours and text size as the reader prefers, kept in this browser. By default the device decides. Loaded in
// the head and not deferred, so that no page flashes in the other colours first.
(() => {
  "use strict";
  const root = document.documentElement;
  const CHOICES = { scheme: ["light", "dark"], size: ["small", "large", "largest"] };

  function kept(name) {
    try {
      const value = localStorage.getItem(`comfort-${name}`);
      return CHOICES[name].includes(value) ? value : "";
    } catch {
      return ""; // storage is not permitted
    }
  }

  function keep(name, value) {
    try {
      if (value) localStorage.setItem(`comfort-${name}`, value);
      else localStorage.removeItem(`comfort-${name}`);
    } catch {
      // the choice lasts as long as the page
    }
  }

  function show(name, value) {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
    if (name === "scheme") showInBrowser(value);
  }

  // The browser's own bars follow the choice too: one of the colours for light and dark applies.
  function showInBrowser(scheme) {
    for (const meta of document.querySelectorAll("meta[name='theme-color']")) {
      const own = meta.dataset.scheme;
      meta.media = scheme ? (scheme === own ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
    }
  }

  function connect(panel) {
    const form = panel.querySelector("form");
    for (const name of Object.keys(CHOICES)) form.elements[name].value = kept(name);
    form.addEventListener("change", ({ target: { name, value } }) => {
      keep(name, value);
      show(name, value);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !panel.open) return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!panel.contains(event.target)) panel.open = false;
    });
    panel.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
    });
  }

  root.dataset.comfort = "";
  for (const name of Object.keys(CHOICES)) show(name, kept(name));
  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector(".comfort");
    if (panel) connect(panel);
  });
  // Another tab has changed it.
  addEventListener("storage", ({ key }) => {
    for (const name of Object.keys(CHOICES)) if (key === `comfort-${name}`) show(name, kept(name));
  });
})();
