"""The root address and the front page."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.models.language import Language
from newsroom.frontpage.layout import front_page_layout
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.old_addresses import answer_old_address
from newsroom.public.responses import PRIVATE, public_page
from newsroom.public.statements import statements_now
from newsroom.public.story_cards import most_read_stories, story_cards
from newsroom.public.structured_data.pages import front_nodes


@csrf_exempt
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the front page in the reader's language: by cookie, then by the browser's languages.

    Other systems have all their stories here, by parameters: `/?p=123`.
    """
    if request.META["QUERY_STRING"] and (answer := answer_old_address(request)):
        return answer
    response = HttpResponseRedirect(reverse("public:front", args=[request.LANGUAGE_CODE]))
    response.headers["Cache-Control"] = PRIVATE
    return response


@public_page
def front(request: HttpRequest, language: str) -> HttpResponse:
    """Show placed stories and the latest others: top, briefs, then sections; each story once."""
    frame = Frame.read(language)
    layout = front_page_layout(frame.sections, language, request.at)
    shown = layout.editions
    cards = {
        edition.pk: card for edition, card in zip(shown, story_cards(shown, frame, request.at), strict=True)
    }
    blocks = [
        (link, [cards[edition.pk] for edition in layout.blocks.get(pk, [])])
        for pk, link in frame.sections.items()
    ]
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
        newest_at=max((edition.first_published_at for edition in shown), default=None),
        lead=[cards[edition.pk] for edition in layout.top[:1]],
        seconds=[cards[edition.pk] for edition in layout.top[1:]],
        briefs=[cards[edition.pk] for edition in layout.briefs],
        statements=statements_now(language, request.at).shown,
        blocks=[block for block in blocks if block[1]],
        most_read=most_read_stories(request, frame),
    )
