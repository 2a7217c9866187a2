"""Both languages of a story on one page."""

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _

from newsroom.public.article.page import Standing, side_by_side_url
from newsroom.public.article.views import absent
from newsroom.public.corrections.story_corrections import awaited_of
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.side_by_side.page import SideBySide
from newsroom.public.story_editions import past_of


@public_page
def side_by_side(request, language, article_id, slug):
    """Both live texts, passage by passage; leads to the story while one of them is a brief or not there."""
    standing = Standing.read(article_id, language, request.at)
    edition = standing.here
    if edition is None or edition.is_notice:
        return absent(request, language, standing)
    if not standing.is_whole_in_both:
        return HttpResponseRedirect(edition.get_absolute_url())
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(side_by_side_url(edition))
    frame = Frame.read(language)
    past = past_of(article_id, request.at)
    both = SideBySide.read(standing, past, request.at, frame.insight_name)
    return show(
        request,
        "public/side_by_side.html",
        frame,
        both_head(standing),
        section=frame.sections[edition.section_id],
        awaited=[(str(one.language), awaited_of(one, past)) for one in standing],
        columns=both.columns,
        passages=both.passages,
        url_there=side_by_side_url(standing.there),
    )


def both_head(standing):
    """Not to be indexed: it repeats two pages that are found by themselves."""
    return Head(
        headline=_("Side by side: %(headline)s") % {"headline": standing.here.headline},
        description=standing.here.summary,
        canonical=side_by_side_url(standing.here),
        alternates={str(one.language): side_by_side_url(one) for one in standing},
        robots="noindex, follow",
    )
