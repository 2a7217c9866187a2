// Differences between the story form and the values that it showed. The script only reads the fields: an
// input method may be composing.

const COUNT = "-TOTAL_FORMS";
const plain = (text) => text.replace(/\r\n?/g, "\n");
const isTrue = { on: "True" };

/** The form as it would be posted: Map of name → [texts]. */
function posted(form) {
  const found = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || name.includes("__prefix__")) continue;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(plain(value));
  }
  return found;
}

/** Whether a field has its initial value; an unticked checkbox and an empty choice are not posted. */
function isAsShown(values, shown) {
  const now = values.map((value) =>
    isTrue[value] && /^(True|False)$/.test(shown[0]) ? isTrue[value] : value,
  );
  if (!now.length && ["False", ""].includes(shown[0])) return true;
  return now.length === shown.length && now.every((value, index) => value === shown[index]);
}

/** The number of unsaved rows that were not empty when the form was opened: the user's own byline. */
function countPrefilled(all, seen, saved) {
  const filled = seen.filter((key) => all.get(key)[0] !== "");
  const rows = filled.map((key) => Number(/-(\d+)-[^-]*$/.exec(key)?.[1]));
  return new Set(rows.filter((row) => row >= saved)).size;
}

/** {typed, shown}: the fields that differ, and all rows of a formset with a difference. */
export function differing(form) {
  const all = posted(form);
  const typed = {};
  const shown = {};
  const rows = [...all.keys()]
    .filter((name) => name.endsWith(COUNT))
    .map((name) => name.slice(0, -COUNT.length));
  const isOfRows = (name) => rows.some((prefix) => name.startsWith(`${prefix}-`));

  for (const key of all.keys()) {
    if (!key.startsWith("initial-") || isOfRows(key.slice(8))) continue;
    const name = key.slice(8);
    const values = all.get(name) ?? [];
    const field = form.elements[name];
    // A choice of several values, a list or boxes, is posted in the order of its options.
    const inOrder = field?.length === undefined ? (texts) => texts : (texts) => [...texts].sort();
    if (!field || isAsShown(inOrder(values), inOrder(all.get(key)))) continue;
    typed[name] = values;
    shown[key] = all.get(key);
  }
  for (const prefix of rows) {
    const own = [...all.keys()].filter((name) => name.startsWith(`${prefix}-`));
    const seen = [...all.keys()].filter((name) => name.startsWith(`initial-${prefix}-`));
    const saved = Number(all.get(`${prefix}-INITIAL_FORMS`)[0]);
    const isChanged =
      Number(all.get(prefix + COUNT)[0]) !== saved + countPrefilled(all, seen, saved) ||
      own.some((name) => name.endsWith("-DELETE")) ||
      seen.some((key) => !isAsShown(all.get(key.slice(8)) ?? [], all.get(key)));
    if (!isChanged) continue;
    for (const name of own) typed[name] = all.get(name);
    for (const key of seen) shown[key] = all.get(key);
  }
  if (Object.keys(typed).length) {
    for (const name of ["version_filing", "version_en", "version_ko"]) {
      if (all.has(name)) shown[name] = all.get(name);
    }
  }
  return { typed, shown };
}

/** Whether any field of the form differs. */
export const hasChanges = (form) => Object.keys(differing(form).typed).length > 0;

/** The versions that the form was loaded with: {filing: 3, en: 2}. */
export function versionsOf(form) {
  const found = {};
  for (const part of ["filing", "en", "ko"]) {
    const number = Number.parseInt(form.elements[`version_${part}`]?.value, 10);
    if (number >= 0) found[part] = number;
  }
  return found;
}
