"""Removal of expressions from texts and JSON data, from the rows of any table, and from derived data."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from html import escape
from operator import or_
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains

from articles import clock
from articles.annotations import Json
from articles.body.content import REMOVED_MARK
from articles.models import Article, Edition, EditionPicture, Event, PictureTag, Redaction
from articles.models.logged import LOGGED, SealedModel, pictured_models, subject_model
from articles.models.text import prose
from articles.text.canonical_html import MARKS

SHORTEST = 2  # minimum number of letters in an expression: Hangul names can have two
TAG = rf"</?(?:{'|'.join(MARKS)}|br)\b[^<>]*+>"
TAGS = re.compile(TAG)
EMPTY = re.compile(rf"<({'|'.join(MARKS)})\b[^<>]*+></\1>")
SEPARATORS = str.maketrans(dict.fromkeys("-_'’‘\"“”&<>", " "))
# Addresses have a hyphen or similar between words instead of a blank.
BLANK = rf"(?:\s|&nbsp;|%20|[-_+]|{TAG})++"
ALIKE = {"'": "'’‘", "’": "'’‘", "‘": "'’‘", '"': '"“”', "“": '"“”', "”": '"“”', "-": "-‐‑–"}
# Latin letters and digits must match whole words; Hangul words can be followed by particles.
WORD = r"[^\W_\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"
HANGUL_START = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")

# Keys of JSON data whose values are read only by programs.
KEYS_FOR_PROGRAMS = {
    *("role", "kind", "src", "source_language", "wanted", "ground", "live_from", "file", "confirmed", "step"),
}


def expressions_of(words: str) -> list[str]:
    """Return the expressions of a text, which has an expression in each line; the longest comes first."""
    expressions = {" ".join(line.split()) for line in prose(words).splitlines()}
    return sorted(filter(None, expressions), key=lambda expression: (-len(expression), expression))


class Removal:
    """Expressions to remove from texts, and a picture whose captions are removed from bodies.

    expressions  as expressions_of returns them
    image_id     primary key of the picture, or None
    """

    def __init__(self, expressions: list[str], image_id: int | None = None):
        self.expressions, self.image_id = expressions, image_id

    @cached_property
    def _pattern(self):
        patterns = [_pattern_of(expression) for expression in self.expressions]
        patterns += [
            re.escape(quote(expression)) for expression in self.expressions if not expression.isascii()
        ]
        return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    @cached_property
    def _caption(self):
        figure = rf'(<figure data-image="{self.image_id}"[^<>]*+>)'
        return re.compile(rf"{figure}<figcaption>(?:(?!</?figcaption>).)*+</figcaption>", re.DOTALL)

    @property
    def figure(self):
        """Return the start of the picture's <figure> tag, to find texts with the picture; "" for none."""
        return f'data-image="{self.image_id}"' if self.image_id else ""

    def condition(self, columns: Iterable[str]) -> Q:
        """Return a condition that matches every row with an expression, and possibly other rows.

        It searches for the longest part without blanks of each expression, as text and JSON-encoded.
        """
        parts = {
            max(expression.translate(SEPARATORS).split(), key=len, default=expression)
            for expression in self.expressions
        }
        parts |= {self.figure} if self.figure else set()
        parts |= {json.dumps(part)[1:-1] for part in parts}
        texts = [Cast(column, TextField()) for column in columns]
        conditions = (Q(IContains(text, part)) for text in texts for part in sorted(parts))
        return reduce(or_, conditions, Q(pk__in=[]))

    def text(self, text: str) -> str:
        """Return plain text or HTML with a mark for each expression, and without captions of the picture."""
        if self.figure and self.figure in text:
            text = self._caption.sub(r"\1<figcaption></figcaption>", text)
        if self._pattern is None or not self._pattern.search(text):
            return text
        text = self._pattern.sub(_mark, text)
        for _depth in MARKS:  # empty tags can be nested, at most one of each kind
            text = EMPTY.sub("", text)
        return text

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of each expression in a text without markup."""
        return [match.span() for match in self._pattern.finditer(text)] if self._pattern else []

    def ids_of(self, rows: models.QuerySet, *columns: str) -> list[int]:
        """Return the ids of the rows with an expression in one of the columns."""
        candidates = rows.filter(self.condition(columns)).values_list("pk", *columns)
        return [pk for pk, *texts in candidates if any(self.text(text) != text for text in texts)]

    def address(self, slug: str, default: str) -> str:
        """Return a slug without the expressions; `default` if nothing is left."""
        if self._pattern is None or not self._pattern.search(slug):
            return slug
        left = re.sub("-{2,}", "-", self._pattern.sub("-", slug)).strip("-")
        return left or default

    def data(self, value: Json) -> Json:
        """Return JSON data with the expressions removed from every text, except values for programs."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(item) for item in value]
        if isinstance(value, dict):
            return {key: self._value(key, item) for key, item in value.items()}
        return value

    def _value(self, key, value):
        if key in KEYS_FOR_PROGRAMS:
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
    ways = {re.escape(letter) for letter in ALIKE.get(character, character)}
    ways |= {re.escape(escape(letter)) for letter in ALIKE.get(character, character)}
    return ways.pop() if len(ways) == 1 else f"(?:{'|'.join(sorted(ways))})"


