// Shows whether everything is saved, and asks before leaving the page with unsaved changes.

const form = document.querySelector("#content-main form[method=post]");
const status = form.querySelector(".bar-saved");
// A refused or previewed form is not saved either.
let isTyped =
  document.querySelector(".errornote, .errorlist, .recovered") !== null || "typed" in form.dataset;
let isPosted = false;
// The story's form is autosaved on the server: then leaving loses nothing.
let isKept = false;

// A browser that restores a page would put old text into the fields with the values that the form showed,
// although others have saved since, and into the hidden fields behind the editor.
if (form.querySelector("[name^='initial-']")) form.autocomplete = "off";

function showStatus(state, text = status?.dataset[state]) {
  if (!status || status.textContent === text) return;
  status.textContent = text;
  status.classList.toggle("is-unsaved", ["unsaved", "kept"].includes(state));
  status.dataset.state = state;
}

function type() {
  isTyped = true;
  isKept = false;
  // Announced once: not at every pause between two words when it is stored and then is not.
  if (status?.dataset.state !== "kept") showStatus("unsaved");
}

form.addEventListener("input", (event) => {
  // Search fields of lists are not part of the story.
  if (event.target.name || event.target.isContentEditable) type();
});
// Removed rows and choices in lists drawn by jQuery fire no input event.
document.addEventListener("formset:removed", type);
const chosen = (select) => [...select.selectedOptions].map((option) => option.value).join();
const known = new WeakMap();
for (const select of form.querySelectorAll("select")) known.set(select, chosen(select));
globalThis.django?.jQuery(form).on("change", "select", ({ currentTarget: select }) => {
  // They also fire a change event when they are drawn.
  if (known.get(select) === chosen(select)) return;
  known.set(select, chosen(select));
  type();
});
form.addEventListener("submit", () => {
  isPosted = true;
  showStatus("saving");
});
form.addEventListener("typing", ({ detail: { state, text } }) => {
  if (state === "saving") return showStatus("saving");
  isKept = state !== "lost";
  if (state === "kept") showStatus("kept", text);
  else if (state === "lost" || isTyped) showStatus("unsaved");
});
// A story is saved without leaving the page: see story_save.js.
form.addEventListener("saving", () => showStatus("saving"));
form.addEventListener("saved", ({ detail }) => {
  isTyped = detail.isTyped;
  isKept = false;
  showStatus(isTyped ? "unsaved" : "saved");
});
form.addEventListener("refused", () => {
  isTyped = true;
  isKept = false;
  showStatus("unsaved");
});
// An action was taken on the saved state: edits that were undone need no question.
form.addEventListener("leaving", () => {
  isPosted = true;
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped && !isPosted && !isKept) {
    event.preventDefault();
  }
});
// The browser restored this page from its cache.
window.addEventListener("pageshow", () => {
  isPosted = false;
  showStatus(isTyped ? "unsaved" : "saved");
});
showStatus(isTyped ? "unsaved" : "saved");
