"""Fields of a draft: those that are accepted from the browser, and their differences to the saved story."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.text import capfirst

from articles.admin.forms.guarded import is_same_value, posted_values
from articles.admin.forms.posted_form import TEXT_COLUMNS
from articles.body import BodyField, plain_text
from articles.models import Article, Byline, Language, RelatedLink, Source, localized
from articles.text.differences import differences
from articles.workflow.permissions import Actor, Verb, may, may_file, may_touch
from articles.workflow.snapshot import TEXT_FIELDS

ROW_MODELS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING_NAMES = {"source_language", "section", "topics", "lead_image"}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW_NAME = re.compile(rf"({'|'.join(ROW_MODELS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE_SUFFIX = re.compile(r"_(en|ko)$")
VERSION_NAME = re.compile(r"version_(filing|en|ko)")


class InvalidAutosave(Exception):
    """A browser sent something else than {name: [text]}."""


def accepted_fields(
    sent: object, user: Actor, article: Article | None, *, is_shown: bool = False
) -> dict[str, list[str]]:
    """Return the part of {name: [text]} that this user may write. Raise InvalidAutosave for anything else.

    is_shown  the names are those of the values that the form showed: initial-title_en, version_en
    """
    if not isinstance(sent, dict):
        raise InvalidAutosave
    kept = {}
    for name, values in sent.items():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            raise InvalidAutosave
        column = name.removeprefix("initial-") if is_shown else name
        if not values and column not in FILING_NAMES:
            continue  # only a choice may have no value
        if may_write_field(column, user, article) or (is_shown and VERSION_NAME.fullmatch(name)):
            kept[name] = [storable_text(value) for value in values]
    return kept


def may_write_field(name, user, article):
    """Return whether a user may write a field. The form checks rows further when the draft is filled in."""
    row = ROW_NAME.fullmatch(name)
    if not may_touch(user, article):
        return False
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
    """Return text without NUL and lone surrogates, which no database stores."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def autosave_form_data(fields: dict[str, list[str]], shown: dict[str, list[str]]) -> QueryDict:
    """Return the posted data of a form from its typed and its shown values, without unchanged rows."""
    data = QueryDict(mutable=True)
    for name, values in {**shown, **fields}.items():
        data.setlist(name, values)
    for prefix in ROW_MODELS:
        for count in COUNTS[:3]:
            data.setdefault(f"{prefix}-{count}", "0")
    return data


@dataclass
class UnsavedField:
    """One field of a draft, with its differences to the saved text if it is a text."""

    label: str
    language: str = ""
    pieces: list = field(default_factory=list)


def unsaved_fields(
    fields: dict[str, list[str]], shown: dict[str, list[str]], article: Article | None
) -> list[UnsavedField]:
    """Return the UnsavedFields that differ from the story, if any, or from the form in the case of rows."""
    found, rows = [], {}
    for name, values in fields.items():
        if row := ROW_NAME.fullmatch(name):
            fields_of_row = unsaved_row_fields(*row.group(1, 2), values, shown.get(f"initial-{name}", [""]))
            rows.setdefault(row[1], []).extend(fields_of_row)
            continue
        column = Article._meta.get_field(name)
        saved = current_values(column, article)
        if not is_same_value(column, values, saved):
            found.append(
                UnsavedField(
                    capfirst(str(column.verbose_name)), *text_difference(column, name, saved, values)
                )
            )
    for prefix, fields_of_rows in rows.items():
        found += fields_of_rows or [UnsavedField(capfirst(str(ROW_MODELS[prefix]._meta.verbose_name_plural)))]
    return found


def unsaved_row_fields(prefix, name, values, before):
    """Return an UnsavedField in a list for a text of a row that differs from what the form showed."""
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


def text_difference(column, name, saved, values):
    """Return (language, pieces) of a text; ("", []) for a choice or an address."""
    if name not in TEXT_COLUMNS or not values:
        return "", []
    as_read = plain_text if isinstance(column, BodyField) else str
    return TEXT_COLUMNS[name].value, differences(as_read(saved[0]), as_read(values[0]))
