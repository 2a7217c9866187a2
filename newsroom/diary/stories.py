"""Stories that begin from an item of the diary."""

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles.events import log
from articles.models import Article, Author, Byline, Role, localized
from articles.workflow import assignments, notes
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may
from newsroom.diary.models import DiaryItem


@log.unit_of_work()
def begin_story(item: DiaryItem, *, by: Actor) -> Article:
    """Create the story of an item, or return the one that somebody has begun.

    Its working headline is the item's title. It is planned for the item's day and assigned to the reporter,
    who is its author; the photographer signs the pictures; place, time and contact become a note. Raise
    PermissionDenied where `by` may not write in the item's language.
    """
    if not may(by, Verb.WRITE, item.language):
        raise PermissionDenied
    item = DiaryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.article_id:
        return item.article
    article = create_article(
        by=by,
        source_language=item.language,
        section=item.section,
        add_rows=lambda article: _add_bylines(article, item),
        **{localized("title", item.language): item.title},
    )
    item.article = article
    item.save(update_fields=["article"])
    plan = {"planned_on": item.day}
    if item.due_at and item.due_at > timezone.now():
        plan["due_at"] = item.due_at
    people = assignments.assignable_people(item.language)
    if item.reporter and people.filter(pk=item.reporter_id).exists():
        plan["to"] = item.reporter
    assignments.assign(article, item.language, by=None, **plan)
    if notes.may_write(by):
        with override(item.language):
            text = facts(item)
        notes.write_note(article, text[: notes.LONGEST], by=by)
    return article


def _add_bylines(article, item):
    roles = {item.reporter_id: Role.TEXT, item.photographer_id: Role.PHOTOS}
    authors = Author.objects.filter(user__in=[pk for pk in roles if pk], is_active=True)
    for author in sorted(authors, key=lambda author: roles[author.user_id] != Role.TEXT):
        position = list(roles).index(author.user_id)
        Byline.objects.create(article=article, author=author, role=roles[author.user_id], position=position)


def facts(item: DiaryItem) -> str:
    """Return what is known of an item, a line for each fact, in the active language."""
    when = formats.date_format(item.day, "DATE_FORMAT")
    times = [formats.time_format(time, "TIME_FORMAT") for time in (item.starts_at, item.ends_at) if time]
    lines = [
        f"{_('From the diary')}: {item.title}",
        " ".join([when, "–".join(times)]).strip(),
        *([f"{pgettext('of an item', 'Place')}: {item.place}"] if item.place else []),
        *([f"{_('Contact')}: {item.contact}"] if item.contact else []),
        item.note,
    ]
    return "\n".join(filter(None, lines))
