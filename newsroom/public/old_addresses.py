"""Answers for addresses without a page: a redirect from an old address, else 404 (or 410) with our page."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from articles.models.edition import Edition
from newsroom.public.errors import render_not_found
from newsroom.redirects.lookup import FoundRedirect, counter, find_redirect
from newsroom.redirects.models import RedirectKind

KEPT = "public, max-age=600"  # for ten minutes a wrong redirect is followed after it was mended


class CountedMixin:
    """An answer for an old address, whose use is written once the answer has been sent.

    at  the instant of the request
    """

    at = None

    def close(self):
        counter.write_if_due(self.at)
        super().close()


class LastingRedirect(CountedMixin, HttpResponsePermanentRedirect):
    pass


class PassingRedirect(CountedMixin, HttpResponseRedirect):
    """A redirect to where a story can be read for now, instead of its own page."""


class CountedPage(CountedMixin, HttpResponse):
    """The page that says that there is no page any more."""


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_old_address(request) or render_not_found(request, get_language())


def answer_old_address(request: HttpRequest) -> HttpResponse | None:
    """Return the answer for the old address of a request, or None if it is none."""
    found = find_redirect(request)
    if found is None:
        return None
    response = _answer(found, request)
    if response is not None:
        response.at = request.at
        counter.add(found.redirect.pk, request.at)
    return response


def _answer(found: FoundRedirect, request):
    redirect = found.redirect
    if redirect.kind == RedirectKind.GONE:
        page = render_not_found(request, get_language(), is_gone=True)
        return CountedPage(page.content, status=page.status_code, headers=page.headers)
    if redirect.kind == RedirectKind.ADDRESS:
        response = LastingRedirect(found.with_carried(redirect.target))
    else:
        response = _redirect_to_story(found, request.at)
    if response is not None:
        response.headers["Cache-Control"] = KEPT
    return response


def _redirect_to_story(found, at: datetime):
    """Redirect to the page of a story, else to its page in the other language, else to its notice.

    None for a story that readers never had, which is 404 at its own address, too.
    """
    language = found.redirect.language
    editions = Edition.objects.open_at(at).filter(article=found.redirect.article_id).for_link().order_by()
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
    return kind(found.with_carried(edition.get_absolute_url()))
