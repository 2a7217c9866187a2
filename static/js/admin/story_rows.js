// Rows of a story's form after a save: new rows get ids, deleted rows are removed, and all are numbered
// again.

const ROWS =
  "tr.form-row:not(.empty-form), .inline-related.dynamic-form, .story-rows .inline-related:not(.empty-form)";
const GROUP = ".js-inline-admin-formset";
const NAME = /^(?:initial-)?(\w+)-(\d+)-(.+)$/;

const prefixOf = (group) => group.id.replace(/-group$/, "");
export const rowOf = (field) => field.closest(GROUP);
const rowsOf = (group) => [...group.querySelectorAll(ROWS)];
const fieldsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
const shortOf = (name) => NAME.exec(name)?.[3] ?? "";

function field(row, short) {
  return fieldsOf(row).find((one) => !one.name.startsWith("initial-") && shortOf(one.name) === short);
}

const idOf = (row) => field(row, "id")?.value ?? "";
const indexOf = (row) => Number(NAME.exec(fieldsOf(row).find((one) => NAME.test(one.name))?.name)?.[2]);

/** Whether a new row was left as offered, so that it is not saved. */
function isBlank(row) {
  const typed = fieldsOf(row).filter((one) => one.type !== "hidden" && NAME.test(one.name));
  return typed.every((one) => {
    if (one.name.endsWith("-position")) return true;
    const shown = row.querySelector(`[name="initial-${one.name}"]`)?.value ?? "";
    if (one.type === "checkbox") return one.checked === (shown === "True");
    return one.value === shown;
  });
}

const isGoing = (row) => field(row, "DELETE")?.checked ?? false;
const counts = (one, other) => Number(idOf(one)) - Number(idOf(other));

/** [{row, saved}] of a group: for each row, the saved row in the response; null for a deleted one. */
function matchGroup(group, sent, fresh) {
  const rows = rowsOf(group);
  const before = sent.rows.get(group) ?? [];
  if (!fresh || before.some(({ row }) => !row.isConnected)) return null;
  const saved = new Map(rowsOf(fresh).map((row) => [idOf(row), row]));
  const pairs = [];
  for (const { row, id, isGoing } of before) {
    if (!id) continue;
    if (isGoing === saved.has(id)) return null;
    pairs.push({ row, saved: saved.get(id) ?? null });
    saved.delete(id);
  }
  const added = before.filter(({ id, isBlank }) => !id && !isBlank);
  const found = [...saved.values()].sort(counts);
  // Another user has added rows, or a row was saved as another.
  if (found.length !== added.length) return null;
  for (const [place, { row }] of added.entries()) pairs.push({ row, saved: found[place], isNew: true });
  const known = new Set(pairs.map(({ row }) => row));
  return { group, fresh, pairs, unsaved: rows.filter((row) => !known.has(row)) };
}

/** The matched groups of rows, or null if they differ from the sent rows. */
export function matchRows(form, sent, fresh) {
  const found = [];
  for (const group of form.querySelectorAll(GROUP)) {
    const matched = matchGroup(group, sent, fresh.querySelector(`#${group.id}`));
    if (!matched) return null;
    found.push(matched);
  }
  return found;
}

/** The rows as they are posted: Map of group → [{row, id, isBlank, isGoing}]. */
export const readRows = (form) =>
  new Map(
    [...form.querySelectorAll(GROUP)].map((group) => [
      group,
      rowsOf(group).map((row) => ({ row, id: idOf(row), isBlank: isBlank(row), isGoing: isGoing(row) })),
    ]),
  );

/** Write another number into the names of a row, as Django's inlines.js does. */
function renumber(row, prefix, number) {
  if (indexOf(row) === number && row.id === `${prefix}-${number}`) return;
  const old = new RegExp(`(?<![a-z])${prefix}-\\d+(?=-|$)`, "g");
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
      const value = element.getAttribute(name);
      if (value && old.test(value)) element.setAttribute(name, value.replace(old, `${prefix}-${number}`));
      old.lastIndex = 0;
    }
  }
}

/** Copy the content of an element of the response to the row, if both have it. */
function takeContent(own, there) {
  if (own && there)
    own.replaceChildren(...[...there.childNodes].map((one) => document.importNode(one, true)));
}

/** Make a new row look like a saved one: with a box to delete it instead of Django's link. */
function settle(row, saved) {
  row.classList.add("has_original");
  if (row.matches("tr")) {
    for (const cell of ["td.original", "td.delete"])
      takeContent(row.querySelector(cell), saved.querySelector(cell));
    return;
  }
  row.querySelector(".inline-deletelink")?.parentElement.remove();
  const folds = saved.querySelectorAll("details");
  for (const [place, fold] of row.querySelectorAll("details").entries())
    if (!fold.contains(document.activeElement)) fold.open = folds[place]?.open;
  const box = saved.querySelector(".row-tools > .delete");
  if (box) row.querySelector(".row-tools").append(document.importNode(box, true));
}

function takeRow({ row, saved, isNew }, prefix, sent, { takeValue, textOf }) {
  const number = indexOf(row);
  if (isNew) {
    renumber(saved, prefix, number);
    settle(row, saved);
  }
  const fresh = new Map(fieldsOf(saved).map((one) => [shortName(one), one]));
  for (const own of fieldsOf(row)) {
    const there = fresh.get(shortName(own));
    if (!there) continue;
    const text = sent.values.get(own);
    if (own.type === "hidden") own.value = there.value;
    else if (text !== undefined && textOf(own) === text) takeValue(own, there, text);
  }
  for (const part of ["details.row > summary", "td.original > p"])
    takeContent(row.querySelector(part), saved.querySelector(part));
  for (const help of saved.querySelectorAll(".help")) {
    const named = help.id.replace(/-\d+-/, `-${number}-`);
    if (named) takeContent(row.querySelector(`#${CSS.escape(named)}`), help);
  }
}

/** The name of a field without the number of its row; a hidden initial value keeps its prefix. */
const shortName = ({ name }) => `${name.startsWith("initial-") ? "initial-" : ""}${shortOf(name)}`;

/** Copy the saved values, ids and numbers of matched groups. */
export function takeRows(sent, groups, tools) {
  for (const { group, pairs, unsaved } of groups) {
    const prefix = prefixOf(group);
    for (const pair of pairs) {
      if (pair.saved) takeRow(pair, prefix, sent, tools);
      else pair.row.remove();
    }
    const place = new Map(rowsOf(group).map((row, at) => [row, at]));
    const stored = pairs.filter(({ saved }) => saved).map(({ row }) => row);
    stored.sort((one, other) => indexOf(one) - indexOf(other));
    unsaved.sort((one, other) => place.get(one) - place.get(other));
    for (const [number, row] of [...stored, ...unsaved].entries()) renumber(row, prefix, number);
    group.querySelector(`[name=${prefix}-TOTAL_FORMS]`).value = stored.length + unsaved.length;
    group.querySelector(`[name=${prefix}-INITIAL_FORMS]`).value = stored.length;
  }
}
