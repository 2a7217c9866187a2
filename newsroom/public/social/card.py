"""Content of a social card, and its address, which contains the digest of the content."""

import json
from hashlib import sha256
from typing import NamedTuple

from django.urls import reverse

from newsroom.public.pictures import Picture, lead_picture

WIDTH, HEIGHT = 1200, 630
DESIGN = 1  # a new number draws every card anew


class SocialCard(NamedTuple):
    """Content of a card. picture is a stored name or ""; colour one of articles.models.taxonomy.Colour."""

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
    """Return the SocialCard of an edition from for_page() or for_list(), at an instant (default: now)."""
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
    """Return the path of the card of a live edition, a JPEG of WIDTH × HEIGHT, without a query."""
    digest = social_card(edition, frame, at).digest
    return reverse("public:social_card", args=[edition.language, edition.article_id, digest])


def social_card_picture(edition, frame, at=None):
    """Return the card as a Picture, for OpenGraph."""
    return Picture(
        social_card_url(edition, frame, at), WIDTH, HEIGHT, alt=edition.headline, caption="", credit=""
    )
