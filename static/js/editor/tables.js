// Tables: rows and columns are ProseMirror's; the head is a property of rows, like <thead> in the stored body.

import { pm } from "django-prose-editor/editor";
import { command, insertBlock, nearest } from "newsroom-editor/blocks";
import { schema } from "newsroom-editor/schema";

const { addColumnAfter, addRowAfter, deleteColumn, deleteRow, goToNextCell, isInTable, selectedRect } =
  pm.tables;
const { nodes } = schema;
const { Plugin, Selection } = pm.state;

/** A new table of 3 × 3 cells whose first row is its head. */
export function insertTable(state, dispatch) {
  const cells = (type) => [1, 2, 3].map(() => type.create());
  const head = nodes.table_row.create({ head: true }, cells(nodes.table_header));
  const row = () => nodes.table_row.create(null, cells(nodes.table_cell));
  const table = nodes.table.create(null, [head, row(), row()]);
  if (nearest(state, nodes.table_frame)) return false;
  return insertBlock(nodes.table_frame.create(null, [nodes.caption.create(), table]))(state, dispatch);
}

/** Show the table around the cursor as a chart of a kind, or as a table: "". */
export function setChart(chart) {
  return command((tr, state) => {
    const around = nearest(state, nodes.table_frame);
    return around ? tr.setNodeMarkup(around.pos, null, { chart }) : false;
  });
}

const headRows = (table) => table.children.filter((row) => row.attrs.head).length;

/** Make the row of the cursor the last one of the head, or remove the head if it already is. */
export function toggleHead(state, dispatch) {
  if (!isInTable(state)) return false;
  const { table, tableStart, top } = selectedRect(state);
  const heads = headRows(table) === top + 1 ? 0 : top + 1;
  if (heads >= table.childCount) return false;
  const { tr } = state;
  table.forEach((row, offset, index) => {
    const isHead = index < heads;
    if (isHead === row.attrs.head) return;
    tr.setNodeMarkup(tableStart + offset, null, { head: isHead });
    row.forEach((cell, place) => {
      const type = isHead ? nodes.table_header : nodes.table_cell;
      tr.setNodeMarkup(tableStart + offset + 1 + place, type, cell.attrs);
    });
  });
  dispatch?.(tr);
  return true;
}

export function isHead(state) {
  if (!isInTable(state)) return false;
  const { table, top } = selectedRect(state);
  return headRows(table) === top + 1;
}

/** The next or previous cell, the caption before the first; false at the ends, where Tab leaves the editor. */
export function nextCell(direction) {
  return (state, dispatch) => {
    if (isInTable(state) && goToNextCell(direction)(state, dispatch)) return true;
    const frame = nearest(state, nodes.table_frame);
    const isInCaption = state.selection.$from.parent.type === nodes.caption;
    if (!frame || isInCaption !== direction > 0) return false;
    const end = frame.pos + 1 + frame.node.firstChild.nodeSize;
    // Forward into the first cell from the end of the caption, or back to the end of its words.
    const there = Selection.findFrom(state.doc.resolve(end), direction, true);
    dispatch?.(state.tr.setSelection(there).scrollIntoView());
    return true;
  };
}

/** Removing the last row or column removes the table. */
const orTable = (removal, isLast) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  if (!isLast(selectedRect(state))) return removal(state, dispatch);
  const { node, pos } = nearest(state, nodes.table_frame);
  dispatch?.(state.tr.delete(pos, pos + node.nodeSize));
  return true;
};

export const addRow = addRowAfter;
export const addColumn = addColumnAfter;
export const removeRow = orTable(deleteRow, ({ top, bottom, map }) => top === 0 && bottom === map.height);
export const removeColumn = orTable(
  deleteColumn,
  ({ left, right, map }) => left === 0 && right === map.width,
);

/** Keep the head contiguous: a row above a head row is a head row too. */
export const wholeHead = new Plugin({
  appendTransaction(transactions, _before, { doc, tr }) {
    if (!transactions.some((transaction) => transaction.docChanged)) return null;
    doc.forEach((frame, pos) => {
      if (frame.type !== nodes.table_frame) return;
      const table = frame.lastChild;
      const last = table.children.findLastIndex((row) => row.attrs.head);
      const start = pos + 2 + frame.firstChild.nodeSize;
      table.forEach((row, offset, index) => {
        if (index < last && !row.attrs.head) tr.setNodeMarkup(start + offset, null, { head: true });
      });
    });
    return tr.docChanged ? tr : null;
  },
});
