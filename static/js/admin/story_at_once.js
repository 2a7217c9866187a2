// What takes effect at once sends its own small form; what was typed above stays where it is. Without scripts the
// page is loaded again. A form names the part of the page that its answer replaces. Where the answer does not have
// it, its person is told why: to show that answer instead would leave what is typed.

const isLogin = (response, fresh) => response.status === 403 && fresh.querySelector('a[href*="/login/?next="]') !== null;

// What the answer says: why a part is gone, say. Of a login, or of an error, nothing is meant for this page.
const said = (fresh) => [...fresh.querySelectorAll(".messagelist li")].flatMap((one) => [...one.childNodes]);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = form.dataset.atOnce;
  if (!part || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  // After a new login in another window, story_autosave.js gives the big form the token of that.
  const { csrfmiddlewaretoken: token } = document.getElementById("article_form").elements;
  if (token) body.set("csrfmiddlewaretoken", token.value);
  const status = document.getElementById(`${part}-status`);
  let response, fresh;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    status.textContent = status.dataset.lost;
    return;
  }
  if (isLogin(response, fresh)) {
    status.textContent = status.dataset.out;
    return;
  }
  const told = response.ok && fresh.getElementById(part);
  if (!told) {
    const words = response.ok ? said(fresh) : [];
    status.replaceChildren(...(words.length ? words : [status.dataset.refused]));
    return;
  }
  document.getElementById(part).replaceWith(document.adoptNode(told));
  status.replaceChildren(...said(fresh));
  const buttons = [...document.querySelectorAll(`#${part} button`)];
  (buttons.find((button) => button.value === value) ?? buttons[0])?.focus();
});
