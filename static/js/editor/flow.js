// Targets for the parsing of pasted HTML: blocks, or one line of text.

import { element } from "newsroom-editor/dom";

/** Blocks one after another; text between them is a paragraph. */
export class Flow {
  constructor(parent, { isTop = false, isQuote = false } = {}) {
    Object.assign(this, { parent, isTop, isQuote, line: null });
  }

  add(node) {
    if (!this.line && !node.textContent.trim()) return;
    if (!this.line) this.open("p");
    this.line.append(node);
  }

  open(tag) {
    this.line = element(tag);
    this.parent.append(this.line);
  }

  break() {
    if (this.line?.lastChild?.nodeName === "BR") {
      this.line.lastChild.remove();
      this.boundary();
    } else this.line?.append(element("br"));
  }

  boundary() {
    this.line = null;
  }
}

/** One line of text; blocks become breaks. */
export class Line {
  constructor(line) {
    Object.assign(this, { line, isBroken: false });
  }

  add(node) {
    const isText = node.textContent.trim();
    if (isText && this.isBroken) {
      this.line.append(element("br"));
      this.isBroken = false;
    }
    this.line.append(node);
  }

  break() {
    this.isBroken = this.isBroken || Boolean(this.line.textContent.trim());
  }

  boundary() {
    this.break();
  }
}
