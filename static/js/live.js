// New entries of a live story, asked for while the page is looked at. Without it readers reload the page.
(() => {
  "use strict";
  const live = document.querySelector("[data-live]");
  if (!live || "ended" in live.dataset) return;
  const SHORTEST = 1000; // milliseconds between two questions
  const LONGEST = 10000;
  const SHARE = 20; // of the time that nothing has changed: who asks after a minute asks again after three seconds
  const list = live.querySelector(".live__entries");
  const status = live.querySelector(".live__new");
  const numberOf = (entry) => Number(entry.id.slice(1));
  let changedAt = Date.now();
  let last = "";
  let timer;
  let fresh = [];

  function announce() {
    status.replaceChildren();
    if (!fresh.length) return;
    const button = document.createElement("button");
    const { one, many } = live.dataset;
    button.textContent = fresh.length === 1 ? one : many.replace("{count}", fresh.length);
    button.addEventListener("click", show);
    status.append(button);
  }

  // At the reader's wish only, so that nobody loses their place.
  function show() {
    const [first] = fresh;
    list.prepend(...fresh);
    fresh = [];
    announce();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  }

  function take(next) {
    for (const part of next.querySelectorAll("[data-part]")) {
      const here = live.querySelector(`[data-part="${part.dataset.part}"]`);
      if (here.innerHTML !== part.innerHTML) here.innerHTML = part.innerHTML;
    }
    const entries = [...next.querySelectorAll(".live__entry")];
    const numbers = entries.map(numberOf);
    const lowest = next.querySelector("[rel=next]") ? Math.min(...numbers) : 0;
    const newest = Math.max(0, ...[...list.children].map(numberOf));
    for (const entry of [...list.children]) {
      const place = numbers.indexOf(numberOf(entry));
      if (place < 0 && numberOf(entry) >= lowest) entry.remove();
      else if (place >= 0 && entries[place].innerHTML !== entry.innerHTML)
        entry.innerHTML = entries[place].innerHTML;
    }
    fresh = entries.filter((entry) => numberOf(entry) > newest);
    announce();
  }

  async function ask() {
    const answer = await fetch(live.dataset.live, { cache: "no-cache", credentials: "omit" });
    if (answer.status === 410) location.reload(); // taken back
    if (!answer.ok) return;
    const text = await answer.text();
    if (text === last) return;
    const next = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    if (last) changedAt = Date.now();
    last = text;
    take(next);
    if ("ended" in next.dataset) live.dataset.ended = "";
  }

  async function go() {
    clearTimeout(timer);
    if (document.hidden) return;
    await ask().catch(() => {}); // no connection: asked again later
    if ("ended" in live.dataset) return;
    timer = setTimeout(go, Math.min(LONGEST, Math.max(SHORTEST, (Date.now() - changedAt) / SHARE)));
  }

  addEventListener("visibilitychange", go);
  go();
})();
