// HTML from word processors and web pages, as the elements of a body. Text and known elements are kept. Formatting
// that a program expresses only by style (bold, superscript, Word's lists) is read. Pictures of the library stay,
// also as galleries of WordPress; others are left out and reported. A player or post of a known site becomes a card;
// for any other site its address stays, as a link.

import { element } from "newsroom-editor/dom";
import { embedOf } from "newsroom-editor/embeds";
import { Flow, Line } from "newsroom-editor/flow";
import { detached } from "newsroom-editor/html";
import { marked, withMarks } from "newsroom-editor/marks";
import * as pasted from "newsroom-editor/pasted";
import { GALLERY, PULL_QUOTE } from "newsroom-editor/schema";

const PULLED = ".insert--pull-quote, .wp-block-pullquote"; // on our pages and in WordPress
const HEADINGS = { h1: "h2", h2: "h2", h3: "h3", h4: "h3", h5: "h3", h6: "h3" };
const INLINE =
  /^(a|abbr|b|bdi|bdo|big|cite|code|data|dfn|em|font|i|ins|kbd|label|mark|q|ruby|rb|rt|rp|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr|o:p)$/;
const DROPPED =
  /^(script|style|head|meta|title|link|template|noscript|svg|math|button|input|select|textarea|rp)$/;
const PICTURES = /^(img|picture|canvas|v:shape|v:imagedata)$/;
const EMBEDS = /^(iframe|object|embed|video|audio)$/;
const WORD_NUMBER = /^\s*\(?([0-9]+|[a-z]|[ivxlc]+|[가-하①-⑳])[.)]?/i;
const WORD_LIST = /mso-list:\s*l\d/;

/**
 * {html, left, hasPictures, hasEmbeds, hasDeletions}: the parts of pasted HTML that a body can have, and the names
 * of omitted pictures, "" for a nameless one. `pictures` is a Map from addresses to ids in the library.
 * Words deleted by tracked changes are left out, as if the changes were accepted.
 */
export function fromElsewhere(html, providers = [], pictures = new Map()) {
  const body = element("div");
  const { text, galleries } = pasted.withoutCodes(html);
  const source = detached(text);
  const hasDeletions = pasted.removeDeletions(source);
  const reader = new Reader(providers, pictures, galleries);
  reader.children(source, new Flow(body, { isTop: true }), {});
  const { left, hasEmbeds } = reader;
  return { html: body.innerHTML, left, hasPictures: left.length > 0, hasEmbeds, hasDeletions };
}

class Reader {
  hasEmbeds = false;

  constructor(providers, pictures, left) {
    Object.assign(this, { providers, pictures, left });
  }

