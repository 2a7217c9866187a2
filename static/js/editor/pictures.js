// Choosing a picture from the library, and adding one to it without leaving the text.

import { button, element, filled } from "newsroom-editor/dom";
import { field } from "newsroom-editor/dialog";
import { inScreenLanguage } from "newsroom-editor/library";
import { openPicker } from "newsroom-editor/pickers";

/** `file` is one that was pasted or dropped: the dialog opens on its upload. */
export function choosePicture(editor, { onChoose, onClose, file = null }) {
  const upload = new Upload(editor, file);
  const picker = openPicker(editor, {
    kind: "image",
    title: editor.words.choosePicture,
    isWide: true,
    draw: drawPicture(editor),
    extra: [upload.details],
    filters: new Filters(editor.words, upload),
    onChoose,
    onClose,
  });
  upload.picker = picker;
  if (file) upload.alts[0].input.focus();
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

/** The fields that narrow the gallery: a tag, and whether only pictures are shown that a story may print now. */
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

  /** List the tags, and the contracts in force for an upload, that the first answer brings. */
  take({ tags = [], contracts = [] }) {
    this.upload.take(contracts);
    if (this.tag.length > 1 || !tags.length) return;
    this.tag.append(...tags.map((tag) => new Option(tag, tag)));
    this.tag.parentElement.hidden = false;
  }
}

class Upload {
  constructor(editor, file) {
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
    this.send = button({ class: "default" }, () => this.submit(), words.uploadAndInsert);
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
      if (read) editor.say(read);
    } catch (error) {
      picker.dialog.say(error.message, true);
    } finally {
      this.send.disabled = false;
    }
  }
}
