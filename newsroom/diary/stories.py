"""Stories that begin from an event of the diary."""

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles.events import log
from articles.models import Article, Author, Byline, Role, localized
from articles.workflow import assignments, notes
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may
from newsroom.diary.models import DiaryEvent


@log.unit_of_work()
def begin_story(event: DiaryEvent, *, by: Actor) -> Article:
    """Create the story of an event, or return the one that somebody has begun.

    Its working headline is the event's title. It is planned for the event's day and assigned to the reporter,
    who is its author; the photographer signs the pictures; place, time and contact become a note. Raise
    PermissionDenied where `by` may not write in the event's language.
    """
    if not may(by, Verb.WRITE, event.language):
        raise PermissionDenied
    event = DiaryEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.article_id:
        return event.article
    article = create_article(
        by=by,
        source_language=event.language,
        section=event.section,
        add_rows=lambda article: _add_bylines(article, event),
        **{localized("title", event.language): event.title},
    )
    event.article = article
    event.save(update_fields=["article"])
    plan = {"planned_on": event.day}
    if event.due_at and event.due_at > timezone.now():
        plan["due_at"] = event.due_at
    people = assignments.assignable_people(event.language)
    if event.reporter and people.filter(pk=event.reporter_id).exists():
        plan["to"] = event.reporter
    assignments.assign(article, event.language, by=None, **plan)
    if notes.may_write(by):
        with override(event.language):
            text = facts(event)
        notes.write_note(article, text[: notes.LONGEST], by=by)
    return article


def _add_bylines(article, event):
    roles = {event.reporter_id: Role.TEXT, event.photographer_id: Role.PHOTOS}
    authors = Author.objects.filter(user__in=[pk for pk in roles if pk], is_active=True)
    for author in sorted(authors, key=lambda author: roles[author.user_id] != Role.TEXT):
        position = list(roles).index(author.user_id)
        Byline.objects.create(article=article, author=author, role=roles[author.user_id], position=position)


def facts(event: DiaryEvent) -> str:
    """Return what is known of an event, a line for each fact, in the active language."""
    when = formats.date_format(event.day, "DATE_FORMAT")
    times = [formats.time_format(time, "TIME_FORMAT") for time in (event.starts_at, event.ends_at) if time]
    lines = [
        f"{_('From the diary')}: {event.title}",
        " ".join([when, "–".join(times)]).strip(),
        *([f"{pgettext('of an event', 'Place')}: {event.place}"] if event.place else []),
        *([f"{_('Contact')}: {event.contact}"] if event.contact else []),
        event.note,
    ]
    return "\n".join(filter(None, lines))
