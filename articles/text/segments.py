"""Segments of a text: the units that a translator translates, cut without loss, and their translations.

A headline, a summary and each leaf of the body is one. A figure counts although it has no caption: a picture
that comes, goes or is exchanged concerns the other language too. Empty cells do not.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from html import escape, unescape
from itertools import batched
from math import log

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
    """One translatable unit of a text.

    path  the opening tags from its outermost container to its own: ("ul", "li"), ('h2 data-label="lead"',)
    html  the inline HTML inside; "" for a figure without caption
    """

    path: tuple
    html: str

    @property
    def role(self):
        """The element that it stands in: "headline", "summary", "p", "h2", "li", "td", …"""
        return self.path[-1].split(" ", 1)[0]

    @cached_property
    def words(self):
        """Its text without markup, blanks as one space: the text that is translated."""
        return BLANKS.sub(" ", unescape(TAG.sub("", BREAK.sub(" ", self.html)))).strip()

    @cached_property
    def key(self):
        """Its key: SHA-256 of its place and its inside, 64 hexadecimal digits.

        White space and the containers' order do not count, so that only what a translator sees changes it.
        """
        inside = BLANKS.sub(" ", self.html).strip()
        return digest_of([*self.path, inside])

    @cached_property
    def content(self):
        """Its place and its inside as versions are compared: the form of quotation marks does not count."""
        return self.path, fold_quotes(BLANKS.sub(" ", self.html).strip())

    @property
    def is_above(self):
        """Whether it is the headline or the summary, plain text above the body."""
        return self.role in ABOVE

    @property
    def picture(self):
        """The number of the picture above it, of which or of whose embed it is the caption, or None."""
        found = re.match(r'figure (?:data-embed="[^"]*" )?data-image="(\d+)"', self._figure_opening)
        return int(found[1]) if found else None

    @property
    def figure(self):
        """The key of the picture or embed that it is the caption of, or None: see figure_key."""
        return figure_key(self._figure_opening) or None

    @property
    def _figure_opening(self):
        return self.path[-2] if self.role == "figcaption" and len(self.path) > 1 else ""

    @property
    def embed(self):
        """The name of the embed that it is the caption of, or None: see articles.body.embeds."""
        found = re.match(r'figure data-embed="([^"]+)"', self.figure or "")
        return found[1] if found else None

    def wrapped(self):
        """Return a body of this segment alone, as it is stored: segments_in gives it back."""
        node = BodyNode(self.path[-1], html=self.html)
        if self.role == "li":
            node = BodyNode("li", [BodyNode("p", html=self.html)])
        for opening in reversed(self.path[:-1]):
            node = BodyNode(opening, [node])
        return node.to_html()


def figure_key(opening: str) -> str:
    """Return the part of an opening tag by which a block is found again in the other language.

    That is all of it, but for an embed, of which title, author and picture may differ there.
    """
    found = re.match(r'figure data-embed="[^"]*"', opening)
    return found[0] if found else opening


def segment_path(above: Sequence[BodyNode], leaf: BodyNode) -> tuple[str, ...]:
    """Return the path of a leaf under its containers; an item's paragraph counts as the item.

    Whether a table is shown as a chart is not in it: its words stay the same.
    """
    openings = [node.name if node.name == "table" else node.opening for node in above]
    return tuple(openings) if openings and openings[-1] == "li" else (*openings, leaf.opening)


def is_segment(above: Sequence[BodyNode], leaf: BodyNode) -> bool:
    return bool(leaf.html.strip()) or (bool(above) and above[-1].name == "figure")


def segment_leaves(root: BodyNode) -> list[tuple[tuple[BodyNode, ...], BodyNode]]:
    """Return [(containers, leaf)] of the segments of a parsed body, in its order."""
    found = []
    for child in root.children:
        found += [pair for pair in child.leaves() if is_segment(*pair)]
    return found


def segments_in(html: str) -> list[Segment]:
    """Return the Segments of a body, or of several that were wrapped."""
    return [Segment(segment_path(above, leaf), leaf.html) for above, leaf in segment_leaves(parse_body(html))]


def segments_of(title: str, summary: str, body: str) -> list[Segment]:
    """Return the Segments of a whole text, empty ones left out; title and summary are plain text."""
    texts = zip(ABOVE, (title, summary), strict=True)
    above = [Segment((role,), escape(text, quote=False)) for role, text in texts]
    return [segment for segment in above if segment.html.strip()] + segments_in(body)


def segments_digest(segments: Sequence[Segment]) -> str:
    """Return the digest of a whole text for its translators; differences of white space do not count."""
    return digest_of([segment.key for segment in segments]) if segments else ""


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


# Alignment of a source and its translation that were never recorded. Their order is the same with few
# exceptions, headings, pictures and figures correspond, and long segments are long in both. Missing segments
# are rather at the end: one translates from the top. Dynamic programming over length and role (Gale and
# Church, 1993, without splits and joins).
SKIPPED = 2.0  # the cost of a segment without a counterpart
SKIPPED_LAST = 1.5  # the same below all that is translated
OTHER_ROLE, NEVER = 1.5, 9.0
SAME_FIGURE = -1.0
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
HANGUL_PER_LATIN = 0.5  # signs of Korean for one of English
LEAST = 8  # characters below which lengths say nothing


def pair_segments(source, target, free_sources, free_targets, anchors=()) -> list[tuple[int, int]]:
    """Return [(place in source, place in target)] of the segments that belong together, in order.

    free_sources, free_targets  the places of both texts that have no counterpart yet
    anchors                     known pairs: a segment between two of them is paired between them
    """
    found, start = [], (-1, -1)
    for end in [*sorted(anchors), (len(source), len(target))]:
        if end[1] <= start[1]:
            continue  # a segment that was moved, which would end a gap at the wrong place
        here = _places_between(free_sources, start[0], end[0])
        there = _places_between(free_targets, start[1], end[1])
        # A gap that is too long is cut from the top, for the end is rather missing.
        for part in zip(batched(here, LONGEST_GAP), batched(there, LONGEST_GAP), strict=False):
            found += _pair_gap(source, target, *part)
        start = end
    return found


LONGEST_GAP = 200  # segments of a gap, each of which is compared with each


def _places_between(places, start, end):
    """Return those of some places, in order, that lie between two others."""
    return places[bisect_left(places, start + 1) : bisect_left(places, end)]


def _pair_gap(source, target, here, there):
    """Return the cheapest pairs of the segments at places `here` of the source and `there` of the target.

    costs[i][j] is the lowest cost of pairing or skipping the first i of `here` and the first j of `there`.
    """
    sources = [_MeasuredSegment(source[place]) for place in here]
    targets = [_MeasuredSegment(target[place]) for place in there]
    costs = [[(i + j) * SKIPPED for j in range(len(there) + 1)] for i in range(len(here) + 1)]
    for i, one in enumerate(sources, 1):
        for j, other in enumerate(targets, 1):
            skipped = min(costs[i - 1][j] + _skip_cost(j, targets), costs[i][j - 1] + SKIPPED)
            costs[i][j] = min(costs[i - 1][j - 1] + one.cost(other), skipped)
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


def _skip_cost(reached, targets):
    """Return the cost of leaving a segment of the source unpaired once `reached` targets have been passed."""
    return SKIPPED_LAST if reached == len(targets) else SKIPPED


class _MeasuredSegment:
    """The features of a segment that identify its counterpart, computed once."""

    def __init__(self, segment):
        self.role, self.figure = segment.role, segment.figure
        self.figures = set(FIGURE.findall(segment.words))
        hangul = sum("가" <= sign <= "힣" for sign in segment.words)
        self.length = log(max(LEAST, len(segment.words) + hangul * (1 / HANGUL_PER_LATIN - 1)))

    def cost(self, other):
        """Return the cost of matching two segments: the unlikelier, the higher."""
        if self.figure != other.figure or (
            self.role != other.role and not {self.role, other.role}.isdisjoint(ABOVE)
        ):
            return NEVER
        if self.figure:
            return 0.0
        same = 0.0 if self.figures.isdisjoint(other.figures) else SAME_FIGURE
        return same + (0.0 if self.role == other.role else OTHER_ROLE) + abs(self.length - other.length)
