// Starts the translation screen. Without scripts each row is a plain form.

import "newsroom-translations/aids";
import "newsroom-translations/filters";
import "newsroom-translations/keys";
import "newsroom-translations/notes";
import "newsroom-translations/preflight";
import { saveAround, unsavedAround } from "newsroom-translations/accompanying_texts";
import "newsroom-translations/memory_search";
import { recall } from "newsroom-translations/unsaved";
import { screenRoot, fieldsOf, goTo, grow, isDirty, list, mayWrite, rows } from "newsroom-translations/rows";
import { save, say } from "newsroom-translations/autosave";
import { add } from "newsroom-translations/verbs";

const growAll = () => rows().flatMap(fieldsOf).forEach(grow);

if (mayWrite) {
  growAll();
  recall(add);
  say("saved");
  list.addEventListener("drawn", growAll);
  list.addEventListener("input", ({ target }) => target.matches("textarea[name=text]") && grow(target));
  // A submission first saves the typed text.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-actions]") || form.dataset.isSaved) return;
    event.preventDefault();
    const action = event.submitter.value;
    const results = await Promise.all([...rows().map(save), saveAround()]);
    if (!results.every(Boolean)) return goTo(rows().find(isDirty) ?? unsavedAround());
    // Later: if nothing had to be saved, this event is still running, and no form can be submitted during it.
    setTimeout(() => {
      const now = screenRoot.querySelector("[data-actions]"); // redrawn by the save
      now.dataset.isSaved = "1";
      now.requestSubmit(now.querySelector(`[value="${action}"]`));
    });
  });
}
const place = location.hash.startsWith("#u-") && document.getElementById(location.hash.slice(1));
if (place) goTo(place);
