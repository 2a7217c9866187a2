// Shows new entries of colleagues while the desk of a live story is open. Does not touch the form.

const INTERVAL = 5000;
const place = () => document.getElementById("live-entries");
const shown = (entries) =>
  entries.textContent + [...entries.querySelectorAll("img")].map(({ src }) => src).join();

async function refresh() {
  try {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.getElementById("live-entries");
    // Nothing moves while a button there is in use, by touch or keyboard.
    const isUsed = place().contains(document.activeElement) || place().matches(":hover");
    if (!next || isUsed) return;
    if (shown(next) === shown(place())) return;
    const { value } = document.querySelector("#content-main [name=csrfmiddlewaretoken]") ?? {};
    for (const token of next.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = value ?? "";
    place().replaceWith(next);
  } catch {
    // the next request follows later
  }
}

setInterval(() => document.hidden || refresh(), INTERVAL);
