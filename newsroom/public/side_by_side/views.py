"""The page with both languages of a story."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _

from articles.body import embed_names, has_inserts
from articles.body.charts import charts_in
from newsroom.public.corrections.story_corrections import awaited_corrections
from newsroom.public.errors import story_page
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.side_by_side.page import SideBySidePage
from newsroom.public.statements import statements_above
from newsroom.public.story_editions import (
    StoryEditions,
    labelled_headline,
    past_editions,
    side_by_side_url,
)


@story_page
def side_by_side_page(
    request: HttpRequest, language: str, editions: StoryEditions, slug: str
) -> HttpResponse:
    """Show both live texts; redirect to the story while one of them is a brief or missing."""
    edition = editions.here
    if not editions.is_whole_in_both:
        return HttpResponseRedirect(edition.get_absolute_url())
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(side_by_side_url(edition))
    frame = Frame.read(language)
    past = past_editions(article_id=edition.article_id, at=request.at)
    both = SideBySidePage.read(editions, past, request.at, frame.insight_name)
    return render_page(
        request,
        "public/side_by_side.html",
        frame,
        side_by_side_head(editions),
        section=frame.sections[edition.section_id],
        awaited=[(code, awaited_corrections(one, past)) for code, one in editions.live.items()],
        statements=statements_above(edition.article_id, language, request.at),
        is_sponsored=any(one.is_sponsored for one in editions.live.values()),
        columns=both.columns,
        passages=both.passages,
        has_charts=any(charts_in(one.body) for one in editions.live.values()),
        has_embeds=any(embed_names(one.body) for one in editions.live.values()),
        has_inserts=any(has_inserts(one.body) for one in editions.live.values()),
        url_there=side_by_side_url(editions.there),
    )


def side_by_side_head(editions):
    """Return the head. Not indexed: it repeats two pages that are indexed themselves."""
    return Head(
        headline=_("Side by side: %(headline)s") % {"headline": labelled_headline(editions.here)},
        description=editions.here.summary,
        canonical=side_by_side_url(editions.here),
        alternates={code: side_by_side_url(one) for code, one in editions.live.items()},
        robots="noindex, follow",
    )
