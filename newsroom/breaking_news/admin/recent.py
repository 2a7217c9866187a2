"""Stories of the last hour that lead a front page or have the banner, so that nobody publishes news twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

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
    words: str  # “Jane Doe published this 3 minutes ago:”


def recent_news(at: datetime) -> list[RecentNews]:
    """Return the breaking news of the last hour, then what else was placed on top; two queries."""
    found = {story.article_id: published_news(story, at) for story in BreakingStory.objects.recent(at)[:MOST]}
    # All languages by name, or the index of a page would not be used.
    places = {"language__in": Language.values, "scope": FrontPageScope.FRONT}
    tops = Placement.objects.filter(**places, slot__in=[SlotKind.BANNER, SlotKind.LEAD]).active(at)
    tops = tops.filter(placed_from__gt=at - RECENT).select_related("article", "placed_by")
    for row in tops.defer(*STORY_BODIES).order_by("-placed_from", "-pk"):
        words = _("%(name)s placed this on the front page %(ago)s ago:")
        name = display_name(row.placed_by) if row.placed_by else _("The system")
        values = {"name": name, "ago": format_age(row.placed_from, at)}
        found.setdefault(row.article_id, RecentNews(row.article, words % values))
    return list(found.values())


def published_news(story: BreakingStory, at: datetime) -> RecentNews:
    words = _("%(name)s published this %(ago)s ago:")
    values = {"name": display_name(story.published_by), "ago": format_age(story.published_at, at)}
    return RecentNews(story.article, words % values)


def format_age(since: datetime, at: datetime) -> str:
    """Format the time since an instant as “3 minutes”, at least one."""
    return timesince(min(since, at - timedelta(minutes=1)), at)
