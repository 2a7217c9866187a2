// The keyboard: shortcuts, and what Enter, Backspace and Delete do at the edges of lines.
// ProseMirror calls none of this while an input method composes.

import { pm } from "django-prose-editor/editor";
import { insertBlock, nearest, setLine, toggleLine, toggleList, toggleQuote } from "newsroom-editor/blocks";
import { moveAndTell } from "newsroom-editor/galleries";
import { emptyParagraph } from "newsroom-editor/html";
import { liftItems } from "newsroom-editor/lists";
import { schema } from "newsroom-editor/schema";
import { nextCell } from "newsroom-editor/tables";

const { baseKeymap, chainCommands, splitBlock, splitBlockAs, toggleMark } = pm.commands;
const { redo, undo } = pm.history;
const { keymap } = pm.keymap;
const { NodeSelection, Selection, TextSelection } = pm.state;
const { nodes, marks } = schema;
const FIGURES = [nodes.figure, nodes.embed]; // a caption under what cannot be written in

/** The line of the cursor when it is of a type, with the cursor's place in it; null for a selection. */
function lineAt(state, ...types) {
  const { $cursor } = state.selection;
  return $cursor && types.includes($cursor.parent.type) ? $cursor : null;
}

const isAtStart = ($cursor) => $cursor?.parentOffset === 0;
const isAtEnd = ($cursor) => $cursor?.parentOffset === $cursor?.parent.content.size;

function insertBreak(state, dispatch) {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create(), true).scrollIntoView());
  return true;
}

/** An empty paragraph behind the block around the cursor, at the given depth, with the cursor in it. */
function paragraphBehind(state, dispatch, $pos, depth) {
  const end = $pos.after(depth);
  const tr = state.tr.insert(end, emptyParagraph());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView());
  return true;
}

function enterInItem(state, dispatch) {
  const $cursor = lineAt(state, nodes.item);
  if ($cursor && !$cursor.parent.content.size) {
    const { tr } = state;
    liftItems(tr, $cursor.pos, $cursor.pos);
    dispatch?.(tr.scrollIntoView());
    return true;
  }
  const { $from, $to } = state.selection;
  return $from.parent.type === nodes.item && $from.parent === $to.parent && splitBlock(state, dispatch);
}

/** Whether a further picture of the same gallery follows the caption of the cursor. */
const isBeforePicture = ($from) => $from.depth > 1 && $from.index(-1) + 1 < $from.node(-1).childCount;

function toCaption(state, dispatch, pos) {
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, pos)).scrollIntoView());
  return true;
}

/** In lines that cannot be split, Enter leads on: out of a caption or speaker, to a new line in a cell. */
function enterInLine(state, dispatch) {
  const { $from, $to, node } = state.selection;
  if (FIGURES.includes(node?.type)) return insertBlock(emptyParagraph())(state, dispatch);
  if (![$from, $to].some(($pos) => $pos.parent.isTextblock && $pos.parent.type.spec.isolating)) return false;
  if (!$from.sameParent($to)) return true;
  const { type } = $from.parent;
  if (FIGURES.includes(type) && isBeforePicture($from)) return toCaption(state, dispatch, $from.after() + 1);
  if (FIGURES.includes(type)) return paragraphBehind(state, dispatch, $from, 1);
  if (type === nodes.cite) return paragraphBehind(state, dispatch, $from, $from.depth - 1);
  if (type === nodes.caption || type === nodes.box_title) {
    dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve($from.after()))));
    return true;
  }
  return insertBreak(state, dispatch);
}

/** A heading that is split keeps its label in the first half only. */
const splitHeading = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.heading) return false;
  return splitBlockAs((node, atEnd) => ({ type: atEnd ? nodes.paragraph : node.type }))(state, dispatch);
};

