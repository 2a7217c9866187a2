"""Translated segments as they are kept, and the machine drafts that some of them began as."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from articles.text.matching import matching_runs
from articles.text.segments import TAG
from articles.text.typographic_quotes import fold_quotes

# Hangul by syllables: a particle that was changed is no new word.
PIECE = re.compile(r"[가-힣]|[^\W가-힣]+|[^\w\s]")


@dataclass(frozen=True)
class MachineOrigin:
    """The machine draft that a translated segment began as.

    html          inline HTML as the machine wrote it; drafted_at  when
    confirmed_by  the caller's own key of the person who confirmed the segment; None until then
    """

    engine: str
    model: str
    html: str
    drafted_at: datetime
    confirmed_by: object = None
    confirmed_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    def confirm(self, *, by: object, at: datetime) -> "MachineOrigin":
        """Return it as confirmed; who confirmed it first stays."""
        return self if self.is_confirmed else replace(self, confirmed_by=by, confirmed_at=at)

    def percent_changed(self, html: str) -> int:
        """Return how much of the draft and of the present text differ: 0 for the same words, up to 100."""
        draft, text = (PIECE.findall(fold_quotes(unescape(TAG.sub("", one)))) for one in (self.html, html))
        if draft == text:
            return 0
        shared = sum(size for _old, _new, size in matching_runs(draft, text))
        return max(1, round(100 - 200 * shared / (len(draft) + len(text))))


@dataclass(frozen=True)
class RecordedTranslation:
    """A translated segment as it is kept.

    sources  the Segments that it was made from, as they were then: none of what was added, several if joined
    targets  the translated Segments: none if left out, several if split
    row      the caller's own key
    machine  the MachineOrigin of what a machine drafted, or None
    """

    sources: tuple
    targets: tuple
    reason: str = ""
    is_draft: bool = False
    row: object = None
    machine: MachineOrigin | None = None

    @property
    def is_unconfirmed(self):
        """Return whether a machine drafted it and nobody has confirmed it."""
        return self.machine is not None and not self.machine.is_confirmed
