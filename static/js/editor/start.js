// Opens an editor over every body of the page, and over those of forms that are added to it.

import { BodyEditor } from "newsroom-editor/editor";

const opened = new WeakMap();

function open(root) {
  for (const textarea of root.querySelectorAll("textarea[data-body-editor]")) {
    if (textarea.id.includes("__prefix__") || opened.has(textarea)) continue;
    opened.set(textarea, new BodyEditor(textarea));
  }
}

open(document);
document.addEventListener("formset:added", (event) => open(event.target));
