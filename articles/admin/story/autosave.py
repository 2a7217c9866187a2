"""Unsaved texts of a story: conflicts with saves of other users, drafts, and presence of colleagues.

A conflict merges the typed text with later saves of other users. Drafts are stored while the user types.
"""

import re
from functools import cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.autosave import AutosaveViews, RecoveredMixin, format_local_time
from articles.admin.display import format_local_datetime
from articles.admin.forms.guarded import Saver, named_column
from articles.admin.forms.posted_form import (
    INITIAL,
    TEXT_COLUMNS,
    FormConflict,
    PostedForm,
    UnsavedField,
    accepted_values,
    draft_form_data,
    extra_values,
    join_texts,
    unsaved_columns,
)
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
from articles.models.autosave import be_here, leave
from articles.models.people import display_name
from articles.text.differences import differences
from articles.workflow.edit_session import PARTS, versions
from articles.workflow.permissions import Verb, may, may_file, may_touch
from articles.workflow.snapshot import SWITCHES, TEXT_FIELDS


class Conflict(FormConflict):
    """Changes of a story by others since its form was opened.

    seen      {part: version} that the form showed
    viewer    the user of the form, who may have saved the story in another window
    is_asked  whether the user has to decide; otherwise the merged form may be saved
    """

    def __init__(self, article, parts, *, viewer, seen=None, is_asked=False):
        super().__init__()
        self.article, self.parts, self.is_asked = article, parts, is_asked
        self.viewer, self.seen = viewer, seen or {}
        self.records_of = cache(self._records_of)

    @property
    def saved_by(self):
        return Saver(is_viewer=bool(self.parts) and all(map(self.is_own, self.parts)))

    @property
    def message(self):
        first = _("Not saved yet: someone else changed the story while you were writing.")
        last = _(
            "Changes that do not overlap are merged below. Where both of you changed the same words, your "
            "version is in the field and the other version is next to it. Choose or combine them, and save "
            "again."
        )
        if self.saved_by.is_viewer:
            first = _("Not saved yet: you saved the story in another window while you were writing.")
            last = _(
                "Changes that do not overlap are merged below. Where you changed the same words in both "
                "windows, the version from this window is in the field and the saved version is next to it. "
                "Choose or combine them, and save again."
            )
        return format_html("{}{}{}", first, self.changes_html, last)

    @property
    def changes_html(self):
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}</li>", [(self._describe(part),) for part in self.parts]),
        )

    @property
    def joined_message(self):
        """Return the message after a merged save, with the merged changes and a link to the history."""
        first = _("Saved and merged with changes that others made while you were writing.")
        places = _("They changed: %(places)s.")
        if self.saved_by.is_viewer:
            first = _("Saved and merged with your changes from another window.")
            places = _("Changed in the other window: %(places)s.")
        return format_html(
            '{}{}<p>{} <a href="{}">{}</a></p>',
            first,
            self.changes_html,
            places % {"places": ", ".join(dict.fromkeys(self.changes)) or "—"},
            reverse("admin:articles_article_history", args=[self.article.pk]),
            _("See history"),
        )

    def _describe(self, part):
        record = self.record_of(part)
        if record is None:
            return _("Someone changed %(part)s.") % {"part": PARTS[part]}
        sentence = _("%(name)s changed %(part)s, %(when)s")
        if self.is_own(part):
            sentence = _("You changed %(part)s in another window, %(when)s")
        return sentence % {
            "name": display_name(record.history_user),
            "part": PARTS[part],
            "when": format_local_datetime(record.history_date),
        }

    def who(self, part):
        """Return the Saver who last changed a part."""
        record = self.record_of(part)
        return Saver(display_name(record.history_user) if record else "", self.is_own(part))

    def is_own(self, part):
        """Return whether only the viewer has saved a part since the form was opened."""
        records = self.records_of(part)
        return bool(records) and {record.history_user_id for record in records} == {self.viewer.pk}

    def record_of(self, part):
        """Return the history record that gave a part its current version; None if its user is unknown."""
        latest = next(iter(self.records_of(part)), None)
        return latest if latest and latest.history_user else None

    def _records_of(self, part):
        """Return the history record of each version of a part after the version that the form showed.

        The newest comes first. Only the latest 50 records are read; return [] if the first of them does not
        have the current version.
        """
        current = versions(self.article)[part]
        seen, by_version = self.seen.get(part, current - 1), {}
        records = self.article.history.select_related("history_user")
        for record in records.order_by("-history_date", "-history_id")[:50]:
            version = record.snapshot.get("versions", {}).get(part)
            if (
                version is None
                or version <= min(seen, current - 1)
                or (not by_version and version != current)
            ):
                break
            by_version[version] = record
        return list(by_version.values())

    def ask(self, row, name, base, now):
        """Merge story texts word by word. Let the user decide on overlaps and on all other values."""
        if name not in TEXT_COLUMNS or row.prefix:
            super().ask(row, name, base, now)
            return
        language = TEXT_COLUMNS[name]
        texts = {"base": base[0], "mine": row.values[name][0], "theirs": now[0]}
        joined = join_texts(row.form.column(name), **texts)
        row.values[name] = [joined.text]
        if joined.overlaps:
            who = self.who(language)
            self.theirs[name] = joined.overlaps_html(field=f"id_{name}", language=language, who=who)

    def rebased(self, data, form, formsets):
        """Return the posted data merged with the saved story. Unedited fields get the saved values.

        Set `is_asked` if the user has to decide on an overlap.
        """
        data = data.copy()
        self.rebase(data, form, self.article)
        for part, version in versions(self.article).items():
            data[form.add_prefix(f"version_{part}")] = str(version)
        for formset in formsets:
            self._rebase_rows(data, formset)
        self.is_asked = self.is_asked or bool(self.theirs)
        return data

    def _rebase_rows(self, data, formset):
        """Keep rows that others deleted only if this form edited them. Add the rows that others added."""
        saved = {str(row.pk): row for row in formset.model._default_manager.filter(article=self.article)}
        kept, new, gone = [], [], []
        for form in formset.forms:
            row = PostedForm.of(form, data)
            row.erase(data)
            pk = row.values.get("id", [""])[0]
            if pk in saved:
                kept.append((row, saved.pop(pk)))
            elif not pk or set(form.changed_data) & set(form.guarded()):
                row.values["id"] = [""]
                row.values.pop("DELETE", None)
                new.append((row, None))
                gone += [row] if pk else []
        added = [(PostedForm(formset.empty_form, {}, set()), instance) for instance in saved.values()]
        rows = kept + added + new
        for index, (row, instance) in enumerate(rows):
            row.prefix = formset.add_prefix(index)
            if instance is not None:
                row.values = row.values or extra_values(formset.form, instance)
                row.rebase(instance, self)
                row.values["id"] = [str(instance.pk)]
            elif row in gone:
                row.ask_again(self)
            row.write(data)
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept) + len(added))


