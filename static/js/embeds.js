// Content of other sites in a text: no request goes to them before the reader presses the button.
(() => {
  "use strict";
  const SANDBOX =
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";

  function load(place) {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // players refuse pages that hide their address
    frame.title = place.dataset.name;
    frame.src = place.dataset.frame;
    place.replaceWith(frame);
    frame.focus();
  }

  for (const place of document.querySelectorAll("[data-frame]")) {
    place.querySelector("button").addEventListener("click", () => load(place), { once: true });
    place.hidden = false;
  }
})();
