// What takes effect at once sends its own small form; what was typed above stays where it is. Without scripts the
// page is loaded again. A form names the part of the page that its answer replaces.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = form.dataset.atOnce;
  if (!part || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  const status = document.getElementById(`${part}-status`);
  let fresh;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    fresh = response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    fresh = null;
  }
  const told = fresh?.getElementById?.(part);
  if (!told) {
    status.textContent = status.dataset.lost;
    return;
  }
  document.getElementById(part).replaceWith(document.adoptNode(told));
  status.replaceChildren(...[...fresh.querySelectorAll(".messagelist li")].flatMap((one) => [...one.childNodes]));
  const buttons = [...document.querySelectorAll(`#${part} button`)];
  (buttons.find((button) => button.value === value) ?? buttons[0])?.focus();
});
