"""Story cards for lists, and the lists of the newest and the most read stories."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import pgettext

from articles.annotations import NewsroomRequest
from articles.compiled_queries import ListOf, compiled_query
from articles.models.edition import Edition
from articles.models.people import Role
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import depend_on, end_of_day, expire_at
from newsroom.pageviews.counters import VALID, ranking_at
from newsroom.public.article.live_coverage import stories_with_live_coverage
from newsroom.public.dates import local_time
from newsroom.public.frame import Frame, PageLink
from newsroom.public.pictures import Picture, lead_pictures

OPINION = "opinion"  # slug of the section with bylines in lists


class StoryCard(NamedTuple):
    url: str
    language: str  # of headline and summary
    headline: str
    summary: str
    published_at: datetime
    is_brief: bool
    section: PageLink | None
    picture: Picture | None
    byline: str = ""  # authors, for opinion only
    kicker: str = ""  # set by an editor for the lead of a front page
    is_sponsored: bool = False  # shown as a label in every list
    is_breaking: bool = False  # whether it is the breaking news; the front page then has no banner
    has_live_coverage: bool = False  # at the instant of its page


def story_cards(editions: Iterable[Edition], frame: Frame, at: datetime) -> list[StoryCard]:
    """Return the cards of live editions, in the same order. At most three queries.

    editions  fetched with for_cards()
    at        instant of the page
    """
    editions = list(editions)
    if not editions:
        return []
    pictures, bylines = lead_pictures(editions, at), opinion_bylines(editions, frame)
    covered = stories_with_live_coverage(at)
    return [
        story_card(edition, frame, covered, pictures.get(edition.pk), bylines.get(edition.pk, ""))
        for edition in editions
    ]


def opinion_bylines(editions: list[Edition], frame: Frame) -> dict[int, str]:
    """Return {edition id: names of its authors, joined} of the editions in the section OPINION.

    At most one query.
    """
    opinion = {pk for pk, section in frame.sections.items() if section.slug == OPINION}
    wanted = [edition.pk for edition in editions if edition.section_id in opinion]
    if not wanted:
        return {}
    rows = Edition.objects.filter(pk__in=wanted).order_by().values_list("pk", "printed__bylines")
    between = pgettext("between names", ", ")
    return {
        pk: between.join(byline["name"] for byline in bylines if byline["role"] == Role.TEXT)
        for pk, bylines in rows
    }


def story_card(edition, frame, covered, picture=None, byline=""):
    return StoryCard(
        url=edition.get_absolute_url(),
        language=edition.language,
        headline=edition.headline,
        summary=edition.summary,
        published_at=edition.first_published_at,
        is_brief=edition.is_brief,
        section=frame.sections.get(edition.section_id),
        picture=picture,
        byline=byline,
        is_sponsored=edition.is_sponsored,
        has_live_coverage=edition.article_id in covered,
    )


NEWEST_COUNT = 5
MOST_READ_COUNT = 5
MOST_READ_MINIMUM = 3  # a shorter list is not shown


def newest_stories(frame: Frame, at: datetime) -> list[StoryCard]:
    """Return cards of the NEWEST_COUNT newest live stories in the page's language. At most four queries."""
    editions = Edition.objects.live(at).in_language(frame.language).news().for_cards().newest_first()
    return story_cards(editions[:NEWEST_COUNT], frame, at)


class DatedCard(NamedTuple):
    """A card in a list of the latest stories, which shows the time of stories of today, else the day."""

    card: StoryCard
    is_of_today: bool


def dated_cards(cards: Iterable[StoryCard], at: datetime) -> list[DatedCard]:
    """Return the DatedCards of a list at an instant. The page expires at the end of the day."""
    expire_at([end_of_day(at)])
    today = local_time(at).date()
    return [DatedCard(card, local_time(card.published_at).date() == today) for card in cards]


def latest_beside(shown: Iterable[Edition], frame: Frame, at: datetime) -> list[DatedCard]:
    """Return DatedCards, without pictures, of the latest stories that a list does not show.

    Return [] if there are fewer than MOST_READ_MINIMUM. At most two queries.
    """
    excluded = {edition.article_id for edition in shown}
    covered = stories_with_live_coverage(at)
    editions = newest_beside(language=frame.language, excluded=excluded, at=at)
    cards = [story_card(edition, frame, covered) for edition in editions]
    return dated_cards(cards, at) if len(cards) >= MOST_READ_MINIMUM else []


@compiled_query(
    language=models.CharField(), excluded=ListOf(models.BigIntegerField()), at=models.DateTimeField()
)
def newest_beside(language, excluded, at):
    """Return the NEWEST_COUNT newest live editions. `excluded` are ids of stories to leave out.

    Without compilation, a section page would need 4 % more processor time.
    """
    editions = Edition.objects.live(at).in_language(language).news().exclude(article__pk__listed=excluded)
    return editions.for_cards().newest_first()[:NEWEST_COUNT]


def most_read_stories(
    request: NewsroomRequest, frame: Frame, leaving_out: int | None = None
) -> list[StoryCard]:
    """Return cards of live stories, most read first; [] if there are fewer than MOST_READ_MINIMUM.

    Return [] also in the time machine and in previews, because former counts are not stored.

    leaving_out  id of the story of the page itself
    """
    if request.ribbon:
        return []
    ranked = kept_part(("most-read", frame.language), lambda: ranked_cards(frame, request.at))
    cards = [card for article, card in ranked.items() if article != leaving_out][:MOST_READ_COUNT]
    return cards if len(cards) >= MOST_READ_MINIMUM else []


def ranked_cards(frame: Frame, at: datetime) -> dict[int, StoryCard]:
    """Return {story id: card} of the most read live stories, most read first.

    It has one card more than a page shows, because a page leaves out its own story. At most four queries.
    """
    depend_on("most-read", frame.language)
    places = ranking_at(frame.language, at)
    its_place = places.filter(article_id=OuterRef("article_id"))
    editions = Edition.objects.live(at).in_language(frame.language).news()
    editions = editions.filter(article__in=places.values("article_id"))
    editions = editions.annotate(
        place=Subquery(its_place.values("place")[:1]), counted_at=Subquery(its_place.values("counted_at")[:1])
    )
    editions = list(editions.for_cards().order_by("place")[: MOST_READ_COUNT + 1])
    expire_at([edition.counted_at + VALID for edition in editions])
    cards = zip(editions, story_cards(editions, frame, at), strict=True)
    return {edition.article_id: card for edition, card in cards}
