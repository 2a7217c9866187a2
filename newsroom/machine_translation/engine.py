"""The interface of engines, their configuration, and HTTP calls.

An engine takes segments and returns suggestions, or raises a failure that states whether it was billed. An
HTTP call is one attempt, without redirects, with limits on time and size.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple, Self
from urllib.parse import urlsplit

import requests
import urllib3
from babel import Locale
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter

MOST_BYTES = 1_000_000  # maximum size of a response body; a longer body is a failure
AT_ONCE = 65_536  # bytes read from a response at a time
LONGEST_WAIT = 300  # maximum seconds of Retry-After
DEEPL_QUOTA = 456  # DeepL's status code for an exhausted quota
MILLION = 1_000_000
SMALLEST = Decimal("0.000001")


@dataclass(frozen=True)
class SourceSegment:
    """A segment to translate: its id in a request, and its text with numbered tags."""

    id: str
    text: str


@dataclass(frozen=True)
class TermHint:
    """A glossary wording: a form in the source, and the form to use for it."""

    source: str
    target: str


@dataclass(frozen=True)
class TranslationExample:
    """A former translation that is published or was imported from a file."""

    source: str
    target: str


class EngineCall(NamedTuple):
    """One request: segments with source and target language, glossary terms, and examples."""

    segments: Sequence[SourceSegment]
    source: str
    target: str
    glossary: Sequence[TermHint] = ()
    context: Sequence[TranslationExample] = ()


@dataclass(frozen=True)
class EngineSuggestion:
    """The translation of a segment, as text with numbered tags."""

    id: str
    text: str


@dataclass(frozen=True)
class Usage:
    """The billed units of a request. An engine counts either characters or tokens."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class EngineAnswer:
    """The suggestions of one request, and the Usage to bill."""

    suggestions: list[EngineSuggestion]
    usage: Usage


class FailureKind(models.TextChoices):
    """The reason why a request failed."""

    UNREACHABLE = "unreachable", _("The engine cannot be reached.")
    BROKEN = "broken", _("The connection to the engine broke off before its answer was complete.")
    TIMEOUT = "timeout", _("The engine did not answer in time.")
    BUSY = "busy", _("The engine is busy. Try again later.")
    QUOTA = "quota", _("The account at the engine has no quota left.")
    KEY = "key", _("The engine rejects the key. Contact the server administrator.")
    REFUSED = "refused", _("The engine rejects the request. Contact the server administrator.")
    REDIRECTED = (
        "redirected",
        _("The engine’s address redirects elsewhere. Contact the server administrator."),
    )
    SERVER = "server", _("The engine reports a fault of its own.")
    MALFORMED = "malformed", _("The engine’s answer is not in the expected form.")
    TRUNCATED = "truncated", _("The engine’s answer ends too early.")
    TOO_LARGE = "too_large", _("The engine’s answer is far too long.")


@dataclass(eq=False)
class EngineFailure(Exception):
    """Raised if a request returns no suggestions.

    is_unbilled  whether it certainly costs nothing
    retry_after  seconds to wait as requested by the engine, or None
    usage        billed Usage as reported by the engine, or None
    """

    kind: FailureKind
    is_unbilled: bool = False
    retry_after: float | None = None
    usage: Usage | None = None

    def __str__(self):
        return str(FailureKind(self.kind).value)


class ConsentLevel(StrEnum):
    """The texts that may be sent to the engine.

    PUBLISHED  only published text
    ASK        published text, and other text of a story once a user has consented
    DRAFTS     all text, but stories under embargo or with confidential sources need a user's consent
    """

    PUBLISHED = "published"
    ASK = "ask"
    DRAFTS = "drafts"


@dataclass(frozen=True)
class EngineConfiguration:
    """The settings MACHINE_TRANSLATION_….

    prompt   style instructions of the newspaper; "" for the default prompt
    country  two-letter code of the country that processes the texts
    price    per million characters (DeepL)
    input_price, output_price  per million tokens
    timeout  in seconds
    """

    engine: str
    address: str
    model: str
    key: str = field(repr=False)
    prompt: str
    country: str
    consent: str
    price: Decimal
    input_price: Decimal
    output_price: Decimal
    currency: str
    monthly_limit: Decimal
    timeout: float

    @classmethod
    def current(cls) -> Self | None:
        """Return the configuration, or None if no engine is configured."""
        return cls(**settings.MACHINE_TRANSLATION) if settings.MACHINE_TRANSLATION["engine"] else None

    @property
    def label(self) -> str:
        """The displayed name of the recipient of the texts: DeepL, or the host of another server."""
        return urlsplit(self.address).hostname or "DeepL"

    @property
    def country_name(self) -> str:
        """The name of the country in the interface language, or its code."""
        return Locale(get_language()).territories.get(self.country, self.country)

    def cost(self, usage: Usage) -> Decimal:
        """Return the price of a Usage in `currency`, rounded up to a millionth."""
        total = (
            usage.characters * self.price
            + usage.input_tokens * self.input_price
            + usage.output_tokens * self.output_price
        )
        return (total / MILLION).quantize(SMALLEST, rounding=ROUND_UP)


