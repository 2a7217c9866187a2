"""Standing pages: about, corrections policy, masthead."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from articles import body
from articles.models.publication import StandingPageVersion
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head, standing_page_nodes
from newsroom.public.links import standing_page_body
from newsroom.public.responses import public_page


@public_page
def standing_page(request: HttpRequest, language: str, slug: str) -> HttpResponse:
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
