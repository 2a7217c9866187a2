// At a story: passing it on, and saying that it was read. Nothing depends on it.
(() => {
  "use strict";
  const SECONDS = 8; // in sight before it counts as read
  const { read, to } = document.currentScript.dataset;
  const said = document.querySelector("[data-copied]"); // aloud too

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // it is forbidden here, or the page does not come by https
    }
  }

  async function pass(share) {
    const { title, url } = share.dataset;
    if (navigator.share) {
      try {
        await navigator.share({ title, url });
        return;
      } catch (refusal) {
        if (refusal.name === "AbortError") return; // the reader has closed the sheet
      }
    }
    share.open = true; // the address, to be seen and to be copied by hand
    if (await copied(url)) said.textContent = said.dataset.copied;
    else getSelection().selectAllChildren(share.querySelector(".share__address"));
  }

  // Who asks not to be tracked is not even counted, though nobody is told who reads. Coming back to the
  // page or loading it again is no other reading.
  function counts() {
    const [arrival] = performance.getEntriesByType("navigation");
    const isNew = !arrival || ["navigate", "prerender"].includes(arrival.type);
    const minds = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
    return read && isNew && !minds && !navigator.webdriver;
  }

  // Without cookies, which a beacon of the browser's own would send along.
  function tell() {
    removeEventListener("visibilitychange", watch);
    const told = { method: "POST", body: read, credentials: "omit", referrerPolicy: "no-referrer", keepalive: true };
    fetch(to, told).catch(() => {});
  }

  let waiting;
  function watch() {
    clearTimeout(waiting);
    if (!document.hidden) waiting = setTimeout(tell, SECONDS * 1000);
  }

  if (counts()) {
    addEventListener("visibilitychange", watch);
    watch();
  }

  document.querySelector(".copy")?.addEventListener("click", async ({ target }) => {
    said.textContent = "";
    const text = document.getElementById(target.dataset.copies);
    if (await copied(text.value)) said.textContent = said.dataset.copied;
    else text.select();
  });

  const share = document.querySelector(".share");
  share?.querySelector("summary").addEventListener("click", (event) => {
    said.textContent = "";
    if (share.open) return; // it closes
    event.preventDefault();
    pass(share);
  });
})();
