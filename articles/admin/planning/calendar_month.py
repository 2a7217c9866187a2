"""A month as weeks of days, and what stands on each."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from articles.admin.dashboard.rows import story_address
from articles.admin.headlines import headline
from articles.admin.planning.days import WEEKDAY, clock, day_words, told
from articles.models import Language, Priority
from articles.models.planning import day_of

SHOWN = 5  # entries of a day, above those that are folded
# The order of a day, its shapes and its words: what will happen, what is hoped for, what is done.
KINDS = {
    "scheduled": ("●", _("scheduled")),
    "planned": ("○", _("planned")),
    "slipped": ("○", _("planned, not out")),
    "out": ("", _("published")),
}
DAY_NAMES = [_("Sun"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat")]


@dataclass
class Entry:
    """A story on a day.

    times   {the hour or "": the languages in which the same happens to it then}
    assign  where another day is planned for it, or ""
    is_stale  whether it is a translation whose source was changed at the desk
    """

    kind: str
    day: date
    article: object
    section: object
    times: dict
    is_urgent: bool = False
    assign: str = ""
    is_stale: bool = False

    @classmethod
    def planned(cls, row, today, links=None):
        kind = "slipped" if row.planned_on < today else "planned"
        times, urgent = {"": [row.language]}, row.priority == Priority.URGENT
        assign = links.to(row) if links else ""
        story = row.article
        return cls(kind, row.planned_on, story, story.section, times, urgent, assign, row.is_stale)

    @classmethod
    def scheduled(cls, edition, user, kind="scheduled"):
        day, times = day_of(edition.live_from), {clock(edition.live_from, user): [edition.language]}
        return cls(kind, day, edition.article, edition.section, times)

    @classmethod
    def out(cls, edition, user):
        return cls.scheduled(edition, user, "out")

    @property
    def mark(self):
        return KINDS[self.kind][0]

    @property
    def word(self):
        return KINDS[self.kind][1]

    @property
    def headline(self):
        return headline(self.article)

    @property
    def address(self):
        return story_address(self.article.pk)

    @property
    def day_words(self):
        return day_words(self.day)

    @property
    def spoken(self):
        """[(languages, hour or "")]."""
        return [
            (", ".join(str(Language(language).label) for language in languages), hour)
            for hour, languages in self.times.items()
        ]


@dataclass
class Day:
    """One day: its entries, and how many stories came out on it."""

    date: date
    is_here: bool
    today: date
    entries: list = field(default_factory=list)
    came_out: int = 0

    @property
    def is_today(self):
        return self.date == self.today

    @property
    def has_begun(self):
        return self.date <= self.today

    @property
    def words(self):
        return told(self.date, WEEKDAY)

    @property
    def is_sunday(self):
        return self.date.isoweekday() == 7

    @property
    def unseen(self):
        """How many came out and are not among the entries."""
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


class Month:
    """weeks: lists of seven Days; the first week begins as the language of the screens does."""

    def __init__(self, first, today):
        self.first, self.sees_report = first, False
        start = formats.get_format("FIRST_DAY_OF_WEEK")  # 0 is Sunday
        self.names = [DAY_NAMES[(start + number) % 7] for number in range(7)]
        weeks = Calendar((start - 1) % 7).monthdatescalendar(first.year, first.month)
        self.weeks = [[Day(day, day.month == first.month, today) for day in week] for week in weeks]
        self.by_date = {day.date: day for week in self.weeks for day in week}
        self.days = list(self.by_date)

    @property
    def following(self):
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def is_empty(self):
        return not any(day.entries for day in self.by_date.values())

    def count(self, counts):
        """counts  {(day, language): number of stories that came out}"""
        for (day, _language), number in counts.items():
            if day in self.by_date:
                self.by_date[day].came_out += number

    def fill(self, entries):
        """Put entries on their days; both languages of a story are one where the same happens to them."""
        found = {}
        for entry in entries:
            same = found.setdefault((entry.day, entry.kind, entry.article.pk), entry)
            if same is not entry:
                for hour, languages in entry.times.items():
                    same.times[hour] = same.times.get(hour, []) + languages
                same.is_urgent |= entry.is_urgent
                same.is_stale |= entry.is_stale
        for entry in sorted(found.values(), key=lambda entry: list(KINDS).index(entry.kind)):
            if entry.day in self.by_date:
                self.by_date[entry.day].entries.append(entry)
