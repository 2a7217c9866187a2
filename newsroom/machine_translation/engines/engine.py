"""The interface of engines: segments in, suggestions out, or a failure that says whether it was billed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    usage: Usage | None = field(default=None)

    def __str__(self):
        return str(FailureKind(self.kind).value)


class Engine(Protocol):
    """An engine. Calls take no longer than the timeout in the settings, and are never repeated."""

    def estimate(
        self,
        segments: Sequence[SourceSegment],
        source: str,
        target: str,
        glossary: Sequence[TermHint],
        context: Sequence[TranslationExample],
    ) -> Usage:
        """Return the most that `suggest` may be billed for."""

    def suggest(
        self,
        segments: Sequence[SourceSegment],
        source: str,
        target: str,
        glossary: Sequence[TermHint],
        context: Sequence[TranslationExample],
    ) -> EngineAnswer:
        """Return one EngineSuggestion for each segment, by its id. Raise EngineFailure."""
