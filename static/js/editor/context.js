// The line below the tools: the place of the cursor, and the actions for that place.

import { nearest, removeBlock, setLabel, setPassage, speaker, unwrapPassage } from "newsroom-editor/blocks";
import { button, element, filled } from "newsroom-editor/dom";
import { embedLabel, makeEmbed, offeredEmbed } from "newsroom-editor/embeds";
import { embedTools } from "newsroom-editor/facts";
import { galleryPlace, pictureTools, placeName } from "newsroom-editor/galleries";
import { inLanguage } from "newsroom-editor/library";
import { removeStretch, stretch } from "newsroom-editor/links";
import { openMenu } from "newsroom-editor/menu";
import { CHARTS } from "newsroom-editor/cells";
import { KINDS, schema } from "newsroom-editor/schema";
import {
  addColumn,
  addRow,
  isHead,
  removeColumn,
  removeRow,
  setChart,
  toggleHead,
} from "newsroom-editor/tables";
import { IS_MAC, roving } from "newsroom-editor/toolbar";

const { nodes, marks } = schema;
const LINKS = { article: "storyLink", topic: "topicLink", term: "termLink" };
const PLACES = {
  paragraph: "paragraph",
  heading: "heading",
  subheading: "subheading",
  box_title: "boxTitle",
  item: "item",
  cite: "speaker",
  figure: "caption",
  embed: "embedCaption",
  caption: "tableCaption",
  table_cell: "cell",
  table_header: "cell",
  rule: "rule",
};

export class Context {
  constructor(editor) {
    this.editor = editor;
    this.shown = null;
    this.dom = element("div", { role: "toolbar", class: "body-context", "aria-label": editor.words.here });
    roving(this.dom, editor);
  }

  /** Drawn again only when the cursor has moved to another kind of place. */
  update(state) {
    const place = this.place(state);
    const key = JSON.stringify(place);
    if (key === this.shown) return;
    this.shown = key;
    const hadFocus = this.dom.contains(document.activeElement);
    const parts = [element("span", { class: "body-context__place" }, this.name(state)), ...this.tools(place)];
    this.dom.replaceChildren(...parts);
    const first = this.dom.querySelector("button");
    if (first) first.tabIndex = 0;
    if (hadFocus) this.editor.view.focus();
  }

  place(state) {
    const link = stretch(state, marks.link)?.mark.attrs ?? null;
    const lang = stretch(state, marks.foreign)?.mark.attrs.lang ?? null;
    return {
      name: this.name(state),
      label: nearest(state, nodes.heading)?.node.attrs.label ?? null,
      kind: nearest(state, nodes.passage)?.node.attrs.kind ?? null,
      quote: nearest(state, nodes.blockquote)?.node.attrs.kind ?? null,
      inBox: Boolean(nearest(state, nodes.fact_box)),
      image: nearest(state, nodes.figure)?.node.attrs.image ?? null,
      ...galleryPlace(state),
      embed: nearest(state, nodes.embed)?.node.attrs.name ?? null,
      offered: offeredEmbed(this.editor, state),
      inTable: Boolean(nearest(state, nodes.table)),
      chart: nearest(state, nodes.table_frame)?.node.attrs.chart ?? null,
      isHead: isHead(state),
      link,
      lang,
    };
  }

  name(state) {
    const { node, $from } = state.selection;
    const around = nearest(state, nodes.blockquote)?.node.attrs;
    const own = this.editor.words[PLACES[(node ?? $from.parent).type.name]] ?? "";
    const { quote, pullQuote } = this.editor.words;
    if (nearest(state, nodes.gallery)) return placeName(this.editor, own);
    if (nearest(state, nodes.fact_box)) return `${this.editor.words.factBox} › ${own}`;
    return around ? `${around.kind ? pullQuote : quote} › ${own}` : own;
  }

  tools(place) {
    return [
      place.offered ? this.offerTool(place.offered) : null,
      ...(place.link ? this.linkTools(place.link) : []),
      ...(place.lang ? this.foreignTools(place.lang) : []),
      place.label === null ? null : this.labelTool(place.label),
      ...(place.kind ? this.passageTools(place.kind) : []),
      place.quote === null ? null : this.tool("speaker", speaker),
      place.quote ? this.tool("removePullQuote", removeBlock(nodes.blockquote)) : null,
      place.inBox ? this.tool("removeFactBox", removeBlock(nodes.fact_box)) : null,
      ...pictureTools(this, place),
      ...(place.embed ? embedTools(this.editor) : []),
      ...(place.inTable ? this.tableTools(place.isHead) : []),
      ...(place.chart === null ? [] : this.frameTools(place.chart)),
    ].filter(Boolean);
  }

