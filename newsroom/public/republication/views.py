"""The page about republishing a story: the terms, and the text to copy."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.article.page import ArticlePage
from newsroom.public.errors import story_page
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.republication.terms import is_republication_refused, republication_url, text_to_copy
from newsroom.public.story_editions import StoryEditions


@story_page
def republication_page(
    request: HttpRequest, language: str, editions: StoryEditions, slug: str
) -> HttpResponse:
    """Show terms and text for a live full text, if there is a license in the language; else 404.

    If the rights of the story are reserved, the page says so, whatever the slug.
    """
    edition, frame = editions.here, Frame.read(language)
    if is_republication_refused(frame, edition):
        return render_refusal(request, editions, frame)
    address = republication_url(frame, edition)
    if not address:
        raise Http404
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(address)
    story = ArticlePage.read(editions, frame, request.at)
    absolute = absolute_url_builder(request)
    return render_page(
        request,
        "public/republication.html",
        frame,
        republication_head(editions, frame),
        edition=edition,
        license=frame.license,
        has_pictures=bool(edition.printed["images"]),
        # A text with an awaited correction is not offered.
        text="" if story.awaited else text_to_copy(story, frame, request.at, absolute),
        original=absolute(edition.get_absolute_url()),
    )


def render_refusal(request, editions, frame):
    """Explain to readers with an old link that there is nothing to copy."""
    head = Head(
        headline=_("Not available for republication: %(headline)s") % {"headline": editions.here.headline},
        description="",
        canonical=editions.here.get_absolute_url(),
        robots="noindex, follow",
    )
    return render_page(request, "public/republication_refused.html", frame, head, edition=editions.here)


def republication_head(editions, frame):
    """Return the head. Not indexed: the page repeats the story."""
    return Head(
        headline=_("Republish: %(headline)s") % {"headline": editions.here.headline},
        description=" ".join(frame.license.lines),
        canonical=republication_url(frame, editions.here),
        there=editions.live_there.get_absolute_url() if editions.live_there else "",
        robots="noindex, follow",
    )
