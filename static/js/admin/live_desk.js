// Shows what colleagues have posted, while the desk of a live story is open. The form is left alone.

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
    // Nothing moves under the finger or the keyboard of whoever uses a button there.
    const isUsed = place().contains(document.activeElement) || place().matches(":hover");
    if (!next || isUsed) return;
    if (shown(next) === shown(place())) return;
    const { value } = document.querySelector("#content-main [name=csrfmiddlewaretoken]") ?? {};
    for (const token of next.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = value ?? "";
    place().replaceWith(next);
  } catch {
    // asked again later
  }
}

setInterval(() => document.hidden || refresh(), INTERVAL);
