// Choosing a picture from the library, and adding one without leaving the text.

import { button, element, filled } from "newsroom-editor/dom";
import { field } from "newsroom-editor/dialog";
import { inScreenLanguage } from "newsroom-editor/library";
import { openPicker } from "newsroom-editor/pickers";

/** `file` is a pasted or dropped file: the dialog opens on its upload. */
export function choosePicture(editor, { file = null, ...options }) {
  const upload = new Upload(editor, file, editor.words.uploadAndInsert);
  upload.picker = openPictures(editor, upload, { title: editor.words.choosePicture, ...options });
  if (file) upload.alts[0].input.focus();
}

/** Choose from `fewest` to `most` pictures, in order; `label` is the text of the button. */
export function choosePictures(editor, { title, label, fewest, most, onChoose, onClose }) {
  const upload = new Upload(editor, null, editor.words.uploadAndAdd);
  const chosen = new ChosenPictures(editor, { label, fewest, most, onChoose });
  upload.picker = openPictures(editor, upload, { title, onClose, chosen });
}

function openPictures(editor, upload, options) {
  return openPicker(editor, {
    kind: "image",
    isWide: true,
    draw: drawPicture(editor),
    extra: [upload.details],
    filters: new Filters(editor.words, upload),
    ...options,
  });
}

/** The pictures chosen so far, in order, each a button that removes it. */
class ChosenPictures {
  constructor(editor, options) {
    Object.assign(this, options, { words: editor.words, items: [] });
    this.list = element("ol", { class: "body-chosen__list", "aria-label": this.words.chosen });
    this.note = element("p", { class: "body-chosen__note", role: "status" });
    this.done = button({ class: "default" }, () => this.finish(), this.label);
    this.row = element("div", { class: "body-chosen" }, this.list, this.note, this.done);
    this.show();
  }

  has({ id }) {
    return this.items.some((item) => item.id === id);
  }

  toggle(item) {
    const isChosen = this.has(item);
    if (!isChosen && this.items.length >= this.most) {
      this.note.textContent = filled(this.words.galleryFull, { most: this.most });
      return;
    }
    this.items = isChosen ? this.items.filter(({ id }) => id !== item.id) : [...this.items, item];
    this.show();
    const result = this.row.closest("dialog").querySelector(`.body-results__item[data-id="${item.id}"]`);
    result?.setAttribute("aria-pressed", String(!isChosen));
  }

  show() {
    const number = this.items.length;
    this.list.replaceChildren(...this.items.map((item) => this.entry(item)));
    this.list.hidden = !number;
    this.note.textContent = filled(this.words.chosenNumber, { number });
    this.done.setAttribute("aria-disabled", String(number < this.fewest));
  }

  entry(item) {
    const { src, width, height } = item;
    const name = filled(this.words.notChosen, { name: inScreenLanguage(item.alt).text || String(item.id) });
    const leave = () => {
      const place = this.items.indexOf(item);
      this.toggle(item);
      (this.list.querySelectorAll("button")[Math.min(place, this.items.length - 1)] ?? this.done).focus();
    };
    const thumbnail = element("img", { src, width, height, alt: "" });
    return element("li", {}, button({ "aria-label": name, title: name }, leave, thumbnail));
  }

  finish() {
    if (this.items.length < this.fewest) {
      this.note.textContent = filled(this.words.galleryNeeds, { fewest: this.fewest });
      return;
    }
    this.row.closest("dialog").close();
    this.onChoose(this.items);
  }
}

function drawPicture(editor) {
  return (item) => {
    const { words } = editor;
    const alt = inScreenLanguage(item.alt);
    const { src, width, height } = item;
    return [
      element("img", { src, width, height, alt: "", loading: "lazy" }),
      element("span", { lang: alt.text ? alt.lang : null }, alt.text || words.noAlt),
      item.usable ? null : element("strong", { class: "body-results__warning" }, words.notUsable),
      item.limits ? element("small", {}, filled(words.notPermitted, { uses: item.limits })) : null,
    ];
  };
}

