"""Morning report: stories published since the previous evening, exceptions from rules, and work due."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.display import (
    FULL,
    datetime_html,
    day_html,
    format_day,
    headline_html,
    language_label,
    parse_day,
    text_html,
)
from articles.admin.events import event_headline, subject_type_name
from articles.admin.site import may_see, report_parts
from articles.admin.story_rows import list_address, story_address
from articles.annotations import StaffRequest
from articles.models import Edition, EditionKind, Event, EventType, Language, LanguageProgress, Note
from articles.models.people import display_name
from articles.models.planning import at_hour, day_of, start_of

EVENING = 18  # the hour when one day's report ends and the next begins
MOST = 100  # rows read of each kind; others are left out


def report_context(request: StaffRequest, at: datetime) -> dict:
    """Return the context of admin/report/report.html."""
    latest = report_day(at)
    day = min(parse_day(request.GET.get("day"), latest), latest)
    facts = morning(day, at=at)
    return {
        "title": _("Morning report"),
        "report": facts,
        "words": format_day(day, FULL),
        "day": day,
        "rule_exceptions": rule_exceptions(facts),
        "happened": published_parts(facts),
        "to_do": to_do_parts(facts) if facts.is_today else [],
        "counts": published_counts(facts),
        "notes": list_address(notes="open") if may_see(request.user, "note") else "",
        "since": datetime_html(facts.since),
        "until": datetime_html(facts.until),
        "parts": report_parts(request.user, facts.since, facts.until),
        "before": report_address(day - timedelta(days=1)),
        "after": report_address(day + timedelta(days=1)) if day < latest else "",
        "latest": report_address(latest) if day < latest else "",
        "most": MOST,
    }


def rule_exceptions(facts):
    """Return the non-empty parts about exceptions from the rules, [(kind, heading, ReportedTexts)]."""
    parts = [
        ("alone", _("Approved without review"), facts.alone),
        ("before", _("Published before the source"), facts.before_source),
        ("waived", _("Blockers waived"), facts.waived),
    ]
    return [(kind, words, [rule_line(event) for event in events]) for kind, words, events in parts if events]


def published_parts(facts):
    """Return the non-empty parts about publications, [(kind, heading, ReportedTexts)]; retractions first."""
    by_kind = {kind: [] for kind in EditionKind}
    for edition in facts.out:
        by_kind[edition.kind].append(edition)
    parts = [
        ("retracted", _("Retracted"), notice_line, EditionKind.RETRACTION),
        ("withdrawn", _("Withdrawn"), notice_line, EditionKind.WITHDRAWAL),
        ("corrected", _("Corrected"), notice_line, EditionKind.CORRECTION),
        ("updated", _("Updated"), None, EditionKind.UPDATE),
        ("published", _("Published"), None, EditionKind.ORIGINAL),
    ]
    return [
        (
            name,
            words,
            [line(edition) for edition in by_kind[kind]] if line else published_lines(by_kind[kind]),
        )
        for name, words, line, kind in parts
        if by_kind[kind]
    ]


def to_do_parts(facts):
    """Return the non-empty parts about open work, [(kind, heading, ReportedTexts)]."""
    parts = [
        ("ahead", _("Scheduled"), published_lines(facts.ahead)),
        ("overdue", _("Overdue"), [late_line(row) for row in facts.overdue]),
        ("slipped", _("Planned but not published"), [planned_line(row) for row in facts.slipped]),
        ("behind", _("Outdated translations"), [text_line(row) for row in facts.behind]),
    ]
    return [part for part in parts if part[2]]


def published_counts(facts):
    """Return [(language, number of stories first published in it)]."""
    first = [edition for edition in facts.out if edition.kind == EditionKind.ORIGINAL]
    return [(language.label, sum(edition.language == language for edition in first)) for language in Language]


def report_address(day):
    return f"{reverse('admin:report')}?day={day.isoformat()}"


@dataclass
class ReportedText:
    """One line of the report about a story.

    when    [(language, formatted time or "")]
    who     a name
    what    the waived finding as HTML, or ""
    reason  the reason or public note that the user entered, as HTML, or ""
    ended   a sentence if the waiver was revoked, or ""
    """

    headline: str
    address: str
    when: list = field(default_factory=list)
    who: str = ""
    what: str = ""
    reason: str = ""
    ended: str = ""


def rule_line(event):
    """Return the line about an approval, a publication or a waiver that is an exception from a rule."""
    is_waiver, waived = event.type == EventType.WAIVED, ""
    if is_waiver:  # the waived finding, with the code of its check as a tooltip
        code, finding = event.details["code"], text_html(event.details["place"])
        waived = format_html('<span title="{}">{}</span>', code, finding)
    return ReportedText(
        headline=event_headline(event) or f"{subject_type_name(event.subject_type)} {event.subject_id}",
        address=story_address(event.subject_id),
        when=[(language_label(event.language), datetime_html(event.at))],
        who=display_name(event.actor),
        what=waived,
        reason=text_html(event.reason),
        ended=taken_back_html(event.taken_back) if is_waiver and event.taken_back else "",
    )


def taken_back_html(event):
    words = _("Waiver revoked %(when)s by %(who)s") % {"when": "{}", "who": "{}"}
    return format_html(words, datetime_html(event.at), display_name(event.actor))


def notice_line(edition):
    """Return the line about a correction, withdrawal or retraction, with its public note."""
    return ReportedText(
        headline=headline_html(edition.article),
        address=story_address(edition.article_id),
        when=[(language_label(edition.language), datetime_html(edition.live_from))],
        reason=text_html(edition.note),
    )


def published_lines(editions):
    """Return one line for each story, with all languages of its publications."""
    lines = {}
    for edition in editions:
        story = edition.article
        line = lines.setdefault(story.pk, ReportedText(headline_html(story), story_address(story.pk)))
        line.when.append((language_label(edition.language), datetime_html(edition.live_from)))
    return list(lines.values())


def text_line(row, when=""):
    """Return the line about one language of a story, with the name of its assignee."""
    return ReportedText(
        headline=headline_html(row.article),
        address=story_address(row.article_id),
        when=[(language_label(row.language), when)],
        who=display_name(row.assignee),
    )


def late_line(row):
    return text_line(row, format_html(_("due %(due)s") % {"due": "{}"}, datetime_html(row.due_at)))


def planned_line(row):
    return text_line(row, format_html(_("planned for %(day)s") % {"day": "{}"}, day_html(row.planned_on)))


@dataclass
class MorningReport:
    """One day's report: [since, until) from the previous evening until the evening or now.

    out           published editions, with their stories; includes notices, but no minor changes
    mended        number of minor changes
    alone         approvals of users who approved their own text, with the reason
    before_source events of users who published a translation before its source
    waived        events of waived blockers, with place and reason; `taken_back` is the revoking event or None
    ahead         editions scheduled until the end of the day; only today's report has these and the following
    overdue, slipped, behind   lists of LanguageProgress
    open_notes    number of threads that wait for an answer
    """

    day: date
    since: datetime
    until: datetime
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
    """Return the report of a day in a constant number of queries; None if the day has not begun."""
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
    """Return the events of exceptions from the rules, in order."""
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
    """Return the events with `taken_back`: the first later event that revokes the waiver, or None."""
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
    """Return the open work at an instant, as fields of a MorningReport."""
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
    """Return the day of the report that covers an instant: from EVENING on, the next day."""
    day = day_of(at)
    return day + timedelta(days=1) if at >= at_hour(day, EVENING) else day
