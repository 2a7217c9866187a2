"""The root address, the front page, and standing pages such as “about”."""

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import body
from articles.annotations import NewsroomRequest
from articles.body.manuscript.line_shapes import display_width
from articles.models.language import Language
from articles.models.publication import StandingPageVersion
from newsroom.advertising.models import AdSlot
from newsroom.frontpage.layout import ProposedStory, front_page_layout
from newsroom.frontpage.models import LayoutKind
from newsroom.pagecache.addresses import FIXED
from newsroom.public.advertisements import advertisement_for
from newsroom.public.article.live_coverage import latest_entries, stories_with_live_coverage
from newsroom.public.errors import answer_old_address
from newsroom.public.frame import Frame, banner_for, render_page
from newsroom.public.head import Head, front_nodes, standing_page_nodes
from newsroom.public.links import standing_page_body
from newsroom.public.pictures import picture_of_story
from newsroom.public.responses import PRIVATE, public_page
from newsroom.public.statements import statements_now
from newsroom.public.story_cards import dated_cards, most_read_stories, story_cards

SHORT = 4  # a list with at most this many headlines does not fill the column beside the top of the page
RAIL_WIDTH = 720  # Latin letters; if its headlines are wider together, the column is higher than the top


@csrf_exempt
@require_safe
def root(request: NewsroomRequest) -> HttpResponse:
    """Redirect to the front page in the reader's language: by cookie, then by the browser's languages.

    An address with a query is first looked up among old links, because some systems publish all their stories
    at the root (`/?p=123`).
    """
    if request.META["QUERY_STRING"] and (answer := answer_old_address(request)):
        return answer
    response = HttpResponseRedirect(reverse("public:front", args=[request.LANGUAGE_CODE]))
    response.headers["Cache-Control"] = PRIVATE
    return response


@public_page(FIXED)
def front(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show the front page: stories placed by editors, and the latest others. Each story appears once."""
    return front_page(request, language)


def front_page(
    request: NewsroomRequest, language: str, proposed: ProposedStory | None = None
) -> HttpResponse:
    """Render the front page of a language at the instant of the request, with a proposed story, if any."""
    frame = Frame.read(language)
    layout = front_page_layout(frame.sections, language, request.at, proposed)
    shown = layout.editions
    cards = {
        edition.pk: card for edition, card in zip(shown, story_cards(shown, frame, request.at), strict=True)
    }

    banner = banner_for(request, language)
    for edition in layout.top[:1]:
        cards[edition.pk] = lead_card(cards[edition.pk], edition, layout.presentation, banner, request.at)
        banner = None if cards[edition.pk].is_breaking else banner
    blocks = [(link, cards_of(layout.blocks.get(pk, []), cards)) for pk, link in frame.sections.items()]
    return render_page(
        request,
        "public/front.html",
        frame,
        Head(
            headline=frame.name,
            description=_("The latest stories from %(newspaper)s") % {"newspaper": frame.name},
            canonical=frame.home,
            alternates={code: reverse("public:front", args=[code]) for code in Language.values},
            structured=partial(front_nodes, [*layout.top, *layout.briefs]),
        ),
        banner=banner,
        dated_at=date_of_masthead(request, shown),
        briefs=cards_of(layout.briefs, cards),
        advertisement=advertisement_for(AdSlot.FRONT, language, frame.home, request.at),
        statements=statements_now(language, request.at).shown,
        blocks=[block for block in blocks if block[1]],
        **top_context(layout, cards, most_read_stories(request, frame), request.at),
        live=live_under_lead(layout, request.at),
    )


def date_of_masthead(request, editions):
    """Return the instant of the date in the masthead, or None if no story is shown.

    It is the first publication of the newest story, so that a cached page stays valid over midnight. In the
    time machine and in previews, it is the instant of the page.
    """
    if request.ribbon:
        return request.at
    return max((edition.first_published_at for edition in editions), default=None)


def cards_of(editions, cards):
    return [cards[edition.pk] for edition in editions]


def top_context(layout, cards, most_read, at):
    """Return the template context for the top of the page, as a dict."""
    package = {edition.pk for edition in layout.package}
    is_live = layout.presentation.layout == LayoutKind.LIVE
    latest = cards_of(layout.latest, cards)
    below_latest = most_read if len(latest) <= SHORT else []
    has_rail = layout.presentation.layout == LayoutKind.CALM and fills_rail(latest, below_latest)
    return {
        "layout": LayoutKind.BIG_NEWS if is_live else layout.presentation.layout,
        "lead": cards_of(layout.top[:1], cards),
        "package": cards_of(layout.package, cards),
        "seconds": cards_of([edition for edition in layout.top[1:] if edition.pk not in package], cards),
        "latest": dated_cards(latest, at),
        "has_rail": has_rail,
        "rail_most_read": below_latest if has_rail else [],
        "most_read": [] if has_rail and below_latest else most_read,
    }


def fills_rail(latest, most_read):
    """Return whether lists of cards fill the column beside the top of the page without being much higher."""
    is_enough = len(latest) > SHORT or (latest and most_read)
    return (
        bool(is_enough) and sum(display_width(card.headline) for card in [*latest, *most_read]) <= RAIL_WIDTH
    )


def live_under_lead(layout, at):
    """Return the ShownEntries below the lead of a live layout; [] for other layouts or ended coverage."""
    if layout.presentation.layout != LayoutKind.LIVE:
        return []
    lead = layout.top[0]
    return latest_entries(lead, at) if lead.article_id in stories_with_live_coverage(at) else []


def lead_card(card, edition, presentation, banner, at):
    """Return the card of the lead with the picture, headline and kicker of its presentation.

    It is marked as breaking if the banner has its headline.
    """
    if presentation.picture and (picture := picture_of_story(edition, presentation.picture, at)):
        card = card._replace(picture=picture)
    card = card._replace(headline=presentation.headline or card.headline, kicker=presentation.kicker)
    is_breaking = banner is not None and banner.words in (card.headline, edition.headline)
    return card._replace(is_breaking=is_breaking)


@public_page(FIXED)
def standing_page(request: NewsroomRequest, language: str, slug: str) -> HttpResponse:
    """Show the published version of a standing page; 404 in a language without one."""
    versions = StandingPageVersion.objects.live().filter(page__slug=slug)
    live = {version.language: version for version in versions}
    if language not in live:
        raise Http404
    frame = Frame.read(language)
    headline, html = live[language].title, live[language].body
    url = reverse("public:standing_page", args=[language, slug])
    return render_page(
        request,
        "public/standing_page.html",
        frame,
        Head(
            headline=headline,
            description=body.plain_text(html),
            canonical=url,
            alternates={code: reverse("public:standing_page", args=[code, slug]) for code in sorted(live)},
            structured=partial(standing_page_nodes, headline, url),
        ),
        body=standing_page_body(html, language, request.at, frame.insight_name),
    )
