// Pasted or dropped content: external HTML, Markdown, rows of a spreadsheet, addresses, picture files.

import { pm } from "django-prose-editor/editor";
import { insertBlock } from "newsroom-editor/blocks";
import { embedName, isEmbedCode } from "newsroom-editor/embeds";
import { quiet, read, slice } from "newsroom-editor/html";
import { address, setLink } from "newsroom-editor/links";
import { fromMarkdown, isMarkdown, plainHtml } from "newsroom-editor/markdown";
import { fromElsewhere } from "newsroom-editor/office";
import { leftOut, pictureAddresses, withoutCodes } from "newsroom-editor/pasted";
import { schema } from "newsroom-editor/schema";
import { isSpreadsheet, sheetHtml, sheetRows } from "newsroom-editor/sheets";
import { withText } from "newsroom-editor/stored";

const { Fragment, Slice } = pm.model;
const { Plugin, Selection } = pm.state;
const { nodes } = schema;
const STRUCTURE =
  /<(h[1-6]|[uo]l|li|table|blockquote|strong|b|em|i|a|del|ins)[\s>]|font-weight:\s*(bold|[6-9]00)/i;
const ONE_ADDRESS = /^(https?:\/\/|mailto:)\S+$/i;

export function pasting(editor) {
  let isAgain = false;
  let isRead = false; // whether the pasted text was parsed as Markdown
  let pictures = new Map(); // of the library, by their addresses in the pasted HTML
  let told = ""; // names of omitted pictures
  const tell = () => told && editor.say(told);
  const pasteAsHtml = (view, html, event) => {
    isAgain = true;
    try {
      return view.pasteHTML(html, event);
    } finally {
      isAgain = false;
    }
  };
  /** Paste HTML after the server has found its pictures in the library. */
  const pasteWithPictures = async (view, html) => {
    pictures = await editor.library.pictures(pictureAddresses(html));
    if (view.isDestroyed) return;
    pasteAsHtml(view, html);
    pictures = new Map();
    tell();
  };
  return new Plugin({
    props: {
      transformPastedHTML(html) {
        told = "";
        if (isOurs(html)) return quiet(html);
        const { html: known, left, ...has } = fromElsewhere(html, editor.embeds, pictures);
        const parts = [
          left.length && leftOut(editor.words, left),
          has.hasEmbeds && editor.words.embedsLinked,
          has.hasDeletions && editor.words.deletionsDropped,
        ];
        told = parts.filter(Boolean).join(" ");
        return known;
      },
      clipboardTextParser(written, $context, isPlain) {
        const { text, galleries } = withoutCodes(written);
        told = galleries.length ? leftOut(editor.words, galleries) : "";
        isRead = !isPlain && isMarkdown(text);
        return slice(isRead ? fromMarkdown(text).html : plainHtml(text), $context);
      },
      transformPasted: (pasted, view) => (isLine(view.state) ? oneLine(pasted) : pasted),
      handlePaste(view, event) {
        const data = event.clipboardData;
        const wasRead = isRead;
        isRead = false;
        if (isAgain || !data) return false;
        const [text, html] = [data.getData("text/plain"), data.getData("text/html")];
        const file = pictureFile(data);
        if (file && !text && !isStructured(html)) return insertFile(editor, file);
        if (!html && isEmbedCode(text)) return pasteAsHtml(view, text, event);
        if (isBlank(view.state) && embedName(editor.embeds, text)) {
          return editor.run(setLink({ kind: "href", value: address(text) }, text.trim()));
        }
        if (ONE_ADDRESS.test(text.trim()) && !view.state.selection.empty && address(text)) {
          return editor.run(setLink({ kind: "href", value: address(text) }));
        }
        if (pasteSheet(editor, view, text, html)) return true;
        // Code editors copy Markdown as coloured HTML: its plain text is better.
        const isCode = html && !isStructured(html) && isMarkdown(text);
        if (wasRead || isCode) return pasteMarkdown(editor, view, text);
        if (html && !isOurs(html) && pictureAddresses(html).length) {
          pasteWithPictures(view, html);
          return true;
        }
        tell();
        return false;
      },
      handleDrop(_view, event, _dropped, isMove) {
        isRead = false;
        const file = !isMove && pictureFile(event.dataTransfer);
        if (file) return insertFile(editor, file);
        tell();
        return false;
      },
    },
  });
}

