"""The way in, and the front page."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.models.language import Language
from newsroom.frontpage.layout import front_page_layout
from newsroom.public.cards import cards
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.most_read import most_read
from newsroom.public.responses import public_page
from newsroom.public.structured_data.places import front as structured_front


@csrf_exempt
@require_safe
def root(request):
    """Lead to the front page in the reader's language: by cookie, then by what the browser asks for."""
    response = HttpResponseRedirect(reverse("public:front", args=[request.LANGUAGE_CODE]))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@public_page
def front(request, language):
    """What editors placed and the newest of the rest: on top, briefs, then each section's; no story twice."""
    frame = Frame.read(language)
    dealt = front_page_layout(frame.sections, language, request.at)
    blocks = [
        (link, cards(dealt.blocks.get(pk, []), frame, request.at)) for pk, link in frame.sections.items()
    ]
    return show(
        request,
        "public/front.html",
        frame,
        Head(
            headline=frame.name,
            description=_("The latest stories of %(newspaper)s") % {"newspaper": frame.name},
            canonical=frame.home,
            alternates={code: reverse("public:front", args=[code]) for code in Language.values},
            structured=structured_front([*dealt.top, *dealt.briefs]),
        ),
        newest_at=max((edition.first_published_at for edition in dealt.editions), default=None),
        lead=cards(dealt.top[:1], frame, request.at),
        seconds=cards(dealt.top[1:], frame, request.at),
        briefs=cards(dealt.briefs, frame, request.at),
        blocks=[block for block in blocks if block[1]],
        most_read=most_read(request, frame),
    )
