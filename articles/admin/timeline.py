"""Timeline of scheduled editions, drawn with a lane for each language and repeated as a list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone

from articles.admin.display import DAY, as_of_query, clock_html, day_html, format_clock, format_day
from articles.admin.story_rows import EditionRow
from articles.models import Edition, Language
from articles.models.planning import at_hour, day_of

DAYS, HOURS = 14, 48
NEAR_BY = "48h"  # value of ?ahead= for the next hours
MOST = 200  # editions that are drawn and listed; the page says if there are more
LISTED = 10  # lines of the list; the others are folded
NEAR = 7  # per cent of the width: minimum distance of two marks in a row
END = 93  # per cent of the width; beyond it, the text is placed before its mark
ROWS = 4  # rows of a lane, for marks close to each other; when all are full, marks have no time of day
HOUR = {"en": "P", "ko": "G시"}
ROW, HEAD, PAD = 18, 22, 8  # pixels: a row of a lane, the line of days, the space below a lane


@dataclass
class TimelineMark(EditionRow):
    """One scheduled edition in the drawing: x in per cent of the width, y in pixels.

    has_room  whether its time of day fits next to it
    """

    x: float = 0
    y: int = 0
    has_room: bool = True

    @property
    def clock_words(self):
        return format_clock(self.edition.live_from)

    @property
    def is_at_end(self):
        """Return whether its text is placed before the mark, to stay within the drawing."""
        return self.x > END


@dataclass
class TimelineStory(EditionRow):
    """A story that will be published at an instant, in one language or both."""

    user: object = None
    languages: list = field(default_factory=list)

    @property
    def front(self):
        """Return the address of the front page as of the publication."""
        return (
            f"{reverse('public:front', args=[self.edition.language])}?{as_of_query(self.edition.live_from)}"
        )

    @property
    def day(self):
        return day_html(day_of(self.edition.live_from))

    @property
    def clock(self):
        return clock_html(self.edition.live_from, self.user)


@dataclass
class TimelineLane:
    """One language in the drawing: the top and height of its rows, and its marks.

    ends  the position of the last mark in each row
    """

    language: Language
    top: int
    height: int = 0
    marks: list = field(default_factory=list)
    ends: list = field(default_factory=list)


class Timeline:
    """Scheduled editions of the next days or hours.

    lanes    a TimelineLane for each language
    ticks    [(x, label, whether a week or day begins, whether it is a Sunday)]: days, or every six hours
    shown, folded   a TimelineStory for each story and instant in the list
    has_more whether there are more editions, neither drawn nor listed
    """

    def __init__(self, at, *, is_near=False, user=None):
        self.is_near, self.user = is_near, user
        self.first = at
        self.last = at + timedelta(hours=HOURS) if is_near else at_hour(day_of(at) + timedelta(days=DAYS), 0)
        if not is_near:
            self.first = at_hour(day_of(at), 0)
        self.now_x = self.x(at)
        editions = list(Edition.objects.ahead(at).between(self.first, self.last)[: MOST + 1])
        self.has_more, editions = len(editions) > MOST, editions[:MOST]
        self.lanes, top = [], HEAD
        for language in Language:
            lane = TimelineLane(language, top)
            for edition in editions:
                if edition.language == language:
                    self.put(lane, edition)
            lane.height = ROW * max(1, len(lane.ends)) + PAD
            top += lane.height
            self.lanes.append(lane)
        self.height = top
        self.shown, self.folded = self.lines(editions)

    def lines(self, editions):
        """Return the first TimelineStories in order of time, and the folded ones."""
        by_time = {}
        for edition in editions:
            line = by_time.setdefault(
                (edition.article_id, edition.live_from), TimelineStory(edition, self.user)
            )
            line.languages.append(Language(edition.language))
        lines = list(by_time.values())
        return lines[:LISTED], lines[LISTED:]

    def x(self, at):
        """Return the position of an instant in per cent of the width."""
        return round(100 * ((at - self.first) / (self.last - self.first)), 2)

    def put(self, lane, edition):
        """Add a mark to the first row with room for its time of day, else to the last row without it."""
        x = self.x(edition.live_from)
        room = 2 * NEAR if x > END else NEAR
        row = next((row for row, end in enumerate(lane.ends) if x - end >= room), len(lane.ends))
        has_room = row < ROWS
        if has_room:
            lane.ends[row : row + 1] = [x]
        row = min(row, ROWS - 1)
        lane.marks.append(TimelineMark(edition, x, lane.top + ROW * row + ROW // 2 + 2, has_room))

    @property
    def ticks(self):
        if self.is_near:
            return list(self.hours())
        days = [day_of(self.first) + timedelta(days=number) for number in range(DAYS)]
        first = formats.get_format("FIRST_DAY_OF_WEEK")
        return [
            (self.x(at_hour(day, 0)), str(day.day), day.isoweekday() % 7 == first, day.isoweekday() == 7)
            for day in days
        ]

    def hours(self):
        """Yield a tick for every sixth hour ahead."""
        zone = timezone.get_default_timezone()
        start = timezone.localtime(self.first, zone)
        at = at_hour(start.date(), start.hour // 6 * 6) + timedelta(hours=6)
        while at < self.last:
            local = timezone.localtime(at, zone)
            words = format_day(local, DAY if local.hour == 0 else HOUR)
            yield self.x(at), words, local.hour == 0, False
            at += timedelta(hours=6)


def requested_timeline(request: HttpRequest, at: datetime) -> Timeline:
    """Return the requested Timeline: of the next hours for ?ahead=48h, otherwise of the next days.

    Its `other_address` is the query string of the other timeline.
    """
    drawn = Timeline(at, is_near=request.GET.get("ahead") == NEAR_BY, user=request.user)
    asked = request.GET.copy()
    asked.pop("ahead", None)
    if not drawn.is_near:
        asked["ahead"] = NEAR_BY
    drawn.other_address = "?" + asked.urlencode()  # type: ignore[attr-defined]  # set for the template
    return drawn
