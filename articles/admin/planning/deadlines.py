"""Deadline, priority and planned day of one language of a story, in words."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.chips import chip
from articles.admin.dates import datetime_html, format_local_datetime
from articles.admin.headlines import display_name
from articles.models import DisplayStatus, Language, LanguageProgress, Priority
from articles.models.planning import deadline

# Where something is left to do, so that a deadline still counts.
OPEN = {
    DisplayStatus.WANTED,
    DisplayStatus.WRITING,
    DisplayStatus.IN_REVIEW,
    DisplayStatus.APPROVED,
    DisplayStatus.LIVE,  # a translation behind its source; the deadline of what came out is over
    DisplayStatus.LIVE_CHANGED,
}


def open_deadline(row: LanguageProgress) -> datetime | None:
    """Return the deadline of a row of with_standing() if it still counts, or None."""
    return deadline(row) if row.standing in OPEN else None


def is_overdue(row: LanguageProgress, at: datetime | None = None) -> bool:
    at = at or timezone.now()
    return bool(open_deadline(row)) and open_deadline(row) < at


def assignment_sentences(row: LanguageProgress) -> list[str]:
    """Return assignee, deadline, priority and planned day as sentences for the story's bar."""
    sentences = []
    if row.assignee:
        sentences.append(_("Assigned to %(name)s") % {"name": display_name(row.assignee)})
    if at := open_deadline(row):
        words = _("Overdue since %(when)s") if is_overdue(row) else _("Due %(when)s")
        sentences.append(words % {"when": format_local_datetime(at)})
    if row.priority != Priority.NORMAL:
        sentences.append(_("Priority: %(priority)s") % {"priority": Priority(row.priority).label})
    if row.planned_on:
        sentences.append(
            _("Planned for %(day)s") % {"day": formats.date_format(row.planned_on, "DATE_FORMAT")}
        )
    return sentences


def due_chips(row: LanguageProgress, at: datetime | None = None) -> list[str]:
    """Return “Overdue” and “Urgent” as a list of chips; empty for most rows."""
    chips = [chip("overdue", _("Overdue"))] if is_overdue(row, at) else []
    if row.priority == Priority.URGENT and row.standing in OPEN:
        chips.append(chip("urgent", _("Urgent")))
    return chips


def deadline_html(row, at=None):
    """Return “due Nov. 25, 9 p.m.”, emphasised once that has passed, or ""."""
    if not (when := open_deadline(row)):
        return ""
    if is_overdue(row, at):
        return format_html('<strong class="due-over">{} {}</strong>', _("overdue since"), datetime_html(when))
    return format_html(
        '<span class="due">{} {}</span>', pgettext("before an instant", "due"), datetime_html(when)
    )


def due_html(row: LanguageProgress, at: datetime | None = None) -> str:
    """Return the deadline and “Urgent” as HTML; "" for most rows."""
    urgent = chip("urgent", _("Urgent")) if row.priority == Priority.URGENT and row.standing in OPEN else ""
    return format_html("{} {}", deadline_html(row, at), urgent) if urgent or open_deadline(row) else ""


def due_list_line(row: LanguageProgress) -> str:
    """Return the language, its deadline and “Urgent” as a line of the list of stories."""
    name = Language(row.language).label
    return format_html('<span class="cell-due">{} {}</span>', name, due_html(row))
