// Buttons for findings in the text: file a topic, link or mark the first mention, remove bold. Like any other
// change, the result is saved with the form.

const offersOf = () => document.querySelector(".offers"); // another element after a save

/** Add a topic to the field of select2, as if it had been chosen there. */
function file(number, name) {
  const select = document.getElementById("id_topics");
  const known = [...select.options].find((option) => option.value === number);
  if (known) known.selected = true;
  else select.append(new Option(name, number, true, true));
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** Call the editor of a language, which is shown; return false if the words are no longer there. */
function tell(language, type, detail) {
  const textarea = document.getElementById(`id_body_${language}`);
  const part = textarea.closest("[data-part]");
  const shown = textarea.closest(".languages").dataset.shown;
  if (shown !== "both" && shown !== part.dataset.part)
    document.querySelector(`.views [data-view="${part.dataset.part}"]`).click();
  for (let fold = textarea.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
  return textarea.dispatchEvent(new CustomEvent(type, { cancelable: true, detail }));
}

function link(target, { language, before, words, after }) {
  return tell(language, "link", { ...target, passage: { before, words, after } });
}

function unbold({ language, passages }) {
  return tell(language, "unbold", JSON.parse(passages));
}

function accept(button) {
  const item = button.closest("li");
  const { topic, term, name } = item.dataset;
  const isFiling = button.dataset.offer === "file";
  const target = term ? { kind: "term", value: term } : { kind: "topic", value: topic };
  const act = { file: () => file(topic, name), unbold: () => unbold(button.dataset) }[button.dataset.offer];
  const isDone = act ? act() : link(target, button.dataset);
  const done = { file: "filed", link: "linked", mark: "marked", unbold: "plain" }[button.dataset.offer];
  const offers = offersOf();
  offers.querySelector("[role=status]").textContent = offers.dataset[isDone ? done : "gone"];
  // The next offer gets the focus, so that several can be accepted one after the other.
  const buttons = [...offers.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(button) + 1] ?? buttons[buttons.indexOf(button) - 1];
  button.remove();
  if (!item.querySelector("button")) item.remove();
  if (isFiling && next) next.focus();
  else if (isFiling)
    document
      .querySelector("#id_topics + .select2-container [role=combobox], #id_topics + .select2-container input")
      ?.focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".offers button[data-offer]");
  if (button) accept(button);
});
