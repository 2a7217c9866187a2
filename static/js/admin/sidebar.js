// Folds and unfolds the menu. Read before the page is drawn, so that nothing jumps; a phone starts folded.
"use strict";
{
  const KEY = "desk.menu";
  const isWide = () => window.matchMedia("(min-width: 768px)").matches;
  const root = document.documentElement;
  root.dataset.menu = isWide() ? (localStorage.getItem(KEY) ?? "open") : "folded";

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("sidebar-button");
    if (!button) return;
    const tell = () => button.setAttribute("aria-expanded", String(root.dataset.menu === "open"));
    button.addEventListener("click", () => {
      root.dataset.menu = root.dataset.menu === "open" ? "folded" : "open";
      if (isWide()) localStorage.setItem(KEY, root.dataset.menu);
      tell();
    });
    tell();
  });
}
