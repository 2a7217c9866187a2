"""What the log tells, on a story's history, of found stories that were hidden and of reserved rights."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.extensions import register_description
from articles.admin.headlines import headline, typed
from articles.models import Article, Happening

TOLD = {
    ("relatedexclusion", Happening.ADDED): _("hidden from the related stories: {}"),
    ("relatedexclusion", Happening.REMOVED): _("shown again among the related stories: {}"),
    ("rightsreservation", Happening.ADDED): _("all rights reserved"),
    ("rightsreservation", Happening.REMOVED): _("may be republished again"),
}


def tell_exceptions(events):
    """{number of an event: its words} of those that tell of these; the hidden stories in one query."""
    numbers = {event.details["other"] for event in events if event.subject_type == "relatedexclusion"}
    stories = Article.objects.only("title_en", "title_ko").in_bulk(numbers)
    told = {}
    for event in events:
        if words := TOLD.get((event.subject_type, event.happening)):
            story = stories.get(event.details.get("other"))
            named = headline(story) if story else typed(event.details.get("name"))
            told[event.number] = format_html(words, named)
    return told


for subject_type in ("apart", "reserved"):
    register_description(subject_type, tell_exceptions)
