// Choosing a story, a topic, a term or a picture: a search, results as buttons, and more on request.

import { button, element, filled, uniqueId } from "newsroom-editor/dom";
import { openDialog } from "newsroom-editor/dialog";
import { inLanguage } from "newsroom-editor/library";

const PAUSE = 200;

/**
 * Open a picker of a kind ("article", "topic", "term", "image"). `onChoose(item)` is called once, after closing.
 * `filters` has a row of fields, values() for the address, and take(answer) for further data in the response.
 * `chosen` collects several items: it takes each, and calls onChoose(items) itself: see ChosenPictures.
 */
export function openPicker(
  editor,
  { kind, title, draw, onChoose, onClose, extra = [], filters = null, isWide = false, chosen = null },
) {
  const { words } = editor;
  const id = uniqueId("body-search");
  const input = element("input", {
    id,
    type: "search",
    autocomplete: "off",
    autofocus: true,
    "aria-describedby": `${id}-hint`,
  });
  const list = element("ul", { class: `body-results body-results--${kind}`, "aria-label": words.results });
  const more = button({ class: "body-results__more", hidden: true }, () => search.next(), words.more);
  const dialog = openDialog({
    title,
    words,
    isWide,
    onClose,
    onSubmit: () => search.start(),
    content: [
      ...extra,
      element(
        "p",
        { class: "body-dialog__field" },
        element("label", { for: id }, words.search),
        input,
        element("span", { id: `${id}-hint`, class: "body-dialog__hint" }, words.searchHint),
      ),
      filters?.row,
      list,
      more,
      chosen?.row,
    ],
  });
  const choose = (item) => {
    if (chosen) {
      chosen.toggle(item);
      return;
    }
    dialog.close();
    onChoose(item);
  };
  const search = new Search(editor, { kind, input, list, more, dialog, draw, choose, filters, chosen });
  filters?.row.addEventListener("change", () => search.start());
  search.start();
  return { dialog, choose };
}

class Search {
  constructor(editor, parts) {
    Object.assign(this, parts, { editor, page: 1, request: null, pause: null });
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("compositionend", () => this.soon());
    this.dialog.addEventListener("keydown", (event) => this.move(event));
  }

  soon() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.start(), PAUSE);
  }

  start() {
    clearTimeout(this.pause);
    this.page = 1;
    return this.load();
  }

  async next() {
    const before = this.list.childElementCount;
    this.page += 1;
    await this.load();
    this.list.children[before]?.querySelector("button").focus();
  }

  async load() {
    const { editor, dialog, kind, page } = this;
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    dialog.say(editor.words.loading);
    try {
      const filters = this.filters?.values() ?? [];
      const options = { words: this.input.value.trim(), page, signal: request.signal, filters };
      const answer = await editor.library.search(kind, options);
      const { results, more } = answer;
      if (request.signal.aborted) return;
      this.filters?.take(answer);
      if (page === 1) {
        if (this.list.contains(document.activeElement)) this.input.focus();
        this.list.replaceChildren();
      }
      this.list.append(...results.map((item) => this.row(item)));
      this.more.hidden = !more;
      this.tell(this.list.childElementCount ? "" : editor.words.nothing);
    } catch (error) {
      if (error.name !== "AbortError") this.tell(error.message, true);
    }
  }

  /** Announce the end of the search, unless the dialog shows a newer message, such as a refused upload. */
  tell(text, isError = false) {
    if (this.dialog.isSaid(this.editor.words.loading)) this.dialog.say(text, isError);
  }

  row(item) {
    return element(
      "li",
      {},
      button(
        {
          class: "body-results__item",
          "data-id": item.id,
          "aria-pressed": this.chosen ? String(this.chosen.has(item)) : null,
        },
        () => this.choose(item),
        ...this.draw(item),
      ),
    );
  }

  /** Up and down move through the results, from the search field and back to it. */
  move(event) {
    if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [this.input, ...this.list.querySelectorAll("button")];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
}

/** A story as a result: its headlines, the language of the text first, and whether readers can read it. */
export function drawStory(editor) {
  return (item) => {
    const { words } = editor;
    const languages = item.live.map((language) => words[language]).join(", ");
    const state = languages ? filled(words.live, { languages }) : words.notLive;
    const number = filled(words.storyLink, { number: item.id });
    return [...names(editor, item), element("small", {}, `${number} · ${state}`)];
  };
}

/** A topic or term as a result: its names, and what readers of this language will see, if anything. */
export function drawExplained(editor) {
  return (item) => {
    const text = item.name[editor.language] && item.explanation[editor.language];
    const told = text
      ? element("small", { lang: editor.language }, text)
      : element("small", {}, editor.words.notExplained);
    return [...names(editor, item), told];
  };
}

function names(editor, item) {
  const order = [editor.language, editor.other].filter((language) => item.name[language]);
  return order.map((lang, place) => element(place ? "span" : "strong", { lang }, item.name[lang]));
}

/** The text of a link to an object if nothing is selected. */
export function nameOf(editor, item) {
  return inLanguage(item.name, editor.language).text || String(item.id);
}
