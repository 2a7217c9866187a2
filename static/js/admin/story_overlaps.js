// Overlaps of two changes: a button puts either version into the field, and another puts it back.

/** Set the text of a field; the editor of a body follows its textarea. */
function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("taken"));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The text with one passage replaced, or null if the passage is not found exactly once. */
export function replaced(text, before, after) {
  const at = before ? text.indexOf(before) : -1;
  if (at < 0 || text.includes(before, at + 1)) return null;
  return text.slice(0, at) + after + text.slice(at + before.length);
}

function begin(box) {
  const field = document.getElementById(box.dataset.overlaps);
  const parts = JSON.parse(box.dataset.parts);
  const status = box.querySelector("[role=status]");
  // The index in [mine, theirs] that is used at each place.
  const taken = parts.map(() => 0);
  const places = [...parts.keys()].filter((at) => Array.isArray(parts[at]));
  const joined = () => parts.map((part, at) => (Array.isArray(part) ? part[taken[at]] : part)).join("");

  const take = (at, side) => {
    const [before, after] = [parts[at][taken[at]], parts[at][side]];
    const isUntouched = field.value === joined();
    taken[at] = side;
    const text = isUntouched ? joined() : replaced(field.value, before, after);
    status.textContent = text === null ? box.dataset.moved : "";
    if (text === null) taken[at] = 1 - side;
    else put(field, text);
  };

  box.querySelectorAll(".overlap").forEach((overlap, number) => {
    const at = places[number];
    const buttons = overlap.querySelectorAll("[data-take]");
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const side = Number(button.dataset.take);
        if (side !== taken[at]) take(at, side);
        for (const one of buttons)
          one.setAttribute("aria-pressed", String(Number(one.dataset.take) === taken[at]));
      });
    }
  });
}

document.querySelectorAll("[data-overlaps]").forEach(begin);
