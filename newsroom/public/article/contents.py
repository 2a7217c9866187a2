"""The table of contents of a long story, from the headings of its text as rendered."""

import re
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

MANY_HEADINGS = 4  # from which on any text has a table of contents
FEW_HEADINGS = 2  # enough in a text that takes long to read
LONG_MINUTES = 8

HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
LABEL = re.compile(r'<span class="heading-label[^>]*>.*?</span></span> ?', re.DOTALL)
NOTE = re.compile(r' ?<span class="language-note">.*?</span>', re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")


class ContentsEntry(NamedTuple):
    """A heading: its id in the page, and its words as HTML without links."""

    id: str
    words: SafeString


def table_of_contents(html: str, minutes: int) -> list[ContentsEntry]:
    """Return the entries of a text from articles.body.render; [] for a text that is short.

    minutes  that it takes to read
    """
    found = [ContentsEntry(name, words) for name, inside in HEADING.findall(html) if (words := entry(inside))]
    least = FEW_HEADINGS if minutes >= LONG_MINUTES else MANY_HEADINGS
    return found if len(found) >= least else []


def entry(inside):
    """Return the words of a heading; those of its label only if it has no others."""
    words = LINK.sub("", NOTE.sub("", inside))
    return mark_safe((LABEL.sub("", words) or words).strip())  # rendered, so already safe
