// Transactions that show a text as stored by the server: with typographic quotation marks, without removed parts.

import { pm } from "django-prose-editor/editor";
import { read, write } from "newsroom-editor/html";

const { Selection } = pm.state;

/** [{letter, at}] of a text without its white space. */
function lettersOf(doc) {
  const found = [];
  doc.descendants((node, place) => {
    if (!node.isText) return;
    for (let at = 0; at < node.text.length; at += 1)
      if (/\S/.test(node.text[at])) found.push({ letter: node.text[at], at: place + at });
  });
  return found;
}

const squeezed = (doc) => write(doc).replace(/\s+(?=<)|(?<=>)\s+/g, "");

/** A transaction with the letters of another text that differs only in white space otherwise; or null. */
function withLetters({ tr }, doc) {
  const [own, saved] = [lettersOf(tr.doc), lettersOf(doc)];
  if (own.length !== saved.length) return null;
  for (const [place, { letter, at }] of own.entries())
    if (saved[place].letter !== letter) tr.insertText(saved[place].letter, at, at + 1);
  return squeezed(tr.doc) === squeezed(doc) ? tr : null;
}

/** A transaction that replaces the difference to another text and keeps the cursor. */
export function withText(state, doc) {
  const { tr, doc: old, selection } = state;
  const start = old.content.findDiffStart(doc.content);
  if (start === null) return tr;
  let { a, b } = old.content.findDiffEnd(doc.content);
  const overlap = Math.max(start - Math.min(a, b), 0);
  a += overlap;
  b += overlap;
  tr.replace(start, a, doc.slice(start, b));
  if (write(tr.doc) !== write(doc)) return state.tr.replaceWith(0, old.content.size, doc.content);
  if (tr.doc.content.size === old.content.size)
    tr.setSelection(Selection.fromJSON(tr.doc, selection.toJSON()));
  return tr;
}

/** The text has been saved as `html`. Show it, unless the user has typed since; this can be undone. */
export function showStored(editor, { html, isSame }) {
  const { state } = editor.view;
  const doc = read(html);
  editor.original = html;
  editor.untouched = write(doc);
  if (!isSame) return;
  const tr = withLetters(state, doc);
  if (!tr) return editor.view.dispatch(withText(state, doc));
  // White space at the end of a line is not saved, but stays before the cursor.
  editor.untouched = write(tr.doc);
  editor.view.dispatch(tr);
  editor.textarea.value = html;
}
