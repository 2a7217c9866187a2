"""Fields of a draft: those that are accepted from the browser, and their differences to the saved story."""

import re

from django.http import QueryDict
from django.utils.text import capfirst

from articles.admin.forms.draft_fields import (
    INITIAL,
    UnsavedField,
    accepted_values,
    draft_form_data,
    unsaved_columns,
)
from articles.models import Article, Byline, Language, RelatedLink, Source, UnsavedTyping, localized
from articles.text.differences import differences
from articles.workflow.permissions import Actor, Verb, may, may_file, may_touch
from articles.workflow.snapshot import SWITCHES, TEXT_FIELDS

ROW_MODELS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING_NAMES = {"source_language", "section", "topics", "lead_image", *SWITCHES}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW_NAME = re.compile(rf"({'|'.join(ROW_MODELS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE_SUFFIX = re.compile(r"_(en|ko)$")
VERSION_NAME = re.compile(r"version_(filing|en|ko)")


def accepted_fields(typed: object, shown: object, user: Actor, article: Article | None) -> tuple[dict, dict]:
    """Return the parts of {name: [text]} that this user may write. Raise InvalidAutosave for anything else.

    shown  the values that the form showed, by their names there: initial-title_en, version_en
    """

    def may_write(name):
        return may_write_field(name, user, article)

    def was_shown(name):
        return VERSION_NAME.fullmatch(name) or may_write(name)

    return (
        accepted_values(typed, may_write, may_be_empty=FILING_NAMES),
        accepted_values(shown, was_shown, may_be_empty=FILING_NAMES, prefix=INITIAL),
    )


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


def autosave_form_data(draft: UnsavedTyping) -> QueryDict:
    """Return the posted data of a form from the values of a draft, without unchanged rows."""
    data = draft_form_data(draft)
    for prefix in ROW_MODELS:
        for count in COUNTS[:3]:
            data.setdefault(f"{prefix}-{count}", "0")
    return data


def unsaved_fields(draft: UnsavedTyping, article: Article | None) -> list[UnsavedField]:
    """Return the UnsavedFields that differ from the story, if any, or from the form in the case of rows."""
    columns, rows = {}, {}
    for name, values in draft.fields.items():
        if row := ROW_NAME.fullmatch(name):
            before = draft.shown.get(f"{INITIAL}{name}", [""])
            rows.setdefault(row[1], []).extend(unsaved_row_fields(*row.group(1, 2), values, before))
        else:
            columns[name] = values
    found = unsaved_columns(columns, Article, article)
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
