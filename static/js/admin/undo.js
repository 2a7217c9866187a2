// The button beside a message that undoes the step: it goes after some seconds, unless somebody is about to press it.

for (const form of document.querySelectorAll("[data-undo-seconds]")) {
  const leave = () => {
    if (form.matches(":focus-within, :hover")) {
      setTimeout(leave, 1000);
    } else {
      form.remove();
    }
  };
  setTimeout(leave, 1000 * Number(form.dataset.undoSeconds));
}
