// Names after an @ in a field: a list with arrow keys and Enter, or a tap.
//
// The field stays a plain text field; aria-controls names the list and aria-activedescendant the active
// option. While an input method composes, the script handles no keys, but the list already follows the
// composed text.

const MOST = 8; // names in the list
const LONGEST = 30; // characters after the @ that may still be a name
const BEGINS = /(?:^|[^\p{L}\p{N}_.+@-])[@＠]([^@＠\n]*)$/u;
let number = 0;

/** The text typed after the @ before the cursor, or null. */
export function typedName(field) {
  if (field.selectionStart !== field.selectionEnd) return null;
  const typed = BEGINS.exec(field.value.slice(0, field.selectionStart))?.[1];
  return typed === undefined || typed.length > LONGEST ? null : typed;
}

/** People whose names or user names begin with the words, word by word; everyone if nothing is typed. */
export function matching(people, typed) {
  const words = typed.normalize("NFC").toLocaleLowerCase().trimStart();
  if (/\s$/.test(words) && people.some((person) => person.name.toLocaleLowerCase() === words.trimEnd()))
    return [];
  const begins = (person) => person.words.startsWith(words) || person.words.includes(` ${words}`);
  return people.filter(begins).slice(0, MOST);
}

export function offerNames(field, people, label) {
  const list = document.createElement("ul");
  list.id = `mentions-${++number}`;
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let at = -1;

  function mark(place) {
    at = place;
    for (const [index, option] of [...list.children].entries())
      option.setAttribute("aria-selected", String(index === at));
    const option = list.children[at];
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    mark(-1);
  }

  function line(person, index) {
    const option = document.createElement("li");
    option.id = `${list.id}-${index}`;
    option.setAttribute("role", "option");
    option.textContent = person.label;
    if (person.hint) {
      const hint = document.createElement("span");
      hint.className = "quiet";
      hint.textContent = ` ${person.hint}`;
      option.append(hint);
    }
    // Before the field loses the focus and the cursor.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(person));
    return option;
  }

  function take(person) {
    const typed = typedName(field);
    if (typed === null) return close();
    const end = field.selectionStart;
    field.setRangeText(`${person.name} `, end - typed.length, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  }

  let found = [];
  function offer() {
    const typed = typedName(field);
    found = typed === null ? [] : matching(people, typed);
    if (!found.length) return close();
    list.replaceChildren(...found.map(line));
    list.hidden = false;
    mark(0);
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark((at + step + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey)
      take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
