// Saves the form of a story without leaving it: the fields being edited stay as they are, with cursor and
// undo history, and everything that the server computed is copied from its response. After an unexpected
// response the form is submitted as usual, so that the server's page shows the outcome.
//
// Other scripts follow a save by events of the form:
//
// saving   it begins; a script that is about to send a request adds a promise to detail.until
// saved    detail.isTyped: whether the form was edited since it was sent
// refused  detail.reason: "errors", "plain", or "lost" and "out" if it waits for the server or a new login

import { isLoginPage } from "newsroom-login";
import { hasChanges } from "newsroom-story/fields";
import { clearErrors, readForm, refresh, showErrors, takeValues } from "newsroom-story/refresh";

const PATIENCE = 60_000; // milliseconds
const IN_PLACE = ["_continue", "_enter"]; // names of the buttons that return to the form
const AWAY = [502, 503, 504];
const CONFLICT = "[data-overlaps], .theirs, [name^='keep-']";

const form = document.getElementById("article_form");
const own = new URL(location.pathname, location.href);
const isOwn = (answer) => answer.address.pathname === own.pathname;

let saving = null; // the promise of a save
let isPlain = false; // submitted as usual, now or when the autosave script allows it: the page ends

const tell = (type, detail = {}) => form.dispatchEvent(new CustomEvent(type, { detail }));

/** Whether the form can be saved in place: an existing story, no open conflict, no earlier surprise. */
export function canSaveInPlace() {
  return !isPlain && Boolean(form?.elements.version_filing?.value) && !form.querySelector(CONFLICT);
}

/** {status, address, isRedirected, isLogin, page} after redirects. Throw if there is no response in time. */
async function ask(address, options = {}) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(address, { headers: { Accept: "text/html" }, ...options, signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return {
    status: response.status,
    address: new URL(response.url, location.href),
    isRedirected: response.redirected,
    isLogin: isLoginPage(response, page),
    page,
  };
}

function submitAsUsual(button) {
  tell("refused", { reason: "plain", button });
  isPlain = true;
  form.requestSubmit(button);
  return { state: "left" };
}

/** The server is unreachable or the user logged out: the autosave script presses the button again later. */
function wait(button, reason) {
  tell("refused", { reason, button });
  return { state: "waiting" };
}

function refuse(answer) {
  document.title = answer.page.title;
  tell("refused", { reason: "errors" });
  showErrors(form, answer.page);
  return { state: "refused", ...answer };
}

/** Copy the story's current data from the response; return false if its form differs from this one. */
async function takeOver(sent, answer) {
  const shown = isOwn(answer) ? answer : await ask(own).catch(() => null);
  const fresh = shown?.status === 200 && shown.page.getElementById("article_form");
  if (!fresh || !takeValues(form, sent, fresh)) return false;
  clearErrors(form);
  refresh(document, shown.page);
  if (location.search) history.replaceState(history.state, "", location.pathname + location.hash);
  return true;
}

async function send(button) {
  const until = [];
  tell("saving", { until });
  await Promise.allSettled(until);
  const sent = readForm(form);
  const body = new FormData(form, button);
  let answer;
  try {
    answer = await ask(form.getAttribute("action") || own, { method: "POST", body });
  } catch {
    return wait(button, "lost");
  }
  if (answer.isLogin) return wait(button, "out");
  if (AWAY.includes(answer.status)) return wait(button, "lost");
  if (answer.status === 422 && answer.page.getElementById("article_form")) return refuse(answer);
  if (answer.status !== 200 || !answer.isRedirected) return submitAsUsual(button);
  if (await takeOver(sent, answer)) {
    tell("saved", { isTyped: hasChanges(form) });
    return { state: "saved", ...answer };
  }
  // It is saved, but its form differs from this one.
  tell("saved", { isTyped: false });
  location.assign(answer.address);
  return { state: "left" };
}

/**
 * Post the form with a button, by default the save button, and stay on the page.
 *
 * Resolve with {state, status, address, page}: "saved", with the address and the page that followed;
 * "refused", with its errors at the fields; "waiting" for the server, then the button is pressed again;
 * "left" if the page is about to be replaced. Without a response, only the state.
 */
export async function saveInPlace(button = form.querySelector("[name=_continue]")) {
  while (saving) await saving;
  saving = send(button).finally(() => {
    saving = null;
  });
  return saving;
}

async function pressAfterSave(button) {
  const { state } = await saving;
  if (state === "left") return; // the page is about to be replaced
  // The save may have moved the button.
  const same = `button[name="${button.name}"][value="${button.value}"]`;
  const next = button.isConnected ? button : form.querySelector(same);
  if (next) form.requestSubmit(next);
}

document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter, defaultPrevented } = event;
    if (target !== form || defaultPrevented || isPlain) return;
    const isAsked = IN_PLACE.includes(submitter?.name) && canSaveInPlace();
    if (!isAsked && !saving) return;
    event.preventDefault();
    event.stopPropagation();
    if (isAsked) saveInPlace(submitter);
    // Any other button waits for the save: otherwise the form would conflict with itself.
    else pressAfterSave(submitter);
  },
  { capture: true },
);
addEventListener("pageshow", () => {
  isPlain = false;
});
