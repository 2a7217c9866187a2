"""Page views of a period over time, by type of referrer, and by story, section and author, with charts.

The last two days are stored by the hour and earlier days by the day, so most queries read both tables. All
sums are computed in the database.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import formats, timezone
from django.utils.translation import get_language

from articles.body.field import format_count
from articles.models import Article, Byline, Language, Role
from articles.models.planning import day_of
from newsroom.pageviews.models import REPORTED, DayOfReading, HourOfReading, Referrer, hour_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOURS_SHOWN = 24
MOST_SLOTS = 62  # columns of a chart
STEPS = (1, 7, 28, 91, 364)  # days in a column


@dataclass(frozen=True)
class ReadershipPeriod:
    """A period, divided into the columns of a chart.

    starts      instants or days when the columns begin
    step        length of a column
    language    "" for both
    article_id  None for all stories
    """

    starts: tuple[datetime, ...] | tuple[date, ...]
    at: datetime
    step: timedelta
    language: str = ""
    article_id: int | None = None

    @classmethod
    def of_hours(cls, at: datetime, **scope) -> "ReadershipPeriod":
        """Return the last 24 hours, including the current one."""
        latest = hour_of(at)
        starts = tuple(latest - HOUR * count for count in reversed(range(HOURS_SHOWN)))
        return cls(starts, at, HOUR, **scope)

    @classmethod
    def of_days(cls, at: datetime, count: int, **scope) -> "ReadershipPeriod":
        """Return at least the last `count` days, including today, in at most MOST_SLOTS equal columns."""
        step = next((step for step in STEPS if count <= step * MOST_SLOTS), STEPS[-1])
        slots, today = -(-count // step), day_of(at)
        first = today - DAY * (slots * step - 1)
        return cls(tuple(first + DAY * step * index for index in range(slots)), at, DAY * step, **scope)

    @property
    def is_hourly(self) -> bool:
        return self.step == HOUR

    def slot(self, moment: datetime | date) -> int:
        """Return the index of the column that contains an hour or a day."""
        return (moment - self.starts[0]) // self.step  # type: ignore[operator]  # both are days or both are instants

    def tables(self) -> list[QuerySet]:
        """Return querysets of the stored rows of the period, from one table or from both."""
        hours, days = HourOfReading.objects, DayOfReading.objects.filter(day__lte=day_of(self.at))
        if self.is_hourly:
            tables = [hours.filter(hour__gte=self.starts[0], hour__lte=self.at)]
        else:
            since = self.starts[0]
            midnight = datetime.combine(since, time.min, timezone.get_default_timezone())
            tables = [hours.filter(hour__gte=midnight, hour__lte=self.at), days.filter(day__gte=since)]
        scope = {"language": self.language, "article_id": self.article_id}
        return [rows.filter(**{name: value for name, value in scope.items() if value}) for rows in tables]


@dataclass
class ReadershipSums:
    """Page views of a period: by column and language, and by type of referrer."""

    slots: Counter
    referrers: Counter

    @property
    def total(self) -> int:
        return self.slots.total()

    def of_language(self, language: str) -> int:
        return sum(reads for (_slot, slot_language), reads in self.slots.items() if slot_language == language)


def sum_over_time(period: ReadershipPeriod) -> ReadershipSums:
    """Return the sums of a period: slots as {(column index, language): reads}. Two queries at most."""
    slots, referrers = Counter(), Counter()
    for rows in period.tables():
        moment = "hour" if rows.model is HourOfReading else "day"
        sums = {referrer: Sum(referrer.column) for referrer in REPORTED}
        sums = rows.values(moment, "language").annotate(sum=Sum("reads"), **sums).order_by()
        for row in sums:
            when = row[moment]
            if moment == "hour" and not period.is_hourly:
                when = day_of(when)
            slots[period.slot(when), row["language"]] += row["sum"]
            referrers.update(_by_referrer(row))
    return ReadershipSums(slots, referrers)


class LanguageViews(NamedTuple):
    """Page views of a story, a section or an author, by language."""

    id: int
    en: int
    ko: int

    @property
    def total(self) -> int:
        return self.en + self.ko


@dataclass(frozen=True)
class ViewRankings:
    """The most read stories, sections and authors of a period, most read first.

    sections  current sections of the stories
    authors   current authors of the texts; each has all page views of their stories
    """

    stories: list[LanguageViews]
    sections: list[LanguageViews]
    authors: list[LanguageViews]


# The rows of both tables are summed once for all three rankings, which the ORM cannot express.
RANKINGS = f"""
    WITH read (article_id, language, reads) AS ({{rows}}),
    counted (article_id, en, ko) AS (
        SELECT article_id, SUM(CASE WHEN language = 'en' THEN reads ELSE 0 END),
            SUM(CASE WHEN language = 'ko' THEN reads ELSE 0 END)
        FROM read GROUP BY article_id
    )
    SELECT * FROM (
        SELECT 'stories', article_id, en, ko FROM counted ORDER BY en + ko DESC, article_id DESC LIMIT %s
    ) AS stories
    UNION ALL SELECT * FROM (
        SELECT 'sections', section_id, SUM(en), SUM(ko)
        FROM counted JOIN {Article._meta.db_table} AS story ON story.id = article_id
        GROUP BY section_id ORDER BY SUM(en + ko) DESC, section_id DESC LIMIT %s
    ) AS sections
    UNION ALL SELECT * FROM (
        SELECT 'authors', author_id, SUM(en), SUM(ko)
        FROM counted JOIN {Byline._meta.db_table} AS byline USING (article_id)
        WHERE role = '{Role.TEXT}'
        GROUP BY author_id ORDER BY SUM(en + ko) DESC, author_id DESC LIMIT %s
    ) AS authors
