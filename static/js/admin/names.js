// Gives the widgets of select2 the accessible names of the fields that they replace.

function nameField(box) {
  const select = box.previousElementSibling;
  if (select?.tagName !== "SELECT") return;
  const label = select.labels[0];
  const field = box.querySelector("[role=combobox]");
  const words = label ? label.textContent.trim().replace(/:$/, "") : select.getAttribute("aria-label");
  select.dataset.name = words;
  const value = box.querySelector("[role=textbox]");
  if (value) {
    // The element that shows the value is not a text field.
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
  }
  field.setAttribute("aria-label", words);
  if (value) {
    field.id ||= `${select.id}-field`;
    field.setAttribute("aria-labelledby", `${field.id} ${value.id}`);
  }
  // A list may contain only its items; the button that clears it is not an item.
  box.querySelector(".select2-selection--multiple > ul")?.setAttribute("role", "none");
  // A field for several values contains its search box, a field for one value opens it.
  box.querySelector("input[type=search]")?.setAttribute("aria-label", words);
}

function nameOpened(dropdown) {
  const box = document.querySelector(".select2-container--open:not(:has(.select2-dropdown))");
  const words = box?.previousElementSibling?.dataset.name ?? "";
  dropdown.querySelector("input[type=search]")?.setAttribute("aria-label", words);
  const list = dropdown.querySelector("[role=listbox]");
  if (list?.id) box?.querySelector("[role=combobox]")?.setAttribute("aria-controls", list.id);
  // The list is at the end of the page, outside of all landmarks.
  dropdown.parentElement.setAttribute("role", "region");
  dropdown.parentElement.setAttribute("aria-label", words);
}

function nameAdded(node) {
  if (!(node instanceof Element) || !node.matches(".select2-container")) return;
  const dropdown = node.querySelector(".select2-dropdown");
  dropdown ? nameOpened(dropdown) : nameField(node);
}

document.querySelectorAll(".select2-container").forEach(nameAdded);
// select2 draws a field when the page is ready, when a row is added and when a list is opened.
new MutationObserver((changes) => {
  for (const change of changes) change.addedNodes.forEach(nameAdded);
}).observe(document.body, { childList: true, subtree: true });