ROW_MODELS = {"bylines": Byline, "sources": Source, "related_links": RelatedLink}
FILING_NAMES = {"source_language", "section", "topics", "lead_image", *SWITCHES}
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
ROW_NAME = re.compile(rf"({'|'.join(ROW_MODELS)})-(?:\d{{1,3}}-(\w{{1,40}})|({'|'.join(COUNTS)}))", re.ASCII)
LANGUAGE_SUFFIX = re.compile(r"_(en|ko)$")
VERSION_NAME = re.compile(r"version_(filing|en|ko)")


def may_write_field(name, user, article):
    """Return whether a user's draft may contain a field of a story; `article` is None for a new story.

    Fields of inline rows are checked again by the form when the draft is recovered.
    """
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
    """Return [UnsavedField] for a text of a row that differs from the form as shown, else []."""
    model = ROW_MODELS[prefix]
    column = named_column(model, name) if name in ROW_TEXTS else None
    if column is None or not values or not before or values == before:
        return []
    label = f"{capfirst(str(model._meta.verbose_name))}: {column.verbose_name}"
    return [UnsavedField(label, getattr(column, "language", ""), differences(before[0], values[0]))]


class RecoveredForm(RecoveredMixin, Conflict):  # type: ignore[override]  # the mixin computes the message
    """Story form filled from a draft and merged with later saves."""

    def __init__(self, article, row):
        super().__init__(article, [], viewer=row.user)
        self.row = row

    @property
    def posted(self):
        """Return form data built from the draft, as if posted, without unchanged rows."""
        data = draft_form_data(self.row)
        for prefix in ROW_MODELS:
            for count in COUNTS[:3]:
                data.setdefault(f"{prefix}-{count}", "0")
        return data


