// New entries of a live story, polled while the page is visible. Without this script readers reload the page.
(() => {
  "use strict";
  const live = document.querySelector("[data-live]");
  if (!live || "ended" in live.dataset) return;
  const SHORTEST = 1000; // milliseconds between two requests
  const LONGEST = 10000; // also the timeout of a request
  const SHARE = 20; // of the time without a change: after a minute, the next request follows in three seconds
  const list = live.querySelector(".live__entries");
  const status = live.querySelector(".live__new");
  const numberOf = (entry) => Number(entry.id.slice(1));
  let changedAt = Date.now();
  let last = "";
  let timer;
  let isAsking = false;
  let fresh = [];
  let isFar; // other entries lie between the fresh ones and those here
  const button = document.createElement("button");
  button.addEventListener("click", show);

  // The button is reused, so that it keeps the focus.
  function announce() {
    if (!fresh.length) return button.remove();
    const { one, many } = live.dataset;
    const words = fresh.length === 1 ? one : many.replace("{count}", fresh.length);
    if (button.textContent !== words) button.textContent = words;
    if (!status.firstChild) status.append(button);
  }

  // Only when the reader clicks, so that no one loses their place.
  function show() {
    if (isFar) return location.reload();
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
    const older = next.querySelector("[rel=next]");
    const lowest = older ? Math.min(...numbers) : 0;
    const newest = Math.max(0, ...[...list.children].map(numberOf));
    for (const entry of [...list.children]) {
      const place = numbers.indexOf(numberOf(entry));
      if (place < 0 && numberOf(entry) >= lowest) entry.remove();
      else if (place >= 0 && entries[place].innerHTML !== entry.innerHTML)
        entry.innerHTML = entries[place].innerHTML;
    }
    const ahead = entries.filter((entry) => numberOf(entry) > newest);
    fresh = ahead.filter((entry) => entry.querySelector(".live__text")); // without removed entries
    isFar = older && ahead.length === entries.length;
    announce();
  }

  async function ask() {
    const signal = AbortSignal.timeout(LONGEST);
    const answer = await fetch(live.dataset.live, { cache: "no-cache", credentials: "omit", signal });
    if (answer.status === 410) location.reload(); // withdrawn
    if (!answer.ok) throw Error();
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
    if (document.hidden || isAsking || "ended" in live.dataset) return;
    isAsking = true;
    const pause = await ask().then(
      () => (Date.now() - changedAt) / SHARE,
      () => LONGEST, // no connection, or a failing server
    );
    isAsking = false;
    timer = setTimeout(go, Math.min(LONGEST, Math.max(SHORTEST, pause)));
  }

  addEventListener("visibilitychange", go);
  go();
})();
