"""Reads deployment settings from the environment and refuses, by name, what it does not understand."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Environment:
    """Typed access to environment variables; every problem is collected and raised once, by name."""

    def __init__(self, variables):
        self.variables = variables
        self.problems = []

    def str(self, name, *, default):
        """The value as it stands; `default=None` makes the variable required."""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set; it has no safe default without DEBUG=1.")
            return ""
        return default

    def secret(self, name, *, default):
        """A secret of at least 32 characters."""
        value = self.str(name, default=default)
        if value and value != default and len(value) < 32:
            self.problems.append(f"{name} is shorter than 32 characters; make one with `make secret`.")
        return value

    def flag(self, name, *, default):
        value = self.variables.get(name, "").strip().lower()
        if not value:
            return default
        if value not in YES | NO:
            self.problems.append(f"{name}={value!r} is not understood; use 1 or 0.")
        return value in YES

    def int(self, name, *, default):
        value = self.variables.get(name, "").strip()
        if not value:
            return default
        if not value.isdecimal():
            self.problems.append(f"{name}={value!r} is not understood; use a whole number.")
            return default
        return int(value)

    def list(self, name, *, default):
        """Comma-separated values."""
        value = self.str(name, default=None if default is None else ",".join(default))
        return [part.strip() for part in value.split(",") if part.strip()]

    def path(self, name, *, default):
        return Path(self.str(name, default=str(default))).expanduser().resolve()

    def refuse_unknown_values(self):
        """Raise ImproperlyConfigured that names each variable that was not understood."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(["The environment is not understood:", *self.problems]))


def database(env, data_dir):
    """The database of DATABASE_URL, or SQLite in the data folder.

    `postgresql://user:password@host:port/name?option=value`, or `sqlite:///path`.
    """
    url = env.str("DATABASE_URL", default=f"sqlite:///{data_dir / 'newsroom.sqlite3'}")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]) or data_dir / "newsroom.sqlite3")
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite(path)
    if parts.scheme not in {"postgres", "postgresql"}:
        env.problems.append(f"DATABASE_URL: {parts.scheme!r} is not understood; use postgresql or sqlite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


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
