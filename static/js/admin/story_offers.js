// Buttons of the topics and terms found in the text: file a topic, link or mark the first mention. Like any other
// change, it is saved with the form.

const offers = document.querySelector(".offers");

/** Add a topic to the field that select2 draws, as if it had been chosen there. */
function file(number, name) {
  const select = document.getElementById("id_topics");
  const known = [...select.options].find((option) => option.value === number);
  if (known) known.selected = true;
  else select.append(new Option(name, number, true, true));
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** Let the editor of that language set the link; false if the words are no longer there. */
function link(target, { language, before, words, after }) {
  const textarea = document.getElementById(`id_body_${language}`);
  const part = textarea.closest("[data-part]");
  const shown = textarea.closest(".languages").dataset.shown;
  if (shown !== "both" && shown !== part.dataset.part)
    document.querySelector(`.views [data-view="${part.dataset.part}"]`).click();
  for (let fold = textarea.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
  return textarea.dispatchEvent(
    new CustomEvent("link", { cancelable: true, detail: { ...target, passage: { before, words, after } } }),
  );
}

function accept(button) {
  const item = button.closest("li");
  const { topic, term, name } = item.dataset;
  const isFiling = button.dataset.offer === "file";
  const target = term ? { kind: "term", value: term } : { kind: "topic", value: topic };
  const isDone = isFiling ? file(topic, name) : link(target, button.dataset);
  const done = { file: "filed", link: "linked", mark: "marked" }[button.dataset.offer];
  offers.querySelector("[role=status]").textContent = offers.dataset[isDone ? done : "gone"];
  // The next offer has the focus, so that several are accepted one after the other.
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

offers?.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-offer]");
  if (button) accept(button);
});
