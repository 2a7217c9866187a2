"""Segments of a text: the units that a translator translates, cut without loss.

A headline, a summary and each leaf of the body is one. A figure counts although it has no caption: a picture
that comes, goes or is exchanged concerns the other language too. Empty cells do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

from articles.text.canonical_html import BodyNode, parse_body
from articles.text.digests import digest_of
from articles.text.punctuation import fold_quotes

BLANKS = re.compile(r"\s+")
TAG = re.compile(r"<[^>]*>")
BREAK = re.compile(r"<br>")
ABOVE = ("headline", "summary")  # what stands above the body, each once


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
    above = zip(ABOVE, (title, summary), strict=True)
    around = [Segment((role,), escape(text, quote=False)) for role, text in above]
    return [segment for segment in around if segment.html.strip()] + segments_in(body)


def segments_digest(segments: Sequence[Segment]) -> str:
    """Return the digest of a whole text for its translators; differences of white space do not count."""
    return digest_of([segment.key for segment in segments]) if segments else ""
