"""The page on which readers find the feeds."""

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.language import Language
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import FEEDS, Head
from newsroom.public.responses import public_page


@public_page
def feed_list(request, language):
    frame = Frame.read(language)
    absolute = absolute_url_builder(request)
    description = _("What is new in %(newspaper)s, in the program with which you follow websites.") % {
        "newspaper": frame.name
    }
    return render_page(
        request,
        "public/feeds.html",
        frame,
        Head(
            headline=_("Feeds"),
            description=description,
            canonical=reverse("public:feed_list", args=[language]),
            alternates={code: reverse("public:feed_list", args=[code]) for code in Language.values},
        ),
        description=description,
        feeds=[
            (name, *(absolute(reverse(feed, args=[language, *arguments, kind])) for kind in FEEDS))
            for name, feed, *arguments in listed_feeds(frame)
        ],
    )


def listed_feeds(frame):
    """(Name, URL name, arguments without the language and the kind …) of each feed."""
    yield _("All stories"), "public:front_feed"
    for section in frame.sections.values():
        yield section.name, "public:section_feed", section.slug
    yield _("Corrections"), "public:corrections_feed"
