"""The stories that were read most in the last day, as readers' pages show them."""

from django.db.models import OuterRef, Subquery

from articles.models.edition import Edition
from newsroom.pageviews.ranking import places_at
from newsroom.public.story_cards import story_cards

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
