// The editor over one textarea: the textarea remains the form's field and always holds the stored form.

import { pm } from "django-prose-editor/editor";
import { insertBlock, setImage } from "newsroom-editor/blocks";
import { Context } from "newsroom-editor/context";
import { askForLink } from "newsroom-editor/dialog";
import { element, uniqueId } from "newsroom-editor/dom";
import { EmbedView, makeEmbed } from "newsroom-editor/embeds";
import { FigureView } from "newsroom-editor/figure";
import { read, write } from "newsroom-editor/html";
import { keyboard } from "newsroom-editor/keys";
import { Library } from "newsroom-editor/library";
import { address, linkWords, setLink, stretch, unboldWords } from "newsroom-editor/links";
import { pasting } from "newsroom-editor/paste";
import { drawExplained, drawStory, nameOf, openPicker } from "newsroom-editor/pickers";
import { choosePicture } from "newsroom-editor/pictures";
import { schema } from "newsroom-editor/schema";
import { showStored } from "newsroom-editor/stored";
import { wholeHead } from "newsroom-editor/tables";
import { Toolbar } from "newsroom-editor/toolbar";
import { beginnings, lastParagraph } from "newsroom-editor/typing";

const { EditorState, TextSelection } = pm.state;
const { EditorView } = pm.view;
const { history } = pm.history;
const { tableEditing } = pm.tables;
const { nodes, marks } = schema;

export class BodyEditor {
  constructor(textarea) {
    this.textarea = textarea;
    Object.assign(this, JSON.parse(textarea.dataset.bodyEditor));
    this.id = uniqueId("body-editor");
    this.library = new Library(this, () => textarea.form?.elements.csrfmiddlewaretoken?.value ?? "");
    this.toolbar = new Toolbar(this);
    this.context = new Context(this);
    this.status = element("p", { class: "body-editor__status", role: "status" });
    this.head = element("div", { class: "body-editor__head" }, this.toolbar.dom, this.context.dom);
    this.text = element("div", { class: "body-editor__text" });
    this.dom = element("div", { class: "body-editor" }, this.head, this.text, this.status);
    this.dress();
    textarea.before(this.dom);
    textarea.hidden = true;
    this.view = new EditorView(this.text, {
      state: this.begin(),
      attributes: this.attributes(),
      editable: () => !textarea.disabled && !textarea.readOnly,
      nodeViews: {
        figure: (node) => new FigureView(node, this),
        embed: (node) => new EmbedView(node, this),
      },
      dispatchTransaction: (tr) => this.take(tr),
      scrollMargin: this.margin(),
      scrollThreshold: this.margin(),
    });
    this.dom.classList.toggle("is-readonly", !this.view.editable);
    this.update();
    this.labelled();
    textarea.form?.addEventListener("reset", () => setTimeout(() => this.restart()));
    textarea.addEventListener("taken", () => this.show(textarea.value));
    textarea.addEventListener("stored", ({ detail }) => showStored(this, detail));
    textarea.addEventListener("described", () => this.view.setProps({ attributes: this.attributes() }));
    // Cancelled if the words are no longer there, or are a link.
    textarea.addEventListener("link", (event) => {
      const { kind, value, passage } = event.detail;
      if (!this.run(linkWords({ kind, value }, passage))) event.preventDefault();
    });
    textarea.addEventListener("unbold", (event) => {
      if (!this.run(unboldWords(event.detail))) event.preventDefault();
    });
  }

  /** The covered part of the window's edges (tools, bars), read when the cursor scrolls there. */
  margin() {
    const { head } = this;
    return {
      left: 5,
      right: 5,
      get top() {
        return head.offsetHeight + (Number.parseFloat(getComputedStyle(head).top) || 0) + 8;
      },
      get bottom() {
        return (Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0) + 8;
      },
    };
  }

  /** A state with the content of the textarea and a new history. */
  begin() {
    this.original = this.textarea.value;
    const doc = read(this.original);
    this.untouched = write(doc);
    const actions = {
      link: () => this.editLink(),
      embed: (state, dispatch) => makeEmbed(this)(state, dispatch),
      toolbar: () => {
        this.toolbar.focus();
        return true;
      },
    };
    const plugins = [
      beginnings,
      ...keyboard(actions, this),
      history(),
      tableEditing(),
      pasting(this),
      wholeHead,
      lastParagraph,
    ];
    return EditorState.create({ doc, plugins });
  }

