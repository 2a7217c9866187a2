// Shows the progress of sending a newsletter while its page is open.

const INTERVAL = 3000;
const MOST_FAILURES = 20;
let failures = 0;

function place() {
  return document.getElementById("newsletter-progress");
}

async function refresh() {
  try {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.getElementById("newsletter-progress");
    if (!next) throw new Error("another page");
    if (!next.hasAttribute("data-sending")) {
      location.reload();
      return;
    }
    const used = document.activeElement?.name;
    place().replaceWith(next);
    if (used) place().querySelector(`button[name="${used}"]`)?.focus();
    failures = 0;
  } catch {
    failures += 1;
  }
  if (failures < MOST_FAILURES) setTimeout(refresh, INTERVAL);
}

if (place()?.hasAttribute("data-sending")) setTimeout(refresh, INTERVAL);
