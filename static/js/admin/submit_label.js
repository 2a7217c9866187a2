// Names the button that sends the form after the option that is chosen: “Publish as correction”.

function rename(option) {
  if (!option.checked) return;
  option.form.querySelector(".submit-row input[type=submit]").value = option.dataset.submitLabel;
}

// Also of a form that comes into the page later.
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit-label]")) rename(target);
});
// Browsers keep the choice when one comes back.
window.addEventListener("pageshow", () => document.querySelectorAll("[data-submit-label]").forEach(rename));
