"""The page of corrections and notices, one list for each language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from newsroom.public.corrections.correction_list import correction_rows, with_correction_changes
from newsroom.public.frame import Frame, render_page
from newsroom.public.lists.story_list import StoryList
from newsroom.public.pagination import ListSlice, read_cursor
from newsroom.public.responses import public_page


@public_page
def corrections_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show all corrections, notices and statements, newest first; withdrawn stories are not named."""
    cursor = read_cursor(request)
    editions = Edition.objects.in_corrections(language, request.at)
    lines, older = correction_rows(editions, language, request.at, cursor)
    if cursor and not lines:
        raise Http404
    frame = Frame.read(language)
    description = _("Corrections and replies to our stories, and stories that we withdrew or retracted.")
    listing = StoryList(
        _("Corrections"),
        ("public:corrections",),
        cursor,
        ListSlice([], older),
        description=description,
        has_feed=bool(lines),
    )
    return render_page(
        request,
        "public/corrections.html",
        frame,
        listing.head(frame),
        description=description,
        lines=with_correction_changes(lines, language, request.at),
        policy=frame.corrections_policy,
        older_url=listing.url(language, older) if older else "",
        first_url=listing.url(language) if cursor else "",
    )
