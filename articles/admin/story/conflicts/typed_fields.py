"""The fields that a browser sends of a form before it is saved: which are kept, and what differs in them."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.text import capfirst

from articles.admin.story.conflicts.posted_row import TEXT_COLUMNS, is_same_value, posted_values
from articles.body import BodyField, plain_text
from articles.models import Article, Byline, Language, RelatedLink, Source, localized
from articles.text.differences import differences
from articles.workflow.permissions import Verb, may, may_file
from articles.workflow.snapshot import TEXT_FIELDS

ROW_MODELS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING_NAMES = {"source_language", "section", "topics", "lead_image"}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW_NAME = re.compile(rf"({'|'.join(ROW_MODELS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE_SUFFIX = re.compile(r"_(en|ko)$")
VERSION_NAME = re.compile(r"version_(filing|en|ko)")


class InvalidAutosave(Exception):
    """What was sent is no typing: {name: [text]} is expected."""


def accepted_fields(sent, user, article, *, is_shown=False):
    """Of {name: [text]} what this person may write. Raise NotUnderstood for anything else.

    is_shown  the names are those of what the form showed: initial-title_en, version_en
    """
    if not isinstance(sent, dict):
        raise InvalidAutosave
    kept = {}
    for name, values in sent.items():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            raise InvalidAutosave
        column = name.removeprefix("initial-") if is_shown else name
        if not values and column not in FILING_NAMES:
            continue  # a text has one value; only of what is chosen there may be none
        if may_write_field(column, user, article) or (is_shown and VERSION_NAME.fullmatch(name)):
            kept[name] = [storable_text(value) for value in values]
    return kept


def may_write_field(name, user, article):
    """Whether a person may write a field; of the rows, the form tells more when the typing is taken in."""
    row = ROW_NAME.fullmatch(name)
    if name in FILING_NAMES:
        return article is None or may_file(user, article)
    if row is None and name not in TYPED_COLUMNS:
        return False
    language = LANGUAGE_SUFFIX.search(row[2] or "" if row else name)
    return language is None or may(user, Verb.WRITE, language[1])


TYPED_COLUMNS = {localized(name, language) for name in TEXT_FIELDS for language in Language}
ROW_WORDS = ("name", "title", "summary", "publisher")
ROW_TEXTS = {localized(name, language) for name in ROW_WORDS for language in Language} | {"url", "note"}


def storable_text(text):
    """Text without what no database takes: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def autosave_form_data(fields, shown):
    """A form as it would be posted, of what was typed and what was shown; rows not touched are none."""
    data = QueryDict(mutable=True)
    for name, values in {**shown, **fields}.items():
        data.setlist(name, values)
    for prefix in ROW_MODELS:
        for count in COUNTS[:3]:
            data.setdefault(f"{prefix}-{count}", "0")
    return data


@dataclass
class UnsavedField:
    """One field as a person typed it: what differs from what stands now, in words where it is text."""

    label: str
    language: str = ""
    pieces: list = field(default_factory=list)


def unsaved_fields(fields, shown, article):
    """The fields that say something else than the story does now: [Typed]. article is None for a new one.

    Rows, which are kept whole, tell what differs from what the form showed.
    """
    found, rows = [], {}
    for name, values in fields.items():
        if row := ROW_NAME.fullmatch(name):
            told = unsaved_row_fields(*row.group(1, 2), values, shown.get(f"initial-{name}", [""]))
            rows.setdefault(row[1], []).extend(told)
            continue
        column = Article._meta.get_field(name)
        stands = current_values(column, article)
        if not is_same_value(column, values, stands):
            found.append(
                UnsavedField(
                    capfirst(str(column.verbose_name)), *text_difference(column, name, stands, values)
                )
            )
    for prefix, told in rows.items():
        found += told or [UnsavedField(capfirst(str(ROW_MODELS[prefix]._meta.verbose_name_plural)))]
    return found


def unsaved_row_fields(prefix, name, values, before):
    """[Typed] of a text of a row, where it differs from what the form showed."""
    model = ROW_MODELS[prefix]
    if name not in ROW_TEXTS or not values or not before or values == before:
        return []
    column = model._meta.get_field(name)
    label = f"{capfirst(str(model._meta.verbose_name))}: {column.verbose_name}"
    return [UnsavedField(label, getattr(column, "language", ""), differences(before[0], values[0]))]


def current_values(column, article):
    if article is None:
        return [""]
    value = column.value_from_object(article)
    return posted_values([item.pk for item in value] if isinstance(value, list) else value)


def text_difference(column, name, stands, values):
    """(language, pieces) of a text that people read, else ("", [])."""
    if name not in TEXT_COLUMNS or not values:
        return "", []
    as_read = plain_text if isinstance(column, BodyField) else str
    return TEXT_COLUMNS[name].value, differences(as_read(stands[0]), as_read(values[0]))
