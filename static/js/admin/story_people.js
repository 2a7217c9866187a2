// Who else has the story open, and what they saved meanwhile: said once, and again only when it changes.

const said = new WeakMap();

function isNew(place, what) {
  const text = JSON.stringify(what);
  if (said.get(place) === text) return false;
  said.set(place, text);
  return true;
}

/** people: [{name, initials, told, is_typing}] */
export function tellPeople(box, people) {
  const list = box.querySelector(".together-people");
  if (!isNew(list, people)) return;
  list.hidden = people.length === 0;
  list.replaceChildren(
    ...people.map((one) => {
      const item = document.createElement("li");
      item.classList.toggle("is-typing", one.is_typing);
      const mark = document.createElement("span");
      mark.className = "together-mark";
      mark.ariaHidden = "true";
      mark.textContent = one.initials;
      item.append(mark, " ", one.told);
      return item;
    }),
  );
}

/** saved: sentences */
export function tellSaved(box, saved) {
  const note = box.querySelector(".together-saved");
  if (!isNew(note, saved)) return;
  note.hidden = saved.length === 0;
  const look = document.createElement("a");
  look.href = location.pathname;
  look.textContent = box.dataset.look;
  note.replaceChildren(saved.join(" "), " ", look);
}
