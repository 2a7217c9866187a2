"""Removals of expressions from text and JSON data, and the packages that forget what they derived from it."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from html import escape
from operator import or_
from typing import Any
from urllib.parse import quote

from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains

from articles import clock
from articles.body.content import REMOVED_MARK
from articles.models.logged import SealedModel
from articles.models.text import prose
from articles.text.canonical_html import MARKS

SHORTEST = 2  # letters of an expression: a name of Hangul has as many
TAG = rf"</?(?:{'|'.join(MARKS)}|br)\b[^<>]*+>"
TAGS = re.compile(TAG)
EMPTY = re.compile(rf"<({'|'.join(MARKS)})\b[^<>]*+></\1>")
SEPARATORS = str.maketrans(dict.fromkeys("-_'’‘\"“”&<>", " "))
# Addresses have a hyphen or the like where words have a blank.
BLANK = rf"(?:\s|&nbsp;|%20|[-_+]|{TAG})++"
ALIKE = {"'": "'’‘", "’": "'’‘", "‘": "'’‘", '"': '"“”', "“": '"“”', "”": '"“”', "-": "-‐‑–"}
# Words written in Latin letters or digits end where no further one follows; Hangul is followed by particles.
WORD = r"[^\W_\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"
HANGUL_START = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")

# Keys of JSON data whose values only programs read.
FOR_PROGRAMS = {
    *("role", "kind", "src", "source_language", "wanted", "ground", "live_from", "file", "confirmed", "step"),
}


def expressions_of(words: str) -> list[str]:
    """Return the expressions of a text of one a line, the longest first."""
    found = {" ".join(line.split()) for line in prose(words).splitlines()}
    return sorted(filter(None, found), key=lambda expression: (-len(expression), expression))


class Removal:
    """Expressions to remove from texts, and a picture whose captions are removed from bodies.

    expressions  as expressions_of returns them
    image_id     of the picture, or None
    """

    def __init__(self, expressions: list[str], image_id: int | None = None):
        self.expressions, self.image_id = expressions, image_id

    @cached_property
    def _pattern(self):
        patterns = [_pattern_of(one) for one in self.expressions]
        patterns += [re.escape(quote(one)) for one in self.expressions if not one.isascii()]
        return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    @cached_property
    def _caption(self):
        figure = rf'(<figure data-image="{self.image_id}"[^<>]*+>)'
        return re.compile(rf"{figure}<figcaption>(?:(?!</?figcaption>).)*+</figcaption>", re.DOTALL)

    @property
    def figure(self):
        """Return the opening of the figures of the picture, by which texts with it are found; "" for none."""
        return f'data-image="{self.image_id}"' if self.image_id else ""

    def condition(self, columns: Iterable[str]) -> Q:
        """Return a condition that each row with an expression fulfils, as far as a database can tell.

        It looks for the longest part without blanks of each expression, as text and as JSON writes it.
        """
        parts = {max(one.translate(SEPARATORS).split(), key=len, default=one) for one in self.expressions}
        parts |= {self.figure} if self.figure else set()
        parts |= {json.dumps(part)[1:-1] for part in parts}
        texts = [Cast(column, TextField()) for column in columns]
        found = (Q(IContains(text, part)) for text in texts for part in sorted(parts))
        return reduce(or_, found, Q(pk__in=[]))

    def text(self, text: str) -> str:
        """Return plain text or HTML in which a mark stands for each expression."""
        if self.figure and self.figure in text:
            text = self._caption.sub(r"\1<figcaption></figcaption>", text)
        if self._pattern is None or not self._pattern.search(text):
            return text
        text = self._pattern.sub(_mark, text)
        for _depth in MARKS:  # each within the others at most
            text = EMPTY.sub("", text)
        return text

    def ids_of(self, rows: models.QuerySet, *columns: str) -> list[int]:
        """Return the ids of the rows of which a column holds an expression."""
        found = rows.filter(self.condition(columns)).values_list("pk", *columns)
        return [pk for pk, *texts in found if any(self.text(text) != text for text in texts)]

    def address(self, slug: str, default: str) -> str:
        """Return the address of a page without the expressions; `default` if nothing is left."""
        if self._pattern is None or not self._pattern.search(slug):
            return slug
        left = re.sub("-{2,}", "-", self._pattern.sub("-", slug)).strip("-")
        return left or default

    def data(self, value: Any) -> Any:
        """Return JSON data of which every text is changed as by `text`."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(one) for one in value]
        if isinstance(value, dict):
            return {key: self._value(key, one) for key, one in value.items()}
        return value

    def _value(self, key, value):
        if key in FOR_PROGRAMS:
            return value
        return self.address(value, "removed") if key == "slug" and value else self.data(value)


def _mark(match):
    return REMOVED_MARK + "".join(TAGS.findall(match[0]))


def _pattern_of(expression):
    words = [
        rf"(?:{TAG})*+".join(map(_character, word)) for word in re.split(r"[\s\-_]+", expression) if word
    ]
    before = "" if HANGUL_START.match(expression[0]) else rf"(?<!{WORD})"
    after = "" if HANGUL_START.match(expression[-1]) else rf"(?!{WORD})"
    return before + BLANK.join(words) + after


def _character(character):
    ways = {re.escape(one) for one in ALIKE.get(character, character)}
    ways |= {re.escape(escape(one)) for one in ALIKE.get(character, character)}
    return ways.pop() if len(ways) == 1 else f"(?:{'|'.join(sorted(ways))})"


@dataclass(frozen=True)
class PerformedRedaction:
    """A redaction that was performed, for packages that derive something from texts.

    removal  the expressions that were removed
    objects  {model name: ids} of the stories and other objects that held them
    """

    removal: Removal
    objects: dict[str, list[int]]

    def indexed_words(self, rows: models.QuerySet, column: str) -> list[str]:
        """Return the values of a column that hold an expression, or a word of one."""
        words = [word for text in self.removal.expressions for word in text.split() if len(word) >= SHORTEST]
        removal = Removal([*self.removal.expressions, *words])
        texts = rows.filter(removal.condition([column])).order_by().values_list(column, flat=True)
        return [text for text in texts if removal.text(text) != text]

    def drop_keys(self, model: type[SealedModel]) -> None:
        """Mark the rows from which words were removed, and make their digests useless for guesses."""
        rows = models.QuerySet(model)
        found = rows.filter(article__in=self.objects.get("article", [])).exclude(digest_key="")
        changed = [row.pk for row in found.iterator(chunk_size=500) if row.digest != row.sealed()]
        rows.filter(pk__in=changed).update(digest_key="", redacted_at=clock.now())


HANDLERS: list[Callable[[PerformedRedaction], None]] = []
DERIVED_MODELS: set[type[models.Model]] = set()


def on_redaction(*derived: type[models.Model]) -> Callable:
    """Register a function that forgets what its models hold of redacted texts, as a decorator.

    It is called in the transaction of the redaction, when the texts have been changed.
    """

    def register(function):
        HANDLERS.append(function)
        DERIVED_MODELS.update(derived)
        return function

    return register
