// Dialogs: native ones, which keep the focus inside and close with Esc.

import { button, element, uniqueId } from "newsroom-editor/dom";

/**
 * Show a dialog with a form and return it. `onSubmit(dialog)` is called by Enter or the submit button.
 * It is removed on closing, and `onClose` restores the focus. Keys of an input method never submit.
 */
export function openDialog({ title, words, content, actions = [], isWide = false, onSubmit, onClose }) {
  const id = uniqueId("body-dialog");
  const dialog = element("dialog", {
    class: `body-dialog${isWide ? " body-dialog--wide" : ""}`,
    "aria-labelledby": id,
  });
  const close = button({ class: "body-dialog__close", "aria-label": words.close }, () => dialog.close(), "×");
  const status = element("p", { class: "body-dialog__status", role: "status" });
  const form = element(
    "form",
    { method: "dialog", novalidate: true },
    element("header", {}, element("h2", { id }, title), close),
    ...content,
    status,
    actions.length ? element("footer", {}, ...actions) : null,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit?.(dialog);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
  });
  dialog.append(form);
  dialog.say = (text, isError = false) => {
    status.textContent = text;
    status.classList.toggle("is-error", isError);
  };
  dialog.isSaid = (text) => status.textContent === text;
  document.body.append(dialog);
  // The browser returns the focus to the element that had it when a dialog opened. In an editable text that would put
  // the cursor before the first word. So no element has it: `onClose` restores the cursor.
  document.activeElement?.blur();
  dialog.showModal();
  return dialog;
}

/** A labelled field: {label, input, hint}. */
export function field(text, attributes, hint = "") {
  const id = uniqueId("body-field");
  const hintId = `${id}-hint`;
  const input = element("input", { id, "aria-describedby": hint ? hintId : null, ...attributes });
  const row = element(
    "p",
    { class: "body-dialog__field" },
    element("label", { for: id }, text),
    input,
    hint ? element("span", { id: hintId, class: "body-dialog__hint" }, hint) : null,
  );
  return { row, input };
}

/**
 * Ask for the address of a link (and its text, if there is none yet). `onChoose({href, text})`.
 * `address` normalises the input, "" if it is invalid; `own` replaces texts of the dialog.
 */
export function askForLink(editor, { href, needsText, address, onChoose, onClose, own = {} }) {
  const words = { ...editor.words, ...own };
  const place = field(
    words.address,
    { value: href, inputmode: "url", autocomplete: "off", autofocus: true },
    words.addressHint,
  );
  const text = field(words.linkText, { autocomplete: "off", lang: editor.language });
  openDialog({
    title: words.link,
    words,
    content: needsText ? [place.row, text.row] : [place.row],
    actions: [element("button", { type: "submit", class: "default" }, words.apply)],
    onClose,
    onSubmit(dialog) {
      const stored = address(place.input.value);
      place.input.setAttribute("aria-invalid", String(!stored));
      if (!stored) {
        dialog.say(words.addressWrong, true);
        place.input.focus();
        return;
      }
      dialog.close();
      onChoose({ href: stored, text: text.input.value.trim() || place.input.value.trim() });
    },
  });
}
