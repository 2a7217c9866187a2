// Prevents submitting a form with a half-typed date: browsers send such a field as if it were empty.

const DATES = "input[type=datetime-local], input[type=date]";

document.addEventListener(
  "submit",
  (event) => {
    const field = [...event.target.elements].find((one) => one.matches(DATES) && one.validity.badInput);
    if (!field) return;
    event.preventDefault();
    event.stopPropagation(); // other scripts would assume that the form is submitted
    field.reportValidity();
  },
  { capture: true },
);
