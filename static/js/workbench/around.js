// Saves what surrounds the story, text by text: after a second's pause, and on leaving the field.
//
// Without it each text is a form with a button. Nothing is taken from a field while a syllable is composed.

const PAUSE = 1000;
const AGAIN = 3000;
const LONG = 20_000;

const around = document.querySelector("[data-around]");
const status = around.querySelector("[data-around-saved]");
const words = around.dataset;
const texts = new WeakMap(); // field → {saved, timer, isBusy, isHeld}
const fields = () => [...around.querySelectorAll("textarea[name=text]")];
const rowOf = (field) => field.closest("[data-item]");
const isDirty = (field) => field.value !== texts.get(field).saved;

/** Said once for each state: not at every key. */
function say(state) {
  if (status.dataset.state === state) return;
  status.dataset.state = state;
  status.textContent = words[state];
}

function paragraph(text, properties = {}) {
  return Object.assign(document.createElement("p"), { textContent: text, ...properties });
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function tell(row, ...told) {
  row.querySelector("[data-told]").replaceChildren(...told);
}

async function post(form, data, options = {}) {
  const headers = { Accept: "application/json" };
  const body = new URLSearchParams(data);
  const response = await fetch(form.action, { method: "POST", body, headers, ...options });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.redirected || !isJson) return { status: response.status >= 500 ? "away" : "out", told: {} };
  return { status: response.status, told: await response.json() };
}

/** Show what stands now; a field in which more was typed meanwhile keeps that. */
function taken(field, sent, told) {
  const row = rowOf(field);
  field.form.elements.seen.value = told.seen;
  // A field that has the focus may be composing a syllable: its text is left alone.
  const isLeft = document.activeElement !== field && field.value === sent;
  if (isLeft) field.value = told.text;
  texts.get(field).saved = isLeft ? told.text : sent;
  row.classList.toggle("seg-new", told.is_missing);
  row.classList.toggle("is-settled", !told.is_missing);
  const chip = row.querySelector(".seg-chip");
  if (told.is_missing || told.text) chip.textContent = told.is_missing ? chip.dataset.lacking : chip.dataset.there;
  if (told.text) row.querySelector(".around-instead")?.remove();
  field.removeAttribute("aria-invalid");
  tell(row);
  count(told.missing);
}

function count(missing) {
  const box = around.querySelector("[data-around-count]");
  const number = box.querySelector("[data-around-missing]");
  if (missing && number) number.textContent = missing;
  else if (!missing) box.textContent = box.dataset.none;
}

function showConflict(field, { refused, theirs, seen }) {
  const own = texts.get(field);
  own.isHeld = true;
  field.form.elements.seen.value = seen;
  const ways = paragraph("", { className: "seg-ways" });
  const decide = (text) => {
    own.isHeld = false;
    field.value = text;
    own.saved = theirs;
    tell(rowOf(field));
    field.focus();
    save(field);
  };
  ways.append(
    button(words.theirs, () => decide(theirs)),
    button(words.mine, () => decide(field.value)),
  );
  tell(rowOf(field), paragraph(refused), paragraph(theirs, { className: "seg-kept", lang: field.lang }), ways);
}

async function save(field) {
  const own = texts.get(field);
  clearTimeout(own.timer);
  if (own.isBusy || own.isHeld || !isDirty(field)) return;
  own.isBusy = true;
  say("saving");
  const sent = field.value;
  const answer = await post(field.form, new FormData(field.form), { signal: AbortSignal.timeout(LONG) }).catch(() => ({ status: "away" }));
  own.isBusy = false;
  if (answer.status === 200) taken(field, sent, answer.told);
  else if (answer.status === 409) showConflict(field, answer.told);
  else if (answer.status === "away") own.timer = setTimeout(() => save(field), AGAIN);
  else {
    if (answer.told.refused) field.setAttribute("aria-invalid", "true");
    tell(rowOf(field), paragraph(answer.told.refused ?? words.out, { className: "seg-refused" }));
  }
  if (answer.status === 200 && isDirty(field)) own.timer = setTimeout(() => save(field), PAUSE);
  say(fields().some(isDirty) ? (answer.status === 200 ? "unsaved" : "unsent") : "saved");
}

for (const field of fields()) texts.set(field, { saved: field.defaultValue, timer: 0, isBusy: false, isHeld: false });
for (const field of fields()) {
  // What was refused without scripts is still to be saved.
  if (field.hasAttribute("aria-invalid")) texts.get(field).saved = null;
}

around.addEventListener("input", ({ target }) => {
  if (!texts.has(target)) return;
  const own = texts.get(target);
  say("unsaved");
  clearTimeout(own.timer);
  own.timer = setTimeout(() => save(target), PAUSE);
});
around.addEventListener("focusout", ({ target }) => {
  if (texts.has(target) && texts.get(target).timer) save(target);
});
around.addEventListener("keydown", (event) => {
  const { target } = event;
  if (!texts.has(target) || event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  const isMod = event.ctrlKey || event.metaKey;
  if (!isMod && target.dataset.line === undefined) return;
  event.preventDefault();
  if (!isMod) return;
  event.stopPropagation();
  save(target);
  const open = fields().filter((field) => rowOf(field).classList.contains("seg-new") && field !== target);
  const behind = open.find((field) => target.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
  (behind ?? open[0])?.focus();
});
around.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.ask === undefined) return;
  const data = new FormData(form, event.submitter);
  event.submitter.disabled = true;
  const answer = await post(form, data).catch(() => ({ status: "away", told: {} }));
  if (answer.status === 200) form.replaceWith(paragraph(answer.told.said, { className: "quiet" }));
  else {
    event.submitter.disabled = false;
    tell(rowOf(form), paragraph(answer.told.refused ?? words.unsent, { className: "seg-refused" }));
  }
});
addEventListener("pagehide", () => {
  for (const field of fields()) {
    if (isDirty(field) && !texts.get(field).isHeld) post(field.form, new FormData(field.form), { keepalive: true }).catch(() => {});
  }
});
