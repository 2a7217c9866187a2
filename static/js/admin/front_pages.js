// Front pages: stories are dragged to slots with mouse, finger or keyboard. Everything also works with the forms
// alone; the script sends the same forms and replaces the page.

const LIVE = document.getElementById("front-live");
const PAGE = "front-pages";

// Announcements consist of words, and of elements for headlines, which carry their language.
const announce = (...parts) => {
  LIVE.replaceChildren();
  setTimeout(() => LIVE.replaceChildren(...parts), 50);
};
const headlineOf = ({ dataset }) =>
  Object.assign(document.createElement("span"), { lang: dataset.lang, textContent: dataset.headline });
const fillName = (name, ...words) => {
  const [before, after] = LIVE.dataset[name].split("{name}");
  return [before, ...words, after];
};

// One POST, as the form itself would send it. If the response is not this page (the login has expired), the
// browser submits the form, so that the user sees the response.
const submitForm = (form, act) => {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "_act", value: act });
  form.append(field);
  HTMLFormElement.prototype.submit.call(form);
};

const send = async (form, act) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("_act", act);
  const page = document.getElementById(PAGE);
  page.classList.add("is-saving");
  let response;
  try {
    response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      headers: { Accept: "text/html" },
    });
  } catch {
    page.classList.remove("is-saving");
    announce(LIVE.dataset.lost);
    alert(LIVE.dataset.lost);
    return;
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(PAGE);
  if (response.status === 403) return submitForm(form, act);
  if (!fresh) return location.reload();
  // Scripts cannot see the fragment of a redirect.
  exchange(page, fresh, response, act.startsWith("drop:") ? `place-${act.split(":")[1]}` : "");
};

const exchange = (page, fresh, response, place) => {
  const [top, focused] = [scrollY, document.activeElement?.closest("[data-place], .front-panel")?.id];
  page.replaceWith(document.adoptNode(fresh));
  addGrips();
  if (response.ok) history.replaceState(null, "", response.url);
  scrollTo({ top, behavior: "instant" });
  const next =
    (response.ok ? document.getElementById(place) : document.getElementById("front-panel")) ||
    document.getElementById(focused ?? "");
  next?.focus({ preventScroll: response.ok });
  announce(
    ...[
      ...document.querySelectorAll("[data-message], .front-panel .errornote, .front-panel .errorlist"),
    ].flatMap((one) => [...one.cloneNode(true).childNodes, " "]),
  );
};

const drop = (story, place) => {
  if (place.dataset.story === story) return announce(LIVE.dataset.left);
  send(document.getElementById("front-form"), `drop:${place.dataset.place}:${place.dataset.seen}:${story}`);
};

// The current drag: the element that was picked up, the slot under it, the ghost that follows the pointer.
let picked = null;

const pick = (from, ghost = null) => {
  picked = { from, ghost, over: null };
  from.classList.add("is-picked");
};

const over = (place, isAnnounced = false) => {
  if (picked.over === place) return;
  picked.over?.classList.remove("is-over");
  picked.over = place;
  place?.classList.add("is-over");
  if (place && isAnnounced) {
    place.scrollIntoView({ block: "nearest" });
    const { words, headline } = place.dataset;
    announce(...fillName("over", words, ...(headline ? [", ", headlineOf(place)] : [])));
  }
};

const release = (isDropped) => {
  const { from, over: place, ghost } = picked;
  from.classList.remove("is-picked");
  place?.classList.remove("is-over");
  ghost?.remove();
  document.body.classList.remove("is-dragging");
  picked = null;
  if (isDropped && place) drop(from.dataset.story, place);
  else announce(LIVE.dataset.left);
};

// By pointer: a mouse drags the whole card, a finger the grip, so that the page can still be scrolled.
const follow = (event) => {
  picked.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 12}px`;
  over(document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-place]") ?? null);
  if (event.clientY < 60) scrollBy(0, -16);
  if (event.clientY > innerHeight - 60) scrollBy(0, 16);
};

document.addEventListener("pointerdown", (event) => {
  const from = event.target.closest?.("[data-story]");
  const isGrip = event.target.closest?.(".grip");
  if (!from || picked || event.button !== 0 || (!isGrip && event.pointerType !== "mouse")) return;
  if (!isGrip && event.target.closest("a, button, input, select")) return;
  const start = [event.clientX, event.clientY];
  const moved = (next) => {
    if (!picked && Math.hypot(next.clientX - start[0], next.clientY - start[1]) > 6) {
      const ghost = Object.assign(document.createElement("div"), { className: "front-ghost" });
      ghost.textContent = from.dataset.headline;
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

// The browser must not drag the pictures of cards itself, which would end our drag.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-story]")) event.preventDefault();
});

// A user who leaves the grip, for example for the search field, drags no longer.
document.addEventListener("focusout", (event) => {
  if (picked && !picked.ghost && event.target.closest(".grip")) release(false);
});

// By keyboard: the grip picks up, arrow keys choose a slot, Enter drops, Escape cancels.
document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".grip");
  if (picked && !picked.ghost) {
    const places = [...document.querySelectorAll("[data-place]")];
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in steps) {
      const now = places.indexOf(picked.over);
      over(places[Math.min(Math.max(now + steps[event.key], 0), places.length - 1)], true);
    } else if (["Enter", " "].includes(event.key)) release(true);
    else if (["Escape", "Tab"].includes(event.key)) release(false);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  } else if (picked && event.key === "Escape") release(false);
  else if (grip && ["Enter", " "].includes(event.key)) {
    event.preventDefault();
    const from = grip.closest("[data-story]");
    pick(from);
    if (from.dataset.place) picked.over = from;
    announce(...fillName("picked", headlineOf(from)));
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-quiet]") || !event.submitter) return;
  event.preventDefault();
  send(form, event.submitter.value);
});

const addGrips = () => {
  document.body.classList.add("has-drag");
  document.querySelectorAll("[data-story]").forEach((card) => {
    const grip = Object.assign(document.createElement("button"), { type: "button", className: "grip" });
    const name = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    name.append(`${LIVE.dataset.grip}: `, headlineOf(card));
    const dots = Object.assign(document.createElement("span"), { ariaHidden: "true", textContent: "⠿" });
    grip.append(dots, name);
    card.prepend(grip);
  });
};

addGrips();
