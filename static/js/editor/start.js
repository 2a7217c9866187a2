// Opens an editor over every body of the page, and over the bodies of forms that are added later. The other fields
// handle pasted tracked changes as bodies do.

import { pm } from "django-prose-editor/editor";
import { BodyEditor } from "newsroom-editor/editor";
import { pasteAccepted } from "newsroom-editor/fields";

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

/** A user who began to type before the editor opened continues in it. */
function goOn(editor, isAtEnd) {
  editor.run(({ tr }, dispatch) =>
    dispatch(tr.setSelection(isAtEnd ? Selection.atEnd(tr.doc) : Selection.atStart(tr.doc))),
  );
}

document.addEventListener("paste", pasteAccepted);
open(document);
document.addEventListener("formset:added", (event) => open(event.target));
