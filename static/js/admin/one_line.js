// Textareas that act as one-line fields: Enter submits the form, and pasted line breaks become spaces.

const isOneLine = (field) => field.matches?.("textarea[data-one-line]");

// In the capture phase, so that shortcuts see the result; also for fields that are added later.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !isOneLine(event.target) || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return; // a shortcut, see shortcuts.js
    const { form } = event.target;
    form.requestSubmit(form.querySelector("[type=submit]"));
  },
  { capture: true },
);
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!isOneLine(field) || event.isComposing || !/[\r\n]/.test(field.value)) return;
  const end = field.selectionEnd;
  field.value = field.value.replace(/[\r\n]/g, " ");
  field.setSelectionRange(end, end);
});
