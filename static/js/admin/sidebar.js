// Folds and unfolds the menu. Runs before the page is drawn, to avoid layout shifts; a phone starts folded.
"use strict";
{
  const KEY = "desk.menu";
  const isWide = () => window.matchMedia("(min-width: 768px)").matches;
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? "open";
    } catch {
      return "open"; // storage is switched off
    }
  }

  function keep(state) {
    try {
      localStorage.setItem(KEY, state);
    } catch {
      // then it applies only to this page
    }
  }

  root.dataset.menu = isWide() ? stored() : "folded";

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("sidebar-button");
    if (!button) return;
    const update = () => button.setAttribute("aria-expanded", String(root.dataset.menu === "open"));
    button.addEventListener("click", () => {
      root.dataset.menu = root.dataset.menu === "open" ? "folded" : "open";
      if (isWide()) keep(root.dataset.menu);
      update();
    });
    update();
  });
}
