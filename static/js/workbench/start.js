// The translators' workbench. Without it each row is a form of its own.

import "newsroom-workbench/aids";
import "newsroom-workbench/filters";
import "newsroom-workbench/keys";
import "newsroom-workbench/notes";
import "newsroom-workbench/preflight";
import { saveAround, unsavedAround } from "newsroom-workbench/around";
import "newsroom-workbench/searching";
import { recall } from "newsroom-workbench/kept";
import { bench, fieldsOf, goTo, grow, isDirty, list, mayWrite, rows } from "newsroom-workbench/rows";
import { save, say } from "newsroom-workbench/saving";
import { add } from "newsroom-workbench/verbs";

const growAll = () => rows().flatMap(fieldsOf).forEach(grow);

if (mayWrite) {
  growAll();
  recall(add);
  say("saved");
  list.addEventListener("drawn", growAll);
  list.addEventListener("input", ({ target }) => target.matches("textarea[name=text]") && grow(target));
  // A submission takes what is typed along.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-steps]") || form.dataset.isSaved) return;
    event.preventDefault();
    const step = event.submitter.value;
    const results = await Promise.all([...rows().map(save), saveAround()]);
    if (!results.every(Boolean)) return goTo(rows().find(isDirty) ?? unsavedAround());
    // Later: while the event goes on, which it does where nothing had to be saved, no form is submitted again.
    setTimeout(() => {
      const now = bench.querySelector("[data-steps]"); // drawn anew by what was saved
      now.dataset.isSaved = "1";
      now.requestSubmit(now.querySelector(`[value="${step}"]`));
    });
  });
}
const place = location.hash.startsWith("#u-") && document.getElementById(location.hash.slice(1));
if (place) goTo(place);
