// Textareas that act as one-line fields: Enter submits the form, and pasted line breaks become spaces.

function keepOneLine(field) {
  const { form } = field;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return; // a shortcut's, see shortcuts.js
    form.requestSubmit(form.querySelector("[type=submit]"));
  });
  field.addEventListener("input", (event) => {
    if (event.isComposing || !/[\r\n]/.test(field.value)) return;
    const end = field.selectionEnd;
    field.value = field.value.replace(/[\r\n]/g, " ");
    field.setSelectionRange(end, end);
  });
}

document.querySelectorAll("[data-one-line]").forEach(keepOneLine);
