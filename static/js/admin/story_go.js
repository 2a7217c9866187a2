// “Go there” of a finding: ?go=id_body_ko&words=…&row=12 selects those words in the story form.
// Without this script the address leads to the field itself.

const asked = new URLSearchParams(location.search);

/** Make an element visible: show its language, open the details around it. */
function reveal(element) {
  const part = element.closest("[data-part]")?.dataset.part;
  const shown = element.closest(".languages")?.dataset.shown;
  if (part && shown !== "both" && shown !== part)
    document.querySelector(`.views [data-view="${part}"]`)?.click();
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
}

/** The text of an editor with single spaces, and the position of each character: [node, offset]. */
function flatten(root) {
  const places = [];
  let text = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeName === "BR" && !text.endsWith(" ")) {
      text += " ";
      places.push([node.parentNode, [...node.parentNode.childNodes].indexOf(node)]);
    }
    if (node.nodeType !== Node.TEXT_NODE) continue;
    for (let offset = 0; offset < node.length; offset++) {
      const isSpace = /\s/.test(node.data[offset]);
      if (isSpace && text.endsWith(" ")) continue;
      text += isSpace ? " " : node.data[offset];
      places.push([node, offset]);
    }
  }
  return { text, places };
}

function selectInEditor(editor, words) {
  editor.focus({ preventScroll: true });
  const { text, places } = flatten(editor);
  const start = words ? text.indexOf(words) : -1;
  if (start < 0) return editor.scrollIntoView({ block: "center" });
  const [first, from] = places[start];
  const [last, until] = places[start + words.length - 1];
  getSelection().setBaseAndExtent(first, from, last, until + 1);
  first.parentElement.scrollIntoView({ block: "center" });
}

function selectInField(field, words) {
  field.focus({ preventScroll: true });
  const start = words ? (field.value ?? "").indexOf(words) : -1;
  if (start >= 0) field.setSelectionRange?.(start, start + words.length);
  field.scrollIntoView({ block: "center" });
}

/** The row of a related story, a source or a byline with that id. */
function rowOf(prefix, number) {
  const id = [...document.querySelectorAll(`input[name^="${prefix}-"][name$="-id"]`)];
  return id.find((input) => input.value === number)?.closest(".inline-related, .form-row");
}

/** The text of a language that this user can only read. */
function reading(target) {
  const language = target.match(/^id_(?:title|summary|body)_(\w+)$/)?.[1];
  const text = language && document.querySelector(`.language-${language} .language-reading`);
  if (text) text.tabIndex = -1;
  return text;
}

/** Select words in a field, by the id of the field or of a group of rows. */
export function go(target, words, row) {
  const found = row && rowOf(target, row);
  const element = found || document.getElementById(target) || document.getElementById(`${target}-heading`);
  if (!element) {
    const text = reading(target);
    if (!text) return;
    reveal(text);
    return selectInEditor(text, words);
  }
  reveal(element);
  if (found) {
    const fields = [...found.querySelectorAll("input:not([type=hidden], [name$=-DELETE]), select, textarea")];
    const field = fields.find((one) => words && one.value?.includes(words)) ?? fields[0];
    if (!field) return;
    reveal(field);
    return selectInField(field, words);
  }
  if (element.matches("[data-body-editor]")) {
    const editor = element.previousElementSibling?.querySelector(".ProseMirror");
    return editor ? selectInEditor(editor, words) : selectInField(element, words);
  }
  if (element.matches("details")) {
    element.open = true;
    return element.querySelector("summary").focus();
  }
  const choice =
    element.matches(".select2-hidden-accessible") &&
    element.nextElementSibling?.querySelector(".select2-selection");
  if (!choice && !element.matches("input, select, textarea")) element.tabIndex = -1;
  selectInField(choice || element, words);
}

if (asked.get("go")) {
  // After the editors have opened.
  addEventListener("load", () => {
    go(asked.get("go"), asked.get("words"), asked.get("row"));
    history.replaceState(history.state, "", location.pathname);
  });
}
