"""The page on which readers find the feeds."""

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.language import Language
from newsroom.public.absolute import absolute_for
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.responses import public_page


@public_page
def feed_list(request, language):
    frame = Frame.read(language)
    description = _("What is new in %(newspaper)s, in the program with which you follow websites.") % {
        "newspaper": frame.name
    }
    return show(
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
            (name, *(absolute_for(request)(f"{page}feed.{kind}") for kind in ("atom", "json")))
            for name, page in pages(frame)
        ],
    )


def pages(frame):
    """(Name, path) of each page whose feed is listed."""
    corrections = reverse("public:corrections", args=[frame.language])
    sections = [(link.name, link.url) for link in frame.sections.values()]
    return [(_("All stories"), frame.home), *sections, (_("Corrections"), corrections)]
