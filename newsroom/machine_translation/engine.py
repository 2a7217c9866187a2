"""The interface of engines, their configuration, and calls by HTTP.

Segments go in, suggestions come out, or a failure that says whether it was billed. A call by HTTP is one
attempt, without redirects, bounded in time and size.
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

MOST_BYTES = 1_000_000
AT_ONCE = 65_536
LONGEST_WAIT = 300  # seconds of Retry-After
DEEPL_QUOTA = 456
MILLION = 1_000_000
SMALLEST = Decimal("0.000001")


@dataclass(frozen=True)
class SourceSegment:
    """A segment to translate: its id in a request, and its text with numbered tags."""

    id: str
    text: str


@dataclass(frozen=True)
class TermHint:
    """A wording of the glossary: a form of the source, and the one to write for it."""

    source: str
    target: str


@dataclass(frozen=True)
class TranslationExample:
    """A former translation that readers have, or that came in a file."""

    source: str
    target: str


class EngineCall(NamedTuple):
    """One request: segments in a source language for a target language, and what helps to translate them."""

    segments: Sequence[SourceSegment]
    source: str
    target: str
    glossary: Sequence[TermHint] = ()
    context: Sequence[TranslationExample] = ()


@dataclass(frozen=True)
class EngineSuggestion:
    """A translation of the segment with an id, as text with numbered tags."""

    id: str
    text: str


@dataclass(frozen=True)
class Usage:
    """The units of a request that are billed; an engine counts characters or tokens."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class EngineAnswer:
    """The Suggestions of one request, and the Usage that the engine reports."""

    suggestions: list[EngineSuggestion]
    usage: Usage


class FailureKind(models.TextChoices):
    """The reason for which a request brought nothing."""

    UNREACHABLE = "unreachable", _("The engine cannot be reached.")
    BROKEN = "broken", _("The connection to the engine broke off before its answer was complete.")
    TIMEOUT = "timeout", _("The engine did not answer in time.")
    BUSY = "busy", _("The engine asks to wait. Try again later.")
    QUOTA = "quota", _("The account at the engine has no quota left.")
    KEY = "key", _("The engine refuses the key. Tell whoever runs the newsroom.")
    REFUSED = "refused", _("The engine refuses the request. Tell whoever runs the newsroom.")
    REDIRECTED = "redirected", _("The engine’s address leads elsewhere. Tell whoever runs the newsroom.")
    SERVER = "server", _("The engine reports a fault of its own.")
    MALFORMED = "malformed", _("The engine’s answer is not in the expected form.")
    TRUNCATED = "truncated", _("The engine’s answer ends too early.")
    TOO_LARGE = "too_large", _("The engine’s answer is far too long.")


@dataclass(eq=False)
class EngineFailure(Exception):
    """A request without suggestions.

    is_unbilled  whether it certainly costs nothing
    retry_after  seconds that the engine asks to wait, or None
    usage        what the engine reports to have billed, or None
    """

    kind: FailureKind
    is_unbilled: bool = False
    retry_after: float | None = None
    usage: Usage | None = None

    def __str__(self):
        return str(FailureKind(self.kind).value)


class ConsentLevel(StrEnum):
    """The texts that may be sent to the engine.

    PUBLISHED  text that readers have, and nothing else
    ASK        any other text once a person has consented for its story
    DRAFTS     all but stories under embargo or with confidential sources, for which a person consents
    """

    PUBLISHED = "published"
    ASK = "ask"
    DRAFTS = "drafts"


@dataclass(frozen=True)
class EngineConfiguration:
    """The settings MACHINE_TRANSLATION_…

    prompt  how the newspaper writes, in place of our own words for it
    prices  for a million characters (DeepL) or tokens
    country  two letters: the country in which the texts are processed
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
        """Return the configuration, or None where no engine is chosen."""
        return cls(**settings.MACHINE_TRANSLATION) if settings.MACHINE_TRANSLATION["engine"] else None

    @property
    def label(self) -> str:
        """The name under which screens show whoever gets the texts: DeepL, or the host of another server."""
        return urlsplit(self.address).hostname or "DeepL"

    @property
    def country_name(self) -> str:
        """The name of the country in the language of the screens, or its code."""
        return Locale(get_language()).territories.get(self.country, self.country)

    def cost(self, usage: Usage) -> Decimal:
        """Return the price of a Usage, rounded up to a millionth."""
        total = (
            usage.characters * self.price
            + usage.input_tokens * self.input_price
            + usage.output_tokens * self.output_price
        )
        return (total / MILLION).quantize(SMALLEST, rounding=ROUND_UP)


class Engine:
    """An engine. Calls take no longer than the timeout in the settings, and are never repeated."""

    def __init__(self, configuration: EngineConfiguration):
        self.configuration = configuration

    def estimate(self, call: EngineCall) -> Usage:
        """Return the most that `suggest` may be billed for."""
        raise NotImplementedError

    def suggest(self, call: EngineCall) -> EngineAnswer:
        """Return one EngineSuggestion for each segment, by its id. Raise EngineFailure."""
        raise NotImplementedError

    def bind(self, session: requests.Session) -> None:
        """Bound all calls of a session in time and size."""
        for scheme in ("https://", "http://"):
            session.mount(scheme, BoundedAdapter(self.configuration.timeout))


class BoundedAdapter(HTTPAdapter):
    """An adapter that raises EngineFailure for everything but a complete answer 200.

    It is no error that requests or deepl know, so that neither repeats the call.
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
    """Return the whole body. Raise EngineFailure where it is too long or comes too slowly."""
    with raw:
        found = bytearray()
        while part := raw.read1(AT_ONCE, decode_content=True):
            found += part
            if len(found) > MOST_BYTES:
                raise EngineFailure(FailureKind.TOO_LARGE)
            if time.monotonic() > deadline:
                raise EngineFailure(FailureKind.TIMEOUT)
        return bytes(found)


def network_failure(error: Exception) -> EngineFailure:
    """Return the EngineFailure of a network error; only a call that was never sent is surely not billed."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    is_unsent = isinstance(error, requests.exceptions.SSLError | requests.ConnectTimeout)
    if is_unsent or isinstance(reason, urllib3.exceptions.NewConnectionError):
        return EngineFailure(FailureKind.UNREACHABLE, is_unbilled=True)
    is_late = isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError)
    return EngineFailure(FailureKind.TIMEOUT if is_late else FailureKind.BROKEN)


def status_failure(response: requests.Response) -> EngineFailure:
    """Return the EngineFailure of an answer other than 200."""
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
    """Return the seconds of a header Retry-After, LONGEST_WAIT at most; None where it is not understood."""
    value = value.strip()[:40]
    if value.isascii() and value.isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def call_within[T](seconds: float, call: Callable[[], T]) -> T:
    """Return the result of a call that uses no database; raise EngineFailure if it takes longer.

    A name server, or a server that sends its head letter by letter, passes every timeout of a socket.
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