@dataclass(frozen=True)
class PerformedRedaction:
    """A performed redaction, for packages that derive data from texts.

    removal  the expressions that were removed
    objects  {model name: ids} of the stories and other objects that contained them
    """

    removal: Removal
    objects: dict[str, list[int]]

    def indexed_words(self, rows: models.QuerySet, column: str) -> list[str]:
        """Return the values of a column that contain an expression, or a word of an expression."""
        words = [word for text in self.removal.expressions for word in text.split() if len(word) >= SHORTEST]
        removal = Removal([*self.removal.expressions, *words])
        texts = rows.filter(removal.condition([column])).order_by().values_list(column, flat=True)
        return [text for text in texts if removal.text(text) != text]

    def drop_keys(self, model: type[SealedModel]) -> None:
        """Set `redacted_at` of the rows that lost words, and delete their digest keys.

        With the key, the words could be guessed from the digest.
        """
        rows = models.QuerySet(model)
        redacted = rows.filter(article__in=self.objects.get("article", [])).exclude(digest_key="")
        changed = [row.pk for row in redacted.iterator(chunk_size=500) if row.digest != row.sealed()]
        rows.filter(pk__in=changed).update(digest_key="", redacted_at=clock.now())


HANDLERS: list[Callable[[PerformedRedaction], None]] = []
DERIVED_MODELS: set[type[models.Model]] = set()


def on_redaction(*derived: type[models.Model]) -> Callable:
    """Decorator: register a function that removes redacted words from derived models.

    It is called with a PerformedRedaction, in the transaction of the redaction, after the texts have been
    changed.

    derived  the models that it cleans
    """

    def register(function):
        HANDLERS.append(function)
        DERIVED_MODELS.update(derived)
        return function

    return register


# Apps with accounts, credentials and names of models: staff must remain known by name.
EXEMPT_APPS = {"accounts", "auth", "contenttypes", "account", "mfa", "usersessions", "socialaccount"}
# Readers' e-mail addresses for newsletters: an address with a mark would not be deliverable.
EXEMPT_MODELS = {"newsletters.subscription"}
# Columns read only by programs: a redacted word may be spelled like one of their values.
COLUMNS_FOR_PROGRAMS = {
    *("seal", "fingerprint", "language", "subject_type", "object_id", "code", "field", "tab", "on_cancel"),
    *("task_path", "worker_ids", "queue_name", "backend_name", "exception_class_path", "history_type"),
    *("object_type", "network", "user_name", "account_name"),  # names of accounts: see EXEMPT_APPS
    *("picture_file", "withheld"),
}


def exempt_models() -> set[type[models.Model]]:
    """Return the models whose texts are never searched."""
    exempt = {model for model in apps.get_models(include_auto_created=True) if not model._meta.managed}
    exempt |= {model for label in EXEMPT_APPS for model in apps.get_app_config(label).get_models()}
    exempt |= {model for model in apps.get_models() if model._meta.label_lower in EXEMPT_MODELS}
    return exempt | {Redaction, Session}


def text_models() -> list[type[models.Model]]:
    """Return the models that may contain words of a story, except models derived from others."""
    left_out = exempt_models() | DERIVED_MODELS
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in left_out and text_fields(model)
    ]


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns of a model with text or JSON data, except choices, digests and files."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.primary_key
        and not field.name.endswith(("digest", "digest_key"))
        and field.name not in COLUMNS_FOR_PROGRAMS
    ]


# {model with confidential rows: permission to see them}. The security log is included: it mentions claims.
CONFIDENTIAL = dict.fromkeys(
    ("claims.claim", "articles.legalhold", "security.securityevent"), "claims.view_claim"
)


def is_confidential(row: models.Model) -> bool:
    """Return whether only a few users may know that the row exists."""
    return getattr(row, "is_confidential", False) or row._meta.label_lower in CONFIDENTIAL


@dataclass
class Occurrence:
    """One row with words to remove.

    owner    (model name, id) of the story or other object that it belongs to, or None
    changes  {column: value without the words}
    """

    row: models.Model
    owner: tuple[str, int] | None
    changes: dict[str, Any]


