"""Charts of page views over time, with the editions that went live meanwhile."""

from dataclasses import dataclass, field
from datetime import datetime, time
from math import ceil, floor, log10

from django.utils import formats, timezone
from django.utils.translation import get_language

from articles.body.field import format_count
from articles.models import Language
from newsroom.pageviews.readership import ReadershipPeriod, ReadershipSums

WIDTH, HEIGHT, TOP, BELOW = 360, 96, 14, 16  # in units of the drawing
GAP = 0.2  # of a column
MOST_LABELS = 6  # for which there is room below the columns
ROUND = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # tenths of a power of ten
HOUR = {"en": "H:i", "ko": "G:i"}
DAY = {"en": "N j", "ko": "n월 j일"}


@dataclass
class ViewsColumn:
    """A column of the chart and a row of its table.

    cells  page views, one a language; bars  (language, y, height) from below; label  below it, or ""
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
    """The instant at which an edition went live, as a line in the chart."""

    language: str
    x: float


class ViewsChart:
    """Page views over the columns of a period, with the languages on top of each other.

    editions  those of one story, of which the ones within the period are marked
    """

    width, top, base, height = WIDTH, TOP, TOP + HEIGHT, TOP + HEIGHT + BELOW

    def __init__(self, period: ReadershipPeriod, sums: ReadershipSums, editions=()):
        self.languages = [one for one in Language if period.language in ("", one)]
        self.totals = [(one, one.label, format_count(sums.of_language(one))) for one in self.languages]
        self.step = WIDTH / len(period.starts)
        self.bar = round(self.step * (1 - GAP), 2)
        self.columns = [self._column(place, start, period) for place, start in enumerate(period.starts)]
        for place, column in enumerate(self.columns):
            column.cells = [sums.slots[place, one] for one in self.languages]
        self.most = round_above(max((column.total for column in self.columns), default=0))
        self.most_words = format_count(self.most)
        for column in self.columns:
            self._stack(column)
        every = ceil(len(self.columns) / MOST_LABELS)
        for column in self.columns[every // 2 :: every]:
            column.label = column.words
        self.marks = [mark for edition in editions if (mark := self._mark(edition, period))]

    def _column(self, place, start, period):
        x = self.step * place
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
    """Return “14:00” for an hour and “March 2” for a day, in the language of the screens."""
    language = get_language()
    if is_hourly:
        return formats.date_format(timezone.localtime(start, timezone.get_default_timezone()), HOUR[language])
    return formats.date_format(start, DAY[language])


def _instant(start):
    if isinstance(start, datetime):
        return start
    return datetime.combine(start, time.min, timezone.get_default_timezone())


def round_above(number: int) -> int:
    """Return a round number that is not smaller, for the upper line; 0 for 0."""
    if not number:
        return 0
    power = 10 ** floor(log10(number))
    return next(top for step in ROUND if (top := step * power // 10) >= number)


@dataclass(frozen=True)
class ShareBar:
    """A row of a table with a bar: its label and number, its share of all, and of the greatest as a width."""

    label: str
    count: str
    percent: int
    width: int


def share_bars(counts: list[tuple[str, int]]) -> list[ShareBar]:
    """Return a ShareBar for each label that has a number, the greatest first; widths are of 100."""
    total, most = sum(count for _label, count in counts), max((count for _label, count in counts), default=0)
    return [
        ShareBar(label, format_count(count), round(100 * count / total), max(1, round(100 * count / most)))
        for label, count in sorted(counts, key=lambda one: -one[1])
        if count
    ]
