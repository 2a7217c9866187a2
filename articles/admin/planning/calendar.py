"""The calendar: what the desk hopes for on a day, and what will come out at an instant."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.dashboard.screen import may_see
from articles.admin.forms.instants import YEARS
from articles.admin.planning.assign_links import AssignLinks
from articles.admin.planning.calendar_month import Entry, Month
from articles.admin.planning.days import MONTH, told
from articles.admin.planning.timeline import timeline
from articles.models import Edition, Progress
from articles.models.planning import day_of, start_of

MOST_OUT = 3  # of what came out on a day, in a language; the report of the day tells of all
MOST_SLIPPED = 20


def calendar(request, at):
    """The context of admin/calendar/calendar.html."""
    today = day_of(at)
    first = asked_month(request.GET.get("month"), today)
    month = Month(first, today)
    entries = planned(month, at)
    sees_editions = may_see(request.user, "edition")
    context = {}
    month.sees_report = sees_editions and may_see(request.user, "event")
    if sees_editions:
        since, until = start_of(month.days[0]), start_of(month.days[-1] + timedelta(days=1))
        entries += [
            Entry.scheduled(edition, request.user)
            for edition in Edition.objects.ahead(at).between(since, until)
        ]
        out = Edition.objects.begun(at).came_out(since, until, most=MOST_OUT)
        entries += [Entry.out(edition, request.user) for edition in out]
        month.count(Edition.objects.published_by_day(since, min(at, until)))
        context["timeline"] = timeline(request, at)
    month.fill(entries)
    links = AssignLinks(request)
    slipped = list(Progress.objects.slipped(at).with_freshness().with_story()[: MOST_SLIPPED + 1])
    return context | {
        "title": _("Calendar"),
        "month": month,
        "words": told(first, MONTH),
        "today": today,
        "slipped": [Entry.planned(row, today, links) for row in slipped[:MOST_SLIPPED]],
        "has_more_slipped": len(slipped) > MOST_SLIPPED,
        "before": address(first - timedelta(days=1)),
        "after": address(month.following),
        "this_month": f"{address(today)}#today",
    }


def planned(month, at):
    """What is planned for the days that are shown, and did neither come out nor is scheduled."""
    rows = Progress.objects.planned_between(month.days[0], month.days[-1])
    rows = rows.still_planned(at).with_freshness().with_story()
    return [Entry.planned(row, day_of(at)) for row in rows]


def asked_month(text, today):
    """The first day of the month that an address names as 2026-11; of this one for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if YEARS[0] < first.year < YEARS[-1] else today.replace(day=1)


def address(day):
    return f"{reverse('admin:calendar')}?month={day:%Y-%m}"