@dataclass
class AffectedObject:
    """A story or other object with words to remove, and the number of its rows with them."""

    model: str
    pk: int
    rows: int = 0
    instance: models.Model | None = field(default=None, compare=False)

    @property
    def name(self):
        return f"{self.model}-{self.pk}"


def find_occurrences(removal: Removal, articles: Collection[int] = ()) -> Iterator[Occurrence]:
    """Yield the rows with words to remove.

    articles  ids of stories whose rows are all read; other rows are read only if they match the condition
    """
    for model in text_models():
        fields = text_fields(model)
        wanted, of_story = removal.condition([column.attname for column in fields]), story_lookup(model)
        if articles and of_story:
            wanted |= Q(**{f"{of_story}__in": articles})
        for row in models.QuerySet(model).filter(wanted).order_by("pk").iterator(chunk_size=200):
            changes = _changes(row, fields, removal)
            if changes:
                yield Occurrence(row, owner_of(row), changes)


def find_affected_objects(removal: Removal) -> list[AffectedObject]:
    """Return the stories and other objects with words to remove or with the picture, stories first."""
    counts = Counter(occurrence.owner for occurrence in find_occurrences(removal) if occurrence.owner)
    if removal.image_id:
        counts["image", removal.image_id] += 1
        printed = EditionPicture.objects.filter(image=removal.image_id)
        for rows in (printed, *(model.objects.filter(image=removal.image_id) for model in pictured_models())):
            counts.update(("article", pk) for pk in rows.order_by().values_list("article_id", flat=True))
        stories = Article.objects.filter(lead_image=removal.image_id)
        counts.update(("article", pk) for pk in stories.values_list("pk", flat=True))
    return with_instances([AffectedObject(model, pk, rows) for (model, pk), rows in counts.items()])


def with_instances(affected: list[AffectedObject]) -> list[AffectedObject]:
    """Set the `instance` of AffectedObjects, None for a deleted object. Return them with stories first."""
    for name in {affected_object.model for affected_object in affected}:
        rows = subject_model(name)._base_manager.in_bulk(
            [affected_object.pk for affected_object in affected if affected_object.model == name]
        )
        for affected_object in affected:
            affected_object.instance = (
                rows.get(affected_object.pk) if affected_object.model == name else affected_object.instance
            )
    return sorted(
        affected,
        key=lambda affected_object: (
            affected_object.model != "article",
            affected_object.model,
            affected_object.pk,
        ),
    )


def _changes(row, fields, removal):
    changes = {}
    for column in fields:
        before = row.__dict__[column.attname]  # getattr() may read the column of the active language
        after = _changed(column, before, removal, row)
        if after != before:
            changes[column.attname] = after
    return changes


def _changed(column, before, removal, row):
    if isinstance(column, models.JSONField):
        return removal.data(before)
    if isinstance(column, models.SlugField):
        default = "story" if isinstance(row, Edition | Article) else f"{row._meta.model_name}-{row.pk}"
        return removal.address(before, default) if before else before
    if isinstance(row, LogEntry) and column.name == "change_message" and before.startswith("["):
        return json.dumps(removal.data(json.loads(before)))
    after = removal.text(before or "") if before else before
    return after[: column.max_length] if column.max_length and after else after


@on_redaction(PictureTag)
def forget_tags(redaction: PerformedRedaction) -> None:
    """Delete the tags with an expression: a mark would be no useful tag, and two tags could become equal."""
    removal = redaction.removal
    for tag in PictureTag.objects.filter(removal.condition(["name"])):
        if removal.text(tag.name) != tag.name:
            tag.delete()


def story_lookup(model: type[models.Model]) -> str:
    """Return the lookup that filters rows of a model by the id of their story; "" for none."""
    if model is Article:
        return "pk"
    if model is Article.history.model:
        return "id"
    names = {column.attname: column for column in model._meta.concrete_fields}
    return "article_id" if "article_id" in names else ""


def owner_of(row: models.Model) -> tuple[str, int] | None:
    """Return (model name, id) of the story or other object that a row belongs to, or None."""
    if isinstance(row, Event):
        story = row.details.get("article") if row.subject_type != "article" else row.subject_id
        return ("article", story) if story else (row.subject_type, row.subject_id)
    if isinstance(row, LogEntry):
        kind = row.content_type.model if row.content_type else ""
        is_ours = kind == "article" or kind in LOGGED
        number = row.object_id or ""
        return (kind, int(number)) if is_ours and number.isdecimal() else None
    if lookup := story_lookup(type(row)):
        story = getattr(row, lookup)
        return ("article", story) if story else None
    if hasattr(row, "page_id"):
        return ("standingpage", row.page_id)
    name = row._meta.model_name
    return (name, row.pk) if name in LOGGED else None
