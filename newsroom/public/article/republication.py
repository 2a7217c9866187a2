"""Republication of a story by others: the terms, the text to copy, and their page."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import body
from articles.models.edition import Edition
from articles.models.people import Role
from newsroom.public.article.page import ArticlePage
from newsroom.public.bylines import byline_label
from newsroom.public.errors import story_page
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.links import LinkResolver
from newsroom.public.responses import UrlBuilder, absolute_url_builder
from newsroom.public.story_editions import StoryEditions


def republication_url(frame: Frame, edition: Edition) -> str:
    """Return the address of the page about republishing a story; "" if it may not be, or for a brief."""
    if frame.license is None or edition.is_brief or is_republication_reserved(edition):
        return ""
    return reverse("public:republication", args=[edition.language, edition.article_id, edition.slug])


def is_republication_reserved(edition):
    """Return whether the desk reserved the rights of a story, or somebody paid for it.

    In a preview nothing is known of reserved rights.
    """
    return edition.is_sponsored or getattr(edition, "is_reserved", False)


def is_republication_refused(frame: Frame, edition: Edition) -> bool:
    """Return whether the page says that this story, unlike others, may not be republished."""
    return frame.license is not None and not edition.is_brief and is_republication_reserved(edition)


def terms_url(frame: Frame, edition: Edition, absolute: UrlBuilder) -> str:
    """Return the address of a story's terms: of its license, else of its page about them; "" without."""
    page = republication_url(frame, edition)
    return page and (frame.license.url or absolute(page))


def text_to_copy(story: ArticlePage, frame: Frame, at: datetime, absolute: UrlBuilder) -> str:
    """Return the plain HTML to copy, with absolute links, in at most two queries."""
    edition = story.edition
    resolver = LinkResolver.read(body.references(edition.body), frame.language, at, absolute=absolute)
    context = {
        "edition": edition,
        "credits": [credit for credit in story.credits if credit.words != byline_label(Role.PHOTOS)],
        "corrections": story.made,
        "frame": frame,
        "body": body.plain_html(
            edition.body, language=frame.language, resolver=resolver, insight_name=frame.insight_name
        ),
        "home": absolute(frame.home),
        "original": absolute(edition.get_absolute_url()),
        "terms": terms_url(frame, edition, absolute),
    }
    written = render_to_string("public/republication_text.html", context)
    return "\n".join(line.strip() for line in written.splitlines() if line.strip())


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
