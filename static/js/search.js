// Suggestions while somebody types into a search box, after the pattern of an editable combobox with a list.
// Without it, or when they do not come, the form searches all the same.
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds: one question for 한글, not one for each letter of it
  let number = 0;

  // Words in the other language's letters say so, or they would be read aloud in the wrong voice.
  function languageOf(words) {
    return /[ㄱ-ㆎ가-힣]/.test(words) ? "ko" : /[a-z]{2}/i.test(words) ? "en" : document.documentElement.lang;
  }

  function make(name, parent, properties) {
    const made = Object.assign(document.createElement(name), properties);
    parent.append(made);
    return made;
  }

  function dress({ style }) {
    if (!style || document.querySelector(`link[href="${style}"]`)) return;
    make("link", document.head, { rel: "stylesheet", href: style });
  }

  function connect(form) {
    const box = form.elements.q;
    const list = make("ul", form, { className: "suggestions", id: `suggestions-${++number}`, hidden: true });
    const told = make("p", form, { className: "visually-hidden" });
    let found = []; // [words, what they are, address]
    let at = -1, waiting, asking, asked;

    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.name);
    told.setAttribute("role", "status");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": list.id,
    })) box.setAttribute(name, value);

    function show(suggestions) {
      found = suggestions;
      at = -1;
      list.replaceChildren();
      found.forEach(([words, kind], place) => {
        const option = make("li", list, { id: `${list.id}-${place}` });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", false);
        make("span", option, { textContent: words, lang: languageOf(words) });
        if (kind) make("span", option, { textContent: ` ${kind}`, className: "suggestions__kind" });
      });
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", !list.hidden);
      box.removeAttribute("aria-activedescendant");
      told.textContent = list.hidden ? "" : `${form.dataset.name}: ${found.length}`;
    }

    function close() {
      clearTimeout(waiting);
      asking?.abort();
      asked = undefined;
      show([]);
    }

    async function ask() {
      const words = box.value.trim();
      if (words === asked) return;
      asking?.abort();
      asked = words;
      if (!words) return show([]);
      asking = new AbortController();
      const query = new URLSearchParams({ q: words });
      if (form.elements.at) query.set("at", form.elements.at.value);
      try {
        const answer = await fetch(`${form.dataset.suggestions}?${query}`, { signal: asking.signal });
        const [, all, kinds, addresses] = await answer.json();
        if (words === asked) show(all.map((one, place) => [one, kinds[place], addresses[place]]));
      } catch {
        if (words === asked) show([]); // no answer, and no newer question: the form still searches
      }
    }

    function point(to) {
      list.children[at]?.setAttribute("aria-selected", false);
      at = (to + found.length + 1) % (found.length + 1);
      if (at === found.length) at = -1; // back in the box
      const option = list.children[at];
      option?.setAttribute("aria-selected", true);
      option?.scrollIntoView({ block: "nearest" });
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
    }

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      point(-1);
      waiting = setTimeout(ask, PAUSE);
    });
    box.addEventListener("focus", () => dress(form.dataset), { once: true });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      // The key belongs to what is being composed; Safari says so by its number alone.
      if (event.isComposing || event.keyCode === 229) return;
      const { key } = event, isOpen = !list.hidden;
      if (key === "ArrowDown" && !isOpen) ask();
      else if (!isOpen) return;
      else if (key === "ArrowDown") point(at + 1);
      else if (key === "ArrowUp") point(at < 0 ? found.length - 1 : at - 1);
      else if (key === "Escape") close();
      else if (key === "Enter" && at >= 0) location.assign(found[at][2]);
      else return;
      event.preventDefault();
    });
    form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", ({ target }) => {
      const place = [...list.children].indexOf(target.closest("li"));
      if (place >= 0) location.assign(found[place][2]);
    });
    if (document.activeElement === box) dress(form.dataset);
  }

  document.querySelectorAll("form[data-suggestions]").forEach(connect);
})();
