// Restores the scroll position and the cursor after a save.

const KEY = "story-place";
const form = document.getElementById("article_form");

/** The position of the cursor in an editor, in characters from its beginning. */
function offsetIn(root) {
  const selection = getSelection();
  if (!selection.rangeCount || !root.contains(selection.focusNode)) return 0;
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return range.toString().length;
}

function putCursor(root, offset) {
  root.focus({ preventScroll: true });
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = offset;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (left <= node.length) {
      getSelection().collapse(node, left);
      return;
    }
    left -= node.length;
  }
}

function fieldOf(editor) {
  return editor.closest(".body-editor")?.nextElementSibling?.id;
}

function remember() {
  const active = document.activeElement;
  const editor = active?.closest?.(".ProseMirror");
  const place = { path: location.pathname, scroll: scrollY, at: Date.now() };
  if (editor) Object.assign(place, { field: fieldOf(editor), offset: offsetIn(editor) });
  else if (active?.id && form.contains(active))
    Object.assign(place, { field: active.id, offset: active.selectionEnd });
  try {
    sessionStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // storage is switched off: the page opens at its top
  }
}

function recall() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  const isHere = place?.path === location.pathname && Date.now() - place.at < 60_000;
  const isBusy = document.activeElement !== document.body; // do not disturb a user who is already typing
  // Messages about a refused save are read first.
  if (!isHere || isBusy || document.querySelector(".errornote, .messagelist .error, .messagelist .warning"))
    return;
  scrollTo({ top: place.scroll, behavior: "instant" });
  const field = place.field && document.getElementById(place.field);
  if (!field?.closest("form") || field.closest("details:not([open])")) return;
  const editor =
    field.matches("[data-body-editor]") && field.previousElementSibling?.querySelector(".ProseMirror");
  if (editor) return putCursor(editor, place.offset);
  field.focus({ preventScroll: true });
  if (typeof place.offset === "number") field.setSelectionRange(place.offset, place.offset);
}

form.addEventListener("submit", (event) => {
  if (["_continue", "_enter"].includes(event.submitter?.name)) remember();
});
// After the editors have opened.
addEventListener("load", recall);
