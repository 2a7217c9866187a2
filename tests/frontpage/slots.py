"""Slots of the front page, and functions that fill them and read their occupants."""

from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition

LEAD = SlotPosition("en", "front", "lead")
BANNER = SlotPosition("en", "front", "banner")


def second_slot(position, language="en"):
    return SlotPosition(language, "front", "second", position)


def placed(article, where=LEAD, **options):
    """Place a story and return its placement."""
    step = placements.place_story(article, where, **({"by": None} | options))
    return Placement.objects.get(pk=step.made[-1])


def occupants(at, language="en"):
    """Return the occupants of a front page: {"lead 1": id of the story}."""
    rows = Placement.objects.of_page(language, "front").active(at)
    return {f"{row.slot} {row.position}": row.article_id for row in rows}
