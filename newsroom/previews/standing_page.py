"""Preview of one language of the draft of a standing page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import StandingPage
from newsroom.previews.page import keep_preview_private
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.links import standing_page_body


@dataclass
class StandingPagePreview:
    """The ribbon over the preview of a standing page."""

    page: StandingPage
    template: str = "ribbons/standing_page.html"


def show_standing_page(request: HttpRequest, preview: StandingPagePreview, language: str) -> HttpResponse:
    """Show one language of the draft as it is now; neither cached nor indexed."""
    request.ribbon = preview
    with translation.override(language):
        frame, draft = Frame.read(language), preview.page.draft(language)
        there = reverse("previews:standing_page", args=[preview.page.pk, frame.there])
        template, context = "ribbons/nothing.html", {}
        if draft.body:
            text = standing_page_body(draft.body, language, request.at, frame.insight_name)
            template, context = "public/standing_page.html", {"body": text}
        headline = draft.title if draft.body else _("No text in this language yet")
        response = render_page(request, template, frame, Head(headline=headline, there=there), **context)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)
