"""Places of the English front page, and what stands there, in a word each."""

from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement, SlotPosition

LEAD = SlotPosition("en", "front", "lead")
BANNER = SlotPosition("en", "front", "banner")


def second(position, language="en"):
    return SlotPosition(language, "front", "second", position)


def placed(article, where=LEAD, **options):
    """Place a story and return its placement."""
    step = placements.place_story(article, where, **({"by": None} | options))
    return Placement.objects.get(pk=step.made[-1])


def standing(at, language="en"):
    """Who stands where on the front page: {"lead 1": number of the story}."""
    rows = Placement.objects.of_page(language, "front").active(at)
    return {f"{row.slot} {row.position}": row.article_id for row in rows}
