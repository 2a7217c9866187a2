"""The way in, and the front page."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.language import Language
from newsroom.public.cards import cards
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.responses import public_page

SECONDS = 4  # stories beside the lead story
BRIEFS = 4
PER_SECTION = 4


@csrf_exempt
@require_safe
def root(request):
    """Lead to the front page in the reader's language: by cookie, then by what the browser asks for."""
    response = HttpResponseRedirect(reverse("public:front", args=[request.LANGUAGE_CODE]))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@public_page
def front(request, language):
    """The newest stories of all sections, briefs, then those of each section; no story twice."""
    frame = Frame.read(language)
    top, briefs, by_section = front_page(newest_of_each(frame.sections, language, request.at))
    blocks = [(link, cards(by_section.get(pk, []), frame)) for pk, link in frame.sections.items()]
    return show(
        request,
        "public/front.html",
        frame,
        Head(
            headline=frame.name,
            description=_("The latest stories of %(newspaper)s") % {"newspaper": frame.name},
            canonical=frame.home,
            alternates={code: reverse("public:front", args=[code]) for code in Language.values},
        ),
        lead=cards(top[:1], frame),
        seconds=cards(top[1:], frame),
        briefs=cards(briefs, frame),
        blocks=[block for block in blocks if block[1]],
    )


def newest_of_each(sections, language, at):
    """The newest editions of each section, enough to fill the whole page, in one query; the newest first."""
    live = Edition.objects.live(at).in_language(language)
    wanted = 1 + SECONDS + BRIEFS + PER_SECTION
    # On SQLite a slice cannot stand in a union, but it can in a subquery of one.
    newest = [live.in_section(section).newest_first()[:wanted].values("pk") for section in sections]
    parts = [Edition.objects.filter(pk__in=part).for_list().order_by() for part in newest]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True)
    return sorted(found, key=lambda edition: (edition.first_published_at, edition.article_id), reverse=True)


def front_page(editions):
    """Deal editions, newest first: those on top of the page, briefs, {section number: its next ones}.

    Briefs come to the top where there is nothing else, and to their sections when their own place is full.
    """
    top = [edition for edition in editions if not edition.is_brief][: 1 + SECONDS]
    top = top or editions[:1]
    rest = [edition for edition in editions if edition not in top]
    briefs = [edition for edition in rest if edition.is_brief][:BRIEFS]
    blocks = {}
    for edition in rest:
        block = blocks.setdefault(edition.section_id, [])
        if edition not in briefs and len(block) < PER_SECTION:
            block.append(edition)
    return top, briefs, blocks
