"""Terms of republication, and the text that other publishers copy."""

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse

from articles import body
from articles.models.edition import Edition
from articles.models.people import Role
from newsroom.public.absolute_urls import UrlBuilder
from newsroom.public.article.page import ArticlePage
from newsroom.public.bylines import byline_label
from newsroom.public.frame import Frame
from newsroom.public.links import LinkResolver


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