function backspace(state, dispatch) {
  const $cursor = state.selection.$cursor;
  if (!isAtStart($cursor)) return false;
  const { parent } = $cursor;
  if (parent.type === nodes.item) {
    const { tr } = state;
    liftItems(tr, $cursor.pos, $cursor.pos);
    dispatch?.(tr);
    return true;
  }
  if (parent.type === nodes.cite) {
    const { tr } = state;
    if (parent.content.size) tr.setNodeMarkup($cursor.before(), nodes.paragraph);
    else {
      tr.delete($cursor.before(), $cursor.after());
      tr.setSelection(Selection.near(tr.doc.resolve($cursor.before()), -1));
    }
    dispatch?.(tr);
    return true;
  }
  if (FIGURES.includes(parent.type)) {
    dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, $cursor.before())));
    return true;
  }
  return Boolean(parent.type.spec.isolating);
}

function deleteForward(state) {
  const { $cursor } = state.selection;
  return Boolean($cursor && isAtEnd($cursor) && $cursor.parent.type.spec.isolating);
}

/** Up from the first caption of a gallery to its title, which the caret passes by while it is empty. */
function galleryTitleAbove(state, dispatch, view) {
  const { $head, empty, node } = state.selection;
  const caption = node?.type === nodes.figure ? $head.nodeBefore : $head.parent;
  const around = nearest(state, nodes.gallery);
  if (!around || caption !== around.node.maybeChild(1)) return false;
  if (!node && (!empty || (view && !view.endOfTextblock("up")))) return false;
  return toCaption(state, dispatch, around.pos + 1 + around.node.firstChild.nodeSize - 1);
}

/** Up from the first line of a body that begins with a quote, picture or table: room to write above it. */
function paragraphAbove(state, dispatch, view) {
  const { $head, empty, node } = state.selection;
  const first = state.doc.firstChild;
  const isFirst = $head.pos <= first.nodeSize && (node || (empty && $head.parentOffset === 0));
  if (!isFirst || first.isTextblock !== FIGURES.includes(first.type)) return false;
  if (!node && view && !view.endOfTextblock("up")) return false;
  const isTop = node || Selection.atStart(state.doc).$head.pos === $head.pos;
  if (!isTop) return false;
  const tr = state.tr.insert(0, emptyParagraph());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, 1)).scrollIntoView());
  return true;
}

function leaveBlock(state, dispatch) {
  const { $to, to } = state.selection;
  const end = $to.depth ? $to.after(1) : to;
  const tr = state.tr.insert(end, emptyParagraph());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView());
  return true;
}

/** The keymaps as plugins. `actions` are commands that belong to the editor: link, embed, toolbar. */
export function keyboard(actions, editor) {
  const own = {
    "Mod-z": undo,
    "Shift-Mod-z": redo,
    "Mod-y": redo,
    "Mod-b": toggleMark(marks.strong),
    "Mod-i": toggleMark(marks.em),
    "Mod-,": toggleMark(marks.sub),
    "Mod-.": toggleMark(marks.sup),
    "Mod-k": actions.link,
    "Mod-e": actions.embed,
    "Mod-Alt-0": setLine(nodes.paragraph),
    "Mod-Alt-2": toggleLine(nodes.heading),
    "Mod-Alt-3": toggleLine(nodes.subheading),
    "Mod-Shift-7": toggleList(nodes.ordered_list),
    "Mod-Shift-8": toggleList(nodes.bullet_list),
    "Mod-Shift-9": toggleQuote,
    "Mod-Enter": leaveBlock,
    "Shift-Enter": insertBreak,
    "Alt-F10": actions.toolbar,
    "Alt-ArrowUp": moveAndTell(editor, -1),
    "Alt-ArrowDown": moveAndTell(editor, 1),
    Enter: chainCommands(enterInItem, enterInLine, splitHeading),
    Backspace: backspace,
    Delete: deleteForward,
    ArrowUp: chainCommands(galleryTitleAbove, paragraphAbove),
    Tab: nextCell(1),
    "Shift-Tab": nextCell(-1),
  };
  return [keymap(own), keymap(baseKeymap)];
}
