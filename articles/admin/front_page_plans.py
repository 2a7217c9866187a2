"""What comes to a page and leaves it over the next days: a line for each instant, and a drawing of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from articles.admin.dates import DAY, datetime_html, format_day
from articles.models import Edition, Placement, Slot
from articles.models.planning import at_hour, day_of

DAYS = 7
MOST = 60
ROW, HEAD = 26, 24  # pixels: of each placement in the drawing, and of the line of days


@dataclass
class Change:
    """What changes at one instant: the placements that come, and those that leave without being followed."""

    at: datetime
    address: str
    comes: list = field(default_factory=list)
    leaves: list = field(default_factory=list)

    @property
    def when(self):
        return datetime_html(self.at)


class Plans:
    """The placements of a page that stand or lie ahead, banners among them on a front page."""

    def __init__(self, asked):
        self.asked = asked
        self.first = at_hour(day_of(asked.now), 0)
        self.last = self.first + timedelta(days=DAYS)
        rows = Placement.objects.of_page(*asked.page).not_over(asked.now).select_related("section")
        self.rows = list(rows.order_by("placed_from", "pk")[:MOST])
        headlines(self.rows, asked.language)

    @property
    def changes(self):
        """The Changes to come, in their order."""
        found = {}
        for row in self.rows:
            if row.placed_from > self.asked.now:
                self._at(found, row.placed_from).comes.append(row)
            if row.placed_until:
                self._at(found, row.placed_until).leaves.append(row)
        for change in found.values():
            taken = {row.place for row in change.comes}
            change.leaves = [row for row in change.leaves if row.place not in taken]
        return [found[at] for at in sorted(found)]

    def _at(self, found, at):
        return found.setdefault(at, Change(at, self.asked.address_of(at=at.isoformat())))

    @property
    def bars(self):
        """[(placement, x, width, y)] in per cent and pixels, of those of the days that are drawn."""
        within = [row for row in self.rows if row.placed_from < self.last]
        found = []
        for number, row in enumerate(within):
            x = self.x(max(row.placed_from, self.first))
            end = self.x(min(row.placed_until or self.last, self.last))
            found.append((row, x, round(max(end - x, 0.6), 2), HEAD + number * ROW))
        return found

    @property
    def height(self):
        return HEAD + ROW * max(1, len(self.bars))

    @property
    def now_x(self):
        return self.x(self.asked.now)

    @property
    def at_x(self):
        """Where the instant stands that is looked at; None where that is now, or beyond the drawing."""
        is_drawn = self.asked.at != self.asked.now and self.first <= self.asked.at < self.last
        return self.x(self.asked.at) if is_drawn else None

    @property
    def days(self):
        days = [day_of(self.first) + timedelta(days=number) for number in range(DAYS)]
        return [(self.x(at_hour(day, 0)), format_day(day, DAY)) for day in days]

    def x(self, at):
        return round(100 * ((at - self.first) / (self.last - self.first)), 2)


def headlines(rows, language):
    """Give each placement its `headline`: that of the edition which readers have, or will have."""
    numbers = {row.article_id for row in rows}
    found = Edition.objects.in_language(language).filter(article__in=numbers, live_until=None)
    told = dict(found.values_list("article_id", "headline"))
    for row in rows:
        row.headline = (row.words if row.slot == Slot.BANNER else "") or told.get(row.article_id, "")
