// The form of an action, on its page and in the drawer: this window keeps the input until the action is done.

const KEY = "action-draft";
const memory = new Map(); // if storage is switched off

function keyOf(form) {
  const { pathname } = new URL(form.getAttribute("action"), location.href);
  return `${KEY} ${form.dataset.user} ${pathname}`;
}

/** {name: {values, shown}} of the edited fields: their values, and the values from the server. */
function stored(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form))) ?? {};
  } catch {
    return memory.get(keyOf(form)) ?? {};
  }
}

function store(form, typed) {
  memory.set(keyOf(form), typed);
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
  } catch {
    // kept as long as the page
  }
}

const isOther = (field) =>
  /^(?:hidden|submit|button|file)$/.test(field.type) || "bodyEditor" in field.dataset;
const isChoice = (field) => /^(?:radio|checkbox)$/.test(field.type);

/** The fields of a name that a user fills in. Warnings must be confirmed again each time. */
function fieldsOf(form, name) {
  return [...form.elements].filter((one) => one.name === name && name !== "confirmed" && !isOther(one));
}

function valuesOf(fields) {
  return fields.filter((one) => !isChoice(one) || one.checked).map((one) => one.value);
}

function shownIn(fields) {
  const shown = (one) =>
    one.options
      ? ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value
      : one.defaultValue;
  return fields.filter((one) => !isChoice(one) || one.defaultChecked).map(shown);
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function fill(field, values) {
  if (isChoice(field)) field.checked = values.includes(field.value);
  else field.value = values[0] ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Show a text whose field is gone or has been filled by another user in the meantime. */
function showUnused(form, text) {
  const row = document.createElement("div");
  const label = document.createElement("label");
  const field = document.createElement("textarea");
  row.className = "form-row";
  Object.assign(field, { className: "vLargeTextField", rows: 4, readOnly: true, value: text });
  label.append(form.dataset.unused, field);
  row.append(label);
  form.querySelector(".submit-row").before(row);
}

function restore(form) {
  for (const [name, { values, shown }] of Object.entries(stored(form))) {
    const fields = fieldsOf(form, name);
    if (isSame(valuesOf(fields), values)) continue;
    if (fields.length && isSame(shownIn(fields), shown)) for (const field of fields) fill(field, values);
    else if (/\s/.test(values[0]?.trim() ?? "")) showUnused(form, values[0]); // a choice has no text to show
  }
}

/** Delete the input: the action is done. */
export function forgetTyped(form) {
  memory.delete(keyOf(form));
  try {
    sessionStorage.removeItem(keyOf(form));
  } catch {
    // storage is switched off
  }
}

/** Fill a new form with the previous input, and keep further input. */
export function keepTyped(form) {
  // A refused form already shows its input.
  if (!form.querySelector(".errorlist") || "unavailable" in form.dataset) restore(form);
  form.addEventListener("input", ({ target }) => {
    const fields = target.name ? fieldsOf(form, target.name) : [];
    if (!fields.length) return;
    const before = stored(form);
    const shown = before[target.name]?.shown ?? shownIn(fields);
    store(form, { ...before, [target.name]: { values: valuesOf(fields), shown } });
  });
}

const form = document.querySelector("#content-main > #action_form");
if (form) {
  keepTyped(form);
  form.addEventListener("submit", () => forgetTyped(form));
}
