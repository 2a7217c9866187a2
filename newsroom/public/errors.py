"""Error pages, and redirects from old addresses."""

import sys
from datetime import datetime

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.edition import Edition
from articles.models.language import Language
from newsroom.accounts.recovery import answer_unavailable, is_unavailable, style_sheets
from newsroom.middleware import language_of_path
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import FRESH, PRIVATE
from newsroom.public.story_cards import newest_stories
from newsroom.redirects.lookup import FoundRedirect, counter, find_redirect
from newsroom.redirects.models import RedirectKind

BARE = {
    400: (
        gettext_lazy("Bad request"),
        gettext_lazy("The address or the form contains an error. Go back and try again."),
    ),
    403: (
        gettext_lazy("Access denied"),
        gettext_lazy(
            "You do not have permission to view this page, or the form has expired. Go back and try again."
        ),
    ),
    500: (
        gettext_lazy("Something went wrong"),
        gettext_lazy("The error is on our side and has been logged. Please try again in a few minutes."),
    ),
}
TOO_LARGE = gettext_lazy("Form too large")
TOO_MUCH = {
    RequestDataTooBig: (
        TOO_LARGE,
        gettext_lazy(
            "A form can contain up to 5 MB of text. Nothing was saved. Go back and shorten the text. "
            "Upload images to the library instead of pasting them."
        ),
    ),
    TooManyFieldsSent: (
        TOO_LARGE,
        gettext_lazy(
            "This form has too many rows. Nothing was saved. Go back, remove some rows or select "
            "fewer, and save again."
        ),
    ),
}


def render_not_found(
    request: NewsroomRequest, language: str, elsewhere: Edition | None = None, *, is_gone: bool = False
) -> HttpResponse:
    """Render 404 with the newest stories.

    elsewhere  live edition in the other language to link to, if any
    is_gone    render 410 instead, for a page that existed once and has no successor
    """
    frame = Frame.read(language)
    response = render_page(
        request,
        "404.html",
        frame,
        Head(headline=_("This page no longer exists") if is_gone else _("Page not found")),
        status=410 if is_gone else 404,
        is_gone=is_gone,
        elsewhere=elsewhere,
        newest=newest_stories(frame, request.at),
    )
    response.headers["Cache-Control"] = FRESH if language_of_path(request.path_info) else PRIVATE
    return response


def bad_request(request, exception):
    explanation = TOO_MUCH.get(type(exception))
    return render_bare_error(request, 413 if explanation else 400, explanation)


def permission_denied(request, exception):
    return render_bare_error(request, 403)


def server_error(request):
    """Respond with 503 if the database is unavailable, else with 500."""
    error = sys.exception()
    if is_unavailable(error):
        return answer_unavailable(request, error)
    return render_bare_error(request, 500)


def render_bare_error(
    request: NewsroomRequest, status: int, explanation: tuple | None = None
) -> HttpResponse:
    """Render an error page without the site's frame and without a query, because the database may be down.

    It is in the language of the request, or in both languages if the request failed before that was known.

    explanation  (title, text); required unless BARE has texts for the status
    """
    language = getattr(request, "LANGUAGE_CODE", None)
    title, words = explanation or BARE[status]
    newsroom = reverse("admin:index")
    context = {
        "languages": [language] if language else Language.values,
        "title": title,
        "words": words,
        "newsroom": newsroom if request.path.startswith(newsroom) else "",
        "styles": style_sheets("site"),
    }
    html = render_to_string("bare.html", context)
    return HttpResponse(html, status=status, headers={"Cache-Control": PRIVATE})


REDIRECTS_KEPT = "public, max-age=600"  # a wrong redirect stays in caches for ten minutes at most


class CountedMixin:
    """Mixin for responses to old addresses. It stores the counts of redirects after the response is sent.

    at  the instant of the request
    """

    at = None

    def close(self):
        counter.write_if_due(self.at)
        super().close()


class LastingRedirect(CountedMixin, HttpResponsePermanentRedirect):
    pass


class PassingRedirect(CountedMixin, HttpResponseRedirect):
    """A temporary redirect to the other language or a notice: the wanted page may be published later."""


class CountedPage(CountedMixin, HttpResponse):
    """The 410 page for an address that was removed."""


def page_not_found(request: NewsroomRequest, exception: Exception) -> HttpResponse:
    return answer_old_address(request) or render_not_found(request, get_language())


def answer_old_address(request: NewsroomRequest) -> HttpResponse | None:
    """Return the response for a request to an old address, and count the use of its redirect.

    Return None if no redirect matches, or if its story was never published.
    """
    found_redirect = find_redirect(request)
    if found_redirect is None:
        return None
    response = _answer(found_redirect, request)
    if response is not None:
        response.at = request.at
        counter.add(found_redirect.redirect.pk, request.at)
    return response


def _answer(found_redirect: FoundRedirect, request):
    redirect = found_redirect.redirect
    if redirect.kind == RedirectKind.GONE:
        page = render_not_found(request, get_language(), is_gone=True)
        return CountedPage(page.content, status=page.status_code, headers=page.headers)
    if redirect.kind == RedirectKind.ADDRESS:
        response = LastingRedirect(found_redirect.with_carried(redirect.target))
    else:
        response = _redirect_to_story(found_redirect, request.at)
    if response is not None:
        response.headers["Cache-Control"] = REDIRECTS_KEPT
    return response


def _redirect_to_story(found_redirect, at: datetime):
    """Redirect to the page of a story, else to its page in the other language, else to its notice.

    Return None for a story that was never published. Its own address is 404, too.
    """
    language = found_redirect.redirect.language
    editions = (
        Edition.objects.open_at(at).filter(article=found_redirect.redirect.article_id).for_link().order_by()
    )
    # The page in the wanted language first, then any other page, then a notice in the wanted language.
    ranked = sorted(editions, key=lambda edition: (edition.is_notice, edition.language != language))
    if not ranked:
        return None
    [edition, *_others] = ranked
    if edition.is_notice:
        return PassingRedirect(
            reverse("public:article_shortlink", args=[edition.language, edition.article_id])
        )
    kind = LastingRedirect if edition.language == language else PassingRedirect
    return kind(found_redirect.with_carried(edition.get_absolute_url()))
