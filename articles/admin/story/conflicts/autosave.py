"""Drafts of unsaved text, kept while a person types, and the presence of colleagues."""

from django.utils.translation import gettext as _

from articles.admin.autosave import AutosaveViews, format_local_time
from articles.admin.story.conflicts.autosave_fields import accepted_fields, unsaved_fields
from articles.admin.story.conflicts.conflict import Conflict
from articles.models import Language, Presence, UnsavedTyping
from articles.models.people import display_name
from articles.workflow.autosave import be_here, leave
from articles.workflow.edit_session import PARTS, versions


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
        return accepted_fields(typed, shown, request.user, row)

    def unsaved(self, draft, row):
        return unsaved_fields(draft, row)

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        context["autosave"]["tells_colleagues"] = row is not None
        return context
