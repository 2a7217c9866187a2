// Title, author and picture of an embed: typed, chosen, or fetched from its provider on request.

import { nearest } from "newsroom-editor/blocks";
import { field, openDialog } from "newsroom-editor/dialog";
import { button, element, filled } from "newsroom-editor/dom";
import { removeEmbed } from "newsroom-editor/embeds";
import { inScreenLanguage } from "newsroom-editor/library";
import { choosePicture } from "newsroom-editor/pictures";
import { schema } from "newsroom-editor/schema";

const { embed } = schema.nodes;
const MOST = { title: 300, author: 200 };

/** Set facts of the embed at the cursor: {title, author, image}. */
export function setEmbedFacts(facts) {
  return (state, dispatch) => {
    const around = nearest(state, embed);
    if (!around) return false;
    dispatch?.(state.tr.setNodeMarkup(around.pos, null, { ...around.node.attrs, ...facts }));
    return true;
  };
}

/** Buttons for the line below the tools if the cursor is in an embed. */
export function embedTools(editor) {
  const tool = (name, attributes, onClick) =>
    button({ tabindex: "-1", "data-tool": name, ...attributes }, onClick, editor.words[name]);
  return [
    tool("embedFacts", { "aria-haspopup": "dialog" }, () => editEmbed(editor)),
    tool("removeEmbed", {}, () => editor.run(removeEmbed)),
  ];
}

/** Open the dialog for the facts of the embed at the cursor. */
function editEmbed(editor) {
  const around = nearest(editor.view.state, embed);
  if (around) new EmbedDialog(editor, around.node.attrs);
}

class EmbedDialog {
  constructor(editor, { name, image, title, author }) {
    const { words, embeds } = editor;
    Object.assign(this, { editor, name });
    const line = (label, value, most, hint) =>
      field(label, { value, maxlength: most, autocomplete: "off" }, hint);
    this.title = line(words.factTitle, title, MOST.title, words.factHint);
    this.author = line(words.factAuthor, author, MOST.author);
    this.title.input.autofocus = true;
    this.shown = element("div", { class: "body-embed__picture" });
    this.choose = button({}, () => this.choosePicture());
    this.remove = button({}, () => this.setPicture(null), words.removePicture);
    this.offers = element("ul", { class: "body-embed__offers", "aria-label": words.fetchedOther });
    const canFetch = embeds.some((provider) => provider.fetches && name.startsWith(`${provider.name}:`));
    this.fetch = button({}, () => this.ask(), words.fetchFacts);
    this.fetch.hidden = !canFetch;
    this.setPicture(null);
    this.dialog = openDialog({
      title: words.embedFactsTitle,
      words,
      content: [
        element("p", { class: "body-embed__fetch" }, this.fetch),
        this.title.row,
        this.author.row,
        this.shown,
        element("p", { class: "body-embed__tools" }, this.choose, this.remove),
        this.offers,
      ],
      actions: [element("button", { type: "submit", class: "default" }, words.apply)],
      onClose: () => editor.view.focus(),
      onSubmit: () => this.apply(),
    });
    if (image) this.findPicture(image);
  }

  apply() {
    const words = ({ input }) => input.value.replace(/\s+/g, " ").trim();
    const facts = { title: words(this.title), author: words(this.author), image: this.image };
    this.dialog.close();
    this.editor.run(setEmbedFacts(facts));
  }

  /** A picture that is no longer in the library stays until the user removes it. */
  async findPicture(image) {
    this.setPicture({ id: image });
    const found = await this.editor.library.find("image", image).catch(() => null);
    if (found && this.image === image) this.setPicture(found);
  }

  /** Show a picture of the library, or none. */
  setPicture(item) {
    const { words } = this.editor;
    this.image = item ? String(item.id) : "";
    this.choose.textContent = item ? words.changePicture : words.choosePicture;
    this.remove.hidden = !item;
    this.shown.replaceChildren(...(item?.src ? [pictureOf(item, words)] : []));
  }

  choosePicture() {
    choosePicture(this.editor, {
      onChoose: (item) => this.setPicture(item),
      onClose: () => this.choose.focus(),
    });
  }

  async ask() {
    const { dialog, editor } = this;
    const { words } = editor;
    if (this.fetch.disabled) return;
    this.fetch.disabled = true;
    dialog.say(words.fetching);
    try {
      this.take(await editor.library.embedFacts(this.name));
    } catch (error) {
      dialog.say(error.message, true);
    } finally {
      this.fetch.disabled = false;
    }
  }

  /** Fill in empty fields. Typed or chosen values stay, and fetched values are offered beside them. */
  take({ title, author, picture, problem }) {
    const { words } = this.editor;
    this.offers.replaceChildren();
    this.takeWords(this.title.input, title);
    this.takeWords(this.author.input, author);
    if (picture && !this.image) this.setPicture(picture);
    else if (picture && String(picture.id) !== this.image) {
      this.offer(pictureOf(picture, words), () => this.setPicture(picture));
    }
    const found = title || author || picture ? words.fetched : words.fetchedNothing;
    this.dialog.say(problem || found, Boolean(problem));
  }

  takeWords(input, text) {
    if (!text || text === input.value.trim()) return;
    if (!input.value.trim()) input.value = text;
    else
      this.offer(text, () => {
        input.value = text;
        input.focus();
      });
  }

  offer(shown, use) {
    const { words } = this.editor;
    const row = element("li", {}, element("span", {}, shown), " ");
    const label = typeof shown === "string" ? filled(words.useThis, { text: shown }) : null;
    const accept = button(
      { "aria-label": label },
      () => {
        row.remove();
        use();
      },
      words.useIt,
    );
    row.append(accept);
    this.offers.append(row);
  }
}

function pictureOf({ src, width, height, alt }, words) {
  const text = inScreenLanguage(alt);
  return element("img", {
    src,
    width,
    height,
    alt: text.text || words.noAlt,
    lang: text.text ? text.lang : null,
  });
}
