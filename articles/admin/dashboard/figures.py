"""Figures of the first screen: counts by status and language, latest stories, a two-week chart."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.display import DAY, STALE, chip, datetime_html, format_day
from articles.admin.story_rows import StoryLine, list_address
from articles.models import Article, DashboardList, DisplayStatus, Edition, Language, LanguageProgress
from articles.models.progress import MOST_COUNTED
from articles.models.stages import GONE, TOGETHER

# Labels in the order of the work, from wanted to retracted.
STATUSES = [(status, status.label) for status in DisplayStatus if status != DisplayStatus.NOTHING]
WORDS = [*STATUSES[:-2], ("behind", _("Outdated")), ("stale", STALE), *STATUSES[-2:]]
DONE = {DisplayStatus.LIVE}  # without a bar: it would dwarf all others
WIDEST = 40
SHOWN = 5  # stories of a panel
EDITIONS = SHOWN * len(Language)  # enough for as many stories, whichever languages they are in
DAYS = 14
COLUMN, BAR, HEIGHT = 20, 7, 48  # in units of the drawing


@dataclass
class StatusCount:
    """Number of stories with a status in a language, and the width of the bar that draws it."""

    language: Language
    standing: str
    count: int
    width: int = 0

    @property
    def address(self):
        return list_address(**{self.language.value: self.standing})

    @property
    def words(self):
        """The number, or “1,000+” where no more were counted."""
        return formats.number_format(min(self.count, MOST_COUNTED)) + "+" * (self.count > MOST_COUNTED)


class StatusMatrix:
    """Counts of stories by status and language."""

    def __init__(self, counts):
        """counts  {(language, standing, "behind" or "stale"): number of stories}"""
        self.counts = counts
        self.languages = list(Language)
        most = max((count for (_one, word), count in counts.items() if word not in DONE), default=0)
        self.rows = [
            (word, label, [self.cell(language, word, most) for language in Language]) for word, label in WORDS
        ]

    def cell(self, language, word, most):
        count = self.counts.get((language.value, str(word)), 0)
        width = 0 if word in DONE or not count else max(2, round(WIDEST * count / most))
        return StatusCount(language, str(word), count, width)

    def cells(self, word):
        """Return the counts per language of a status, or of the group of statuses that a panel covers."""
        _label, words = TOGETHER.get(word, ("", [word]))
        return [
            StatusCount(language, word, sum(self.counts.get((language.value, str(one)), 0) for one in words))
            for language in Language
        ]


@dataclass
class PanelStory(StoryLine):
    """One story of a panel with its languages there: [(language, chip, time)]."""

    article: Article
    languages: list = field(default_factory=list)


class StoryPanel:
    """A panel of stories with a heading and counts by language."""

    def __init__(self, kind, label, cells, rows):
        self.kind, self.label, self.cells = kind, label, cells
        stories = {}
        for row in rows:
            story = stories.setdefault(row.article_id, PanelStory(row.article))
            story.languages.append(panel_language(row, kind))
        self.stories = list(stories.values())[:SHOWN]


def story_panels(matrix: StatusMatrix, *, at: datetime) -> list[StoryPanel]:
    """Return the panels of stories, the most important first."""
    recent = [
        edition
        for language in Language
        for edition in Edition.objects.live(at).in_language(language).newest_first().for_desk()[:EDITIONS]
    ]
    recent.sort(key=lambda edition: (edition.first_published_at, edition.article_id), reverse=True)
    found = LanguageProgress.objects.for_panels(most=EDITIONS, at=at)
    others = [StoryPanel(name, name.label, matrix.cells(name), rows) for name, rows in found.items()]
    return [StoryPanel("live", _("Recently published"), matrix.cells("public"), recent), *others]


def panel_language(row, kind):
    """Return (language, chip or "", time) of an Edition that is live, or a LanguageProgress, in a panel."""
    if kind == "live":
        mark = chip("live", _("Brief")) if row.is_brief else ""
        return row.get_language_display(), mark, datetime_html(row.live_from)
    at, mark = row.latest_from, ""
    if kind == DashboardList.BEHIND:
        at = row.latest_behind_from
    elif kind == DashboardList.GONE:
        mark = chip(GONE[row.latest_kind].value, GONE[row.latest_kind].label)
    return row.get_language_display(), mark, datetime_html(at)


class PublishedChart:
    """Bar chart of the stories published on each of the last 14 days.

    days    a ChartDay each, the oldest first
    totals  [(language, label, count)]
    """

    def __init__(self, at):
        zone = timezone.get_default_timezone()
        today = timezone.localtime(at, zone).date()
        dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        first = datetime.combine(dates[0], time.min, tzinfo=zone)
        counts = Edition.objects.published_by_day(first, at)
        most = max(counts.values(), default=0)
        self.days = [ChartDay(place, date, counts, most) for place, date in enumerate(dates)]
        self.totals = [
            (language, language.label, sum(counts.get((date, language.value), 0) for date in dates))
            for language in Language
        ]
        self.width, self.height = COLUMN * DAYS, HEIGHT + 16


class ChartDay:
    """One column of the chart: its label, and a bar a language as (language, label, count, x, y, height)."""

    def __init__(self, place, date, counts, most):
        self.date = date
        self.words = format_day(date, DAY)
        self.middle = COLUMN * place + COLUMN // 2
        self.is_sunday = date.weekday() == 6
        self.bars = []
        for number, language in enumerate(Language):
            count = counts.get((date, language.value), 0)
            height = round(HEIGHT * count / most) if most else 0
            x = self.middle - BAR + number * (BAR + 1)
            self.bars.append((language, language.label, count, x, HEIGHT - height, height))

    @property
    def words_and_counts(self):
        """“Nov. 24: English 2, Korean 1”, or "" for a day without publications."""
        counts = [f"{label} {count}" for _language, label, count, *_place in self.bars if count]
        return f"{self.words}: {', '.join(counts)}" if counts else ""