class Engine:
    """Base class of engines. Calls end within the configured timeout and are never repeated."""

    def __init__(self, configuration: EngineConfiguration):
        self.configuration = configuration

    def estimate(self, call: EngineCall) -> Usage:
        """Return the maximum Usage that `suggest` may be billed for."""
        raise NotImplementedError

    def suggest(self, call: EngineCall) -> EngineAnswer:
        """Return one EngineSuggestion per segment, identified by id. Raise EngineFailure."""
        raise NotImplementedError

    def bind(self, session: requests.Session) -> None:
        """Limit the time and size of all calls of a session."""
        for scheme in ("https://", "http://"):
            session.mount(scheme, BoundedAdapter(self.configuration.timeout))


class BoundedAdapter(HTTPAdapter):
    """An adapter that raises EngineFailure for everything except a complete response with status 200.

    requests and deepl do not handle this exception, and therefore do not repeat the call.
    """

    def __init__(self, seconds: float):
        self.seconds = seconds
        super().__init__()

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        deadline = time.monotonic() + self.seconds
        try:
            response = super().send(request, True, self.seconds, verify, cert, proxies)
            body = read_body(response.raw, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise network_failure(error) from None
        response._content, response._content_consumed = body, True
        if response.status_code != 200:
            raise status_failure(response)
        return response


def read_body(raw: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """Return the whole body. Raise EngineFailure if it is too long or the monotonic `deadline` has passed."""
    with raw:
        body = bytearray()
        while part := raw.read1(AT_ONCE, decode_content=True):
            body += part
            if len(body) > MOST_BYTES:
                raise EngineFailure(FailureKind.TOO_LARGE)
            if time.monotonic() > deadline:
                raise EngineFailure(FailureKind.TIMEOUT)
        return bytes(body)


def network_failure(error: Exception) -> EngineFailure:
    """Return the EngineFailure of a network error. Only an unsent call is certainly not billed."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    is_unsent = isinstance(error, requests.exceptions.SSLError | requests.ConnectTimeout)
    if is_unsent or isinstance(reason, urllib3.exceptions.NewConnectionError):
        return EngineFailure(FailureKind.UNREACHABLE, is_unbilled=True)
    is_late = isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError)
    return EngineFailure(FailureKind.TIMEOUT if is_late else FailureKind.BROKEN)


def status_failure(response: requests.Response) -> EngineFailure:
    """Return the EngineFailure of a response with a status other than 200."""
    status = response.status_code
    if status in (401, 403):
        return EngineFailure(FailureKind.KEY, is_unbilled=True)
    if status == DEEPL_QUOTA or (status in (402, 429) and b"insufficient_quota" in response.content):
        return EngineFailure(FailureKind.QUOTA, is_unbilled=True)
    if status in (429, 503):
        after = retry_after(response.headers.get("Retry-After", ""))
        return EngineFailure(FailureKind.BUSY, is_unbilled=True, retry_after=after)
    if status < 400:
        return EngineFailure(FailureKind.REDIRECTED, is_unbilled=True)
    return EngineFailure(
        FailureKind.SERVER if status >= 500 else FailureKind.REFUSED, is_unbilled=status < 500
    )


def retry_after(value: str) -> float | None:
    """Return the seconds of a Retry-After header, at most LONGEST_WAIT, or None if it is invalid."""
    value = value.strip()[:40]
    if value.isascii() and value.isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def call_within[T](seconds: float, call: Callable[[], T]) -> T:
    """Run a call in a thread and return its result. Raise EngineFailure if it takes too long.

    The call must not use the database. A thread is needed because socket timeouts do not limit name servers,
    or servers that send their headers byte by byte.
    """
    results, errors = [], []

    def run():
        try:
            results.append(call())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise EngineFailure(FailureKind.TIMEOUT)
    return results[0]
