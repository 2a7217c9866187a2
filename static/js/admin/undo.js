// The button beside a message that undoes the step: it goes after some seconds, unless somebody is about to press it.

/** Let the buttons go that are on the page now, also those that a script has put there. */
export function letUndoGo() {
  for (const form of document.querySelectorAll("[data-undo-seconds]")) {
    const leave = () => {
      if (form.matches(":focus-within, :hover")) {
        setTimeout(leave, 1000);
      } else {
        form.remove();
      }
    };
    setTimeout(leave, 1000 * Number(form.dataset.undoSeconds));
    form.removeAttribute("data-undo-seconds");
  }
}

letUndoGo();
