// Links in the message above a refused form to each field with an error, because a long form may hide them.

const ROW = ".fieldBox, td, .form-row";
const ERRORS = ":is(.fieldBox, td, .form-row) .errorlist:not(.nonfield)";
const FIELDS = ".ProseMirror, [role=combobox], input:not([type=hidden]), select, textarea";

function nameOf(row) {
  const words =
    row.querySelector("label, legend")?.textContent ?? row.querySelector("[aria-label]")?.ariaLabel ?? "";
  return words.trim().replace(/:$/, "");
}

/** Unfolds a field's section, scrolls to the field and focuses it. */
function go(row) {
  for (let part = row.closest("details"); part; part = part.parentElement.closest("details"))
    part.open = true;
  row.scrollIntoView({ block: "center" });
  // Editors and select2 hide the fields that they replace.
  const fields = [...row.querySelectorAll(FIELDS)];
  (fields.find((field) => field.matches(".ProseMirror, [role=combobox]")) ?? fields[0])?.focus({
    preventScroll: true,
  });
}

function link(errors, index) {
  const row = errors.closest(ROW);
  const name = nameOf(row);
  const words = errors.querySelector("li").textContent.trim();
  row.id ||= `refused-${index}`;
  const to = document.createElement("a");
  to.href = `#${row.id}`;
  to.textContent = name ? `${name}: ${words}` : words;
  to.addEventListener("click", (event) => {
    event.preventDefault();
    go(row);
  });
  return to;
}

/** Append the links to the message; return the first of them, or undefined. */
export function linkErrors() {
  const refused = document.querySelectorAll(ERRORS);
  const links = [...refused].map(link);
  document.querySelector(".errornote")?.append(...links);
  return links[0];
}

if (linkErrors()) {
  const focusFirst = () => go(document.querySelector(ERRORS).closest(ROW));
  // Django focuses the first field of an empty form in a script that may run later.
  if (document.readyState === "complete") focusFirst();
  else addEventListener("load", focusFirst, { once: true });
}
