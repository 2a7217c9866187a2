// Says whether all is saved, and asks before the page is left with typing that nobody has saved.

const form = document.querySelector("#content-main form[method=post]");
const told = form.querySelector(".bar-saved");
// What was refused, or only read and answered, is not saved either.
let isTyped = document.querySelector(".errornote, .errorlist, .recovered") !== null || "typed" in form.dataset;
let isPosted = false;
// The story's form is kept on the server while one types: then nothing is lost by leaving.
let isKept = false;

function tell(state, text = told?.dataset[state]) {
  if (!told || told.textContent === text) return;
  told.textContent = text;
  told.classList.toggle("is-unsaved", ["unsaved", "kept"].includes(state));
  told.dataset.state = state;
}

function type() {
  isTyped = true;
  isKept = false;
  // Said once: not at every pause between two words that it is kept and then is not.
  if (told?.dataset.state !== "kept") tell("unsaved");
}

form.addEventListener("input", (event) => {
  // What is searched for in a list is no part of the story.
  if (event.target.name || event.target.isContentEditable) type();
});
// Rows that are taken away, and what is chosen from the lists that jQuery draws, change without a word.
document.addEventListener("formset:removed", type);
const chosen = (select) => [...select.selectedOptions].map((option) => option.value).join();
const known = new WeakMap();
for (const select of form.querySelectorAll("select")) known.set(select, chosen(select));
globalThis.django?.jQuery(form).on("change", "select", ({ currentTarget: select }) => {
  // They also tell of a change when they are drawn.
  if (known.get(select) === chosen(select)) return;
  known.set(select, chosen(select));
  type();
});
form.addEventListener("submit", () => {
  isPosted = true;
  tell("saving");
});
form.addEventListener("typing", ({ detail: { state, text } }) => {
  isKept = state !== "lost";
  if (state === "kept") tell("kept", text);
  else if (state === "lost" || isTyped) tell("unsaved");
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped && !isPosted && !isKept) {
    event.preventDefault();
  }
});
// Back from the next page to this one, as the browser kept it.
window.addEventListener("pageshow", () => {
  isPosted = false;
  tell(isTyped ? "unsaved" : "saved");
});
tell(isTyped ? "unsaved" : "saved");
