"""Previews of one language of a draft, and of a front page with a story before it is placed."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles import clock
from articles.models import Article, Edition, Language, PreviewLink, StandingPage, other
from articles.previews import compose
from newsroom.frontpage.layout import ProposedStory, live_editions
from newsroom.frontpage.models import FrontPageScope, LayoutKind, LeadPresentation, SlotKind, SlotPosition
from newsroom.public.article.page import ArticlePage
from newsroom.public.frame import Frame, PageLink, render_page
from newsroom.public.front import front_page
from newsroom.public.head import Head
from newsroom.public.links import standing_page_body
from newsroom.public.responses import PRIVATE
from newsroom.public.story_editions import StoryEditions

PRIVATE_HEADERS = {
    "Cache-Control": PRIVATE,
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}

# Links to other pages must leave the frame of the preview: readers' pages refuse to be framed.
OUT = re.compile(r'<a\b(?![^>]*\starget=)(?=[^>]*\shref="(?!#|/admin/preview/))')

# Addresses of pictures, which are not public yet.
PICTURES = re.compile(r'\b(?:src|srcset)="[^"]*"|(?<=class="gallery__link" )href="[^"]*"')


def keep_preview_private(response: HttpResponseBase) -> HttpResponse:
    for name, value in PRIVATE_HEADERS.items():
        response.headers[name] = value
    return response


@dataclass
class Preview:
    """The ribbon over a preview, and the address of each language.

    addresses  {"en": path} of the languages that may be seen
    link       the PreviewLink of an outsider, or None in the newsroom
    token      of that link
    is_typed   whether the article has texts of a form that was not saved
    """

    article: Article
    at: datetime
    addresses: dict = field(default_factory=dict)
    link: PreviewLink | None = None
    token: str = ""
    is_typed: bool = False
    template: str = "ribbons/preview.html"


def show_preview(request: HttpRequest, preview: Preview, language: str) -> HttpResponse:
    """Show one language of the working copy as it is now; neither cached nor indexed."""
    request.ribbon = preview
    with translation.override(language):
        frame = Frame.read(language)
        composed = compose_both(preview)
        template, context, headline = "ribbons/nothing.html", {}, ""
        if language in composed:
            editions = StoryEditions(composed[language], composed.get(frame.there))
            story = ArticlePage.read(editions, frame, preview.at)
            edition, no_section = story.edition, PageLink(_("No section yet"), frame.home)
            section = frame.sections.get(edition.section_id) or no_section
            context = {"story": story, "edition": edition, "section": section}
            template, headline = "public/article.html", edition.headline
        headline = headline or _("No text in this language yet")
        # Without a canonical address or metadata for search engines and shared links.
        head = Head(headline=headline, there=preview.addresses.get(frame.there, ""))
        response = render_page(request, template, frame, head, **context)
    page = response.content.decode()
    if preview.link is None:
        response.content = OUT.sub('<a target="_top"', page)
    else:
        here = reverse("public:media", args=["-"])[:-1]
        there = reverse("previews:picture", args=[preview.token, "-"])[:-1]
        response.content = PICTURES.sub(lambda found: found[0].replace(here, there), page)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


def compose_both(preview):
    """Return {language: unsaved Edition} of the languages that may be seen and have text.

    They link to each other's previews: there is no public page yet.
    """
    progress = {row.language: row for row in preview.article.progress.all()}
    editions = Edition.objects.filter(article=preview.article, live_from__lte=preview.at)
    first = dict(editions.order_by("-live_from").values_list("language", "first_published_at"))
    composed = {}
    for language, address in preview.addresses.items():
        edition = compose(preview.article, progress[language])
        if edition.headline or edition.summary or edition.body:
            edition.first_published_at = first.get(language, preview.at)
            edition.live_from = preview.at
            edition.get_absolute_url = lambda address=address: address
            composed[language] = edition
    return composed


def preview_languages(article: Article, link: PreviewLink | None = None) -> list[Language]:
    """Return the languages that may be seen, the source first; with a link, those that it opens."""
    both = [Language(article.source_language), other(article.source_language)]
    return [language for language in both if not link or link.language in ("", language)]


@dataclass
class StandingPagePreview:
    """The ribbon over the preview of a standing page,
    or a front page with a story, its layout and its headline, before they are placed.
    """

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


@dataclass
class FrontPagePreview:
    """The ribbon over the preview of a front page."""

    language: str
    at: datetime
    template: str = "ribbons/front_page.html"

    @property
    def is_ahead(self):
        return self.at > clock.now()


def show_front_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show the front page as it would be; neither cached nor indexed. Http404 for an unknown proposal."""
    if "at" in request.GET:
        request.at = parse_offset(request.GET["at"])
    proposed = proposed_story(request.GET, Language(language), request.at)
    request.ribbon = FrontPagePreview(language, request.at)
    with translation.override(language):
        response = front_page(request, language, proposed)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


def parse_offset(text: str) -> datetime:
    """Return the instant of an ISO text with an offset; Http404 for any other."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None or not 1900 < at.year < 2200:
        raise Http404
    return at


def proposed_story(fields: QueryDict, language: Language, at: datetime) -> ProposedStory:
    """Return the story that an address proposes: story, where (“lead-1”, “block-2-7”), presentation."""
    story, [slot, *numbers] = fields.get("story", ""), fields.get("where", "").split("-")
    if not all(is_small_number(one) for one in (story, *numbers)) or not 1 <= len(numbers) <= 2:
        raise Http404
    position = SlotPosition(language, FrontPageScope.FRONT, slot, *[int(one) for one in numbers])
    picture = fields.get("picture", "")
    presentation = LeadPresentation(
        fields.get("layout", LayoutKind.CALM),
        fields.get("headline", "")[:120],
        fields.get("kicker", "")[:40],
        int(picture) if is_small_number(picture) else None,
    )
    found = list(live_editions(language=language, stories=[int(story)], at=at))
    is_shown = position.is_known and position.slot != SlotKind.BANNER
    if not (found and is_shown and presentation.layout in LayoutKind.values):
        raise Http404
    is_lead = position.is_front_lead
    return ProposedStory(found[0], position, presentation if is_lead else LeadPresentation())


def is_small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
