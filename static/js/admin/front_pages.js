// Front pages: stories are dragged to slots by mouse, finger or keyboard. Everything also works with only the
// forms; the script sends the same forms and replaces the page.

import { enableDrag } from "./drag.js";

const LIVE = document.getElementById("front-live");
const PAGE = "front-pages";

const headlineOf = ({ dataset }) =>
  Object.assign(document.createElement("span"), { lang: dataset.lang, textContent: dataset.headline });

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

const drop = ({ dataset: { story } }, place) => {
  if (place.dataset.story === story) return announce(LIVE.dataset.left);
  send(document.getElementById("front-form"), `drop:${place.dataset.place}:${place.dataset.seen}:${story}`);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-quiet]") || !event.submitter || event.submitter.formTarget) return;
  event.preventDefault();
  send(form, event.submitter.value);
});

const { announce, addGrips } = enableDrag({
  cards: "[data-story]",
  places: "[data-place]",
  live: LIVE,
  nameOf: headlineOf,
  wordsOf: (place) => [place.dataset.words, ...(place.dataset.headline ? [", ", headlineOf(place)] : [])],
  startOf: (card) => (card.dataset.place ? card : null),
  drop,
});
