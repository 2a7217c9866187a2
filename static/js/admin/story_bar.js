// The bar of the story form: its panels close like menus, and scrolling stops below it.

const bar = document.querySelector(".bar");

if (bar) {
  const opened = () => bar.querySelectorAll(".bar-panel[open]"); // a save may replace some

  const measure = () => {
    const { blockSize } = getComputedStyle(bar);
    document.documentElement.style.setProperty("--bar-block-size", blockSize);
  };
  new ResizeObserver(measure).observe(bar);
  measure();

  const close = (panel) => {
    if (panel.contains(document.activeElement)) panel.querySelector("summary").focus();
    panel.open = false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const panel of opened()) close(panel);
  });
  document.addEventListener("pointerdown", (event) => {
    for (const panel of opened()) if (!panel.contains(event.target)) panel.open = false;
  });
  // A panel closes when Tab leaves it, so that it does not cover the focused field.
  bar.addEventListener("focusout", ({ target, relatedTarget }) => {
    const panel = target.closest(".bar-panel");
    if (panel && relatedTarget && !panel.contains(relatedTarget)) panel.open = false;
  });
}
