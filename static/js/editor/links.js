// Links and marks of language: finding them at the cursor, and setting them.

import { pm } from "django-prose-editor/editor";
import { schema } from "newsroom-editor/schema";

const { TextSelection } = pm.state;
const { toggleMark } = pm.commands;
const { marks } = schema;

/** The range of one mark around the cursor or selection: {mark, from, to}, or null. */
export function stretch(state, type) {
  const { $from, from, to } = state.selection;
  const { parent } = $from;
  if (!parent.inlineContent) return null;
  const pieces = [];
  parent.forEach((node, offset) => {
    const mark = type.isInSet(node.marks);
    const start = $from.start() + offset;
    const last = pieces.at(-1);
    if (mark && last?.to === start && last.mark.eq(mark)) last.to += node.nodeSize;
    else if (mark) pieces.push({ mark, from: start, to: start + node.nodeSize });
  });
  return pieces.find((piece) => piece.from <= from && to <= piece.to) ?? null;
}

/** Link the selection or the link around the cursor; without either, insert `text` as a link. */
export function setLink(attrs, text) {
  return (state, dispatch) => {
    const { tr, selection } = state;
    const around = stretch(state, marks.link);
    const mark = marks.link.create(attrs);
    const { from, to } = around ?? selection;
    if (!selection.$from.parent.type.allowsMarkType(marks.link)) return false;
    if (from === to) {
      if (!text || !selection.$from.parent.inlineContent) return false;
      tr.insert(
        from,
        schema.text(text, [mark, ...selection.$from.marks().filter((other) => other.type !== marks.link)]),
      );
      tr.removeStoredMark(marks.link);
    } else {
      tr.removeMark(from, to, marks.link).addMark(from, to, mark);
      tr.setSelection(TextSelection.create(tr.doc, to));
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** The position of words between the text before and after them: {from, to}, or null. */
function placeOf(doc, { before, words: phrase, after }) {
  let found = null;
  doc.descendants((node, position) => {
    if (found || !node.isTextblock) return !found;
    // A leaf (a line break) has length 1, like the blank that replaces it.
    const text = node.textBetween(0, node.content.size, "", " ").replace(/\s/g, " ");
    const start = text.indexOf(before + phrase + after);
    if (start >= 0) {
      const from = position + 1 + start + before.length;
      found = { from, to: from + phrase.length };
    }
    return false;
  });
  return found;
}

/** Link words at their position, if they are not yet a link. */
export function linkWords(attrs, passage) {
  return (state, dispatch) => {
    const place = placeOf(state.doc, passage);
    if (!place || state.doc.rangeHasMark(place.from, place.to, marks.link)) return false;
    const { tr } = state;
    tr.addMark(place.from, place.to, marks.link.create(attrs));
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, place.to)).scrollIntoView());
    return true;
  };
}

/** Remove bold from words at their positions: passages of {before, words, after}. */
export function unboldWords(passages) {
  return (state, dispatch) => {
    const places = passages.map((passage) => placeOf(state.doc, passage)).filter(Boolean);
    const bold = places.filter(({ from, to }) => state.doc.rangeHasMark(from, to, marks.strong));
    const { tr } = state;
    for (const { from, to } of bold) tr.removeMark(from, to, marks.strong);
    if (bold.length) dispatch?.(tr);
    return bold.length > 0;
  };
}

/** Remove a mark from the whole range around the cursor. */
export function removeStretch(type) {
  return (state, dispatch) => {
    const around = stretch(state, type);
    if (around) dispatch?.(state.tr.removeMark(around.from, around.to, type).removeStoredMark(type));
    return Boolean(around);
  };
}

/** Mark the selection as words of a language, or remove the mark if it is already set. */
export function toggleForeign(lang) {
  return (state, dispatch) => {
    const { empty, from, to } = state.selection;
    if (empty && stretch(state, marks.foreign)) return removeStretch(marks.foreign)(state, dispatch);
    const mark = marks.foreign.create({ lang });
    if (empty || state.doc.rangeHasMark(from, to, mark))
      return toggleMark(marks.foreign, { lang })(state, dispatch);
    if (!toggleMark(marks.foreign)(state)) return false;
    dispatch?.(state.tr.addMark(from, to, mark).scrollIntoView());
    return true;
  };
}

/** An address in its stored form, or "" if invalid: a bare host gets https, a mailbox mailto. */
export function address(written) {
  const text = written.trim();
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d/.test(text) ? text : `https://${text}`;
  try {
    const { protocol, hostname } = new URL(whole);
    const isPage = /^https?:$/.test(protocol) && hostname.includes(".");
    return isPage || (protocol === "mailto:" && whole.includes("@")) ? whole : "";
  } catch {
    return "";
  }
}
