// Continues a bulk change, one batch after another, while its page is open.

const MOST_FAILURES = 5;
const PAUSE = 2000;
let failures = 0;

function place() {
  return document.getElementById("bulk-progress");
}

function showHint() {
  const hint = place().querySelector("[data-hint]");
  if (hint) hint.hidden = false;
}

async function goOn() {
  const form = place()?.querySelector("form");
  if (!place()?.hasAttribute("data-running") || !form) return;
  const data = new FormData(form);
  data.set("_batch", "1");
  let wait = 0;
  try {
    const response = await fetch(location.href, { method: "POST", body: data });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.getElementById("bulk-progress");
    if (!next) throw new Error("another page");
    if (!next.hasAttribute("data-running")) {
      location.reload();
      return;
    }
    const used = document.activeElement?.name;
    place().replaceWith(next);
    if (used) place().querySelector(`button[name="${used}"]`)?.focus();
    showHint();
    failures = 0;
  } catch {
    failures += 1;
    wait = PAUSE;
  }
  if (failures < MOST_FAILURES) setTimeout(goOn, wait);
}

if (place()) showHint();
goOn();
