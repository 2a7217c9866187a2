"""The morning report: events since yesterday evening, and the state of the desk now."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from articles.models.edition import Edition, EditionKind
from articles.models.event import Event, EventType
from articles.models.note import Note
from articles.models.planning import at_hour, day_of, start_of
from articles.models.progress import LanguageProgress

EVENING = 18  # the hour at which one day's report ends and the next begins
MOST = 100  # lines of a part


@dataclass
class MorningReport:
    """One day's report: [since, until) from the evening before, until the evening or now.

    out           editions that came out, with their stories; notices are among them, mended typos not
    mended        how many editions only mended a typo
    alone         events: who approved a text of their own, and why
    before_source events: who decided that a translation comes out before its source
    waived        events: who let a blocker pass, where, and why; in `taken_back` the event that ended it
    ahead         editions that come out until the end of the day; this and the rest in the last report alone
    overdue, slipped, behind   LanguageProgress
    open_notes    how many threads wait for an answer
    """

    day: object
    since: object
    until: object
    is_today: bool
    out: list
    mended: int
    alone: list
    before_source: list
    waived: list
    ahead: list = field(default_factory=list)
    overdue: list = field(default_factory=list)
    slipped: list = field(default_factory=list)
    behind: list = field(default_factory=list)
    open_notes: int = 0


def morning(day: date, *, at: datetime) -> MorningReport | None:
    """The report of a newsroom's day, in a constant number of queries; None for a day that has not begun."""
    since, end = at_hour(day - timedelta(days=1), EVENING), at_hour(day, EVENING)
    if since > at:
        return None
    is_today = at < end
    came = Edition.objects.begun(at).between(since, end)
    events = exceptions(since, end)
    return MorningReport(
        day=day,
        since=since,
        until=min(at, end),
        is_today=is_today,
        out=list(came.exclude(kind=EditionKind.MINOR)[:MOST]),
        mended=came.filter(kind=EditionKind.MINOR).count(),
        alone=[event for event in events if event.type == EventType.APPROVED],
        before_source=[event for event in events if event.details.get("before_source")],
        waived=with_taken_back([event for event in events if event.type == EventType.WAIVED]),
        **(standing_now(day, at) if is_today else {}),
    )


def exceptions(since, until):
    """Events of what was done beside the rule, in the order in which it was done."""
    events = (
        Event.objects.filter(at__gte=since, at__lt=until)
        .not_undone()
        .filter(
            Q(type=EventType.APPROVED, details__alone=True)
            | Q(details__before_source=True)
            | Q(type=EventType.WAIVED)
        )
    )
    return list(events.with_headlines().select_related("actor").order_by("id")[:MOST])


def with_taken_back(waived):
    """The same events, each with `taken_back`: the first later event that names its place, or None."""
    stories = {event.subject_id for event in waived}
    ends = Event.objects.filter(
        type=EventType.WAIVER_TAKEN_BACK, subject_type="article", subject_id__in=stories
    )
    ends = list(ends.select_related("actor").order_by("id")) if waived else []
    for event in waived:
        later = (end for end in ends if end.id > event.id and waiver_of(end) == waiver_of(event))
        event.taken_back = next(later, None)
    return waived


def waiver_of(event):
    """Return the key that identifies a waiver in the log."""
    return event.subject_id, event.language, event.details.get("code"), event.details.get("place")


def standing_now(day, at):
    """Return the open work at an instant."""
    behind = LanguageProgress.objects.behind(at).with_story().order_by("-latest_behind_from", "pk")
    tomorrow = start_of(day + timedelta(days=1))
    return {
        "ahead": list(Edition.objects.ahead(at).between(at, tomorrow)[:MOST]),
        "overdue": list(LanguageProgress.objects.overdue(at).with_story()[:MOST]),
        "slipped": list(LanguageProgress.objects.slipped(at).with_story()[:MOST]),
        "behind": list(behind[:MOST]),
        "open_notes": Note.objects.threads().open().count(),
    }


def report_day(at: datetime) -> date:
    """The day whose report an instant falls into: after the evening, tomorrow's."""
    day = day_of(at)
    return day + timedelta(days=1) if at >= at_hour(day, EVENING) else day
