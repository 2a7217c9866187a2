// The bar of the story's form: its panels close as menus do, and what scrolls stops short of it.

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
    // Whoever leaves it with Tab has done with it: it may not lie over the field that has the focus.
    panel.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
    });
  }
}
