"""The fields that a browser sends of a form before it is saved: which are kept, and what differs in them."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.text import capfirst

from articles.admin.story.conflicts.posted_row import WORDS, is_same, posted
from articles.body import BodyField, plain_text
from articles.models import Article, Byline, Language, RelatedLink, Source, localized
from articles.text.differences import differences
from articles.workflow.permissions import Verb, may, may_file
from articles.workflow.snapshot import TEXT_FIELDS

ROWS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING = {"source_language", "section", "topics", "lead_image"}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW = re.compile(rf"({'|'.join(ROWS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE = re.compile(r"_(en|ko)$")
VERSION = re.compile(r"version_(filing|en|ko)")


class NotUnderstood(Exception):
    """What was sent is no typing: {name: [text]} is expected."""


def kept_fields(sent, user, article, *, is_shown=False):
    """Of {name: [text]} what this person may write. Raise NotUnderstood for anything else.

    is_shown  the names are those of what the form showed: initial-title_en, version_en
    """
    if not isinstance(sent, dict):
        raise NotUnderstood
    kept = {}
    for name, values in sent.items():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            raise NotUnderstood
        column = name.removeprefix("initial-") if is_shown else name
        if not values and column not in FILING:
            continue  # a text has one value; only of what is chosen there may be none
        if may_write(column, user, article) or (is_shown and VERSION.fullmatch(name)):
            kept[name] = [storable(value) for value in values]
    return kept


def may_write(name, user, article):
    """Whether a person may write a field; of the rows, the form tells more when the typing is taken in."""
    row = ROW.fullmatch(name)
    if name in FILING:
        return article is None or may_file(user, article)
    if row is None and name not in COLUMNS:
        return False
    language = LANGUAGE.search(row[2] or "" if row else name)
    return language is None or may(user, Verb.WRITE, language[1])


COLUMNS = {localized(name, language) for name in TEXT_FIELDS for language in Language}
ROW_WORDS = ("name", "title", "summary", "publisher")
ROW_TEXTS = {localized(name, language) for name in ROW_WORDS for language in Language} | {"url", "note"}


def storable(text):
    """Text without what no database takes: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def form_data(fields, shown):
    """A form as it would be posted, of what was typed and what was shown; rows not touched are none."""
    data = QueryDict(mutable=True)
    for name, values in {**shown, **fields}.items():
        data.setlist(name, values)
    for prefix in ROWS:
        for count in COUNTS[:3]:
            data.setdefault(f"{prefix}-{count}", "0")
    return data


@dataclass
class Typed:
    """One field as a person typed it: what differs from what stands now, in words where it is text."""

    label: str
    language: str = ""
    pieces: list = field(default_factory=list)


def typed_places(fields, shown, article):
    """The fields that say something else than the story does now: [Typed]. article is None for a new one.

    Rows, which are kept whole, tell what differs from what the form showed.
    """
    found, rows = [], {}
    for name, values in fields.items():
        if row := ROW.fullmatch(name):
            told = typed_in_row(*row.group(1, 2), values, shown.get(f"initial-{name}", [""]))
            rows.setdefault(row[1], []).extend(told)
            continue
        column = Article._meta.get_field(name)
        stands = posted_now(column, article)
        if not is_same(column, values, stands):
            found.append(Typed(capfirst(str(column.verbose_name)), *in_words(column, name, stands, values)))
    for prefix, told in rows.items():
        found += told or [Typed(capfirst(str(ROWS[prefix]._meta.verbose_name_plural)))]
    return found


def typed_in_row(prefix, name, values, before):
    """[Typed] of a text of a row, where it differs from what the form showed."""
    model = ROWS[prefix]
    if name not in ROW_TEXTS or not values or not before or values == before:
        return []
    column = model._meta.get_field(name)
    label = f"{capfirst(str(model._meta.verbose_name))}: {column.verbose_name}"
    return [Typed(label, getattr(column, "language", ""), differences(before[0], values[0]))]


def posted_now(column, article):
    if article is None:
        return [""]
    value = column.value_from_object(article)
    return posted([item.pk for item in value] if isinstance(value, list) else value)


def in_words(column, name, stands, values):
    """(language, pieces) of a text that people read, else ("", [])."""
    if name not in WORDS or not values:
        return "", []
    as_read = plain_text if isinstance(column, BodyField) else str
    return WORDS[name].value, differences(as_read(stands[0]), as_read(values[0]))
