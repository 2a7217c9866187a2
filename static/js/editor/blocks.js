// Commands on blocks. Each is a ProseMirror command: (state, dispatch) → whether it applies.

import { pm } from "django-prose-editor/editor";
import { emptyParagraph } from "newsroom-editor/html";
import { joinLists, liftItems, toItem } from "newsroom-editor/lists";
import { PULL_QUOTE, schema } from "newsroom-editor/schema";

const { Fragment, NodeRange, Slice } = pm.model;
const { TextSelection } = pm.state;
const { findWrapping, liftTarget } = pm.transform;
const { nodes, marks } = schema;
const FLOWING = [nodes.paragraph, nodes.heading, nodes.subheading];

/** The innermost node of a type around the selection, or the selected node itself: {node, pos} or null. */
export function nearest(state, ...types) {
  const { $from, node } = state.selection;
  if (node && types.includes(node.type)) return { node, pos: $from.pos };
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (types.includes($from.node(depth).type)) return { node: $from.node(depth), pos: $from.before(depth) };
  }
  return null;
}

/** A command from a function that changes a transaction; it applies if something changed. */
export function command(change) {
  return (state, dispatch) => {
    const { tr } = state;
    if (change(tr, state) === false || !tr.docChanged) return false;
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Turn the lines in a range, also items of lists, into paragraphs, headings or subheadings. */
function setLines(tr, { from, to }, type, attrs = null) {
  const start = tr.mapping.maps.length;
  liftItems(tr, from, to);
  const mapped = tr.mapping.slice(start);
  tr.doc.nodesBetween(mapped.map(from), mapped.map(to), (node, pos, parent, index) => {
    const isOther = FLOWING.includes(node.type) && !node.hasMarkup(type, attrs);
    if (isOther && parent.canReplaceWith(index, index + 1, type)) tr.setNodeMarkup(pos, type, attrs);
  });
}

export function setLine(type, attrs = null) {
  return command((tr, { selection }) => setLines(tr, selection, type, attrs));
}

/** The same, or back to a paragraph if it already is one. */
export function toggleLine(type) {
  return (state, dispatch) => setLine(nearest(state, type) ? nodes.paragraph : type)(state, dispatch);
}

export function toggleList(type) {
  return command((tr, { selection, doc }) => {
    const { from, to } = selection;
    let isAll = true;
    const lists = new Set();
    const lines = [];
    doc.nodesBetween(from, to, (node, pos, parent, index) => {
      if (node.type === nodes.item) lists.add(parent);
      if (node.isTextblock) isAll = isAll && parent.type === type;
      if (FLOWING.includes(node.type) && parent.canReplaceWith(index, index + 1, type)) lines.push(pos);
    });
    if (isAll) return liftItems(tr, from, to);
    doc.nodesBetween(from, to, (node, pos) => {
      if (lists.has(node) && node.type !== type) tr.setNodeMarkup(pos, type);
    });
    for (const pos of lines.reverse()) toItem(tr, pos, type);
    return joinLists(tr, tr.mapping.map(from), tr.mapping.map(to), type);
  });
}

/** Wrap the lines of the selection at the outermost possible level; headings and items become paragraphs. */
function wrap(tr, selection, type, attrs, isPlain) {
  const place = (pos) => tr.doc.resolve(tr.mapping.map(pos));
  if (isPlain) setLines(tr, selection, nodes.paragraph);
  else setHeadingsBack(tr, selection);
  const [$from, $to] = [place(selection.from), place(selection.to)];
  const range = $from.blockRange(
    $to,
    (parent) => parent.inlineContent === false && parent.canReplaceWith(0, 0, type),
  );
  const wrapping = range && findWrapping(range, type, attrs);
  if (!wrapping) return false;
  return tr.wrap(range, wrapping);
}

function setHeadingsBack(tr, { from, to }) {
  tr.doc.nodesBetween(from, to, (node, pos) => {
    if (FLOWING.includes(node.type)) tr.setNodeMarkup(pos, nodes.paragraph);
  });
}

/** Lift the blocks out of their wrapper; a speaker becomes a paragraph. */
function unwrap(tr, { node, pos }) {
  if (node.lastChild.type === nodes.cite) {
    tr.setNodeMarkup(pos + node.nodeSize - 1 - node.lastChild.nodeSize, nodes.paragraph);
  }
  const [$start, $end] = [tr.doc.resolve(pos + 1), tr.doc.resolve(pos + node.nodeSize - 1)];
  const range = new NodeRange($start, $end, $start.depth);
  const target = liftTarget(range);
  return target === null ? false : tr.lift(range, target);
}

export const toggleQuote = command((tr, state) => {
  const around = nearest(state, nodes.blockquote);
  if (around?.node.attrs.kind) return tr.setNodeMarkup(around.pos, null, { kind: "" });
  return around ? unwrap(tr, around) : wrap(tr, state.selection, nodes.blockquote, null, true);
});

/** The selected words as paragraphs, one for each source line, without links. */
function selectedLines({ doc, selection: { from, to } }) {
  const lines = [];
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock) return true;
    const [start, end] = [Math.max(0, from - pos - 1), Math.min(node.content.size, to - pos - 1)];
    const line = end > start ? node.content.cut(start, end) : Fragment.empty;
    if (line.textBetween(0, line.size).trim()) lines.push(unlinked(line));
    return false;
  });
  return lines;
}

