"""Segments of a text: the units of translation, split without loss, and their recorded translations.

The headline, the summary and each leaf of the body are segments, even a figure without a caption: a picture
that is added, removed or replaced concerns the other language, too. Empty cells are not segments.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from html import escape, unescape
from itertools import batched
from math import log
from typing import Protocol

from articles.text.canonical_html import BodyNode, parse_body
from articles.text.differences import matching_runs
from articles.text.digests import digest_of
from articles.text.punctuation import fold_quotes

BLANKS = re.compile(r"\s+")
TAG = re.compile(r"<[^>]*>")
BREAK = re.compile(r"<br>")
ABOVE = ("headline", "summary")  # roles of the segments above the body


@dataclass(frozen=True)
class Segment:
    """A translatable unit of a text.

    path  opening tags from its outermost container to its own: ("ul", "li"), ('h2 data-label="lead"',)
    html  inner inline HTML; "" for a figure without caption
    """

    path: tuple[str, ...]
    html: str

    @property
    def role(self) -> str:
        """The name of its element: "headline", "summary", "p", "h2", "li", "td", …"""
        return self.path[-1].split(" ", 1)[0]

    @cached_property
    def words(self) -> str:
        """Its text without markup and with single spaces: the text to translate."""
        return BLANKS.sub(" ", unescape(TAG.sub("", BREAK.sub(" ", self.html)))).strip()

    @cached_property
    def key(self) -> str:
        """Its key: SHA-256 of its path and its inner HTML, 64 hexadecimal digits.

        White space and the position in the text do not count: only changes that a translator sees change the
        key.
        """
        inside = BLANKS.sub(" ", self.html).strip()
        return digest_of([*self.path, inside])

    @cached_property
    def content(self) -> tuple[tuple[str, ...], str]:
        """Its path and its inner HTML for comparing versions, with straight quotation marks."""
        return self.path, fold_quotes(BLANKS.sub(" ", self.html).strip())

    @property
    def is_above(self) -> bool:
        """Whether it is the headline or the summary, plain text above the body."""
        return self.role in ABOVE

    @property
    def picture(self) -> int | None:
        """The id of the picture, or of the picture in the embed, whose caption it is; else None."""
        match = re.match(r'figure (?:data-embed="[^"]*" )?data-image="(\d+)"', self._figure_opening)
        return int(match[1]) if match else None

    @property
    def figure(self) -> str | None:
        """The key of the picture or embed whose caption it is, or None: see figure_key."""
        return figure_key(self._figure_opening) or None

    @property
    def _figure_opening(self) -> str:
        return self.path[-2] if self.role == "figcaption" and len(self.path) > 1 else ""

    @property
    def embed(self) -> str | None:
        """The name of the embed whose caption it is, or None: see articles.body.embeds."""
        match = re.match(r'figure data-embed="([^"]+)"', self.figure or "")
        return match[1] if match else None

    def wrapped(self) -> str:
        """Return a body with only this segment, for storage: the inverse of segments_in."""
        node = BodyNode(self.path[-1], html=self.html)
        if self.role == "li":
            node = BodyNode("li", [BodyNode("p", html=self.html)])
        for opening in reversed(self.path[:-1]):
            node = BodyNode(opening, [node])
        return node.to_html()


def figure_key(opening: str) -> str:
    """Return the part of an opening tag that identifies a block in both languages.

    This is the whole tag, except for an embed: its title, author and picture may differ between languages.
    """
    match = re.match(r'figure data-embed="[^"]*"', opening)
    return match[0] if match else opening


def segment_path(above: Sequence[BodyNode], leaf: BodyNode) -> tuple[str, ...]:
    """Return the path of a leaf under its containers; the paragraph of an item counts as the item.

    The path does not show whether a table is displayed as a chart: the words are the same.
    """
    openings = [node.name if node.name == "table" else node.opening for node in above]
    return tuple(openings) if openings and openings[-1] == "li" else (*openings, leaf.opening)


def is_segment(above: Sequence[BodyNode], leaf: BodyNode) -> bool:
    return bool(leaf.html.strip()) or (bool(above) and above[-1].name == "figure")


def segment_leaves(root: BodyNode) -> list[tuple[tuple[BodyNode, ...], BodyNode]]:
    """Return [(containers, leaf)] for the segments of a parsed body, in order."""
    pairs = []
    for child in root.children:
        pairs += [pair for pair in child.leaves() if is_segment(*pair)]
    return pairs


def segments_in(html: str) -> list[Segment]:
    """Return the Segments of a body, or of several wrapped segments joined."""
    return [Segment(segment_path(above, leaf), leaf.html) for above, leaf in segment_leaves(parse_body(html))]


def segments_of(title: str, summary: str, body: str) -> list[Segment]:
    """Return the Segments of a whole text, without empty ones; title and summary are plain text."""
    texts = zip(ABOVE, (title, summary), strict=True)
    above = [Segment((role,), escape(text, quote=False)) for role, text in texts]
    return [segment for segment in above if segment.html.strip()] + segments_in(body)


def segments_digest(segments: Sequence[Segment]) -> str:
    """Return the digest of a whole text for its translators; white space does not count."""
    return digest_of([segment.key for segment in segments]) if segments else ""


# Hangul is compared by syllable: a changed particle does not make a new word.
PIECE = re.compile(r"[가-힣]|[^\W가-힣]+|[^\w\s]")


@dataclass(frozen=True)
class MachineOrigin:
    """The machine draft of a translated segment.

    html          inline HTML as the machine wrote it
    drafted_at    time of the draft
    confirmed_by  the caller's key for the user who confirmed the segment; None until then
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
        """Return a confirmed copy. An earlier confirmation is kept."""
        return self if self.is_confirmed else replace(self, confirmed_by=by, confirmed_at=at)

    def percent_changed(self, html: str) -> int:
        """Return the share of words that differ between draft and text: 0 for the same words, up to 100."""
        draft, text = (
            PIECE.findall(fold_quotes(unescape(TAG.sub("", inline_html))))
            for inline_html in (self.html, html)
        )
        if draft == text:
            return 0
        shared = sum(size for _old, _new, size in matching_runs(draft, text))
        return max(1, round(100 - 200 * shared / (len(draft) + len(text))))


