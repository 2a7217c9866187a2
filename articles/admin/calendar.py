"""Calendar: texts planned for a day, scheduled for a time, and published."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from articles.admin.display import MONTH, WEEKDAY, YEARS, clock_html, format_day, format_days, parse_day
from articles.admin.site import CALENDAR_ENTRIES, may_see
from articles.admin.story_rows import RowLinks, StoryLine, StoryRow
from articles.admin.timeline import requested_timeline
from articles.annotations import StaffRequest
from articles.models import Article, Edition, Language, LanguageProgress, Priority
from articles.models.planning import day_of, start_of

MOST_OUT = 3  # published stories per day and language; the morning report lists all
MOST_SLIPPED = 20
WEEKS_AHEAD = 4  # weeks that the current month shows at least, counted from the current week
SHOWN = 5  # entries of a day; the others are folded
# Kinds of entries in the order of a day, each with its mark and label.
KINDS = {
    "scheduled": ("●", _("scheduled")),
    "planned": ("○", _("planned")),
    "slipped": ("○", _("planned, not published")),
    "diary": ("◇", _("diary")),
    "out": ("✓", _("published")),
}
DAY_NAMES = [_("Sun"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat")]


def calendar_context(request: StaffRequest, at: datetime) -> dict:
    """Return the context of admin/calendar/calendar.html."""
    today = day_of(at)
    first = parse_month(request.GET.get("month"), today)
    month = CalendarMonth(first, today)
    links = RowLinks(request)
    entries = planned_entries(month, at, links)
    sees_editions = may_see(request.user, "edition")
    context = {}
    month.sees_report = sees_editions and may_see(request.user, "event")
    if sees_editions:
        since, until = start_of(month.days[0]), start_of(month.days[-1] + timedelta(days=1))
        editions = {
            "scheduled": Edition.objects.ahead(at).between(since, until),
            "out": Edition.objects.begun(at).came_out(since, until, most=MOST_OUT),
        }
        for kind, of_kind in editions.items():
            entries += [CalendarEntry.of_edition(kind, edition, links) for edition in of_kind]
        month.count(Edition.objects.published_by_day(since, min(at, until)))
        context["timeline"] = requested_timeline(request, at)
    for registered in CALENDAR_ENTRIES:
        entries += registered(request, month.days[0], month.days[-1])
    month.fill(entries)
    slipped = list(LanguageProgress.objects.slipped(at).with_story()[: MOST_SLIPPED + 1])
    return context | {
        "title": _("Calendar"),
        "month": month,
        "words": month.words,
        "today": today,
        "slipped": [StoryRow(row, at, links) for row in slipped[:MOST_SLIPPED]],
        "has_more_slipped": len(slipped) > MOST_SLIPPED,
        "before": calendar_address(first - timedelta(days=1)),
        "after": calendar_address(month.following),
        "this_month": calendar_address(today),
    }


def planned_entries(month, at, links):
    """Return entries planned for the shown days that are neither published nor scheduled."""
    rows = LanguageProgress.objects.planned_between(month.days[0], month.days[-1])
    rows = rows.still_planned(at).with_headlines()
    return [CalendarEntry.planned(row, day_of(at), links) for row in rows]


def parse_month(text, today):
    """Return the first day of a month such as 2026-11; of the current month for any other text."""
    first = parse_day(f"{text}-01", today)
    return (first if YEARS[0] < first.year < YEARS[-1] else today).replace(day=1)


def calendar_address(day):
    return f"{reverse('admin:calendar')}?month={day:%Y-%m}"


@dataclass
class CalendarEntry(StoryLine):
    """A story on a day of the calendar.

    kind      a key of KINDS
    times     {time of day or "": its languages}
    is_stale  whether it is a translation whose source has changed in the working copy
    links     RowLinks of the current user
    """

    kind: str
    day: date
    article: Article
    times: dict
    is_urgent: bool = False
    is_stale: bool = False
    links: RowLinks | None = None

    @classmethod
    def planned(cls, row, today, links):
        kind = "slipped" if row.planned_on < today else "planned"
        times, is_urgent = {"": [row.language]}, row.priority == Priority.URGENT
        return cls(kind, row.planned_on, row.article, times, is_urgent, row.is_stale, links)

    @classmethod
    def of_edition(cls, kind, edition, links):
        times = {clock_html(edition.live_from, links.user): [edition.language]}
        return cls(kind, day_of(edition.live_from), edition.article, times, links=links)

    @property
    def key(self):
        """Return the key to merge languages by: the story, plus the time if it is scheduled."""
        return (self.article.pk, *self.times) if self.kind == "scheduled" else self.article.pk

    @property
    def move(self):
        """Return the address of the page that moves it to another day, or "" if the user cannot move it."""
        languages = [language for of_hour in self.times.values() for language in of_hour]
        if self.kind in ("planned", "slipped"):
            return self.links.move(self.article.pk, languages)
        return self.links.rescheduling(self.article.pk, languages[0]) if self.kind == "scheduled" else ""

    @property
    def asks(self):
        """Return whether readers would notice a move. Dropping such an entry opens the page of the move."""
        return self.kind == "scheduled"

    @property
    def mark(self):
        return KINDS[self.kind][0]

    @property
    def word(self):
        return KINDS[self.kind][1]

    @property
    def languages_and_hours(self):
        """Return [(languages, time of day or "")]."""
        return [
            (", ".join(str(Language(language).label) for language in languages), hour)
            for hour, languages in self.times.items()
        ]


@dataclass
class CalendarDay:
    """One day of the calendar.

    is_here   whether it belongs to the shown period; otherwise it only completes a week
    came_out  number of stories published on it, of both languages
    """

    date: date
    is_here: bool
    today: date  # type: ignore[valid-type]  # the type, not the field above
    entries: list = field(default_factory=list)
    came_out: int = 0

    @property
    def is_today(self):
        return self.date == self.today

    @property
    def has_begun(self):
        return self.date <= self.today

    @property
    def is_ahead(self):
        """Return whether stories can be planned for this day."""
        return self.date >= self.today

    @property
    def words(self):
        return format_day(self.date, WEEKDAY)

    @property
    def is_sunday(self):
        return self.date.isoweekday() == 7

    @property
    def unseen(self):
        """Return the number of published stories that are not among the entries."""
        seen = sum(
            len(hours) for entry in self.entries if entry.kind == "out" for hours in entry.times.values()
        )
        return self.came_out - seen

    @property
    def shown(self):
        return self.entries[:SHOWN]

    @property
    def folded(self):
        return self.entries[SHOWN:]


class CalendarMonth:
    """A month in weeks of seven CalendarDays, starting on the first weekday of the interface language.

    The current month is extended until it shows WEEKS_AHEAD weeks from the current week on, so that the next
    weeks are visible on the last days of the month.
    """

    def __init__(self, first, today):
        self.first, self.sees_report = first, False
        start = formats.get_format("FIRST_DAY_OF_WEEK")  # 0 is Sunday
        self.names = [DAY_NAMES[(start + number) % 7] for number in range(7)]
        days = [
            day
            for week in Calendar((start - 1) % 7).monthdatescalendar(first.year, first.month)
            for day in week
        ]
        self.is_now = first == today.replace(day=1)
        while self.is_now and days[-1] < today + timedelta(weeks=WEEKS_AHEAD - 1):
            days += [days[-1] + timedelta(days=number) for number in range(1, 8)]
        until = days[-1] if self.is_now else self.following - timedelta(days=1)
        calendar_days = [CalendarDay(day, first <= day <= until, today) for day in days]
        self.weeks = [calendar_days[number : number + 7] for number in range(0, len(calendar_days), 7)]
        self.by_date = {day.date: day for week in self.weeks for day in week}
        self.days = list(self.by_date)

    @property
    def past_weeks(self):
        """Return the weeks before the current week; [] for other months."""
        return [week for week in self.weeks if self.is_now and week[-1].date < week[-1].today]

    @property
    def coming_weeks(self):
        return self.weeks[len(self.past_weeks) :]

    @property
    def words(self):
        """Return the unfolded period as text: the month, or from this week on in the current month."""
        if not self.is_now:
            return format_day(self.first, MONTH)
        days = [day.date for week in self.coming_weeks for day in week if day.is_here]
        return format_days(days[0], days[-1])

    @property
    def following(self):
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def is_empty(self):
        return not any(day.entries for day in self.by_date.values())

    def count(self, counts):
        """Add the numbers of published stories to the days.

        counts  {(day, language): number of stories}
        """
        for (day, _language), number in counts.items():
            if day in self.by_date:
                self.by_date[day].came_out += number

    def fill(self, entries):
        """Add entries to their days. Both languages of a story share one entry if their keys match."""
        merged = {}
        for entry in entries:
            same = merged.setdefault((entry.day, entry.kind, entry.key), entry)
            if same is not entry:
                for hour, languages in entry.times.items():
                    same.times[hour] = same.times.get(hour, []) + languages
                same.is_urgent |= entry.is_urgent
                same.is_stale |= entry.is_stale
        for entry in sorted(merged.values(), key=lambda entry: list(KINDS).index(entry.kind)):
            if entry.day in self.by_date:
                self.by_date[entry.day].entries.append(entry)
