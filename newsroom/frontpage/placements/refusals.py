"""What placing says when it refuses."""

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe


class Marked(str):
    """Plain words that stand on a page as HTML in which headlines carry their language."""

    def __new__(cls, words, marked):
        made = super().__new__(cls, words)
        made.marked = marked
        return made

    def __str__(self):
        return self

    def __html__(self):
        return self.marked


def headline_in(language, words):
    return Marked(words, format_html('<span lang="{}">{}</span>', language, words))


def tell(words, **said):
    """A sentence with its words put in."""
    marked = {name: conditional_escape(value) for name, value in said.items()}
    return Marked(words % said, mark_safe(escape(words) % marked))


class PlacingRefused(Exception):
    """It cannot be placed, moved or ended so; `reasons` says why, in the user's language."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in reasons))


class PlaceMoved(PlacingRefused):
    """Somebody else has changed the place since the person looked."""
