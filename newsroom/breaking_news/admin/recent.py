"""Stories of the last hour that lead a front page or have the banner, so that nobody publishes news twice."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.admin.display import format_clock
from articles.admin.story_rows import StoryLine
from articles.models import Article, Language
from articles.models.language import STORY_BODIES
from articles.models.people import display_name
from newsroom.breaking_news.models import RECENT, BreakingStory
from newsroom.frontpage.models import FrontPageScope, Placement, SlotKind

MOST = 10


@dataclass
class RecentNews(StoryLine):
    """A story that somebody published or placed a short while ago."""

    article: Article
    words: str  # “Jane Doe published this at 6:05 p.m.:”


def recent_news(at: datetime) -> list[RecentNews]:
    """Return the breaking news of the last hour, then what else was placed on top; two queries."""
    found = {story.article_id: published_news(story) for story in BreakingStory.objects.recent(at)[:MOST]}
    # All languages by name, or the index of a page would not be used.
    places = {"language__in": Language.values, "scope": FrontPageScope.FRONT}
    tops = Placement.objects.filter(**places, slot__in=[SlotKind.BANNER, SlotKind.LEAD]).active(at)
    tops = tops.filter(placed_from__gt=at - RECENT).select_related("article", "placed_by")
    for row in tops.defer(*STORY_BODIES).order_by("-placed_from", "-pk"):
        words = _("%(name)s placed this on the front page at %(clock)s:")
        name = display_name(row.placed_by) if row.placed_by else _("The system")
        values = {"name": name, "clock": format_clock(row.placed_from)}
        found.setdefault(row.article_id, RecentNews(row.article, words % values))
    return list(found.values())


def published_news(story: BreakingStory) -> RecentNews:
    """Return who published a story, and the time of day: an age would be wrong on a page that stays open."""
    words = _("%(name)s published this at %(clock)s:")
    values = {"name": display_name(story.published_by), "clock": format_clock(story.published_at)}
    return RecentNews(story.article, words % values)
