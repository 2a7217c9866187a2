// Presence of colleagues and notices about their saves. The DOM changes only when they do, for screen readers.

const shown = new WeakMap();

/** Whether an element does not show this content yet. */
function isNew(element, content) {
  const text = JSON.stringify(content);
  if (shown.get(element) === text) return false;
  shown.set(element, text);
  return true;
}

/** people: [{name, initials, text, is_typing}] */
export function showPeople(box, people) {
  const list = box.querySelector(".presence-people");
  if (!isNew(list, people)) return;
  list.hidden = people.length === 0;
  list.replaceChildren(
    ...people.map((one) => {
      const item = document.createElement("li");
      item.classList.toggle("is-typing", one.is_typing);
      const mark = document.createElement("span");
      mark.className = "presence-mark";
      mark.ariaHidden = "true";
      mark.textContent = one.initials;
      item.append(mark, " ", one.text);
      return item;
    }),
  );
}

/** saved: sentences */
export function showSaves(box, saved) {
  const note = box.querySelector(".presence-saved");
  if (!isNew(note, saved)) return;
  note.hidden = saved.length === 0;
  const look = document.createElement("a");
  look.href = location.pathname;
  look.textContent = box.dataset.look;
  note.replaceChildren(saved.join(" "), " ", look);
}
