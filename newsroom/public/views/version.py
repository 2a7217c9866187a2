"""One version of a story at an address for good: what readers had on a day, to be cited."""

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _

from articles import body
from articles.models.edition import Edition
from newsroom.public.article.page import Standing, history_url, version_url
from newsroom.public.article.views import absent
from newsroom.public.bylines import credits, signatories
from newsroom.public.corrections.story_corrections import awaited_of, corrected_after
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.history.edition_history import name_of
from newsroom.public.links import edition_body, stories, topics
from newsroom.public.pictures import images, lead_picture
from newsroom.public.responses import public_page
from newsroom.public.story_editions import announced_of, gone_after, past_of


@public_page
def version(request, language, article_id, slug, number):
    """An announced edition with the typos that were mended in it; what was taken back since is 410."""
    standing = Standing.read(article_id, language, request.at)
    live = standing.here
    if live is None or live.is_notice:
        return absent(request, language, standing)
    past = past_of(article_id, request.at)
    told = announced_of(past, language)
    if number > max((one.last for one in told.values()), default=0):
        raise Http404
    if notice := gone_after(told, number):
        taken_back = Edition.objects.of(article_id, language).get(number=notice.number)
        return absent(request, language, standing._replace(here=taken_back))
    known = max(one for one in told if one <= number)
    if known != number:  # a mended typo, which is no version of its own
        return HttpResponseRedirect(version_url(live, known))
    if slug != live.slug:
        return HttpResponsePermanentRedirect(version_url(live, number))
    return show_version(request, live, told, told[number], past)


def show_version(request, live, told, one, past):
    frame = Frame.read(str(live.language))
    edition = Edition.objects.of(live.article_id, live.language).for_page().get(number=one.last)
    wanted, at = body.references(edition.body), request.at
    html = edition_body(
        edition,
        stories(wanted.articles, live.language, at),
        topics(wanted.topics, live.language, at),
        frame.insight_name,
        images=images(wanted.images, edition),
        at=at,
    )
    numbers = [number for number in told if not gone_after(told, number)]
    place = numbers.index(one.number)
    return show(
        request,
        "public/version.html",
        frame,
        version_head(live, edition, one),
        live=live,
        edition=edition,
        told=one,
        name=name_of(one),
        body=html,
        picture=lead_picture(edition, at),
        credits=credits(signatories([edition])[0]),
        awaited=[] if one.live_until else awaited_of(live, past),
        corrected=corrected_after(live, past, one.live_from) if one.live_until else [],
        history_url=history_url(live),
        earlier_url=version_url(live, numbers[place - 1]) if place else "",
        later_url=version_url(live, numbers[place + 1]) if numbers[place + 1 :] else "",
    )


def version_head(live, edition, one):
    """Not to be indexed: it holds the words that were corrected."""
    return Head(
        headline=_("Edition %(number)s: %(headline)s") % {"number": one.number, "headline": edition.headline},
        description=edition.summary,
        canonical=version_url(live, one.number),
        robots="noindex, follow",
    )