function unlinked(line) {
  const parts = [];
  line.forEach((node) => {
    parts.push(node.mark(marks.link.removeFromSet(node.marks)));
  });
  return nodes.paragraph.create(null, parts);
}

/** Whether the cursor is in a quote of this kind: "" or PULL_QUOTE. */
export const isInQuote = (kind) => (state) => nearest(state, nodes.blockquote)?.node.attrs.kind === kind;

/** Add the selected words as a pull quote behind their block, or begin an empty one; remove an existing one. */
export function togglePullQuote(state, dispatch) {
  if (isInQuote(PULL_QUOTE)(state)) return removeBlock(nodes.blockquote)(state, dispatch);
  const lines = selectedLines(state);
  const quote = nodes.blockquote.create({ kind: PULL_QUOTE }, lines.length ? lines : emptyParagraph());
  return insertBlock(quote)(state, dispatch);
}

/** Label the blocks of the selection as a passage, or change the label of the passage around it. */
export function setPassage(kind) {
  return command((tr, state) => {
    const around = nearest(state, nodes.passage);
    if (around) return tr.setNodeMarkup(around.pos, null, { kind });
    return wrap(tr, state.selection, nodes.passage, { kind }, false);
  });
}

export const unwrapPassage = command((tr, state) => {
  const around = nearest(state, nodes.passage);
  return around ? unwrap(tr, around) : false;
});

export function setLabel(label) {
  return command((tr, state) => {
    const around = nearest(state, nodes.heading);
    return around ? tr.setNodeMarkup(around.pos, null, { label }) : false;
  });
}

/** Move the cursor to the speaker of the quote; add a speaker if there is none. */
export function speaker(state, dispatch) {
  const around = nearest(state, nodes.blockquote);
  if (!around) return false;
  const end = around.pos + around.node.nodeSize - 1;
  const { tr } = state;
  const last = around.node.lastChild;
  const hasSpeaker = last.type === nodes.cite;
  if (!hasSpeaker) tr.insert(end, nodes.cite.create());
  const start = hasSpeaker ? end - last.nodeSize + 1 : end + 1;
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, start)).scrollIntoView());
  return true;
}

/** Insert a block behind the one at the cursor, or replace it if it is an empty paragraph. */
export function insertBlock(node) {
  return (state, dispatch) => {
    const { $to, to } = state.selection;
    const top = $to.depth ? $to.node(1) : null;
    const isBlank = top?.type === nodes.paragraph && !top.content.size;
    const end = top ? $to.after(1) : to;
    const start = isBlank ? $to.before(1) : end;
    const { tr } = state;
    tr.replace(start, end, new Slice(nodes.doc.create(null, node).content, 0, 0));
    if (start + node.nodeSize === tr.doc.content.size) tr.insert(tr.doc.content.size, emptyParagraph());
    const inside = node.isLeaf ? start + node.nodeSize : start + 1;
    dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(inside))).scrollIntoView());
    return true;
  };
}

/** Insert a fact box behind the block at the cursor, with the cursor in its title. */
export function insertFactBox(state, dispatch) {
  const box = nodes.fact_box.create(null, [nodes.box_title.create(), emptyParagraph()]);
  return !nearest(state, nodes.fact_box) && insertBlock(box)(state, dispatch);
}

export function setImage(image) {
  return command((tr, state) => {
    const around = nearest(state, nodes.figure);
    return around ? tr.setNodeMarkup(around.pos, null, { image }) : false;
  });
}

/** Remove the block of a type with all its content. */
export function removeBlock(...types) {
  return command((tr, state) => {
    const around = nearest(state, ...types);
    return around ? tr.delete(around.pos, around.pos + around.node.nodeSize) : false;
  });
}
