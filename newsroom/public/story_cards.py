"""A story as lists show it: headline, summary, where and when, perhaps a picture."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from articles.models.edition import Edition
from newsroom.pageviews.ranking import places_at
from newsroom.public.frame import PageLink
from newsroom.public.pictures import Picture, lead_picture


class StoryCard(NamedTuple):
    url: str
    language: str  # of headline and summary
    headline: str
    summary: str
    published_at: datetime
    is_brief: bool
    section: PageLink | None
    picture: Picture | None


def story_card(edition, frame, at=None):
    """The card of a live edition, fetched with for_list(), at the instant of its page (now by default)."""
    return StoryCard(
        url=edition.get_absolute_url(),
        language=edition.language,
        headline=edition.headline,
        summary=edition.summary,
        published_at=edition.first_published_at,
        is_brief=edition.is_brief,
        section=frame.sections.get(edition.section_id),
        picture=lead_picture(edition, at),
    )


def story_cards(editions, frame, at=None):
    return [story_card(edition, frame, at) for edition in editions]


MOST_READ_COUNT = 5
MOST_READ_MINIMUM = 3  # of fewer, "most" says nothing


def most_read_stories(request, frame, leaving_out=None):
    """Cards of stories that are live now, the most read first; [] while too little is read. One query.

    In the time machine there are none: they were not counted at that instant.

    leaving_out  the number of the story whose page it is
    """
    if request.ribbon:
        return []
    places = places_at(frame.language, request.at)
    its_place = places.filter(article_id=OuterRef("article_id")).values("place")
    found = Edition.objects.live(request.at).in_language(frame.language)
    found = found.filter(article__in=places.values("article_id")).annotate(place=Subquery(its_place[:1]))
    found = found.exclude(article=leaving_out) if leaving_out else found
    found = list(found.for_list().order_by("place")[:MOST_READ_COUNT])
    return story_cards(found, frame) if len(found) >= MOST_READ_MINIMUM else []
