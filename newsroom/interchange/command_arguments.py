"""Arguments that several management commands share: a file, a section, the person who answers for it."""

import sys
from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.management.base import CommandError, OutputWrapper

from articles.models import Section


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
