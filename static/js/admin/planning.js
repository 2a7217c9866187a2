// Board and calendar: cards are dragged to another person, day or stage by mouse, finger or keyboard. A drop
// sends the form of the page behind “Move…”. A change that readers would notice, or a step of the workflow,
// opens its page instead.

import { enableDrag } from "./drag.js";
import { letUndoGo } from "./undo.js";

const LIVE = document.getElementById("planning-live");
const ERROR = document.getElementById("planning-error");
const WEEK = 7;

const nameOf = (card) => {
  const name = document.createElement("span");
  const words = card.querySelector(".headline") ?? card.querySelector("a [lang]") ?? card.querySelector("a");
  Object.assign(name, { lang: words.closest("[lang]")?.lang ?? "", textContent: words.textContent });
  return name;
};

/** Show why a drop failed, with the text of the card. */
const showError = (card, words) => {
  ERROR.replaceChildren("“", nameOf(card), "”: ", words);
  ERROR.hidden = false;
  ERROR.scrollIntoView({ block: "nearest" });
};

const pageOf = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

/** A name for a fold of the screen: its day, or the words of a filter. */
const foldOf = (details) =>
  details.closest(".day")?.querySelector("time").dateTime ?? details.querySelector("summary").textContent;

/** Replace content and messages by those of a page; return whether it is this screen. */
const exchange = (page) => {
  const fresh = page.getElementById("content-main");
  if (!fresh || !page.getElementById("planning-live")) return false;
  const [top, now] = [scrollY, document.getElementById("content-main")];
  const open = [...now.querySelectorAll("details[open]")].map(foldOf);
  now.replaceWith(document.adoptNode(fresh));
  for (const one of fresh.querySelectorAll("details")) one.open = open.includes(foldOf(one));
  const messages = page.querySelector(".messagelist");
  document.querySelector(".messagelist")?.remove();
  if (messages) ERROR.before(document.adoptNode(messages));
  letUndoGo();
  addGrips();
  scrollTo({ top, behavior: "instant" });
  return true;
};

/** Send a drop; return the response, or null if there is none in time. */
const send = async (card, name, value) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, [name]: value });
  body.set(`${name}_seen`, card.dataset.seen);
  const options = { method: "POST", body, headers: { Accept: "text/html" } };
  try {
    return await fetch(card.dataset.move, { ...options, signal: AbortSignal.timeout(30000) });
  } catch {
    return null;
  }
};

const move = async (card, name, value) => {
  const address = card.dataset.move;
  card.classList.add("is-saving");
  const response = await send(card, name, value);
  card.classList.remove("is-saving");
  if (!response) return showError(card, LIVE.dataset.lost);
  const page = await pageOf(response);
  if (response.ok) {
    if (!exchange(page)) return location.assign(response.url);
    announce(
      document.querySelector(".messagelist")?.firstElementChild?.firstChild?.textContent.trim() ||
        LIVE.dataset.saved,
    );
    findGrip(address)?.focus({ preventScroll: true });
    return;
  }
  const reasons = [...page.querySelectorAll("#move_form .errorlist li")].map((one) => one.textContent);
  if (response.status === 409) await refresh();
  showError(
    card,
    reasons.join(" ") || page.querySelector("#content h1, h1")?.textContent || LIVE.dataset.lost,
  );
  findGrip(address)?.focus({ preventScroll: true });
};

/** Show the current screen, after another user has changed it. */
const refresh = async () => {
  try {
    exchange(await pageOf(await fetch(location.href, { signal: AbortSignal.timeout(30000) })));
  } catch {
    // keep the current screen
  }
};

/** The grip of the card whose move page has this address. */
const findGrip = (address) =>
  [...document.querySelectorAll("[data-move]")]
    .find((card) => card.dataset.move === address)
    ?.querySelector(".grip");

const PLACES = "[data-day], [data-person], [data-stage]";
const placeOf = (card) => card.closest(PLACES);

/** On the board by stage: the address of the page that moves a card to a column, or undefined. */
const stepTo = (card, place) =>
  (card.dataset.steps ?? "")
    .split(" ")
    .find((step) => step.startsWith(`${place.dataset.stage}=`))
    ?.slice(place.dataset.stage.length + 1);

const isPossible = (card, place) => {
  if (place.dataset.stage) return placeOf(card) === place || stepTo(card, place) !== undefined;
  const { languages } = place.dataset;
  return languages === undefined || languages.split(" ").includes(card.dataset.language);
};

const drop = (card, place) => {
  ERROR.hidden = true;
  if (placeOf(card) === place) return announce(LIVE.dataset.left);
  const { day, person, stage } = place.dataset;
  if (stage && !isPossible(card, place)) return showError(card, LIVE.dataset.impossible);
  if (stage) return location.assign(stepTo(card, place));
  if ("asks" in card.dataset) return location.assign(`${card.dataset.move}&day=${day}`);
  move(card, day ? "day" : "person", day ?? (person === "0" ? "" : person));
};

/** By keyboard, up and down move to the same weekday if days are in weeks. */
const next = (places, index, key) => {
  const isGrid = places[0]?.dataset.day && getComputedStyle(places[0].parentElement).display === "grid";
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: isGrid ? WEEK : 1, ArrowUp: isGrid ? -WEEK : -1 };
  const to = index + steps[key];
  return isGrid && (to < 0 || to >= places.length) ? index : to;
};

const { announce, addGrips } = enableDrag({
  cards: "[data-move]",
  places: PLACES,
  live: LIVE,
  nameOf,
  wordsOf: (place) => [place.dataset.words],
  startOf: placeOf,
  isPossible,
  next,
  drop,
});
