"""Drafts of unsaved text, kept while a person types, and the presence of colleagues."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.autosave import AutosaveViews, RecoveredMixin, format_local_time
from articles.admin.forms.draft_fields import (
    INITIAL,
    UnsavedField,
    accepted_values,
    draft_form_data,
    unsaved_columns,
)
from articles.admin.story.conflict import Conflict
from articles.models import (
    Article,
    Byline,
    Language,
    Presence,
    RelatedLink,
    Source,
    UnsavedTyping,
    localized,
)
from articles.models.people import display_name
from articles.text.differences import differences
from articles.workflow.autosave import be_here, leave
from articles.workflow.edit_session import PARTS, versions
from articles.workflow.permissions import Verb, may, may_file, may_touch
from articles.workflow.snapshot import SWITCHES, TEXT_FIELDS

ROW_MODELS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING_NAMES = {"source_language", "section", "topics", "lead_image", *SWITCHES}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW_NAME = re.compile(rf"({'|'.join(ROW_MODELS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE_SUFFIX = re.compile(r"_(en|ko)$")
VERSION_NAME = re.compile(r"version_(filing|en|ko)")


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


def unsaved_row_fields(prefix, name, values, before):
    """Return an UnsavedField in a list for a text of a row that differs from what the form showed."""
    model = ROW_MODELS[prefix]
    if name not in ROW_TEXTS or not values or not before or values == before:
        return []
    column = model._meta.get_field(name)
    label = f"{capfirst(str(model._meta.verbose_name))}: {column.verbose_name}"
    return [UnsavedField(label, getattr(column, "language", ""), differences(before[0], values[0]))]


class RecoveredForm(RecoveredMixin, Conflict):
    """A story's form filled from a draft, merged with what was saved meanwhile."""

    def __init__(self, article, row):
        super().__init__(article, [])
        self.row = row

    @property
    def posted(self):
        """Return the posted data of a form from the values of the draft, without unchanged rows."""
        data = draft_form_data(self.row)
        for prefix in ROW_MODELS:
            for count in COUNTS[:3]:
                data.setdefault(f"{prefix}-{count}", "0")
        return data


def other_people(article, user, at=None):
    """Return the other people who have the story open, as JSON for story_presence.js."""
    return [
        {
            "name": display_name(row.user),
            "initials": person_initials(display_name(row.user)),
            "text": describe_presence(row),
            "is_typing": row.typed_at is not None,
        }
        for row in Presence.objects.others(article, user, at)
    ]


def describe_presence(row):
    name = display_name(row.user)
    if row.typed_at is None:
        return _("%(name)s has this story open.") % {"name": name}
    if row.language in Language.values:
        part = PARTS[row.language]
        return _("%(name)s has unsaved changes to %(part)s.") % {"name": name, "part": part}
    return _("%(name)s has unsaved changes to this story.") % {"name": name}


def describe_saves(article, read):
    """Return a sentence for each part that was saved since the form was read at {part: version}."""
    now = versions(article)
    parts = [part for part in PARTS if read.get(part, now[part]) < now[part]]
    conflict = Conflict(article, parts)
    return [describe_save(conflict, part) for part in parts]


def describe_save(conflict, part):
    record = conflict.record_of(part)
    if record is None:
        return _("Someone saved %(part)s in the meantime.") % {"part": PARTS[part]}
    values = {"name": conflict.who(part), "part": PARTS[part], "time": format_local_time(record.history_date)}
    return _("At %(time)s, %(name)s saved %(part)s.") % values


def person_initials(name):
    """Return two letters of a Latin name, or the last two syllables of a Korean one."""
    words = name.split()
    if len(words) > 1 and name.isascii():
        return (words[0][0] + words[-1][0]).upper()
    return name.replace(" ", "")[-2:] if not name.isascii() else name[:2].upper()


class AutosaveScreen(AutosaveViews):
    """Addresses at which drafts of stories are kept and dropped, and colleagues announced."""

    drafts = UnsavedTyping

    def answer(self, request, row, sent):
        """Keep what was sent; answer who else is here, and what they saved."""
        is_leaving = sent.get("leaving")
        if is_leaving and row:
            leave(row.pk, by=request.user)
        answer = super().answer(request, row, sent)
        if row and not is_leaving:
            is_typing, language = sent.get("is_typing") is True, sent.get("language")
            part = language if is_typing and language in Language.values else ""
            be_here(row.pk, by=request.user, typed=is_typing, language=part)
            answer["people"] = other_people(row, request.user)
            answer["saved"] = describe_saves(row, sent["versions"])
        return answer

    def accepted(self, request, row, typed, shown):
        def may_write(name):
            return may_write_field(name, request.user, row)

        def was_shown(name):
            return VERSION_NAME.fullmatch(name) or may_write(name)

        return (
            accepted_values(typed, may_write, may_be_empty=FILING_NAMES),
            accepted_values(shown, was_shown, may_be_empty=FILING_NAMES, prefix=INITIAL),
        )

    def unsaved(self, draft, row):
        """Return the UnsavedFields that differ from the story, or from the form in the case of rows."""
        columns, rows = {}, {}
        for name, values in draft.fields.items():
            if part := ROW_NAME.fullmatch(name):
                before = draft.shown.get(f"{INITIAL}{name}", [""])
                rows.setdefault(part[1], []).extend(unsaved_row_fields(*part.group(1, 2), values, before))
            else:
                columns[name] = values
        found = unsaved_columns(columns, Article, row)
        for prefix, of_rows in rows.items():
            found += of_rows or [UnsavedField(capfirst(str(ROW_MODELS[prefix]._meta.verbose_name_plural)))]
        return found

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        context["autosave"]["tells_colleagues"] = row is not None
        return context
