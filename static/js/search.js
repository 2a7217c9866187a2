// Suggestions for a search box, by the ARIA pattern of an editable combobox with a list. Without this script or
// without suggestions, the form still searches.
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds: one request for 한글, not one for each letter
  let number = 0;

  // Words in the script of the other language carry its lang, or screen readers would use the wrong voice.
  function languageOf(words) {
    return /[ㄱ-ㆎ가-힣]/.test(words) ? "ko" : /[a-z]{2}/i.test(words) ? "en" : document.documentElement.lang;
  }

  function make(name, parent, properties) {
    const made = Object.assign(document.createElement(name), properties);
    parent.append(made);
    return made;
  }

  function loadStyle({ style }) {
    if (!style || document.querySelector(`link[href="${style}"]`)) return;
    make("link", document.head, { rel: "stylesheet", href: style });
  }

  function connect(form) {
    const box = form.elements.q;
    const list = make("ul", form, { className: "suggestions", id: `suggestions-${++number}`, hidden: true });
    const status = make("p", form, { className: "visually-hidden" });
    let found = []; // [words, kind, address]
    let at = -1,
      waiting,
      request,
      requested;

    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.name);
    status.setAttribute("role", "status");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": false,
      "aria-controls": list.id,
    }))
      box.setAttribute(name, value);

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
      status.textContent = list.hidden ? "" : `${form.dataset.name}: ${found.length}`;
    }

    function close() {
      clearTimeout(waiting);
      request?.abort();
      requested = undefined;
      show([]);
    }

    async function fetchSuggestions() {
      const words = box.value.trim();
      if (words === requested) return;
      request?.abort();
      requested = words;
      if (!words) return show([]);
      request = new AbortController();
      const query = new URLSearchParams({ q: words });
      if (form.elements.at) query.set("at", form.elements.at.value);
      try {
        const answer = await fetch(`${form.dataset.suggestions}?${query}`, { signal: request.signal });
        const [, all, kinds, addresses] = await answer.json();
        if (words === requested) show(all.map((one, place) => [one, kinds[place], addresses[place]]));
      } catch {
        if (words === requested) show([]); // no response, and no newer request: the form still searches
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
      waiting = setTimeout(fetchSuggestions, PAUSE);
    });
    box.addEventListener("focus", () => loadStyle(form.dataset), { once: true });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      // The key belongs to the input method; Safari shows this only in the key code.
      if (event.isComposing || event.keyCode === 229) return;
      const { key } = event,
        isOpen = !list.hidden;
      if (key === "ArrowDown" && !isOpen) fetchSuggestions();
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
    if (document.activeElement === box) loadStyle(form.dataset);
  }

  document.querySelectorAll("form[data-suggestions]").forEach(connect);
})();
