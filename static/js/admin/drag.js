// Cards that are dragged to places by mouse, finger or keyboard. Pages define cards, places and the effect of
// a drop. Everything must also work with forms only.

/**
 * cards, places  selectors; exclude  a selector of parts of a card that do not start a drag by mouse
 * live      the element for announcements, with their sentences in data-grip, -picked, -over and -left
 * nameOf    a function of a card that returns an element with its name, to be inserted
 * wordsOf   a function of a place that returns its name: strings and elements
 * startOf   a function of a card that returns its current place, or null
 * isPossible  a function of (card, place): impossible places are dimmed, and skipped by keyboard
 * next      a function of (places, index, key) that returns the index of the next place, by keyboard
 * drop      a function of (card, place)
 */
export function enableDrag(options) {
  const { cards, places, live, nameOf, wordsOf, startOf, drop } = options;
  const { isPossible = () => true, next = step } = options;
  const announce = announcer(live);
  const fillName = (name, ...words) => {
    const [before, after] = live.dataset[name].split("{name}");
    return [before, ...words, after];
  };

  // The current drag: the element that was picked up, the place under it, the ghost that follows the pointer.
  let picked = null;

  const pick = (from, ghost = null) => {
    picked = { from, ghost, over: null };
    from.classList.add("is-picked");
    for (const place of document.querySelectorAll(places)) {
      place.classList.toggle("is-impossible", !isPossible(from, place));
    }
  };

  const over = (place, isAnnounced = false) => {
    if (picked.over === place) return;
    picked.over?.classList.remove("is-over");
    picked.over = place;
    place?.classList.add("is-over");
    if (place && isAnnounced) {
      place.scrollIntoView({ block: "nearest" });
      announce(...fillName("over", ...wordsOf(place)));
    }
  };

  const release = (isDropped) => {
    const { from, over: place, ghost } = picked;
    from.classList.remove("is-picked");
    place?.classList.remove("is-over");
    for (const one of document.querySelectorAll(".is-impossible")) one.classList.remove("is-impossible");
    ghost?.remove();
    document.body.classList.remove("is-dragging");
    picked = null;
    if (isDropped && place) drop(from, place);
    else announce(live.dataset.left);
  };

  // By pointer: a mouse drags the whole card, a finger the grip, so that the page can still be scrolled.
  const follow = (event) => {
    picked.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 12}px`;
    over(document.elementFromPoint(event.clientX, event.clientY)?.closest(places) ?? null);
    if (event.clientY < 60) scrollBy(0, -16);
    if (event.clientY > innerHeight - 60) scrollBy(0, 16);
  };

  document.addEventListener("pointerdown", (event) => {
    const from = event.target.closest?.(cards);
    const isGrip = event.target.closest?.(".grip");
    if (!from || picked || event.button !== 0 || (!isGrip && event.pointerType !== "mouse")) return;
    if (!isGrip && event.target.closest("a, button, input, select, summary")) return;
    const start = [event.clientX, event.clientY];
    const moved = (next) => {
      if (!picked && Math.hypot(next.clientX - start[0], next.clientY - start[1]) > 6) {
        const ghost = Object.assign(document.createElement("div"), { className: "drag-ghost" });
        ghost.append(nameOf(from));
        document.body.append(ghost);
        document.body.classList.add("is-dragging");
        pick(from, ghost);
      }
      if (picked) follow(next);
    };
    const ended = (next) => {
      document.removeEventListener("pointermove", moved);
      document.removeEventListener("pointerup", ended);
      document.removeEventListener("pointercancel", ended);
      if (picked?.ghost) release(next.type === "pointerup");
    };
    document.addEventListener("pointermove", moved);
    document.addEventListener("pointerup", ended);
    document.addEventListener("pointercancel", ended);
  });

  // The browser must not drag the pictures and links of cards itself, which would end our drag.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(cards)) event.preventDefault();
  });

  // A user who leaves the grip, for example for the search field, drags no longer.
  document.addEventListener("focusout", (event) => {
    if (picked && !picked.ghost && event.target.closest(".grip")) release(false);
  });

  // By keyboard: the grip picks up, arrow keys choose a place, Enter drops, Escape cancels.
  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.(".grip");
    if (picked && !picked.ghost) {
      const found = [...document.querySelectorAll(places)].filter(
        (one) => one.checkVisibility() && !one.matches(".is-impossible"),
      );
      const to = event.key.startsWith("Arrow") ? next(found, found.indexOf(picked.over), event.key) : null;
      if (to !== null) over(found[Math.min(Math.max(to, 0), found.length - 1)], true);
      else if (["Enter", " "].includes(event.key)) release(true);
      else if (["Escape", "Tab"].includes(event.key)) release(false);
      else return;
      if (event.key !== "Tab") event.preventDefault();
    } else if (picked && event.key === "Escape") release(false);
    else if (grip && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      const from = grip.closest(cards);
      pick(from);
      picked.over = startOf(from);
      announce(...fillName("picked", nameOf(from)));
    }
  });

  const addGrips = () => {
    document.body.classList.add("has-drag");
    document.querySelectorAll(cards).forEach((card) => {
      const grip = Object.assign(document.createElement("button"), { type: "button", className: "grip" });
      const name = Object.assign(document.createElement("span"), { className: "visually-hidden" });
      name.append(`${live.dataset.grip}: `, nameOf(card));
      const dots = Object.assign(document.createElement("span"), { ariaHidden: "true", textContent: "⠿" });
      grip.append(dots, name);
      card.prepend(grip);
    });
  };
  addGrips();
  return { announce, addGrips };
}

/** The next place if places have one order: down and right move forward, up and left back. */
function step(_places, index, key) {
  return index + { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
}

/** A function that announces words, and elements for headlines with their language. */
function announcer(live) {
  return (...parts) => {
    live.replaceChildren();
    setTimeout(() => live.replaceChildren(...parts), 50);
  };
}
