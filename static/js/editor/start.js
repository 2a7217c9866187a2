// Opens an editor over every body of the page, and over those of forms that are added to it. Reads tracked changes
// that are pasted into its other fields.

import { pm } from "django-prose-editor/editor";
import { BodyEditor } from "newsroom-editor/editor";
import { acceptedText } from "newsroom-editor/office";

const { Selection } = pm.state;
const opened = new WeakMap();

function open(root) {
  for (const textarea of root.querySelectorAll("textarea[data-body-editor]")) {
    if (textarea.id.includes("__prefix__") || opened.has(textarea)) continue;
    const isFocused = textarea === document.activeElement;
    const isAtEnd = textarea.selectionEnd === textarea.value.length;
    const editor = new BodyEditor(textarea);
    opened.set(textarea, editor);
    if (isFocused) goOn(editor, isAtEnd);
  }
}

/** Whoever began to type before the editor was there goes on in it. */
function goOn(editor, isAtEnd) {
  editor.run(({ tr }, dispatch) =>
    dispatch(tr.setSelection(isAtEnd ? Selection.atEnd(tr.doc) : Selection.atStart(tr.doc))),
  );
}

/** A headline or summary gets the text of tracked changes as the body does, not the plain text of the clipboard. */
function pasteAccepted(event) {
  if (!event.target.matches?.("textarea")) return;
  const text = acceptedText(event.clipboardData?.getData("text/html") ?? "");
  if (text === null) return;
  event.preventDefault();
  document.execCommand("insertText", false, text);
}

document.addEventListener("paste", pasteAccepted);
open(document);
document.addEventListener("formset:added", (event) => open(event.target));
