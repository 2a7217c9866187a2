"""Deployment settings from the environment, read by environs, with parsers of the newsroom's own."""

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, ValidationError

# PostgreSQL would compile the long questions of the desk for seconds and then answer them in a tenth of one.
NO_JIT = "-c jit=off"
HOST = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9a-fA-F:]+")
NOT_SET = "Environment variable not set."  # as environs says it


class Environment(Env):
    """Typed access to environment variables; every problem is collected and raised once, by name.

    An empty variable counts as one that is not set. A value that is refused is None until `seal` raises.
    """

    def __init__(self):
        super().__init__(eager=False)
        for name, parse in PARSERS.items():
            self.add_parser(name, parse)

    def _get_value(self, env_key, default):
        value = super()._get_value(env_key, default)
        if not isinstance(value, str):
            return value
        return value.strip() or default

    def seal(self):
        """Raise ImproperlyConfigured that names each variable that was not understood."""
        try:
            super().seal()
        except EnvValidationError as error:
            problems = [f"{name}: {' '.join(messages)}" for name, messages in error.error_messages.items()]
            lines = ["The environment is not understood:", *problems]
            if any(NOT_SET in problem for problem in problems):
                lines.append("What is not set has no safe default without DEBUG=1.")
            raise ImproperlyConfigured("\n".join(lines)) from None


def check_secret(value: str) -> None:
    """Refuse a secret of fewer than 32 characters, or of the same few over and over."""
    if len(value) < 32 or len(set(value)) < 8:
        raise ValidationError("Too easy to guess; `make secret` prints a good one.")


def parse_names(value: str | list[str]) -> list[str]:
    """Return comma-separated values."""
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def parse_origin(value: str) -> str:
    """Return an origin with its scheme: https://news.example."""
    parts = urlsplit(value.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ValidationError(f"{value!r} is not understood; write https://host.example.")
    return value.rstrip("/")


def parse_origins(value: str | list[str]) -> list[str]:
    """Return comma-separated origins."""
    return [parse_origin(one) for one in parse_names(value)]


def parse_host(value: str) -> str:
    """Return the name of a host alone, in lower case: news.example."""
    if not HOST.fullmatch(value):
        raise ValidationError(f"{value!r} is not understood; write news.example.")
    return value.lower()


def parse_time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(f"{value!r} is no time zone; write one like Asia/Seoul.") from None
    return value


def parse_path(value: str | Path) -> Path:
    return Path(value).expanduser().resolve()


def parse_folder(value: str | Path) -> Path:
    """Return a folder that can be written to; it is made where it is missing."""
    path = parse_path(value)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationError(f"No folder can be made at {str(path)!r}: {error.strerror}.") from None
    return path


def parse_folders(value: str | Path) -> list[Path]:
    """Return a folder in a list, empty where the default one, which is a Path, is not there."""
    path = parse_path(value)
    if isinstance(value, str) and not path.is_dir():
        raise ValidationError(f"There is no folder at {str(path)!r}.")
    return [path] if path.is_dir() else []


def parse_mailer(value: str) -> dict:
    """Return the mailer for smtp://user:password@host:587, smtps://…, file:///folder or console:.

    `?tls=0` leaves STARTTLS out, for a server on the same machine.
    """
    parts = urlsplit(value)
    try:
        return MAILERS[parts.scheme](parts)
    except (KeyError, ValueError):
        # The URL may hold a password: it is not repeated.
        raise ValidationError(
            "Not understood; use smtp://user:password@host:587 or file:///folder."
        ) from None


def parse_database(value: str, *, data_dir: Path) -> dict:
    """Return the database of `postgresql://user:password@host:port/name?option=value` or `sqlite:///path`.

    Without a URL it is SQLite in the data folder.
    """
    parts = urlsplit(value)
    if parts.scheme in {"postgres", "postgresql"}:
        return postgresql(parts)
    if value and (parts.scheme != "sqlite" or parts.netloc or not parts.path.strip("/")):
        # The URL may hold a password: it is not repeated.
        raise ValidationError("Not understood; use postgresql://user@host/name or sqlite:///path.")
    return sqlite(Path(unquote(parts.path[1:])) if value else data_dir / "newsroom.sqlite3")


def postgresql(parts: SplitResult) -> dict:
    try:
        port = parts.port or ""
    except ValueError:
        raise ValidationError("The port is no number.") from None
    if not parts.path.strip("/"):
        raise ValidationError("It names no database; use postgresql://user@host/name.")
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
    starts_tls = dict(parse_qsl(parts.query)).get("tls", "1" if parts.username else "0") in {
        "1",
        "true",
        "yes",
        "on",
    }
    options |= {"use_ssl": is_encrypted, "use_tls": starts_tls and not is_encrypted, "timeout": 20}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def mail_folder(parts):
    if parts.netloc or not parts.path.strip("/"):
        raise ValueError(parts.path)
    folder = {"file_path": unquote(parts.path)}
    return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": folder}


def mail_on_console(parts):
    return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}


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


MAILERS = {"smtp": smtp, "smtps": smtp, "file": mail_folder, "console": mail_on_console}
PARSERS = {
    "names": parse_names,
    "origin": parse_origin,
    "origins": parse_origins,
    "host": parse_host,
    "time_zone": parse_time_zone,
    "full_path": parse_path,
    "folder": parse_folder,
    "folders": parse_folders,
    "mailer": parse_mailer,
    "database": parse_database,
}
