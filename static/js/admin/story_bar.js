// The bar of the story form: its panels close like menus, and scrolling stops below it.

const bar = document.querySelector(".bar");

if (bar) {
  const panels = bar.querySelectorAll(".bar-panel");

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
    for (const panel of panels) if (panel.open) close(panel);
  });
  document.addEventListener("pointerdown", (event) => {
    for (const panel of panels) if (panel.open && !panel.contains(event.target)) panel.open = false;
  });
  for (const panel of panels) {
    // It closes when Tab leaves it, so that it does not cover the focused field.
    panel.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
    });
  }
}
