"""Charts of the last weeks: words translated, share of machine translation, and waiting times."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor, log10
from statistics import median

from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.annotations import StaffRequest
from articles.body.field import format_count
from articles.events.consumers import PAGE_EVENTS
from articles.models import Language, TranslatedSegment
from articles.models.translated_segment import week_of, weeks_until
from newsroom.translations.models import first_translations, waits
from newsroom.translations.queue import translators_only

WEEKS = 12


@translators_only
def pace_page(request: StaffRequest, languages: list[Language]) -> HttpResponse:
    """Show the charts of the last weeks."""
    at = request.at
    first_translations.read_for_page(PAGE_EVENTS)
    weeks = weeks_until(at, WEEKS)
    span = weeks[0], weeks[-1] + timedelta(weeks=1)
    words = TranslatedSegment.objects.words_by_week(*span)
    context = admin.site.each_context(request) | {
        "title": _("Translation week by week"),
        "words": WordsChart(weeks, words),
        "machine": MachineChart(weeks, words, TranslatedSegment.objects.machine_words_by_week(*span)),
        "waits": WaitsChart(weeks, waits(*span)),
    }
    return TemplateResponse(request, "translations/pace.html", context)


WEEK, HEIGHT, TOP = 30, 96, 14  # in units of the drawing; TOP is the margin above the bars
BAR = 10
DAY = {"en": "N j", "ko": "n월 j일"}
HOUR, HOURS_A_DAY = 3600, 24


@dataclass
class ChartWeek:
    """A column of a chart, and a row of its table.

    middle  x of the middle of the column
    label   text below the column, or ""
    marks   shapes to draw
    cells   table cells, one per language
    """

    monday: date
    middle: int
    label: str
    marks: list = field(default_factory=list)
    cells: list = field(default_factory=list)

    @property
    def words(self):
        return formats.date_format(self.monday, DAY[get_language()])


class WeeklyChart:
    """A chart of several weeks.

    weeks  ChartWeeks, oldest first
    most   value at the upper line, a round number
    """

    def __init__(self, mondays, most):
        self.most = most
        self.languages = list(Language)
        self.width, self.base, self.height = WEEK * len(mondays), TOP + HEIGHT, TOP + HEIGHT + 16
        self.top = TOP
        self.weeks = [ChartWeek(monday, WEEK * index + WEEK // 2, "") for index, monday in enumerate(mondays)]
        for week in self.weeks[::2]:  # no room for every label
            week.label = week.words

    def y(self, value):
        return round(self.base - HEIGHT * value / self.most, 1) if self.most else self.base

    def bar(self, week, index, language, value):
        """Return the bar of a language, beside the other language's, as (language, x, y, height)."""
        y = self.y(value)
        return language, week.middle - BAR - 0.5 + index * (BAR + 1), y, round(self.base - y, 1)


class WordsChart(WeeklyChart):
    """Words translated per week: one bar per language as (language, x, y, height).

    words  {(Monday, language): number}
    """

    def __init__(self, mondays, words):
        super().__init__(mondays, round_above(max(words.values(), default=0)))
        totals = Counter()
        for week in self.weeks:
            for index, language in enumerate(Language):
                count = words.get((week.monday, language.value), 0)
                week.cells.append(format_count(count))
                totals[language] += count
                if count:
                    week.marks.append(self.bar(week, index, language, count))
        self.totals = [(language, language.label, format_count(totals[language])) for language in Language]
        self.most_words, self.is_empty = format_count(self.most), not words


class MachineChart(WeeklyChart):
    """Share of the translated words drafted by machine: one bar per language as (language, x, y, height).

    words    as for WordsChart
    drafted  {(Monday, language): (words, percent of them changed)}
    cells    (percent drafted, percent of these changed), or None
    """

    def __init__(self, mondays, words, drafted):
        super().__init__(mondays, 100)
        self.is_empty = not drafted
        for week in self.weeks:
            for index, language in enumerate(Language):
                key = week.monday, language.value
                if key not in drafted:
                    week.cells.append(None)
                    continue
                count, changed = drafted[key]
                share = round(100 * count / words[key])
                week.cells.append((share, changed))
                week.marks.append(self.bar(week, index, language, share))


class WaitsChart(WeeklyChart):
    """Waiting times of translations per week.

    marks  (language, x, y of the median, y of the slowest tenth)
    waits  [(language, since when, until when)]
    cells  (number of translations, median, slowest tenth), or None
    """

    def __init__(self, mondays, waits):
        spans = {}
        for language, since, until in waits:
            # A translation that was done before its source was ready did not wait.
            seconds = max(0, (until - since).total_seconds())
            spans.setdefault((week_of(until), language), []).append(seconds)
        longest = max((slowest_tenth(durations) for durations in spans.values()), default=0)
        super().__init__(mondays, hours_above(longest))
        self.is_empty = not spans
        self.most_words = format_duration(self.most)
        for week in self.weeks:
            for index, language in enumerate(Language):
                self._draw(week, index, language, spans.get((week.monday, language.value)))

    def _draw(self, week, index, language, durations):
        if not durations:
            week.cells.append(None)
            return
        middle, slow = median(durations), slowest_tenth(durations)
        week.cells.append((len(durations), format_duration(middle), format_duration(slow)))
        week.marks.append((language, week.middle - 5 + 10 * index, self.y(middle), self.y(slow)))


def slowest_tenth(spans):
    """Return the 90th percentile of the spans, by nearest rank."""
    return sorted(spans)[ceil(0.9 * len(spans)) - 1]


def round_above(number):
    """Return the smallest of the numbers 1, 2, 5, 10, 20, 50, … that is at least `number`; 0 for 0."""
    if not number:
        return 0
    power = 10 ** floor(log10(number))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= number)


def hours_above(seconds):
    """Round seconds up to 0, 1, 2, 4, 6, 12 or 24 hours or a round number of days. Return seconds."""
    hours = seconds / HOUR
    if hours > HOURS_A_DAY:
        return round_above(ceil(hours / HOURS_A_DAY)) * HOURS_A_DAY * HOUR
    return next((step for step in (1, 2, 4, 6, 12) if step >= hours), HOURS_A_DAY) * HOUR if seconds else 0


def format_duration(seconds):
    """Return a duration such as “40 minutes”, “5 hours” or “3 days”."""
    if seconds < HOUR:
        count = round(seconds / 60)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if seconds < 2 * HOURS_A_DAY * HOUR:
        count = round(seconds / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(seconds / HOUR / HOURS_A_DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