/** Filters of the list of pictures: a tag, and whether to list only pictures that a story may print now. */
class Filters {
  constructor(words, upload) {
    this.upload = upload;
    this.tag = element("select", { class: "body-filters__tag" }, new Option(words.everyTag, ""));
    this.usable = element("input", { type: "checkbox" });
    this.row = element(
      "p",
      { class: "body-filters" },
      element("label", { hidden: true }, words.tag, " ", this.tag),
      element("label", {}, this.usable, " ", words.usableOnly),
    );
  }

  values() {
    const chosen = [["tag", this.tag.value]];
    if (this.usable.checked) chosen.push(["usable", "1"]);
    return chosen.filter(([, value]) => value);
  }

  /** List the tags, and the contracts in force for an upload, from the first response. */
  take({ tags = [], contracts = [] }) {
    this.upload.take(contracts);
    if (this.tag.length > 1 || !tags.length) return;
    this.tag.append(...tags.map((tag) => new Option(tag, tag)));
    this.tag.parentElement.hidden = false;
  }
}

class Upload {
  constructor(editor, file, label) {
    const { words } = editor;
    this.editor = editor;
    this.file = field(words.file, { type: "file", name: "file", accept: "image/*" });
    const texts = (name, hint) =>
      [editor.language, editor.other].map((language) =>
        field(
          filled(words[name], { language: words[language] }),
          {
            name: `${name}_${language}`,
            lang: language,
            maxlength: name === "alt" ? 300 : 200,
            autocomplete: "off",
          },
          hint,
        ),
      );
    this.alts = texts("alt", words.altHint);
    this.credits = texts("credit");
    this.tags = field(words.tags, { name: "tags", autocomplete: "off" }, words.tagsHint);
    this.contract = element("select", { name: "contract" }, new Option(words.noContract, ""));
    this.contractRow = element(
      "p",
      { class: "body-dialog__field", hidden: true },
      element("label", {}, words.contract, " ", this.contract),
    );
    this.send = button({ class: "default" }, () => this.submit(), label);
    const fields = [this.file, ...this.alts, ...this.credits, this.tags];
    this.details = element(
      "details",
      { class: "body-upload", open: Boolean(file) },
      element("summary", {}, words.upload),
      element(
        "div",
        { class: "body-upload__fields" },
        ...fields.map(({ row }) => row),
        this.contractRow,
        this.send,
      ),
    );
    if (file) {
      const transfer = new DataTransfer();
      transfer.items.add(file);
      this.file.input.files = transfer.files;
    }
    this.details.addEventListener("keydown", (event) => {
      const isField = event.target.matches("input:not([type=file])");
      if (event.key !== "Enter" || !isField || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
  }

  /** Clear the form for the next picture, with the same tags and rights. */
  clear() {
    for (const { input } of [this.file, ...this.alts]) input.value = "";
  }

  /** List contracts, [[id, name]], once. */
  take(contracts) {
    if (this.contract.length > 1 || !contracts.length) return;
    this.contract.append(...contracts.map(([id, name]) => new Option(name, id)));
    this.contractRow.hidden = false;
  }

  async submit() {
    const { editor, picker, alts, credits, tags, file } = this;
    const { words } = editor;
    if (this.send.disabled) return;
    if (!file.input.files.length) {
      picker.dialog.say(words.file, true);
      file.input.focus();
      return;
    }
    if (!alts.some(({ input }) => input.value.trim())) {
      picker.dialog.say(words.altMissing, true);
      alts[0].input.focus();
      return;
    }
    const data = new FormData();
    data.set("file", file.input.files[0]);
    for (const { input } of [...alts, ...credits, tags]) data.set(input.name, input.value.trim());
    data.set("contract", this.contract.value);
    this.send.disabled = true;
    picker.dialog.say(words.uploading);
    try {
      const { picture, read } = await editor.library.upload(data);
      picker.choose(picture);
      this.clear();
      if (read) editor.say(read);
    } catch (error) {
      picker.dialog.say(error.message, true);
    } finally {
      this.send.disabled = false;
    }
  }
}
