// The lead picture of a story or of a live entry: chosen in the picker of the body editor with one click. If
// the page lacks its settings, the field that lists pictures stays.

import { inScreenLanguage, Library } from "newsroom-editor/library";
import { choosePicture } from "newsroom-editor/pictures";

const panel = document.querySelector(".lead-picture");
const select = panel?.querySelector("#id_lead_image, #id_image");
const upload = panel?.querySelector("#id_upload");
const settings =
  panel?.dataset.picker ?? document.querySelector("textarea[data-body-editor]")?.dataset.bodyEditor;

class LeadPicture {
  constructor(settings) {
    Object.assign(this, settings);
    this.words = { ...this.words, uploadAndInsert: panel.dataset.upload };
    this.library = new Library(this, () => select.form.elements.csrfmiddlewaretoken.value);
    this.button = panel.querySelector("[data-lead=choose]");
    this.remove = panel.querySelector("[data-lead=remove]");
    this.button.addEventListener("click", () => this.choose());
    this.remove.addEventListener("click", () => {
      this.set("", "");
      this.button.focus();
    });
    panel.querySelector(".lead-picture__tools").hidden = false;
    panel.classList.add("has-gallery");
    const { jQuery } = globalThis.django ?? {};
    if (jQuery) jQuery(select).on("change", () => this.show());
    else select.addEventListener("change", () => this.show());
    upload?.addEventListener("change", () => this.label());
    for (const choice of select.form.querySelectorAll(".live-form input[name=language]"))
      choice.addEventListener("change", () => this.show());
    // A refused form has the chosen picture, which the page may not have loaded.
    if (select.value && panel.querySelector("img").hidden) this.show();
    else this.label();
  }

  choose() {
    choosePicture(this, {
      onClose: () => this.button.focus(),
      onChoose: ({ id, alt }) => this.set(String(id), inScreenLanguage(alt).text || `#${id}`),
    });
  }

  /** Set the field as if the picture had been chosen in its list. */
  set(id, name) {
    const known = [...select.options].find((option) => option.value === id);
    if (known) known.selected = true;
    else select.append(new Option(name, id, true, true));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(text) {
    panel.querySelector("[role=status]").textContent = text;
  }

  label() {
    const isEmpty = !select.value;
    panel.classList.toggle("is-empty", isEmpty && !upload?.files.length);
    this.button.textContent = isEmpty ? this.words.choosePicture : this.words.changePicture;
    this.remove.hidden = isEmpty;
  }

  async show() {
    const id = select.value;
    this.label();
    const picture = id ? await this.library.find("image", id).catch(() => null) : null;
    if (select.value !== id) return; // another picture was chosen in the meantime
    const image = panel.querySelector("img");
    image.hidden = !picture;
    if (picture) image.src = picture.src;
    for (const language of [this.language, this.other]) {
      const caption = document.getElementById(`id_lead_caption_${language}`);
      if (caption) caption.placeholder = picture?.caption[language] ?? "";
    }
    for (const input of panel.querySelectorAll("[data-of-picture]")) {
      const language = input.lang || select.form.elements.language?.value || this.language;
      input.placeholder = picture?.[input.dataset.ofPicture][language] ?? "";
    }
  }
}

if (select && !select.disabled && settings) new LeadPicture(JSON.parse(settings));
