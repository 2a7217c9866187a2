"""The history of a story: what readers were told when, and what changed."""

import re

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from newsroom.public.article.page import Standing, history_url, version_url
from newsroom.public.article.views import absent
from newsroom.public.corrections.story_corrections import awaited_of
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.history.edition_history import entries_of
from newsroom.public.responses import public_page
from newsroom.public.story_editions import announced_of, gone_after, past_of

NUMBER = re.compile("[1-9][0-9]{0,8}")


@public_page
def history(request, language, article_id, slug):
    """Its announced editions, the newest first; what was taken back is 410, with its notice alone."""
    standing = Standing.read(article_id, language, request.at)
    edition = standing.here
    if edition is None or edition.is_notice:
        return absent(request, language, standing)
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(history_url(edition))
    before = number_of(request)
    frame = Frame.read(language)
    past = past_of(article_id, request.at)
    told = announced_of(past, language)

    def url_of(one):
        return "" if gone_after(told, one.number) else version_url(edition, one.number)

    entries, older = entries_of(article_id, frame, request.at, told, url_of, before)
    if not entries:
        raise Http404
    return show(
        request,
        "public/history.html",
        frame,
        history_head(standing, before),
        edition=edition,
        awaited=awaited_of(edition, past),
        there=standing.live_there,
        url_there=history_url(standing.live_there) if standing.live_there else "",
        entries=entries,
        older_url=f"{history_url(edition)}?before={older}" if older else "",
        first_url=history_url(edition) if before else "",
    )


def history_head(standing, before):
    """Not to be indexed: it holds the words that were corrected."""
    live = [edition for edition in standing if edition and not edition.is_notice]
    alternates = {} if before else {str(edition.language): history_url(edition) for edition in live}
    address = history_url(standing.here)
    return Head(
        headline=_("History: %(headline)s") % {"headline": standing.here.headline},
        canonical=f"{address}?before={before}" if before else address,
        alternates=alternates,
        there=history_url(standing.live_there) if standing.live_there else "",
        robots="noindex, follow",
    )


def number_of(request):
    """The edition that an address names as ?before=, or None; Http404 when it is no number."""
    text = request.GET.get("before")
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise Http404
    return int(text)