"""  # noqa: S608


def rank_views(period: ReadershipPeriod, most: int) -> ViewRankings:
    """Return the rankings of a period, with at most `most` rows each. One query."""
    parts, params = [], []
    for rows in period.tables():
        part, own = rows.values("article_id", "language", "reads").query.sql_with_params()
        parts.append(part)
        params += own
    rankings = ViewRankings([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(RANKINGS.format(rows=" UNION ALL ".join(parts)), [*params, most, most, most])
        for ranking, pk, english, korean in cursor.fetchall():
            getattr(rankings, ranking).append(LanguageViews(pk, int(english), int(korean)))
    for ranking in (rankings.stories, rankings.sections, rankings.authors):
        ranking.sort(key=lambda views: (-views.total, -views.id))  # UNION guarantees no order
    return rankings


def sum_referrers_of_stories(
    period: ReadershipPeriod, stories: Iterable[int]
) -> dict[tuple[int, str], Counter]:
    """Return {(article id, language): {Referrer: reads}} of some stories. Two queries at most."""
    totals: dict[tuple[int, str], Counter] = {}
    for rows in period.tables():
        sums = {referrer: Sum(referrer.column) for referrer in REPORTED}
        rows = rows.filter(article_id__in=stories).values("article_id", "language")
        for row in rows.annotate(sum=Sum("reads"), **sums).order_by():
            totals.setdefault((row["article_id"], row["language"]), Counter()).update(_by_referrer(row))
    return totals


def _by_referrer(row):
    """Return {Referrer: reads} of a row of sums. Unknown referrers are the remainder."""
    named = {referrer: row[referrer] for referrer in REPORTED}
    return named | {Referrer.UNKNOWN: row["sum"] - sum(named.values())}


def first_day_of_story(published_at: datetime, at: datetime) -> date:
    """Return the first day shown for a story: the day of publication, or the oldest day that is stored."""
    return max(day_of(published_at), day_of(at) - DAY * settings.READERSHIP_DAYS)


WIDTH, HEIGHT, TOP, BELOW = 360, 96, 14, 16  # in units of the SVG drawing
GAP = 0.2  # share of a column's width
MOST_LABELS = 6  # labels that fit below the columns
# Round numbers for the upper grid line, in tenths of a power of ten.
ROUND = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
HOUR_FORMATS = {"en": "H:i", "ko": "G:i"}
DAY_FORMATS = {"en": "N j", "ko": "n월 j일"}


@dataclass
class ViewsColumn:
    """A column of the chart and a row of its table.

    words  start of the column as text
    label  `words` if they are shown below the column, "" if there is no space for them
    cells  page views in each language
    bars   [(language, y, height)], from bottom to top
    """

    start: datetime
    words: str
    x: float
    middle: float
    label: str = ""
    cells: list = field(default_factory=list)
    bars: list = field(default_factory=list)

    @property
    def total(self):
        return sum(self.cells)

    @property
    def figures(self):
        return [format_count(count) for count in self.cells]


@dataclass(frozen=True)
class EditionMark:
    """A line in the chart at the instant when an edition went live."""

    language: str
    x: float


class ViewsChart:
    """A chart of page views over a period, with columns stacked by language.

    editions  editions of one story, to mark when they went live within the period
    """

    width, top, base, height = WIDTH, TOP, TOP + HEIGHT, TOP + HEIGHT + BELOW

    def __init__(self, period: ReadershipPeriod, sums: ReadershipSums, editions=()):
        self.languages = [language for language in Language if period.language in ("", language)]
        self.totals = [
            (language, language.label, format_count(sums.of_language(language)))
            for language in self.languages
        ]
        self.step = WIDTH / len(period.starts)
        self.bar = round(self.step * (1 - GAP), 2)
        self.columns = [self._column(index, start, period) for index, start in enumerate(period.starts)]
        for index, column in enumerate(self.columns):
            column.cells = [sums.slots[index, language] for language in self.languages]
        self.most = round_above(max((column.total for column in self.columns), default=0))
        self.most_words = format_count(self.most)
        for column in self.columns:
            self._stack(column)
        every = ceil(len(self.columns) / MOST_LABELS)
        for column in self.columns[every // 2 :: every]:
            column.label = column.words
        self.marks = [mark for edition in editions if (mark := self._mark(edition, period))]

    def _column(self, index, start, period):
        x = self.step * index
        words = format_start(start, is_hourly=period.is_hourly)
        middle = round(x + self.step / 2, 1)
        return ViewsColumn(_instant(start), words, round(x + self.step * GAP / 2, 2), middle)

    def _stack(self, column):
        bottom = self.base
        for language, count in zip(self.languages, column.cells, strict=True):
            if count:
                height = round(HEIGHT * count / self.most, 1)
                bottom = round(bottom - height, 1)
                column.bars.append((language, bottom, height))

    def _mark(self, edition, period):
        start, end = self.columns[0].start, _instant(period.starts[-1]) + period.step
        share = (edition.live_from - start) / (end - start)
        return EditionMark(edition.language, round(WIDTH * share, 1)) if 0 <= share <= 1 else None


def format_start(start, *, is_hourly):
    """Return “14:00” for an hour or “March 2” for a day, in the language of the user interface."""
    language = get_language()
    if is_hourly:
        return formats.date_format(
            timezone.localtime(start, timezone.get_default_timezone()), HOUR_FORMATS[language]
        )
    return formats.date_format(start, DAY_FORMATS[language])


def _instant(start):
    if isinstance(start, datetime):
        return start
    return datetime.combine(start, time.min, timezone.get_default_timezone())


def round_above(number: int) -> int:
    """Return the next round number at or above `number`, for the upper grid line; 0 for 0."""
    if not number:
        return 0
    power = 10 ** floor(log10(number))
    return next(top for step in ROUND if (top := step * power // 10) >= number)


@dataclass(frozen=True)
class ShareBar:
    """A table row with a bar.

    percent  share of the total
    width    relative to the largest row, 1 to 100
    """

    label: str
    count: str
    percent: int
    width: int


def share_bars(counts: list[tuple[str, int]]) -> list[ShareBar]:
    """Return a ShareBar for each label with a count above 0, largest first."""
    total, most = sum(count for _label, count in counts), max((count for _label, count in counts), default=0)
    return [
        ShareBar(label, format_count(count), round(100 * count / total), max(1, round(100 * count / most)))
        for label, count in sorted(counts, key=lambda pair: -pair[1])
        if count
    ]
