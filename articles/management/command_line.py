"""The command line: the arguments that several commands share, and the progress of a command."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.management.base import CommandError, OutputWrapper

from articles.models import Section

WIDTH = 30  # characters of the bar
MOST_PROCESSES = 4  # unless more are asked for: the process that writes what they find has no time for more


def read_file_argument(name: str, *, most: int) -> bytes:
    """Return the bytes of a file, or of standard input for "-", at most one more than `most`."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from error


def write_file_argument(name: str, pieces: Iterable[bytes], *, stdout: OutputWrapper) -> bool:
    """Write a file, or to standard output for "-"; return whether it is a file. Raise CommandError.

    The byte order mark by which spreadsheets recognise UTF-8 is for files alone.
    """
    if name == "-":
        for piece in pieces:
            stdout.write(piece.decode().removeprefix("\ufeff"), ending="")
        return False
    try:
        with Path(name).open("wb") as opened:
            opened.writelines(pieces)
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}") from error
    return True


def find_active_user(username: str | None) -> AbstractUser | None:
    """Return the active account of this name, or None without a name. Raise CommandError."""
    if not username:
        return None
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if not user:
        raise CommandError(f"There is no active account {username!r}.")
    return user


def find_section(slug: str | None) -> Section | None:
    """Return the section with this slug, or None without one. Raise CommandError."""
    if not slug:
        return None
    found = Section.objects.filter(slug=slug).first()
    if not found:
        known = ", ".join(Section.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no section {slug!r}. Known: {known}.")
    return found


def add_processes_option(parser: ArgumentParser, work: str = "analyze texts") -> None:
    """Add --processes to a command: one a core, at most MOST_PROCESSES, if nobody says how many.

    work  of these processes, in the help of the option
    """
    words = f"processes that {work}, beside the one that writes; here %(default)s"
    default = min(os.cpu_count() or 1, MOST_PROCESSES)
    parser.add_argument("--processes", type=int, default=default, metavar="NUMBER", help=words)


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
