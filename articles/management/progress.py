"""Progress of a command: a bar on a terminal and some lines in a file, or one line that changes."""

from time import monotonic

from django.core.management.base import OutputWrapper

WIDTH = 30  # characters of the bar


class ProgressBar:
    """The number of objects that a command is done with, and the time that the others will take.

    label  what was done, such as "stories read"

    A terminal shows a bar in one line; a file gets a line for each tenth.
    """

    def __init__(self, out: OutputWrapper, total: int, label: str):
        self.out, self.total, self.label = out, total, label
        self.done, self.began_at = 0, monotonic()

    def advance(self, count: int) -> None:
        """Show that so many more are done; the last ones end the line."""
        tenths = 10 * self.done // self.total
        self.done = min(self.done + count, self.total)
        is_last = self.done == self.total
        told = f"{self.done:,} of {self.total:,} {self.label}"
        if self.out.isatty():
            bar = "#" * (WIDTH * self.done // self.total)
            line = f"\r[{bar:-<{WIDTH}}] {told}{'' if is_last else self._time_left()}\033[K"
            self.out.write(line, style_func=str, ending="\n" if is_last else "")
            self.out.flush()
        elif 10 * self.done // self.total > tenths:
            self.out.write(told, style_func=str)

    def _time_left(self):
        seconds = (monotonic() - self.began_at) * (self.total - self.done) / max(self.done, 1)
        return f", {seconds / 60:.0f} min left" if seconds >= 60 else f", {seconds:.0f} s left"


class ChangingLine:
    """Progress of which the end is not known: one line that changes on a terminal, nothing in a file.

    `show` replaces the line, `end` leaves the last one and begins the next.
    """

    def __init__(self, out: OutputWrapper, *, is_shown: bool):
        self.out, self.is_shown, self.is_open = out, is_shown and out.isatty(), False

    def show(self, words: str) -> None:
        if self.is_shown:
            self.out.write(f"\r{words}\033[K", style_func=str, ending="")
            self.out.flush()
            self.is_open = True

    def end(self) -> None:
        if self.is_open:
            self.out.write("", ending="\n")
            self.is_open = False
