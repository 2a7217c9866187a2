"""Stories that begin from an item of the diary."""

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles.events import log
from articles.models import Article, Author, Byline, Role, localized
from articles.models.people import display_name
from articles.workflow import assignments, notes
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may
from newsroom.diary.models import AssignmentKind, DiaryAssignment, DiaryItem

# How people sign for what they bring; nobody signs for a video.
ROLES = {AssignmentKind.TEXT: Role.TEXT, AssignmentKind.PICTURES: Role.PHOTOS}


@log.unit_of_work()
def begin_story(item: DiaryItem, *, by: Actor) -> Article:
    """Create the story of an item, or return the one that somebody has begun.

    Its working headline is the item's title. It is planned for the item's day and assigned to the first of
    those who bring text that may write it. Whoever brings text or pictures signs it; place, time, contact and
    all assignments become a note. Raise PermissionDenied where `by` may not write in the item's language.
    """
    if not may(by, Verb.WRITE, item.language):
        raise PermissionDenied
    item = DiaryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.article_id:
        return item.article
    assigned = list(item.assignments.select_related("person"))
    article = create_article(
        by=by,
        source_language=item.language,
        section=item.section,
        add_rows=lambda article: _add_bylines(article, assigned),
        **{localized("title", item.language): item.title},
    )
    item.article = article
    item.save(update_fields=["article"])
    plan = {"planned_on": item.day}
    if item.due_at and item.due_at > timezone.now():
        plan["due_at"] = item.due_at
    writers = [one.person for one in assigned if one.kind == AssignmentKind.TEXT]
    able = set(assignments.assignable_people(item.language).filter(pk__in=[one.pk for one in writers]))
    if writer := next((one for one in writers if one in able), None):
        plan["to"] = writer
    assignments.assign(article, item.language, by=None, **plan)
    if notes.may_write(by):
        with override(item.language):
            text = facts(item, assigned)
        notes.write_note(article, text[: notes.LONGEST], by=by)
    return article


def _add_bylines(article, assigned):
    """Add a byline for each author who is sent, for the first that they bring; the text comes first."""
    roles = {}
    for one in sorted(assigned, key=lambda one: one.kind != AssignmentKind.TEXT):
        if one.kind in ROLES:
            roles.setdefault(one.person_id, ROLES[one.kind])
    order = list(roles)
    authors = Author.objects.filter(user__in=order, is_active=True)
    for author in sorted(authors, key=lambda author: order.index(author.user_id)):
        position, role = order.index(author.user_id), roles[author.user_id]
        Byline.objects.create(article=article, author=author, role=role, position=position)


def facts(item: DiaryItem, assigned: list[DiaryAssignment]) -> str:
    """Return what is known of an item, a line for each fact and assignment, in the active language."""
    when = formats.date_format(item.day, "DATE_FORMAT")
    times = [formats.time_format(time, "TIME_FORMAT") for time in (item.starts_at, item.ends_at) if time]
    lines = [
        f"{_('From the diary')}: {item.title}",
        " ".join([when, "–".join(times)]).strip(),
        *([f"{pgettext('of an item', 'Place')}: {item.place}"] if item.place else []),
        *([f"{_('Contact')}: {item.contact}"] if item.contact else []),
        item.note,
        *(assignment_line(one) for one in assigned),
    ]
    return "\n".join(filter(None, lines))


def assignment_line(assignment: DiaryAssignment) -> str:
    """Return the kind, the person and the note of an assignment, in the active language."""
    name = display_name(assignment.person)
    line = f"{assignment.get_kind_display()}: {name}"
    return f"{line} ({assignment.note})" if assignment.note else line
