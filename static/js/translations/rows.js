// The rows of the translation screen: the current one, the text typed in it, and redrawing of changed rows.
//
// A focused row keeps its fields unchanged: an input method may be composing in one of them.

export const screenRoot = document.querySelector(".translation-screen");
export const list = screenRoot.querySelector("[data-translation-rows]");
export const words = screenRoot.querySelector("[data-translation-words]")?.dataset ?? {};
export const mayWrite = "mayWrite" in screenRoot.dataset;

const known = new WeakMap(); // row → its texts on the server
let current = null;

export const rows = () => [...(list?.querySelectorAll(":scope > .seg") ?? [])];
export const fieldsOf = (row) => [...row.querySelectorAll("textarea[name=text]")];
export const textsOf = (row) => fieldsOf(row).map((field) => field.value);
export const rowOf = (element) => element?.closest?.("[data-translation-rows] > .seg") ?? null;
export const isSame = (one, two) =>
  one.length === two.length && one.every((text, place) => text === two[place]);
const withoutEmpty = (texts) => texts.filter((text) => text.trim());

export function savedTexts(row) {
  if (!known.has(row))
    known.set(
      row,
      fieldsOf(row).map((field) => field.defaultValue),
    );
  return known.get(row);
}

/** Whether a row has text that the server does not have. */
export function isDirty(row) {
  return !isSame(withoutEmpty(textsOf(row)), withoutEmpty(savedTexts(row)));
}

/** Whether the focus is in an accompanying text: then there is no current row. */
export const isBeside = () => document.activeElement.closest("[data-accompanying]") !== null;

/** The row for buttons and keys: the focused row, otherwise the last one. */
export function currentRow() {
  const here = isBeside() ? null : (rowOf(document.activeElement) ?? current);
  return here?.isConnected ? here : null;
}

export function setCurrent(row) {
  if (current === row) return false;
  current?.classList.remove("is-current");
  current = row;
  row?.classList.add("is-current");
  return true;
}

/** The focused field of a row, otherwise its first. */
export function fieldOf(row) {
  const active = document.activeElement;
  return row.contains(active) && active.matches("textarea[name=text]") ? active : fieldsOf(row)[0];
}

/** Move the cursor to the end of a row's text. */
export function goTo(row) {
  if (!row) return;
  row.hidden = false;
  const [field] = fieldsOf(row);
  (field ?? row).focus({ preventScroll: true });
  if (field) field.setSelectionRange(field.value.length, field.value.length);
  row.scrollIntoView({ block: "nearest" });
  field?.scrollIntoView({ block: "nearest" }); // for a row that is higher than the window
}

export const isOpen = (row) => !("settled" in row.dataset);

/** The next visible row before or behind one that fits, or null. */
export function neighbour(row, step, fits = () => true) {
  const shown = rows().filter((one) => one === row || !one.hidden);
  const at = row ? shown.indexOf(row) : step > 0 ? -1 : shown.length;
  for (let place = at + step; place >= 0 && place < shown.length; place += step)
    if (fits(shown[place])) return shown[place];
  return null;
}

