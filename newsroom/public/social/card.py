"""What is on the card of a story, and its address: by the digest of what is drawn, which never changes."""

import json
from hashlib import sha256
from typing import NamedTuple

from django.urls import reverse

from newsroom.public.pictures import Picture, lead_picture

WIDTH, HEIGHT = 1200, 630
DESIGN = 1  # a new number draws every card anew


class SocialCard(NamedTuple):
    """All that is drawn. picture is a stored name or ""; colour one of articles.models.taxonomy.Colour."""

    language: str
    headline: str
    section: str
    colour: str
    newspaper: str
    picture: str
    focal: tuple

    @property
    def digest(self):
        drawn = json.dumps([DESIGN, *self], ensure_ascii=False)
        return sha256(drawn.encode()).hexdigest()[:32]


def social_card(edition, frame, at=None):
    """The SocialCard of an edition, fetched with for_page() or for_list(), at an instant (now by default)."""
    section = frame.sections.get(edition.section_id)
    picture = lead_picture(edition, at)
    return SocialCard(
        language=str(edition.language),
        headline=edition.headline,
        section=section.name if section else "",
        colour=str(section.colour) if section else "",
        newspaper=frame.name,
        picture=picture.name if picture else "",
        focal=tuple(picture.focal) if picture else (50, 50),
    )


def social_card_url(edition, frame, at=None):
    """The path of the card of a live edition: a JPEG of WIDTH × HEIGHT. Reads nothing."""
    digest = social_card(edition, frame, at).digest
    return reverse("public:social_card", args=[edition.language, edition.article_id, digest])


def social_card_picture(edition, frame, at=None):
    """The card as a Picture: what OpenGraph is told of it."""
    return Picture(
        social_card_url(edition, frame, at), WIDTH, HEIGHT, alt=edition.headline, caption="", credit=""
    )
