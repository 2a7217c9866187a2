"""The last two weeks as a small drawing: how many stories came out on which day, in which language."""

from datetime import datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language

from articles.models import Edition, Language

DAYS = 14
COLUMN, BAR, HEIGHT = 20, 7, 48  # in units of the drawing
DAY = {"en": "N j", "ko": "n월 j일"}


class Strip:
    """days: a Day each, the oldest first. totals: [(language, label, count)]."""

    def __init__(self, at):
        zone = timezone.get_default_timezone()
        today = timezone.localtime(at, zone).date()
        dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        first = datetime.combine(dates[0], time.min, tzinfo=zone)
        counts = Edition.objects.published_by_day(first, at)
        most = max(counts.values(), default=0)
        self.days = [Day(place, date, counts, most) for place, date in enumerate(dates)]
        self.totals = [
            (language, language.label, sum(counts.get((date, language.value), 0) for date in dates))
            for language in Language
        ]
        self.width, self.height = COLUMN * DAYS, HEIGHT + 16


class Day:
    """A column: words for it, and a bar a language as (language, label, count, x, y, height)."""

    def __init__(self, place, date, counts, most):
        self.date = date
        self.words = formats.date_format(date, DAY[get_language()])
        self.middle = COLUMN * place + COLUMN // 2
        self.is_sunday = date.weekday() == 6
        self.bars = []
        for number, language in enumerate(Language):
            count = counts.get((date, language.value), 0)
            height = round(HEIGHT * count / most) if most else 0
            x = self.middle - BAR + number * (BAR + 1)
            self.bars.append((language, language.label, count, x, HEIGHT - height, height))

    @property
    def told(self):
        """“Nov. 24: English 2, Korean 1”, or "" for a day on which nothing came out."""
        counts = [f"{label} {count}" for _language, label, count, *_place in self.bars if count]
        return f"{self.words}: {', '.join(counts)}" if counts else ""
