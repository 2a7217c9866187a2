// The undo button beside a message: it disappears after some seconds, unless the user is about to press it.

/** Start the timers of the buttons on the page, including buttons that a script has added. */
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