  children(source, out, marks) {
    for (const child of source.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) out.add(marked(child.nodeValue, marks));
      else if (child.nodeType === Node.ELEMENT_NODE) this.element(child, out, marks);
    }
  }

  element(source, out, marks) {
    const name = source.localName;
    const style = source.dataset?.style ?? "";
    if (DROPPED.test(name) || /mso-list:\s*ignore|display:\s*none|mso-hide:\s*all/i.test(style)) return;
    if (PICTURES.test(name)) this.picture(source, out);
    else if (EMBEDS.test(name)) this.embed(source, out, marks);
    else if (name === "br") out.break();
    else if (name === "hr") this.rule(out);
    else if (name === "cite" && out.isQuote && !out.line) this.into(source, out, "cite", marks);
    else if (INLINE.test(name)) this.children(source, out, withMarks(marks, source, style));
    else this.block(source, out, withMarks(marks, source, style), name, style);
  }

  /** A picture of the library with its caption, or null for another picture, which is noted. */
  figure(image, caption, marks = {}) {
    const number = pasted.knownNumber(image, this.pictures);
    if (!number) {
      this.left.push(pasted.pictureName(image));
      return null;
    }
    const figure = element("figure", { "data-image": String(number) });
    if (caption) this.into(caption, { parent: figure }, "figcaption", marks);
    if (!figure.firstChild) figure.append(element("figcaption"));
    return figure;
  }

  picture(source, out) {
    const image = source.querySelector("img") ?? source;
    if (!out.isTop) {
      this.left.push(pasted.pictureName(image));
      return;
    }
    const figure = this.figure(image, null);
    if (!figure) return;
    out.boundary();
    out.parent.append(figure);
  }

  /** Pictures, some of them known: two or more become a gallery. Captions of the others stay behind it. */
  gallery(source, out, marks) {
    const [figures, others] = [[], []];
    for (const image of source.querySelectorAll("img")) {
      const caption = pasted.captionOf(image, source);
      const figure = this.figure(image, caption, marks);
      if (figure) figures.push(figure);
      else if (caption) others.push(caption);
    }
    const isOne = figures.length > 1;
    const title = pasted.titleOf(source);
    if (title && !source.contains(title)) out.parent.lastElementChild?.remove(); // it was parsed as a heading
    if (title) this.into(title, out, isOne ? "h3" : "p", marks);
    const heading = isOne && title ? out.parent.lastChild : null;
    if (isOne) out.parent.append(element("div", { "data-kind": GALLERY }, heading, ...figures));
    else out.parent.append(...figures);
    for (const one of others) this.into(one, out, "p", marks);
  }

  /** Content of another site: a card, or a line with its address; it never disappears silently. */
  embed(source, out, marks) {
    const from = source.querySelector("source[src]") ?? source;
    const address = (from.getAttribute("src") ?? from.getAttribute("data") ?? "").replace(
      /^\/\//,
      "https://",
    );
    if (this.card(source, out, address)) return;
    this.hasEmbeds = true;
    if (!/^https?:\/\//i.test(address)) return;
    out.boundary();
    out.add(marked(address, { ...marks, href: address }));
    out.boundary();
  }

  /** Add a card for an embed of a known site, behind the open line; return whether it is one. */
  card(source, out, address = "") {
    const name = out.isTop && embedOf(this.providers, source, address);
    if (!name) return false;
    out.boundary();
    out.parent.append(element("figure", { "data-embed": name }, element("figcaption")));
    return true;
  }

  rule(out) {
    out.boundary();
    if (out.isTop) out.parent.append(element("hr"));
  }

  block(source, out, marks, name, style) {
    out.boundary();
    if (name === "blockquote" && this.card(source, out)) return;
    if (out.isTop && pasted.framesKnown(source, this.pictures)) return this.gallery(source, out, marks);
    if (out.isTop && name in HEADINGS) this.into(source, out, HEADINGS[name], marks);
    else if (out.isTop && /\bMsoTitle\b/.test(source.className)) this.into(source, out, "h2", marks);
    else if (out.isTop && WORD_LIST.test(style)) this.wordItem(source, out, marks);
    else if (out.isTop && (name === "ul" || name === "ol")) this.list(source, out, name, marks);
    else if (out.isTop && name === "blockquote") this.quote(source, out, marks);
    else if (out.isTop && name === "table") this.table(source, out, marks);
    else if (out.isQuote && name === "footer") this.into(source, out, "cite", marks);
    else this.children(source, out, marks);
    out.boundary();
  }

  into(source, out, tag, marks) {
    const made = element(tag);
    const own = { ...marks, strong: marks.strong && !tag.startsWith("h") };
    this.children(source, new Line(made), { ...own, isHeading: tag.startsWith("h") });
    if (made.textContent.trim()) out.parent.append(made);
  }

  wordItem(source, out, marks) {
    const marker = source.querySelector("[data-style*='mso-list:Ignore' i]")?.textContent ?? "";
    const tag = WORD_NUMBER.test(marker) && !/^\s*o\s/.test(marker) ? "ol" : "ul";
    const last = out.parent.lastElementChild;
    const list = last?.localName === tag && last.dataset.word ? last : element(tag, { "data-word": "1" });
    if (list !== last) out.parent.append(list);
    const item = element("li");
    this.children(source, new Line(item), marks);
    list.append(item);
  }

  list(source, out, tag, marks) {
    const list = element(tag);
    this.items(source, list, marks);
    if (list.childElementCount) out.parent.append(list);
  }

  /** Items of nested lists become items of the outer list. */
  items(source, list, marks) {
    for (const child of source.children) {
      if (/^[uo]l$/.test(child.localName)) this.items(child, list, marks);
      else {
        const item = element("li");
        const inside = [...child.querySelectorAll("ul, ol")].filter(
          (one) => one.parentElement.closest("ul, ol") === source,
        );
        for (const one of inside) one.remove();
        this.children(child, new Line(item), withMarks(marks, child, child.dataset.style ?? ""));
        if (item.textContent.trim()) list.append(item);
        for (const one of inside) this.items(one, list, marks);
      }
    }
  }

  quote(source, out, marks) {
    const isPulled = source.dataset.kind === PULL_QUOTE || source.closest(PULLED);
    const quote = element("blockquote", { "data-kind": isPulled ? PULL_QUOTE : null });
    this.children(source, new Flow(quote, { isQuote: true }), marks);
    const speakers = [...quote.querySelectorAll(":scope > cite")];
    const hasWords = quote.querySelector(":scope > p");
    for (const one of speakers.slice(0, hasWords ? -1 : undefined)) one.replaceWith(paragraph(one));
    if (hasWords && speakers.length) quote.append(speakers.at(-1));
    if (quote.textContent.trim()) out.parent.append(quote);
  }

  table(source, out, marks) {
    const rows = [...source.rows].filter((row) => row.closest("table") === source && row.cells.length);
    // A table of one cell is a box around text.
    if (rows.length === 1 && rows[0].cells.length === 1) {
      this.children(rows[0].cells[0], out, marks);
      return;
    }
    const [head, body] = [element("thead"), element("tbody")];
    for (const row of rows) {
      const cells = [...row.cells].map((cell) => this.cell(cell, marks));
      (row.parentNode.localName === "thead" ? head : body).append(element("tr", {}, ...cells));
    }
    const table = element("table", {}, head.childElementCount ? head : null, body);
    if (source.caption) this.into(source.caption, { parent: table }, "caption", marks);
    if (table.lastChild.localName === "caption") table.prepend(table.lastChild);
    if (table.textContent.trim()) out.parent.append(table);
  }

  cell(source, marks) {
    const span = (name) => (source[name] > 1 ? source[name] : null);
    const made = element(source.localName, { colspan: span("colSpan"), rowspan: span("rowSpan") });
    const isHead = source.localName === "th";
    this.children(source, new Line(made), {
      ...withMarks(marks, source, source.dataset.style ?? ""),
      isHeading: isHead,
    });
    return made;
  }
}

function paragraph(line) {
  return element("p", {}, ...line.childNodes);
}
