"""The decorator for views of a story, and the page of a story that is not live."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.edition import EditionKind
from newsroom.pagecache.addresses import PageKind
from newsroom.public.bylines import byline_credits, signatories
from newsroom.public.errors import render_not_found
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.statements import statements_now
from newsroom.public.story_editions import StoryEditions


def story_page(kind: PageKind) -> Callable:
    """Return a decorator for the view of a live story. The view receives StoryEditions instead of the id.

    If the story is not live in the language, the response is render_absent.
    """

    def decorate(view):
        @public_page(kind)
        @wraps(view)
        def respond(request, language, article_id, **arguments):
            editions = StoryEditions.read(article_id, language, request.at)
            if editions.live_here is None:
                return render_absent(request, language, editions)
            return view(request, language, editions, **arguments)

        return respond

    return decorate


def render_absent(request: NewsroomRequest, language: str, editions: StoryEditions) -> HttpResponse:
    """Render the page of a story that is not live: 410 with its notice, 404 if it was never published."""
    if editions.here is None:
        return render_not_found(request, language, elsewhere=editions.live_there)
    notice, frame = editions.here, Frame.read(language)
    people = signatories([notice], request.at) if notice.headline else [[]]
    title = _("This story has been withdrawn")
    if notice.kind == EditionKind.RETRACTION:
        title = _("This story has been retracted")
    return render_page(
        request,
        "public/gone.html",
        frame,
        Head(headline=title),
        status=410,
        notice=notice,
        statements=statements_now(language, request.at).above(notice.article_id),
        credits=byline_credits(people[0]),
        policy=frame.corrections_policy,
        elsewhere=editions.live_there,
    )
