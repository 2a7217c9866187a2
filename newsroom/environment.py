"""Reads deployment settings from the environment and refuses, by name, what it does not understand."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

# PostgreSQL would compile the long questions of the desk for seconds and then answer them in a tenth of one.
NO_JIT = "-c jit=off"
HOST = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9a-fA-F:]+")
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Environment:
    """Typed access to environment variables; every problem is collected and raised once, by name.

    An empty variable counts as one that is not set.
    """

    def __init__(self, variables):
        self.variables = variables
        self.problems = []

    def refuse(self, name, problem):
        self.problems.append(f"{name} {problem}")

    def raise_problems(self):
        """Raise ImproperlyConfigured that names each variable that was not understood."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(["The environment is not understood:", *self.problems]))

    def str(self, name, *, default):
        """The value as it stands; `default=None` makes the variable required."""
        value = self.variables.get(name, "").strip()
        if not value and default is None:
            self.refuse(name, "is not set; it has no safe default without DEBUG=1.")
        return value or default or ""

    def secret(self, name, *, default):
        """A secret of at least 32 characters, not the same few over and over."""
        value = self.str(name, default=default)
        if value and value != default and (len(value) < 32 or len(set(value)) < 8):
            self.refuse(name, "is too easy to guess; `make secret` prints a good one.")
        return value

    def flag(self, name, *, default):
        value = self.str(name, default="").lower()
        if value and value not in YES | NO:
            self.refuse(name, f"is {value!r}, which is not understood; use 1 or 0.")
        return value in YES if value else default

    def int(self, name, *, default, least=1):
        value = self.str(name, default=str(default))
        if not (value.isascii() and value.isdecimal() and int(value) >= least):
            self.refuse(name, f"is {value!r}, which is not understood; use a whole number from {least}.")
            return default
        return int(value)

    def list(self, name, *, default):
        """Comma-separated values."""
        value = self.str(name, default=None if default is None else ",".join(default))
        return [part.strip() for part in value.split(",") if part.strip()]

    def choice(self, name, *, default, choices):
        value = self.str(name, default=default)
        if value not in choices:
            self.refuse(name, f"is {value!r}, which is not understood; use one of {', '.join(choices)}.")
        return value

    def origins(self, name, *, default):
        """Comma-separated origins, each with its scheme: https://admin.example.org."""
        values = self.list(name, default=default)
        for value in values:
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
                self.refuse(name, f"holds {value!r}, which is not understood; write https://host.example.")
        return values

    def site(self, name, *, default):
        """The origin under which people reach the site: https://news.example."""
        value = self.str(name, default=default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            self.refuse(name, f"is {value!r}, which is not understood; write https://host.example.")
        return value

    def host(self, name, *, default):
        """The name of a host alone, news.example; of an address that stands for it, its host."""
        value = self.str(name, default=urlsplit(default).hostname or "localhost")
        if not HOST.fullmatch(value):
            self.refuse(name, f"is {value!r}, which is not understood; write news.example.")
        return value.lower()

    def mailer(self, name, *, default):
        """Return the mailer for smtp://user:password@host:587, smtps://…, file:///folder or console:.

        `?tls=0` leaves STARTTLS out, for a server on the same machine.
        """
        parts = urlsplit(self.str(name, default=default))
        try:
            return MAILERS[parts.scheme](parts)
        except (KeyError, ValueError):
            # The URL may hold a password: it is not repeated.
            self.refuse(name, "is not understood; use smtp://user:password@host:587 or file:///folder.")
            return {}

    def time_zone(self, name, *, default):
        value = self.str(name, default=default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.refuse(name, f"is {value!r}, which is no time zone; write one like Asia/Seoul.")
            return default
        return value

    def path(self, name, *, default):
        return Path(self.str(name, default=str(default))).expanduser().resolve()

    def folder(self, name, *, default):
        """A folder that can be written to; it is made where it is missing."""
        path = self.path(name, default=default)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.refuse(name, f"is {str(path)!r}, where no folder can be made: {error.strerror}.")
        return path

    def folders(self, name, *, default):
        """The folder in a list, empty where none is named and there is no default one."""
        path = self.path(name, default=default)
        if self.str(name, default="") and not path.is_dir():
            self.refuse(name, f"is {str(path)!r}, where no folder is.")
        return [path] if path.is_dir() else []

    def database(self, name, *, data_dir):
        """The database of `postgresql://user:password@host:port/name?option=value` or `sqlite:///path`.

        Without a URL it is SQLite in the data folder.
        """
        url = self.str(name, default="")
        parts = urlsplit(url)
        if parts.scheme in {"postgres", "postgresql"}:
            return self._postgresql(name, parts)
        if url and (parts.scheme != "sqlite" or parts.netloc or not parts.path.strip("/")):
            # The URL may hold a password: it is not repeated.
            self.refuse(name, "is not understood; use postgresql://user@host/name or sqlite:///path.")
        return sqlite(Path(unquote(parts.path[1:])) if url else data_dir / "newsroom.sqlite3")

    def _postgresql(self, name, parts):
        try:
            port = parts.port or ""
        except ValueError:
            self.refuse(name, "has a port that is no number.")
            port = ""
        if not parts.path.strip("/"):
            self.refuse(name, "names no database; use postgresql://user@host/name.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port),
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"options": NO_JIT, **dict(parse_qsl(parts.query, keep_blank_values=True))},
        }


def smtp(parts):
    is_encrypted = parts.scheme == "smtps"
    options = {"host": parts.hostname or "localhost", "port": parts.port or (465 if is_encrypted else 25)}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    starts_tls = dict(parse_qsl(parts.query)).get("tls", "1" if parts.username else "0") in YES
    options |= {"use_ssl": is_encrypted, "use_tls": starts_tls and not is_encrypted, "timeout": 20}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def mail_folder(parts):
    if parts.netloc or not parts.path.strip("/"):
        raise ValueError(parts.path)
    folder = {"file_path": unquote(parts.path)}
    return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": folder}


def mail_on_console(parts):
    return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}


MAILERS = {"smtp": smtp, "smtps": smtp, "file": mail_folder, "console": mail_on_console}


def sqlite(path):
    """SQLite as a small newsroom runs it: readers never wait for the writer, writers wait for each other."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


env = Environment(os.environ)
