// Names the submit button after the selected option: “Publish as correction”.

function rename(option) {
  if (!option.checked) return;
  option.form.querySelector(".submit-row input[type=submit]").value = option.dataset.submitLabel;
}

// Also for a form that is added later.
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit-label]")) rename(target);
});
// Browsers restore the choice when a user returns.
window.addEventListener("pageshow", () => document.querySelectorAll("[data-submit-label]").forEach(rename));
