// At a story: passing it on, by the system's own sheet or by its short address. Nothing depends on it.
(() => {
  "use strict";
  const said = document.querySelector(".passing-on__said");

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

  const share = document.querySelector(".share");
  share?.querySelector("summary").addEventListener("click", (event) => {
    said.textContent = "";
    if (share.open) return; // it closes
    event.preventDefault();
    pass(share);
  });
})();
