// The body vocabulary as a ProseMirror schema, with the elements of articles/body/content.py. Items, figures and
// cells are separate text blocks: they hold one line each, as in a stored body.

import { pm } from "django-prose-editor/editor";
import { TABLE_NODES } from "newsroom-editor/cells";

const { Schema } = pm.model;

export const KINDS = ["lead", "why-it-matters", "official-stance", "insight", "background", "by-the-numbers"];
export const FACT_BOX = "fact-box";
export const PULL_QUOTE = "pull-quote";
export const GALLERY = "gallery";
const NUMBER = /^[1-9][0-9]{0,17}$/;
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
export const EMBED = /^[a-z][a-z0-9-]{0,29}:[A-Za-z0-9._~@%:,/+!-]{1,1200}$/;
const ADDRESS = /^(https?:|mailto:)/i;

const kindOf = (value) => (KINDS.includes(value) ? value : "");

/** Title, author and picture of an embed are part of the text: see articles/body/content.py. */
function embedAttrs({ embed, image, title, author }) {
  const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  return { name: embed, image: NUMBER.test(image) ? image : "", title: words(title), author: words(author) };
}

/** The attributes of an embed's figure, null for missing ones. */
export function embedAttributes({ name, image, title, author }) {
  return {
    "data-embed": name,
    "data-image": image || null,
    "data-title": title || null,
    "data-author": author || null,
  };
}

/** A box or a gallery with a title, which may be empty. */
function titled(dom) {
  if (dom.querySelector(":scope > h3")) return dom;
  const copy = dom.cloneNode(true);
  copy.prepend(document.createElement("h3"));
  return copy;
}

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    group: "block passage_block box_block",
    content: "inline*",
    parseDOM: [{ tag: "p" }],
    toDOM: () => ["p", 0],
  },
  heading: {
    group: "block",
    content: "inline*",
    attrs: { label: { default: "" } },
    defining: true,
    parseDOM: [{ tag: "h2", getAttrs: (dom) => ({ label: kindOf(dom.getAttribute("data-label")) }) }],
    toDOM: ({ attrs }) => ["h2", { "data-label": attrs.label || null }, 0],
  },
  subheading: {
    group: "block",
    content: "inline*",
    defining: true,
    parseDOM: [{ tag: "h3" }],
    toDOM: () => ["h3", 0],
  },
  rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  bullet_list: {
    group: "block passage_block box_block",
    content: "item+",
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    group: "block passage_block box_block",
    content: "item+",
    parseDOM: [{ tag: "ol" }],
    toDOM: () => ["ol", 0],
  },
  item: {
    content: "inline*",
    defining: true,
    parseDOM: [
      {
        tag: "li",
        contentElement: (dom) => (dom.children.length === 1 && dom.querySelector(":scope > p")) || dom,
      },
    ],
    toDOM: () => ["li", ["p", 0]],
  },
  blockquote: {
    group: "block passage_block",
    content: "paragraph+ cite?",
    attrs: { kind: { default: "" } },
    defining: true,
    parseDOM: [
      {
        tag: "blockquote",
        getAttrs: (dom) => ({ kind: dom.dataset.kind === PULL_QUOTE ? PULL_QUOTE : "" }),
      },
    ],
    toDOM: ({ attrs }) => ["blockquote", { "data-kind": attrs.kind || null }, 0],
  },
  cite: {
    content: "inline*",
    isolating: true,
    parseDOM: [{ tag: "cite", context: "blockquote/" }],
    toDOM: () => ["cite", 0],
  },
  passage: {
    group: "block",
    content: "passage_block+",
    attrs: { kind: {} },
    defining: true,
    parseDOM: [
      {
        tag: "aside[data-kind]",
        getAttrs: (dom) => (kindOf(dom.dataset.kind) ? { kind: dom.dataset.kind } : false),
      },
    ],
    // A note, not a landmark: the page has its own landmarks.
    toDOM: ({ attrs }) => ["aside", { "data-kind": attrs.kind, role: "note" }, 0],
  },
  fact_box: {
    group: "block",
    content: "box_title box_block+",
    isolating: true,
    defining: true,
    parseDOM: [{ tag: `aside[data-kind="${FACT_BOX}"]`, priority: 60, contentElement: titled }],
    toDOM: () => ["aside", { "data-kind": FACT_BOX, role: "note" }, 0],
  },
  box_title: {
    content: "inline*",
    isolating: true,
    parseDOM: [{ tag: "h3", context: "fact_box/|gallery/", priority: 60 }],
    toDOM: () => ["h3", 0],
  },
  figure: {
    group: "block",
    content: "inline*",
    attrs: { image: {} },
    isolating: true,
    selectable: true,
    draggable: true,
    parseDOM: [
      {
        tag: "figure[data-image]:not([data-embed])",
        getAttrs: (dom) => (NUMBER.test(dom.dataset.image) ? { image: dom.dataset.image } : false),
        contentElement: (dom) => dom.querySelector("figcaption") || document.createElement("figcaption"),
      },
    ],
    toDOM: ({ attrs }) => ["figure", { "data-image": attrs.image }, ["figcaption", 0]],
  },
  gallery: {
    group: "block",
    content: "box_title figure*", // an empty one is not stored
    isolating: true,
    defining: true,
    parseDOM: [
      {
        tag: `div[data-kind="${GALLERY}"]`,
        getAttrs: (dom) => Boolean(dom.querySelector(":scope > :is(h3, figure[data-image])")) && null,
        contentElement: titled,
      },
    ],
    toDOM: () => ["div", { "data-kind": GALLERY, role: "group" }, 0],
  },
  embed: {
    group: "block",
    content: "inline*",
    attrs: { name: {}, image: { default: "" }, title: { default: "" }, author: { default: "" } },
    isolating: true,
    selectable: true,
    draggable: true,
    parseDOM: [
      {
        tag: "figure[data-embed]",
        getAttrs: (dom) => (EMBED.test(dom.dataset.embed) ? embedAttrs(dom.dataset) : false),
        contentElement: (dom) => dom.querySelector("figcaption") || document.createElement("figcaption"),
      },
    ],
    toDOM: ({ attrs }) => ["figure", embedAttributes(attrs), ["figcaption", 0]],
  },
  ...TABLE_NODES,
  text: { group: "inline" },
  hard_break: {
    group: "inline",
    inline: true,
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
};

function target(kind) {
  return (dom) => {
    const value = dom.getAttribute(kind === "href" ? kind : `data-${kind}`).trim();
    return (kind === "href" ? ADDRESS : NUMBER).test(value) && { kind, value };
  };
}

// In the order of nesting, outermost first.
const marks = {
  link: {
    attrs: { kind: {}, value: {} },
    inclusive: false,
    parseDOM: [
      { tag: "a[data-article]", getAttrs: target("article"), priority: 60 },
      { tag: "a[data-topic]", getAttrs: target("topic"), priority: 60 },
      { tag: "a[data-term]", getAttrs: target("term"), priority: 60 },
      { tag: "a[href]", getAttrs: target("href") },
    ],
    toDOM: ({ attrs }) => ["a", { [attrs.kind === "href" ? "href" : `data-${attrs.kind}`]: attrs.value }, 0],
  },
  foreign: {
    attrs: { lang: {} },
    parseDOM: [{ tag: "span[lang]", getAttrs: (dom) => LANGUAGE_TAG.test(dom.lang) && { lang: dom.lang } }],
    toDOM: ({ attrs }) => ["span", { lang: attrs.lang }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  sub: { excludes: "sub sup", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
  sup: { excludes: "sub sup", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
};

export const schema = new Schema({ nodes, marks });
