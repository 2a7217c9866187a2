// Hiding a found story sends its own small form; what was typed above stays where it is. Without scripts the
// page is loaded again.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id !== "found-form" || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  const status = document.getElementById("found-status");
  let fresh;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    fresh = response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    fresh = null;
  }
  const list = fresh?.getElementById?.("found");
  if (!list) {
    status.textContent = status.dataset.lost;
    return;
  }
  document.getElementById("found").replaceWith(document.adoptNode(list));
  status.replaceChildren(...[...fresh.querySelectorAll(".messagelist li")].flatMap((one) => [...one.childNodes]));
  document.querySelector(`#found button[value="${value}"]`)?.focus();
});
