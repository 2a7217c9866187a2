// The lead picture at the top of a story: chosen in the picker of the body editor, where one click is enough.
// Without an editor on the page, the field that lists all pictures stays.

import { inScreenLanguage, Library } from "newsroom-editor/library";
import { choosePicture } from "newsroom-editor/pictures";

const panel = document.querySelector(".lead-picture");
const select = document.getElementById("id_lead_image");
const body = document.querySelector("textarea[data-body-editor]");

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
    globalThis.django.jQuery(select).on("change", () => this.show());
    // A form that was refused has the picture that was chosen, which the page may not know.
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
    panel.classList.toggle("is-empty", isEmpty);
    this.button.textContent = isEmpty ? this.words.choosePicture : this.words.changePicture;
    this.remove.hidden = isEmpty;
  }

  async show() {
    const id = select.value;
    this.label();
    const picture = id ? await this.library.find("image", id).catch(() => null) : null;
    if (select.value !== id) return; // somebody was faster
    const image = panel.querySelector("img");
    image.hidden = !picture;
    if (picture) image.src = picture.src;
    for (const language of [this.language, this.other]) {
      const caption = document.getElementById(`id_lead_caption_${language}`);
      if (caption) caption.placeholder = picture?.caption[language] ?? "";
    }
  }
}

if (panel && select && !select.disabled && body) new LeadPicture(JSON.parse(body.dataset.bodyEditor));
