// Asks before the page is left with typing that nobody has saved.

const form = document.getElementById("article_form");
let isTyped = document.querySelector(".errornote") !== null;
let isPosted = false;

form.addEventListener("input", () => {
  isTyped = true;
});
form.addEventListener("submit", () => {
  isPosted = true;
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped && !isPosted) {
    event.preventDefault();
  }
});
// Back from the next page to this one, as the browser kept it.
window.addEventListener("pageshow", () => {
  isPosted = false;
});
