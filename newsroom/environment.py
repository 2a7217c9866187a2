"""Parsers and validators for settings from environment variables, used with the library environs."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, ValidationError, validate

required: Any = ...  # the default of a variable that must be set: without it, environs reports an error
NOT_SET = "Environment variable not set."  # the message of environs
BACKENDS = "django.core.mail.backends"
CACHE_BACKENDS = "django.core.cache.backends"
MOST_PAGES = 1_000  # pages that a process caches in memory, about 90 kB each
# Which texts may be sent to machine translation: newsroom/machine_translation/consent.py.
CONSENT_LEVELS = ["published", "ask", "drafts"]
LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
YES = {"1", "true", "yes", "on"}
DEFAULT_BIND = "127.0.0.1:8000"  # where gunicorn listens
# With JIT, PostgreSQL would compile the desk's long queries for seconds and run them in a tenth of a second.
NO_JIT = "-c jit=off"
# SQLite for a small newsroom: readers never wait for the writer, writers wait for each other.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": 60,  # opening the file again takes a millisecond
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
is_origin = validate.Regexp(
    r"(?i)https?://[^/]+/*\Z", error="{input!r} is not valid; use https://host.example."
)
is_address = validate.Regexp(
    r"(?i)(https?://[^/\s]+(/\S*)?)?\Z", error="{input!r} is not valid; use https://host.example/path."
)
is_host = validate.Regexp(
    r"((?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9a-fA-F:]+)\Z",
    error="{input!r} is not valid; use news.example.",
)
is_bucket_if_set = validate.Regexp(
    r"([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?\Z", error="{input!r} is not valid; use the name of a bucket."
)
is_bind = validate.Regexp(
    r"(unix:/\S+|(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):[0-9]{1,5})\Z",
    error="{input!r} is not valid; use 127.0.0.1:8000 or unix:/run/majubon.sock.",
)
is_country_if_set = validate.Regexp(
    r"([A-Z]{2})?\Z", error="{input!r} is not valid; use a country code such as DE."
)
is_currency = validate.Regexp(r"[A-Z]{3}\Z", error="{input!r} is not valid; use a currency code such as EUR.")
is_time_zone = validate.OneOf(
    available_timezones(), error="{input!r} is no time zone; write one like Asia/Seoul."
)


def is_secret(value: str) -> None:
    """Raise ValidationError for fewer than 32 characters, or fewer than 8 different ones."""
    if len(value) < 32 or len(set(value)) < 8:
        raise ValidationError("Too easy to guess; `make secret` prints a good one.")


def is_secret_if_set(value: str) -> None:
    """Raise ValidationError like `is_secret`, but accept an empty text."""
    if value:
        is_secret(value)


def is_folder(path: Path) -> None:
    if not path.expanduser().is_dir():
        raise ValidationError(f"There is no folder at {str(path)!r}.")


def parse_text_file(path: str) -> str:
    """Return the text of a UTF-8 file; "" for an empty path. Raise ValidationError if it cannot be read."""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8") if path else ""
    except (OSError, UnicodeDecodeError):
        raise ValidationError(f"There is no text file at {path!r}.") from None


class Environment(Env):
    """Typed access to environment variables, with a method for each of PARSERS.

    An empty variable counts as not set. The value of an invalid variable is None; `seal` reports all of them
    together.
    """

    def __init__(self):
        super().__init__(eager=False)
        for name, parse in PARSERS.items():
            self.add_parser(name, parse)

    @property
    def variables(self) -> list[str]:
        """The names of the variables that were read."""
        return list(self._fields)

    def _get_value(self, env_key, default):
        value = super()._get_value(env_key, default)
        return (value.strip() or default) if isinstance(value, str) else value

    def seal(self):
        """Raise ImproperlyConfigured, naming each invalid variable, if any of those read is invalid."""
        try:
            super().seal()
        except EnvValidationError as error:
            problems = [f"{name}: {' '.join(messages)}" for name, messages in error.error_messages.items()]
            lines = ["The environment is not valid:", *problems]
            if any(NOT_SET in problem for problem in problems):
                lines.append("Variables that are not set have no safe default without DEBUG=1.")
            raise ImproperlyConfigured("\n".join(lines)) from None


def parse_names(value: str | list[str]) -> list[str]:
    """Return the parts of a comma-separated text, or of a list, stripped and without empty ones."""
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def parse_origins(value: str | list[str]) -> list[str]:
    """Return comma-separated origins, such as https://news.example. Raise ValidationError for others."""
    return [is_origin(name).rstrip("/") for name in parse_names(value)]