  tool(name, run, attributes = {}) {
    const { editor } = this;
    return button(
      { tabindex: "-1", "data-tool": name, ...attributes },
      () => editor.run(run),
      editor.words[name],
    );
  }

  choice(name, text, entries, title = this.editor.words.label) {
    const attributes = {
      tabindex: "-1",
      "data-tool": name,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    };
    const label = `${title}: `;
    const opener = button(
      { ...attributes, class: "body-context__choice" },
      () => openMenu(opener, entries, title),
      label,
      element("span", { lang: text.lang }, text.text),
    );
    return opener;
  }

  labelled(kind) {
    const { labels, language, words } = this.editor;
    return kind ? { text: labels[kind], lang: language } : { text: words.noLabel, lang: null };
  }

  labelTool(label) {
    const entries = ["", ...KINDS].map((kind) => ({
      ...this.labelled(kind),
      isChecked: kind === label,
      choose: () => this.editor.run(setLabel(kind)),
    }));
    return this.choice("label", this.labelled(label), entries);
  }

  passageTools(current) {
    const entries = KINDS.map((kind) => ({
      ...this.labelled(kind),
      isChecked: kind === current,
      choose: () => this.editor.run(setPassage(kind)),
    }));
    return [this.choice("kind", this.labelled(current), entries), this.tool("unwrap", unwrapPassage)];
  }

  /** An address on a line of its own: turn it into a card, with one key, or keep the link. */
  offerTool(name) {
    const { editor } = this;
    const keys = IS_MAC ? "⌘E" : "Ctrl+E";
    return button(
      { tabindex: "-1", "data-tool": "makeEmbed", "aria-keyshortcuts": IS_MAC ? "Meta+E" : "Control+E" },
      () => editor.run(makeEmbed(editor)),
      `${editor.words.makeEmbed}: ${embedLabel(editor, name)} (${keys})`,
    );
  }

  tableTools(isHeadRow) {
    return [
      this.tool("headRow", toggleHead, { "aria-pressed": String(isHeadRow) }),
      this.tool("addRow", addRow),
      this.tool("removeRow", removeRow),
      this.tool("addColumn", addColumn),
      this.tool("removeColumn", removeColumn),
    ];
  }

  /** For a table with its caption: its kind of chart. */
  frameTools(current) {
    const { charts, words } = this.editor;
    const entries = ["", ...CHARTS].map((chart) => ({
      text: charts[chart],
      isChecked: chart === current,
      choose: () => this.editor.run(setChart(chart)),
    }));
    return [
      this.choice("chart", { text: charts[current] }, entries, words.showAs),
      this.tool("removeTable", removeBlock(nodes.table_frame)),
    ];
  }

  foreignTools(lang) {
    const { words } = this.editor;
    const text = filled(words.wordsIn, { language: words[lang] ?? lang });
    return [
      element("span", { class: "body-context__place" }, text),
      this.tool("notForeign", removeStretch(marks.foreign)),
    ];
  }

  linkTools(link) {
    const { editor } = this;
    const edit = button(
      { tabindex: "-1", "data-tool": "editLink" },
      () => (link.kind === "href" ? editor.editLink() : editor.linkTo(link.kind)),
      editor.words.editLink,
    );
    return [this.linkTarget(link), edit, this.tool("removeLink", removeStretch(marks.link))];
  }

  /** The target of a link: its address, or the name of the story, topic or term after it has loaded. */
  linkTarget({ kind, value }) {
    const { words, library, language } = this.editor;
    const place = element("span", { class: "body-context__target" });
    if (kind === "href") {
      place.textContent = value;
      return place;
    }
    place.textContent = filled(words[LINKS[kind]], { number: value });
    library.find(kind, value).then(
      (item) => {
        const { text, lang } = inLanguage(item?.name ?? {}, language);
        if (text) place.replaceChildren(element("span", { lang }, text));
      },
      () => {},
    );
    return place;
  }
}
