// The progress of a run of machine drafts: polled once a second while the run is active.

const EVERY = 1000;
const place = document.querySelector("[data-progress]");

async function redraw() {
  if (!place?.querySelector("[data-running]")) return;
  try {
    const response = await fetch(place.dataset.progress, { headers: { Accept: "text/html" } });
    if (response.redirected) return;
    if (response.ok) {
      const used = place.contains(document.activeElement) ? document.activeElement.value : "";
      place.innerHTML = await response.text();
      if (used) place.querySelector(`button[value="${used}"]`)?.focus();
      if (!place.querySelector("[data-running]")) location.reload();
    }
  } catch {
    // the server is temporarily unreachable
  }
  setTimeout(redraw, EVERY);
}

setTimeout(redraw, EVERY);
