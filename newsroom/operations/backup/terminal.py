"""Progress of which the end is not known: one line that changes on a terminal, nothing in a file."""

from django.core.management.base import OutputWrapper


class ChangingLine:
    """The line; `show` replaces it, `end` leaves the last one and begins the next."""

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