const isOurs = (html) => /\sdata-pm-slice=/.test(html); // from an editor, of this text or another
const isStructured = (html) => STRUCTURE.test(html) || isOurs(html);

function pictureFile(data) {
  return [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

function insertFile(editor, file) {
  editor.insertPicture(file);
  return true;
}

/** Paste a text unchanged, then replace it by its meaning in a separate step: undo restores the text. */
function pasteInTwoSteps(view, text, meant) {
  view.dispatch(pasteTransaction(view.state, plainHtml(text)));
  const tr = pm.history.closeHistory(withText(view.state, meant.doc));
  tr.setSelection(Selection.fromJSON(tr.doc, meant.selection.toJSON()));
  view.dispatch(tr.scrollIntoView());
}

/** A transaction that pastes HTML. */
function pasteTransaction(state, html) {
  const part = slice(html, state.selection.$from);
  return state.tr.replaceSelection(isLine(state) ? oneLine(part) : part).setMeta("paste", true);
}

function pasteMarkdown(editor, view, written) {
  const { text, galleries } = withoutCodes(written);
  const { html, hasPictures } = fromMarkdown(text);
  pasteInTwoSteps(view, text, pasteTransaction(view.state, html));
  const { markdownRead } = editor.words;
  const isLess = hasPictures || galleries.length;
  editor.say(isLess ? `${leftOut(editor.words, galleries)} ${markdownRead}` : markdownRead);
  return true;
}

/** Paste rows as a table. Return whether it did. */
function pasteSheet(editor, view, text, html) {
  const { state } = view;
  const { $from, $to } = state.selection;
  const isPlace = $from.depth === 1 && $from.sameParent($to) && $from.parent.type === nodes.paragraph;
  const rows = isPlace && (!html || isSpreadsheet(html) || !isStructured(html)) && sheetRows(text);
  if (!rows) return false;
  const table = isSpreadsheet(html) ? fromElsewhere(html, editor.embeds).html : sheetHtml(rows);
  const frame = read(table).firstChild;
  if (frame.type !== nodes.table_frame) return false;
  const without = state.apply(state.tr.deleteSelection());
  insertBlock(frame)(without, (inserted) => pasteInTwoSteps(view, text, inserted));
  editor.say(editor.words.tableRead);
  return true;
}

/** Whether the cursor is in an empty paragraph, where an address would be on a line of its own. */
function isBlank({ selection: { $from } }) {
  return $from.depth === 1 && $from.parent.type === nodes.paragraph && !$from.parent.content.size;
}

/** Whether the cursor is in a line that cannot be split: caption, speaker, cell. */
function isLine(state) {
  const { $from } = state.selection;
  return $from.parent.isTextblock && Boolean($from.parent.type.spec.isolating);
}

/** All lines of a slice as one line, with breaks between them. */
function oneLine(pasted) {
  const lines = [];
  const loose = [];
  pasted.content.forEach((node) => {
    if (node.isInline) loose.push(node);
    else if (node.isTextblock) lines.push(node.content);
  });
  pasted.content.descendants((node) => {
    if (node.isTextblock && !lines.includes(node.content)) lines.push(node.content);
    return !node.isTextblock;
  });
  if (loose.length) lines.unshift(Fragment.from(loose));
  const parts = lines.filter((line) => line.size);
  const joined = parts.reduce(
    (before, line) => (before.size ? before.addToEnd(nodes.hard_break.create()).append(line) : line),
    Fragment.empty,
  );
  return new Slice(joined, 0, 0);
}
