// Submits small forms that take effect at once, without leaving the story form. Without scripts the page reloads.
// data-at-once names the part of the page that the response replaces. If the response lacks it, a message says why.

import { isLoginPage } from "newsroom-login";

// The messages of the response. Messages of a login page or an error page are not for this page.
const messagesOf = (fresh) =>
  [...fresh.querySelectorAll(".messagelist li")].flatMap((one) => [...one.childNodes]);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = form.dataset.atOnce;
  if (!part || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  const status = document.getElementById(`${part}-status`);
  let response, fresh;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    status.textContent = status.dataset.lost;
    return;
  }
  if (isLoginPage(response, fresh)) {
    status.textContent = status.dataset.out;
    return;
  }
  const changed = response.ok && fresh.getElementById(part);
  if (!changed) {
    const words = response.ok ? messagesOf(fresh) : [];
    status.replaceChildren(...(words.length ? words : [status.dataset.refused]));
    return;
  }
  document.getElementById(part).replaceWith(document.adoptNode(changed));
  status.replaceChildren(...messagesOf(fresh));
  const buttons = [...document.querySelectorAll(`#${part} button`)];
  (buttons.find((button) => button.value === value) ?? buttons[0])?.focus();
});
