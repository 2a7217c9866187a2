"""What the newspaper got wrong and put right, and what it took back: one list in each language."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from newsroom.public.corrections.correction_list import lines_of, with_changes
from newsroom.public.frame import Frame, show
from newsroom.public.lists.story_list import Listing
from newsroom.public.paging import Slice, cursor_of
from newsroom.public.responses import public_page

POLICY = "corrections"  # the standing page that says how we correct, where there is one


@public_page
def corrections(request, language):
    """All corrections and notices of a language, the newest first; what is taken back is not named."""
    cursor = cursor_of(request)
    told = Edition.objects.in_corrections(language, request.at)
    lines, older = lines_of(told, language, request.at, cursor)
    if cursor and not lines:
        raise Http404
    frame = Frame.read(language)
    description = _("What we got wrong and put right, and the stories that we took back.")
    listing = Listing(
        _("Corrections"),
        ("public:corrections",),
        cursor,
        Slice([], older),
        description=description,
        has_feed=bool(lines),
    )
    return show(
        request,
        "public/corrections.html",
        frame,
        listing.head(frame),
        description=description,
        lines=with_changes(lines, language, request.at),
        policy=policy_in(frame),
        older_url=listing.url(language, older) if older else "",
        first_url=listing.url(language) if cursor else "",
    )


def policy_in(frame):
    """The Link to the page on how we correct, or None."""
    url = reverse("public:page", args=[frame.language, POLICY])
    return next((page for page in frame.pages if page.url == url), None)
