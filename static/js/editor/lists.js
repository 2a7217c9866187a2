// Each item is a separate line, so lifting and wrapping take one step each; positions inside map through.

import { pm } from "django-prose-editor/editor";
import { schema } from "newsroom-editor/schema";

const { Fragment, Slice } = pm.model;
const { ReplaceAroundStep } = pm.transform;
const { nodes } = schema;

/** Turn every item between two positions into a paragraph; items before and behind remain a list. */
export function liftItems(tr, from, to) {
  const items = [];
  tr.doc.nodesBetween(from, to, (node, pos) => {
    if (node.type === nodes.item) items.push(pos);
  });
  for (const pos of items.reverse()) liftItem(tr, pos);
}

function liftItem(tr, pos) {
  const $item = tr.doc.resolve(pos);
  const list = $item.parent;
  const end = pos + $item.nodeAfter.nodeSize;
  const isFirst = $item.index() === 0;
  const isLast = $item.index() === list.childCount - 1;
  const rest = list.copy(Fragment.empty);
  const parts = [...(isFirst ? [] : [rest]), nodes.paragraph.create(), ...(isLast ? [] : [rest])];
  const slice = new Slice(Fragment.from(parts), isFirst ? 0 : 1, isLast ? 0 : 1);
  const [start, stop] = [isFirst ? pos - 1 : pos, isLast ? end + 1 : end];
  tr.step(new ReplaceAroundStep(start, stop, pos + 1, end - 1, slice, isFirst ? 1 : 2, true));
}

/** Turn the line at a position into a list of one item. */
export function toItem(tr, pos, type) {
  const end = pos + tr.doc.nodeAt(pos).nodeSize;
  const slice = new Slice(Fragment.from(type.create(null, nodes.item.create())), 0, 0);
  tr.step(new ReplaceAroundStep(pos, end, pos + 1, end - 1, slice, 2, true));
}

/** Merge neighbouring lists of a type at the edges of or inside a range. */
export function joinLists(tr, from, to, type) {
  const start = tr.mapping.maps.length;
  let seam;
  do {
    seam = null;
    const mapped = tr.mapping.slice(start);
    const low = Math.max(0, mapped.map(from) - 3);
    const high = Math.min(tr.doc.content.size, mapped.map(to) + 3);
    tr.doc.nodesBetween(low, high, (node, pos, parent, index) => {
      if (node.type === type && parent.maybeChild(index + 1)?.type === type) seam ??= pos + node.nodeSize;
    });
    if (seam) tr.join(seam);
  } while (seam);
}
