"""Arguments and progress displays shared by management commands."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, OutputWrapper

from articles.annotations import User
from articles.models import Section

WIDTH = 30  # characters of the bar
MOST_PROCESSES = 4  # default maximum: the process that writes their results cannot keep up with more


def read_file_argument(name: str, *, most: int) -> bytes:
    """Return the bytes of a file, or of standard input for "-", cut after `most` + 1 bytes.

    Raise CommandError if the file cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from error


def write_file_argument(name: str, pieces: Iterable[bytes], *, stdout: OutputWrapper) -> bool:
    """Write a file, or to standard output for "-". Return whether it is a file.

    The byte order mark, which makes spreadsheets detect UTF-8, is only written to files.

    Raise CommandError if the file cannot be written.
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


def find_active_user(username: str | None) -> User | None:
    """Return the active user with this username, None without a username. Raise CommandError if unknown."""
    if not username:
        return None
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if not user:
        raise CommandError(f"There is no active account {username!r}.")
    return user


def find_section(slug: str | None) -> Section | None:
    """Return the section with this slug, or None without a slug. Raise CommandError if it is unknown."""
    if not slug:
        return None
    section = Section.objects.filter(slug=slug).first()
    if not section:
        known = ", ".join(Section.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no section {slug!r}. Known: {known}.")
    return section


def add_processes_option(parser: ArgumentParser, work: str = "analyze texts") -> None:
    """Add --processes to a command. The default is one per core, at most MOST_PROCESSES.

    work  description of the work of the processes, for the help text
    """
    words = f"processes that {work}, beside the one that writes; here %(default)s"
    default = min(os.cpu_count() or 1, MOST_PROCESSES)
    parser.add_argument("--processes", type=int, default=default, metavar="NUMBER", help=words)


class ProgressBar:
    """The number of objects that a command has processed, and the remaining time.

    label  the counted objects, such as "stories read"

    A terminal shows a bar in one line; a file gets a line for each tenth.
    """

    def __init__(self, out: OutputWrapper, total: int, label: str):
        self.out, self.total, self.label = out, total, label
        self.done, self.began_at = 0, monotonic()

    def advance(self, count: int) -> None:
        """Add `count` processed objects. The last ones end the line."""
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
    """Progress without a known end: one changing line on a terminal, nothing in a file.

    `show` replaces the line; `end` keeps the last one and starts a new line.
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
