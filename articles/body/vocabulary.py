"""The vocabulary of a body: labels of passages, elements and attributes.

Shared as data by the sanitiser, the editor and the importers, so that what one
writes the others understand.
"""

import re

from django.utils import translation
from django.utils.translation import pgettext_lazy

KINDS = {
    "lead": pgettext_lazy("labelled passage", "The Lead"),
    "why-it-matters": pgettext_lazy("labelled passage", "Why It Matters"),
    "official-stance": pgettext_lazy("labelled passage", "Official Stance"),
    "insight": pgettext_lazy("labelled passage", "Insight"),
    "background": pgettext_lazy("labelled passage", "Background"),
    "by-the-numbers": pgettext_lazy("labelled passage", "By the Numbers"),
}

# Blocks that may stand at the top of a body, and what stands inside them.
# "inline" is text with marks; a list of names is a sequence of those blocks.
BLOCKS = {
    "p": "inline",
    "h2": "inline",
    "h3": "inline",
    "hr": "nothing",
    "ul": ["li"],
    "ol": ["li"],
    "blockquote": ["p", "cite"],
    "aside": ["p", "ul", "ol", "blockquote"],
    "figure": ["figcaption"],
    "table": ["caption", "thead", "tbody"],
}
PARTS = {
    "li": ["p"],
    "cite": "inline",
    "figcaption": "inline",
    "caption": "inline",
    "thead": ["tr"],
    "tbody": ["tr"],
    "tr": ["th", "td"],
    "th": "inline",
    "td": "inline",
}
VOID = ("br", "hr")

# Targets of links by number; the first of several on one element counts.
TARGETS = ("article", "topic", "term")
ATTRIBUTES = {
    "h2": ["data-label"],
    "aside": ["data-kind"],
    "figure": ["data-image"],
    "a": ["href", *(f"data-{kind}" for kind in TARGETS)],
    "span": ["lang"],
    "th": ["colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
SCHEMES = ("http", "https", "mailto")
MAX_SPAN = 50

# Other names for the same elements in pasted or older HTML.
SAME_MARK = {"b": "strong", "i": "em"}
SAME_HEADING = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def label_text(kind: str, language: str, insight_name: str = "") -> str:
    """Return the words of a label in the language of the page, as a plain string.

    `insight_name` is what the publication calls its insight ("PRISM Insight")
    and replaces the word for that kind. Raises KeyError for an unknown kind.
    """
    words = KINDS[kind]
    if kind == "insight" and insight_name.strip():
        return insight_name.strip()
    with translation.override(language):
        return str(words)