def parse_folder(value: str | Path) -> Path:
    """Return the absolute path of a folder. Create it if needed; raise ValidationError if that fails."""
    path = Path(value).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationError(f"No folder can be created at {str(path)!r}: {error.strerror}.") from None
    return path


def parse_mailer(value: str) -> dict:
    """Return an entry of MAILERS for smtp://user:password@host:587, smtps://…, file:///folder or console:.

    With smtp://, STARTTLS is used if the URL has a user; `?tls=0` or `?tls=1` overrides this. Raise
    ValidationError for any other text.
    """
    try:
        parts = urlsplit(value)
        if parts.scheme in {"smtp", "smtps"}:
            return {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": smtp_options(parts)}
        if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
            folder = {"file_path": unquote(parts.path)}
            return {"BACKEND": f"{BACKENDS}.filebased.EmailBackend", "OPTIONS": folder}
        if parts.scheme == "console":
            return {"BACKEND": f"{BACKENDS}.console.EmailBackend"}
    except ValueError:  # invalid port
        pass
    # The URL may contain a password, so it is not repeated.
    raise ValidationError("Not valid; use smtp://user:password@host:587 or file:///folder.")


def smtp_options(parts):
    is_encrypted = parts.scheme == "smtps"
    options = {"host": parts.hostname or "localhost", "port": parts.port or (465 if is_encrypted else 25)}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    starts_tls = dict(parse_qsl(parts.query)).get("tls", "1" if parts.username else "0").lower() in YES
    return options | {"use_ssl": is_encrypted, "use_tls": starts_tls and not is_encrypted, "timeout": 20}


def parse_database(value: str | Path) -> dict:
    """Return an entry of DATABASES for the URL of a PostgreSQL or SQLite database, or for the Path of a file.

    URLs are `postgresql://user:password@host:port/name?option=value` and `sqlite:///path`, where path is
    relative unless there are four slashes. Raise ValidationError for any other text.
    """
    if isinstance(value, Path):
        return SQLITE | {"NAME": value}
    try:
        parts = urlsplit(value)
        name = unquote(parts.path[1:])
        if parts.scheme == "sqlite" and not parts.netloc and name.strip("/"):
            return SQLITE | {"NAME": Path(name)}
        if parts.scheme in {"postgres", "postgresql"} and name.strip("/"):
            return {
                "ENGINE": "newsroom.postgresql",
                "NAME": name,
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(parts.port or ""),
                "CONN_HEALTH_CHECKS": True,
                "CONN_MAX_AGE": 60,
                "OPTIONS": dict(parse_qsl(parts.query, keep_blank_values=True)),
            }
    except ValueError:  # invalid port
        pass
    # The URL may contain a password, so it is not repeated.
    raise ValidationError("Not valid; use postgresql://user@host:5432/name or sqlite:///path.")


def parse_page_cache(value: str) -> dict:
    """Return an entry of CACHES for `memory:`, `memory:2000` (pages), `redis://host:6379/0`, or `off:`.

    A Redis or Valkey server that does not answer within a fifth of a second counts as unavailable. Raise
    ValidationError for any other text.
    """
    try:
        parts = urlsplit(value)
        if parts.scheme == "off" and not parts.path:
            return {"BACKEND": f"{CACHE_BACKENDS}.dummy.DummyCache"}
        if parts.scheme == "memory" and not parts.netloc and 0 < int(parts.path or MOST_PAGES) <= 1_000_000:
            size = {"MAX_ENTRIES": int(parts.path or MOST_PAGES)}
            return {"BACKEND": f"{CACHE_BACKENDS}.locmem.LocMemCache", "LOCATION": "pages", "OPTIONS": size}
        if parts.scheme in {"redis", "rediss"} and parts.hostname and parts.port != 0:
            wait = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
            return {
                "BACKEND": f"{CACHE_BACKENDS}.redis.RedisCache",
                "LOCATION": value,
                "KEY_PREFIX": "newsroom-pages",
                "OPTIONS": wait,
            }
    except ValueError:  # invalid number
        pass
    # The URL may contain a password, so it is not repeated.
    raise ValidationError("Not valid; use memory:, memory:2000, redis://host:6379/0 or off:.")


def limit_waits(database: dict | None, *, lock: float, statement: float, idle: float) -> dict:
    """Return an entry of DATABASES with timeouts in seconds; {} if a value is invalid.

    On PostgreSQL, 0 turns a timeout off. Options in the database URL replace all three.

    lock       for waiting for another writer
    statement  for one statement; PostgreSQL only
    idle       for a transaction without activity, whose locks would block others; PostgreSQL only
    """
    if database is None or None in (lock, statement, idle):  # invalid; reported by `Environment.seal`
        return {}
    own = database["OPTIONS"]
    if database["ENGINE"].endswith("sqlite3"):
        return database | {"OPTIONS": own | {"timeout": lock}}
    own = {"connect_timeout": "5"} | own
    if "options" in own:  # set in the URL; may be empty, because some connection poolers reject options
        return database | {"OPTIONS": own}
    limits = {"lock": lock, "statement": statement, "idle_in_transaction_session": idle}
    settings = [f"-c {name}_timeout={round(seconds * 1000)}" for name, seconds in limits.items()]
    return database | {"OPTIONS": own | {"options": " ".join([NO_JIT, *settings])}}


def logging_settings(env: Environment, *, debug: bool) -> dict:
    """Return LOGGING: all records go to standard error, for the process manager to store. Nothing is mailed.

    404s are not logged, because the access log has them. Values quoted by the database are left out
    (newsroom.logs), and so are SQL statements unless `debug`. JSON has one line per record, and also a record
    for each request that Django answers.
    """
    level = env.str("LOG_LEVEL", default="INFO", validate=validate.OneOf(LOG_LEVELS))
    form = env.str("LOG_FORMAT", default="text", validate=validate.OneOf(["text", "json"]))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "class": "newsroom.logs.Formatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": {"class": "newsroom.logs.JsonFormatter"},
        },
        "filters": {"told": {"()": "newsroom.logs.UnavailableFilter"}},
        "handlers": {"console": {"class": "newsroom.logs.FaultHandler", "formatter": form or "text"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "articles": {"level": level},
            "newsroom": {"level": level},
            "newsroom.request_log": {"level": level if form == "json" else "WARNING"},
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            "django.db.backends": {"level": level if debug or level != "DEBUG" else "INFO"},
            "django.request": {"level": "ERROR", "filters": ["told"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # caused by bots, all day
            "django.server": {"level": "INFO"},
            "deepl": {"level": "WARNING"},  # at lower levels, it logs the texts that it translates
        },
    }


def machine_translation_settings(env: Environment) -> dict:
    """Return the settings of newsroom.machine_translation as a dict. By default, no engine is chosen.

    An engine requires a country and a monthly limit, DeepL also a price, OpenAI also an address and a model.
    """
    engine = env.str(
        "MACHINE_TRANSLATION_ENGINE", default="", validate=validate.OneOf(["", "deepl", "openai"])
    )
    at_least_0, needed = validate.Range(min=0, max=10**9), required if engine else ""
    is_deepl, is_openai = engine == "deepl", engine == "openai"
    name = "MACHINE_TRANSLATION_"
    return {
        "engine": engine or "",
        "address": env.str(f"{name}ADDRESS", default=required if is_openai else "", validate=is_address),
        "model": env.str(
            f"{name}MODEL", default=required if is_openai else "", validate=validate.Length(max=100)
        ),
        "key": env.str(f"{name}KEY", default=""),
        "prompt": env.text_file(f"{name}PROMPT", default=""),
        "country": env.str(f"{name}COUNTRY", default=needed, validate=is_country_if_set),
        "consent": env.str(f"{name}CONSENT", default="published", validate=validate.OneOf(CONSENT_LEVELS)),
        "price": env.decimal(
            f"{name}PRICE", default=required if is_deepl else Decimal(0), validate=at_least_0
        ),
        "input_price": env.decimal(f"{name}INPUT_PRICE", default=Decimal(0), validate=at_least_0),
        "output_price": env.decimal(f"{name}OUTPUT_PRICE", default=Decimal(0), validate=at_least_0),
        "currency": env.str(f"{name}CURRENCY", default="EUR", validate=is_currency),
        "monthly_limit": env.decimal(
            f"{name}MONTHLY_LIMIT",
            default=required if engine else Decimal(0),
            validate=at_least_0,
        ),
        "timeout": env.float(f"{name}TIMEOUT", default=30, validate=validate.Range(min=1, max=90)),
    }


PARSERS = {
    "names": parse_names,
    "origins": parse_origins,
    "folder": parse_folder,
    "mailer": parse_mailer,
    "database": parse_database,
    "page_cache": parse_page_cache,
    "text_file": parse_text_file,
}
