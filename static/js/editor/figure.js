// A picture in the text: shown as readers see it, with an editable caption.

import { element, filled } from "newsroom-editor/dom";
import { inLanguage } from "newsroom-editor/library";

export class FigureView {
  constructor(node, editor) {
    this.editor = editor;
    this.image = null;
    this.picture = element("div", { class: "body-editor__picture", contenteditable: "false" });
    this.contentDOM = element("figcaption");
    this.dom = element("figure", {}, this.picture, this.contentDOM);
    this.show(node);
  }

  async show(node) {
    const { image } = node.attrs;
    if (this.image === image) return;
    this.image = image;
    this.dom.dataset.image = image;
    try {
      const found = await this.editor.library.find("image", image);
      if (this.image === image) this.draw(found);
    } catch (error) {
      this.say(error.message);
    }
  }

  draw(found) {
    const { language, words } = this.editor;
    if (!found) {
      this.say(filled(words.pictureMissing, { number: this.image }));
      return;
    }
    const alt = inLanguage(found.alt, language);
    const credit = inLanguage(found.credit, language);
    const caption = found.caption[language];
    const { src, width, height } = found;
    this.picture.replaceChildren(
      element("img", { src, width, height, alt: alt.text || words.noAlt, lang: alt.text ? alt.lang : null }),
    );
    if (credit.text) this.picture.append(element("small", { lang: credit.lang }, credit.text));
    this.contentDOM.dataset.hint = caption ? filled(words.ownCaption, { caption }) : words.caption;
  }

  say(text) {
    this.picture.replaceChildren(element("p", { class: "body-editor__missing" }, text));
    this.contentDOM.dataset.hint = this.editor.words.caption;
  }

  update(node) {
    if (node.type.name !== "figure") return false;
    this.show(node);
    return true;
  }

  selectNode() {
    this.dom.classList.add("is-selected");
  }

  deselectNode() {
    this.dom.classList.remove("is-selected");
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return false;
    return mutation.type === "attributes" || !this.contentDOM.contains(mutation.target);
  }
}