def other_people(article, user):
    """Return the other users who have the story open: [{name, initials, text, is_typing}] for scripts."""
    return [
        {
            "name": display_name(row.user),
            "initials": person_initials(display_name(row.user)),
            "text": describe_presence(row),
            "is_typing": row.typed_at is not None,
        }
        for row in Presence.objects.others(article, user)
    ]


def describe_presence(row):
    name = display_name(row.user)
    if row.typed_at is None:
        return _("%(name)s has this story open.") % {"name": name}
    if row.language in Language.values:
        part = PARTS[row.language]
        return _("%(name)s has unsaved changes to %(part)s.") % {"name": name, "part": part}
    return _("%(name)s has unsaved changes to this story.") % {"name": name}


def describe_saves(article, read, viewer):
    """Return a sentence for each part that was saved since the viewer opened the form.

    read  {part: version} that the form showed
    """
    now = versions(article)
    parts = [part for part in PARTS if read.get(part, now[part]) < now[part]]
    conflict = Conflict(article, parts, viewer=viewer, seen=read)
    return [describe_save(conflict, part) for part in parts]


def describe_save(conflict, part):
    record = conflict.record_of(part)
    if record is None:
        return _("Someone saved %(part)s in the meantime.") % {"part": PARTS[part]}
    who, time = conflict.who(part), format_local_time(record.history_date)
    sentence = _("At %(time)s, %(name)s saved %(part)s.")
    if who.is_viewer:
        sentence = _("At %(time)s, you saved %(part)s in another window.")
    return sentence % {"name": who.name, "part": PARTS[part], "time": time}


def person_initials(name):
    """Return two letters of a Latin name, or the last two syllables of a Korean one."""
    words = name.split()
    if len(words) > 1 and name.isascii():
        return (words[0][0] + words[-1][0]).upper()
    return name.replace(" ", "")[-2:] if not name.isascii() else name[:2].upper()


class AutosaveScreen(AutosaveViews):
    """Views that store and discard drafts of stories, and report the presence of colleagues."""

    drafts = UnsavedTyping

    def answer(self, request, row, sent):
        """Store the draft and the user's presence. Return the data of the response.

        For a saved story, it also has "people" (see other_people) and "saved" (see describe_saves).
        """
        is_leaving = sent.get("leaving")
        if is_leaving and row:
            leave(row.pk, by=request.user)
        answer = super().answer(request, row, sent)
        if row and not is_leaving:
            is_typing, language = sent.get("is_typing") is True, sent.get("language")
            part = language if is_typing and language in Language.values else ""
            be_here(row.pk, by=request.user, typed=is_typing, language=part)
            answer["people"] = other_people(row, request.user)
            answer["saved"] = describe_saves(row, sent["versions"], request.user)
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
        """Return the UnsavedFields that differ from the story, or for rows, from the form as shown."""
        columns, rows = {}, {}
        for name, values in draft.fields.items():
            if part := ROW_NAME.fullmatch(name):
                before = draft.shown.get(f"{INITIAL}{name}", [""])
                rows.setdefault(part[1], []).extend(unsaved_row_fields(*part.group(1, 2), values, before))
            else:
                columns[name] = values
        unsaved = unsaved_columns(columns, Article, row)
        for prefix, of_rows in rows.items():
            unsaved += of_rows or [UnsavedField(capfirst(str(ROW_MODELS[prefix]._meta.verbose_name_plural)))]
        return unsaved

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        context["autosave"]["tells_colleagues"] = row is not None
        return context
