// Markdown at the beginning of a line while typing: "## ", "- ", "1. ", "> ". Never while an input method composes.
// Also the empty paragraph below the text.

import { pm } from "django-prose-editor/editor";
import { setLine, toggleList, toggleQuote } from "newsroom-editor/blocks";
import { emptyParagraph } from "newsroom-editor/html";
import { schema } from "newsroom-editor/schema";

const { Plugin } = pm.state;
const { nodes } = schema;

const BEGINNINGS = new Map([
  ["##", setLine(nodes.heading)],
  ["###", setLine(nodes.subheading)],
  ["-", toggleList(nodes.bullet_list)],
  ["*", toggleList(nodes.bullet_list)],
  ["1.", toggleList(nodes.ordered_list)],
  [">", toggleQuote],
]);

export const beginnings = new Plugin({
  props: {
    handleTextInput(view, from, to, text) {
      const { $from } = view.state.selection;
      if (view.composing || text !== " " || from !== to || $from.parent.type !== nodes.paragraph)
        return false;
      const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "￼");
      const run = BEGINNINGS.get(before);
      if (!run?.(view.state)) return false;
      // Two steps of the history: undo first restores the typed signs.
      view.dispatch(pm.history.closeHistory(view.state.tr));
      view.dispatch(view.state.tr.delete($from.start(), from));
      return run(view.state, view.dispatch);
    },
  },
});

/** Keep an empty paragraph behind the last block, so that further text can be typed. It is never stored. */
export const lastParagraph = new Plugin({
  appendTransaction(transactions, _before, { doc, tr }) {
    const needed = transactions.some((one) => one.docChanged) && doc.lastChild.type !== nodes.paragraph;
    return needed ? tr.insert(doc.content.size, emptyParagraph()) : null;
  },
});