class RecordedRow(Protocol):
    """The row of a recorded translation."""

    pk: int
    position: int
    translated_by_id: int | None


@dataclass(frozen=True)
class RecordedTranslation:
    """A recorded translation of a segment.

    sources  the Segments at the time of translation: none for an addition, several if joined
    targets  the translated Segments: none if left out, several if split
    reason   the reason why it is left out, or ""
    row      the row that stores it, or None
    machine  the MachineOrigin if it began as a machine draft, else None
    """

    sources: tuple[Segment, ...]
    targets: tuple[Segment, ...]
    reason: str = ""
    is_draft: bool = False
    row: RecordedRow | None = None
    machine: MachineOrigin | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """Return whether a machine drafted it and no one has confirmed it."""
        return self.machine is not None and not self.machine.is_confirmed


# Alignment of a source and its translation whose pairs were never recorded. Their order is the same with few
# exceptions, headings, pictures and figures correspond, and long segments are long in both. Missing segments
# are usually at the end, because people translate from the top. The pairs are found by dynamic programming
# over length and role (Gale and Church, 1993, without splits and joins).
SKIPPED = 2.0  # cost of a segment without a counterpart
SKIPPED_LAST = 1.5  # the cost if it comes after the last translated segment
OTHER_ROLE, NEVER = 1.5, 9.0
SAME_FIGURE = -1.0
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
HANGUL_PER_LATIN = 0.5  # characters of Korean per character of English
LEAST = 8  # characters; shorter segments count as equally long


def pair_segments(
    source: Sequence[Segment],
    target: Sequence[Segment],
    free_sources: Sequence[int],
    free_targets: Sequence[int],
    anchors: Iterable[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Return [(place in source, place in target)] of the segments that belong together, in order.

    free_sources, free_targets  places in both texts that have no counterpart yet
    anchors                     known pairs: a segment between two of them is paired between them
    """
    pairs, start = [], (-1, -1)
    for end in [*sorted(anchors), (len(source), len(target))]:
        if end[1] <= start[1]:
            continue  # a moved segment would end a gap at the wrong place
        here = _places_between(free_sources, start[0], end[0])
        there = _places_between(free_targets, start[1], end[1])
        # A gap that is too long is cut from the top: missing segments are usually at the end.
        for part in zip(batched(here, LONGEST_GAP), batched(there, LONGEST_GAP), strict=False):
            pairs += _pair_gap(source, target, *part)
        start = end
    return pairs


LONGEST_GAP = 200  # segments of a gap; all pairs in it are compared


def _places_between(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Return the places, which are sorted, between two others."""
    return places[bisect_left(places, start + 1) : bisect_left(places, end)]


def _pair_gap(
    source: Sequence[Segment], target: Sequence[Segment], here: Sequence[int], there: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the cheapest pairs of the segments at places `here` of the source and `there` of the target.

    costs[i][j] is the lowest cost of pairing or skipping the first i of `here` and the first j of `there`.
    """
    sources = [_MeasuredSegment(source[index]) for index in here]
    targets = [_MeasuredSegment(target[index]) for index in there]
    costs = [[(i + j) * SKIPPED for j in range(len(there) + 1)] for i in range(len(here) + 1)]
    for i, measured in enumerate(sources, 1):
        for j, other in enumerate(targets, 1):
            skipped = min(costs[i - 1][j] + _skip_cost(j, targets), costs[i][j - 1] + SKIPPED)
            costs[i][j] = min(costs[i - 1][j - 1] + measured.cost(other), skipped)
    pairs, i, j = [], len(here), len(there)
    while i and j:
        if costs[i][j] == costs[i - 1][j] + _skip_cost(j, targets):
            i -= 1
        elif costs[i][j] == costs[i][j - 1] + SKIPPED:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((here[i], there[j]))
    return pairs[::-1]


def _skip_cost(reached: int, targets: Sequence[object]) -> float:
    """Return the cost of leaving a source segment unpaired after `reached` targets."""
    return SKIPPED_LAST if reached == len(targets) else SKIPPED


class _MeasuredSegment:
    """The features of a segment that identify its counterpart, computed once."""

    def __init__(self, segment: Segment) -> None:
        self.role, self.figure = segment.role, segment.figure
        self.figures = set(FIGURE.findall(segment.words))
        hangul = sum("가" <= sign <= "힣" for sign in segment.words)
        self.length = log(max(LEAST, len(segment.words) + hangul * (1 / HANGUL_PER_LATIN - 1)))

    def cost(self, other: "_MeasuredSegment") -> float:
        """Return the cost of pairing two segments; a less likely pair costs more."""
        if self.figure != other.figure or (
            self.role != other.role and not {self.role, other.role}.isdisjoint(ABOVE)
        ):
            return NEVER
        if self.figure:
            return 0.0
        same = 0.0 if self.figures.isdisjoint(other.figures) else SAME_FIGURE
        return same + (0.0 if self.role == other.role else OTHER_ROLE) + abs(self.length - other.length)
