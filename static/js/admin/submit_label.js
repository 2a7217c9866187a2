// Names the button that sends the form after the option that is chosen: “Publish as correction”.

const options = [...document.querySelectorAll("[data-submit-label]")];

function rename() {
  const chosen = options.find((option) => option.checked);
  if (chosen) chosen.form.querySelector(".submit-row input[type=submit]").value = chosen.dataset.submitLabel;
}

for (const option of options) option.addEventListener("change", rename);
window.addEventListener("pageshow", rename); // browsers keep the choice when one comes back
