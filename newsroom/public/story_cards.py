"""A story as lists show it: headline, summary, where and when, perhaps a picture."""

from datetime import datetime
from typing import NamedTuple

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
