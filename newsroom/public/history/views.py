"""The history of a story: what readers were told when, and what changed."""

import re

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from newsroom.public.article.views import render_absent
from newsroom.public.corrections.story_corrections import awaited_corrections
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.history.edition_history import history_entries
from newsroom.public.responses import public_page
from newsroom.public.story_editions import (
    StoryEditions,
    announced_by_number,
    edition_url,
    history_url,
    notice_after,
    past_editions,
)

NUMBER = re.compile("[1-9][0-9]{0,8}")


@public_page
def history_page(request, language, article_id, slug):
    """Its announced editions, the newest first; what was taken back is 410, with its notice alone."""
    standing = StoryEditions.read(article_id, language, request.at)
    edition = standing.here
    if edition is None or edition.is_notice:
        return render_absent(request, language, standing)
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(history_url(edition))
    before = before_number(request)
    frame = Frame.read(language)
    past = past_editions(article_id, request.at)
    told = announced_by_number(past, language)

    def url_of(one):
        return "" if notice_after(told, one.number) else edition_url(edition, one.number)

    entries, older = history_entries(article_id, frame, request.at, told, url_of, before)
    if not entries:
        raise Http404
    return render_page(
        request,
        "public/history.html",
        frame,
        history_head(standing, before),
        edition=edition,
        awaited=awaited_corrections(edition, past),
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


def before_number(request):
    """The edition that an address names as ?before=, or None; Http404 when it is no number."""
    text = request.GET.get("before")
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise Http404
    return int(text)
