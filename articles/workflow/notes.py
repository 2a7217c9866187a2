"""Notes on a story: writing, replying, resolving, reopening. newsroom.notifications sends notifications."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import User
from articles.events import log
from articles.models import Article, EventType, Language, Note
from articles.models.text import prose
from articles.refusals import Refused
from articles.text.names import mentioned_keys
from articles.workflow.permissions import Actor, people_with

LONGEST = 4000  # characters of a note
PASSAGE = 1000  # characters of the quoted passage
FIELDS = ("title", "summary", "body")


class NoteRefused(Refused):
    """A note that is refused; `reasons` are texts in the user's language."""


def may_write(user: Actor) -> bool:
    return user is not None and user.is_active and user.has_perm("articles.add_note")


def readers() -> QuerySet:
    """Return the users who may read notes, and may therefore be mentioned in them."""
    return people_with("articles.view_note")


def names(people):
    """Return [(name, user)] with all names that can follow an @ to mention someone."""
    named = []
    for person in people:
        own = {person.get_username(), f"{person.first_name} {person.last_name}".strip(), person.name_ko}
        own |= {f"{person.last_name}{person.first_name}"}
        named += [(name, person) for name in own if name]
    return named


@log.unit_of_work()
def write_note(article, text: str, *, by, language: str = "", field="", passage="", mentions=()) -> Note:
    """Start a thread about a story, one of its languages, or a passage of a field; return its Note.

    mentions  users to mention besides those named in the text

    Raise NoteRefused for an invalid text or passage.
    """
    note = save_note(article, text, by=by, language=language, field=field, passage=passage, mentions=mentions)
    log.record(EventType.NOTED, article, by=by, language=note.language, note=note.pk)
    return note


@log.unit_of_work()
def reply(note: Note, text: str, *, by: User) -> Note:
    """Reply in a thread, and reopen it if it was resolved. Return the reply. Raise NoteRefused."""
    thread = _locked(note, by)
    answer = _save_reply(thread, text, by=by)
    if not thread.is_open:
        _resolve(thread, by=None, at=None)
    return answer


@log.unit_of_work()
def pass_on(note: Note, text: str, *, to: User, by: User) -> Note:
    """Reply in a thread so that it waits for another user. Return the reply. Raise NoteRefused."""
    return _save_reply(_locked(note, by), text, by=by, mentions=[to])


def _save_reply(thread, text, *, by, mentions=()):
    """Save a reply in a thread and record its event; return the reply."""
    article, language = thread.article, thread.language
    answer = save_note(article, text, by=by, language=language, reply_to=thread, mentions=mentions)
    log.record(EventType.NOTED, article, by=by, language=language, note=answer.pk, thread=thread.pk)
    return answer


@log.unit_of_work()
def resolve(note: Note, *, by: User, at: datetime | None = None) -> Note:
    """Resolve a thread if it is open; return it."""
    thread = _locked(note, by)
    if thread.is_open:
        _resolve(thread, by=by, at=at or clock.now())
        log.record(EventType.NOTE_RESOLVED, thread.article, by=by, language=thread.language, note=thread.pk)
    return thread


@log.unit_of_work()
def reopen(note: Note, *, by: User) -> Note:
    """Reopen a resolved thread; return it."""
    thread = _locked(note, by)
    if not thread.is_open:
        _resolve(thread, by=None, at=None)
        details = {"note": thread.pk, "thread": thread.pk, "again": True}
        log.record(EventType.NOTED, thread.article, by=by, language=thread.language, **details)
    return thread


def save_note(
    article: Article, text: str, *, by, language: str = "", field="", passage="", reply_to=None, mentions=()
) -> Note:
    """Save a new note without an event: the caller records one, in the same transaction.

    Raise NoteRefused for an invalid text or passage.
    """
    if not may_write(by):
        raise PermissionDenied
    text, passage = prose(text), prose(passage)
    _check_note(text, passage, language, field)
    note = Note.objects.create(
        article=article,
        language=language,
        field=field if language else "",
        passage=passage,
        reply_to=reply_to,
        text=text,
        written_by=by,
    )
    if "@" in text or mentions:
        note.mentions.set({*mentioned_keys(text, names(readers())), *mentions})
    return note


def _check_note(text, passage, language, field):
    reasons = []
    if not text:
        reasons.append(_("Write something first."))
    if len(text) > LONGEST:
        reasons.append(_("A note can have up to %(most)d characters.") % {"most": LONGEST})
    if len(passage) > PASSAGE:
        reasons.append(_("Select a shorter passage of up to %(most)d characters.") % {"most": PASSAGE})
    if language not in ("", *Language.values) or field not in ("", *FIELDS) or (passage and not language):
        reasons.append(_("That passage is not in the story."))
    if reasons:
        raise NoteRefused(*reasons)


def _locked(note, by):
    """Return the first note of a thread, locked. Raise PermissionDenied if the user may not write notes."""
    if not may_write(by):
        raise PermissionDenied
    rows = Note.objects.select_for_update(of=("self",)).select_related("article")
    return rows.get(pk=note.reply_to_id or note.pk)


def _resolve(thread, *, by, at):
    thread.resolved_by, thread.resolved_at = by, at
    thread.save(update_fields=["resolved_by", "resolved_at"])