  restart() {
    this.view.updateState(this.begin());
    this.update();
  }

  /** Replace the text by another, which can be undone. */
  show(html) {
    const { tr, doc } = this.view.state;
    this.view.dispatch(tr.replaceWith(0, doc.content.size, read(html).content));
  }

  take(tr) {
    this.view.updateState(this.view.state.apply(tr));
    if (tr.docChanged) {
      const html = write(this.view.state.doc);
      // A text that returned to its former state is not a change.
      this.textarea.value = html === this.untouched ? this.original : html;
      this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
      if (this.status.textContent && !tr.getMeta("paste") && !tr.getMeta("uiEvent")) this.say("");
    }
    this.update();
  }

  update() {
    this.toolbar.update(this.view.state);
    this.context.update(this.view.state);
  }

  /** Run a command with the cursor in the text. */
  run(command) {
    const isDone = command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
    return isDone;
  }

  say(text) {
    this.status.textContent = text;
  }

  /** Texts that the style sheet shows: labels of blocks, hints in empty lines. */
  dress() {
    const set = (name, text) =>
      this.dom.style.setProperty(name, `"${text.replace(/["\\]/g, "\\$&").replace(/\s/g, " ")}"`);
    const { labels: label, charts: chart, hints: hint } = this;
    for (const [group, texts] of Object.entries({ label, chart, hint })) {
      for (const [name, text] of Object.entries(texts)) set(`--${group}-${name}`, text);
    }
  }

  attributes() {
    const { textarea, language } = this;
    const own = {
      id: this.id,
      role: "textbox",
      "aria-multiline": "true",
      lang: language,
      spellcheck: "true",
    };
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) own[name] = textarea.getAttribute(name);
    }
    const label = textarea.labels?.[0];
    if (label) {
      label.id ||= uniqueId("body-label");
      own["aria-labelledby"] = label.id;
    }
    return own;
  }

  labelled() {
    for (const label of this.textarea.labels ?? []) label.addEventListener("click", () => this.view.focus());
    // A click below the last line moves the cursor behind it.
    this.text.addEventListener("mousedown", (event) => {
      if (event.target !== this.text || !this.view.editable) return;
      event.preventDefault();
      const { state } = this.view;
      this.view.dispatch(state.tr.setSelection(TextSelection.atEnd(state.doc)));
      this.view.focus();
    });
  }

  editLink() {
    const { state } = this.view;
    const around = stretch(state, marks.link);
    if (!state.selection.$from.parent.inlineContent) return false;
    askForLink(this, {
      href: around?.mark.attrs.kind === "href" ? around.mark.attrs.value : "",
      needsText: !around && state.selection.empty,
      address,
      onClose: () => this.view.focus(),
      onChoose: ({ href, text }) => this.run(setLink({ kind: "href", value: href }, text)),
    });
    return true;
  }

  /** Choose the story, topic or term as the target of the selection, of the link at the cursor or of new words. */
  linkTo(kind) {
    const { chooseStory, chooseTopic, chooseTerm } = this.words;
    const kinds = {
      article: [chooseStory, drawStory],
      topic: [chooseTopic, drawExplained],
      term: [chooseTerm, drawExplained],
    };
    const [title, draw] = kinds[kind];
    openPicker(this, {
      kind,
      title,
      draw: draw(this),
      onClose: () => this.view.focus(),
      onChoose: (item) => this.run(setLink({ kind, value: String(item.id) }, nameOf(this, item))),
    });
  }

  insertPicture(file = null) {
    choosePicture(this, {
      file,
      onClose: () => this.view.focus(),
      onChoose: ({ id }) => this.run(insertBlock(nodes.figure.create({ image: String(id) }))),
    });
  }

  changePicture() {
    choosePicture(this, {
      onClose: () => this.view.focus(),
      onChoose: ({ id }) => this.run(setImage(String(id))),
    });
  }
}