/** If canGrow is false, a field gets the height of its text. */
const canGrow = CSS.supports("field-sizing", "content");
export function grow(field) {
  if (canGrow) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Update an old row from a fresh one; keep text typed in the meantime. Return texts that lost their field. */
function merge(old, fresh, sent) {
  const now = textsOf(old);
  const isTyped = sent ? !isSame(now, sent) : isDirty(old);
  const isInFocus = old.contains(document.activeElement);
  const isHidden = old.hidden;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  old.hidden = isHidden;
  old.classList.toggle("is-current", old === current);
  old.querySelector(".seg-source").replaceWith(fresh.querySelector(".seg-source"));
  const [here, there] = [old, fresh].map((row) => row.querySelector("form"));
  if (!here || !there) {
    old.querySelector(".seg-target").replaceWith(fresh.querySelector(".seg-target"));
    known.set(old, textsOf(old));
    if (isInFocus && !old.contains(document.activeElement)) goTo(old);
    return isTyped ? withoutEmpty(now) : [];
  }
  old.querySelector(".seg-state").replaceWith(fresh.querySelector(".seg-state"));
  for (const input of there.querySelectorAll("[type=hidden]")) here.elements[input.name].value = input.value;
  const texts = textsOf(fresh);
  const isOfOtherParts = texts.length !== now.length;
  if (!isTyped && (!isInFocus || (isOfOtherParts && !isSame(withoutEmpty(now), texts))))
    setTexts(old, texts, there);
  // Trimming by the server is not a difference: the user may be typing the next word after a blank.
  known.set(old, !isTyped && isInFocus ? textsOf(old) : texts);
  return [];
}

/** Put texts into the existing fields of a row. */
export function setTexts(row, texts, like = row.querySelector("form")) {
  const form = row.querySelector("form");
  const fields = fieldsOf(row);
  const place = fields.indexOf(document.activeElement);
  texts.forEach((text, at) => {
    if (fields[at]) {
      if (fields[at].value !== text) fields[at].value = text;
      return;
    }
    const field = like.querySelector("textarea").cloneNode();
    field.value = text;
    form.querySelectorAll("textarea")[at - 1].after(field);
  });
  for (const field of fields.slice(Math.max(texts.length, 1))) field.remove();
  const now = fieldsOf(row);
  now.forEach(grow);
  if (place >= now.length) now.at(-1).focus();
}

function put(row, before) {
  if (row === before) return;
  if (row.isConnected && list.moveBefore) list.moveBefore(row, before);
  else list.insertBefore(row, before);
}

/** Draw the changes of a response. `row` is the edited row, and `sent` are its texts as they were sent. */
export function draw(answer, { row = null, sent = null } = {}) {
  const old = rows();
  const find = (name) =>
    new Map(old.filter((one) => one.dataset[name]).map((one) => [one.dataset[name], one]));
  const [byDigest, byUnit, byRowId] = ["digest", "unit", "rowId"].map(find);
  const used = new Set(answer.order.map((digest) => byDigest.get(digest)).filter(Boolean));
  const closed = [];
  const take = (digest) => {
    if (byDigest.has(digest)) return byDigest.get(digest);
    const fresh = parsed(answer.rows[digest]);
    const candidates = [
      digest === answer.here ? row : null,
      byUnit.get(fresh.dataset.unit),
      byRowId.get(fresh.dataset.rowId),
    ];
    const mine = candidates.find((one) => one && !used.has(one));
    if (!mine) return fresh;
    used.add(mine);
    const texts = merge(mine, fresh, mine === row ? sent : null);
    if (texts.length) closed.push({ row: mine, texts, behind: mine, isClosed: true });
    return mine;
  };
  const order = answer.order.map(take);
  const gone = old.filter((one) => !used.has(one) && !one.dataset.verb);
  const lost = gone.filter(isDirty).map((one) => ({
    row: one,
    texts: textsOf(one),
    behind: order.find((next) => one.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING),
  }));
  const hadFocus = gone.some((one) => one.contains(document.activeElement));
  for (const one of gone) one.remove();
  let at = list.querySelector(":scope > .seg:not([data-verb])");
  for (const one of order) {
    if (one === at) at = nextRow(at);
    else put(one, at ?? list.querySelector("[data-translation-none]"));
  }
  const head = screenRoot.querySelector("[data-head]");
  if (answer.head && !head.contains(document.activeElement)) head.innerHTML = answer.head;
  if (hadFocus) goTo(rows().find((one) => one.dataset.digest === answer.here) ?? lost[0]?.behind ?? null);
  list.dispatchEvent(
    new CustomEvent("drawn", {
      bubbles: true,
      detail: { lost: [...closed, ...lost], judged: answer.judged ?? {} },
    }),
  );
}

/** The next row that the server knows; a row that is being added stays where it is. */
function nextRow(row) {
  let next = row.nextElementSibling;
  while (next && !next.matches(".seg:not([data-verb])")) next = next.nextElementSibling;
  return next;
}

/** Show a message beside a row: nodes or words; none removes it. */
export function tell(row, ...said) {
  const place = row.querySelector("[data-message]");
  if (!place) return null;
  place.replaceChildren(...said);
  if (said.length) place.setAttribute("role", "alert");
  else place.removeAttribute("role");
  return place;
}

export function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

export function paragraph(text, options = {}) {
  return Object.assign(document.createElement("p"), { textContent: text, ...options });
}
