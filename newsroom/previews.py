"""Previews of stories, standing pages and front pages, and their URLs, which newsroom.urls includes.

Staff see previews below /admin/ when logged in. Outsiders need a link to a story, with a token in its URL,
and their visits are recorded. Previews compose editions from drafts, and render them with the templates of
readers' pages.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import newsroom.converters  # noqa: F401  (registers the path converters)
from articles import clock
from articles.annotations import NewsroomRequest
from articles.models import Article, Edition, Image, Language, PreviewLink, StandingPage, other
from articles.previews import compose, take_typed
from articles.workflow.preview_links import link_of, open_with
from newsroom.frontpage.layout import ProposedStory, live_editions
from newsroom.frontpage.models import FrontPageScope, LayoutKind, LeadPresentation, SlotKind, SlotPosition
from newsroom.public.article.page import ArticlePage
from newsroom.public.errors import render_bare_error
from newsroom.public.frame import Frame, PageLink, render_page
from newsroom.public.front import front_page
from newsroom.public.head import Head
from newsroom.public.links import standing_page_body
from newsroom.public.media import PICTURE_POLICY, media_response, split_media_name
from newsroom.public.responses import PRIVATE, allow_sources
from newsroom.public.story_editions import StoryEditions
from newsroom.security.log import client_network, record
from newsroom.security.models import SecurityEventKind

PRIVATE_HEADERS = {
    "Cache-Control": PRIVATE,
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}

# Start tags of links that must leave the preview's frame, because readers' pages refuse to be framed.
OUT = re.compile(r'<a\b(?![^>]*\starget=)(?=[^>]*\shref="(?!#|/admin/preview/))')

# Attributes with URLs of pictures, which may not be public yet.
PICTURES = re.compile(r'\b(?:src|srcset)="[^"]*"|(?<=class="gallery__link" )href="[^"]*"')


def keep_preview_private[Response: HttpResponseBase](response: Response) -> Response:
    for name, value in PRIVATE_HEADERS.items():
        response.headers[name] = value
    return response


@dataclass
class Preview:
    """A preview of a story, with the data of the ribbon above it.

    addresses  {language: path} of the languages that may be seen
    link       the PreviewLink of an outsider, or None in the newsroom
    token      token of that link, or ""
    is_typed   whether the article has unsaved texts from a form
    """

    article: Article
    at: datetime
    addresses: dict = field(default_factory=dict)
    link: PreviewLink | None = None
    token: str = ""
    is_typed: bool = False
    template: str = "ribbons/preview.html"


def show_preview(request: NewsroomRequest, preview: Preview, language: str) -> HttpResponse:
    """Render one language of the current working copy; neither cached nor indexed."""
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
        # Without a canonical URL and metadata for search engines and shared links.
        head = Head(headline=headline, there=preview.addresses.get(frame.there, ""))
        response = render_page(request, template, frame, head, **context)
    page = response.content.decode()
    if preview.link is None:
        response.content = OUT.sub('<a target="_top"', page)
    else:
        here = reverse("public:media", args=["-"])[:-1]
        there = reverse("previews:picture", args=[preview.token, "-"])[:-1]
        response.content = PICTURES.sub(lambda match: match[0].replace(here, there), page)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


def compose_both(preview):
    """Return {language: unsaved Edition} for the languages that may be seen and have text.

    The URL of an edition leads to its preview, because it has no public page yet.
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
    """Return the languages of a story that may be seen: the link's, or both, the source first."""
    both = [Language(article.source_language), other(article.source_language)]
    return [language for language in both if not link or link.language in ("", language)]


@dataclass
class StandingPagePreview:
    """A preview of a standing page, with the data of the ribbon above it."""

    page: StandingPage
    template: str = "ribbons/standing_page.html"


def show_standing_page(request: NewsroomRequest, preview: StandingPagePreview, language: str) -> HttpResponse:
    """Render one language of a standing page's draft; neither cached nor indexed."""
    request.ribbon = preview
    with translation.override(language):
        frame, draft = Frame.read(language), preview.page.draft(language)
        there = reverse("previews:standing_page", args=[preview.page.pk, frame.there])
        template, context = "ribbons/nothing.html", {}
        if draft.body:
            text = standing_page_body(draft.body, language, request.at, frame.insight_name)
            template, context = "public/standing_page.html", {"body": text}
        headline = draft.title if draft.body else _("No text in this language yet")
        response = render_page(request, template, frame, Head(headline=headline, there=there), **context)  # type: ignore[arg-type]  # the context has no status
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


@dataclass
class FrontPagePreview:
    """A preview of a front page with a proposed story, with the data of the ribbon above it."""

    language: str
    at: datetime
    template: str = "ribbons/front_page.html"

    @property
    def is_ahead(self):
        return self.at > clock.now()


def show_front_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Render a front page with a proposed story, at the instant in `?at=` or now; neither cached nor indexed.

    Raise Http404 if the proposal or the instant is invalid.
    """
    if "at" in request.GET:
        request.at = parse_offset(request.GET["at"])
    proposed = proposed_story(request.GET, Language(language), request.at)
    request.ribbon = FrontPagePreview(language, request.at)
    with translation.override(language):
        response = front_page(request, language, proposed)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


def parse_offset(text: str) -> datetime:
    """Return the instant of an ISO text with an offset. Raise Http404 for others, and for distant years."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None or not 1900 < at.year < 2200:
        raise Http404
    return at


def proposed_story(fields: QueryDict, language: Language, at: datetime) -> ProposedStory:
    """Return the ProposedStory of a query. Raise Http404 if it is invalid or its story is not live.

    fields  story (id) and where ("lead-1", "block-2-7"); for the lead slot also layout, headline, kicker and
            picture (id)
    """
    story, [slot, *numbers] = fields.get("story", ""), fields.get("where", "").split("-")
    if not all(is_small_number(text) for text in (story, *numbers)) or not 1 <= len(numbers) <= 2:
        raise Http404
    position = SlotPosition(language, FrontPageScope.FRONT, slot, *[int(number) for number in numbers])
    picture = fields.get("picture", "")
    presentation = LeadPresentation(
        fields.get("layout", LayoutKind.CALM),
        fields.get("headline", "")[:120],
        fields.get("kicker", "")[:40],
        int(picture) if is_small_number(picture) else None,
    )
    editions = list(live_editions(language, [int(story)], at))
    is_shown = position.is_known and position.slot != SlotKind.BANNER
    if not (editions and is_shown and presentation.layout in LayoutKind.values):
        raise Http404
    is_lead = position.is_front_lead
    return ProposedStory(editions[0], position, presentation if is_lead else LeadPresentation())


def is_small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
@xframe_options_sameorigin
def staff_preview(request: NewsroomRequest, article_id: int, language: str) -> HttpResponse:
    """Show one language of the working copy to users who may see stories.

    A POST shows it with the unsaved texts of a form, and saves nothing.
    """
    if not any(request.user.has_perm(f"articles.{verb}_article") for verb in ("view", "change")):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=article_id)
    addresses = {
        str(code): reverse("previews:staff", args=[article.pk, code]) for code in preview_languages(article)
    }
    is_typed = request.method == "POST"
    if is_typed:
        take_typed(article, request.POST)
    response = show_preview(request, Preview(article, request.at, addresses, is_typed=is_typed), language)
    # The admin shows the preview in a frame that is as wide as a phone or a desktop screen.
    allow_sources(response, {"frame-ancestors": [CSP.SELF]})
    return response


@require_safe
@staff_member_required(login_url="admin:login")
def page_preview(request: NewsroomRequest, pk: int, language: str) -> HttpResponse:
    """Show one language of a standing page's draft to users who may see standing pages."""
    if not any(request.user.has_perm(f"articles.{verb}_standingpage") for verb in ("view", "change")):
        raise PermissionDenied
    page = get_object_or_404(StandingPage, pk=pk)
    return show_standing_page(request, StandingPagePreview(page), language)


@require_safe
@staff_member_required(login_url="admin:login")
def front_preview(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show a front page with a proposed story to users who may see the screen “Front pages”."""
    if not request.user.has_perms(["articles.view_edition", "frontpage.view_placement"]):
        raise PermissionDenied
    return show_front_page(request, language)


@require_safe
def shared_preview(request: NewsroomRequest, token: str, language: str | None = None) -> HttpResponse:
    """Show the story of a link, and record the visit.

    Answer 410 for a closed link, and 404 for an unknown link or a language that the link excludes.
    """
    link = link_of(token)
    if link is None:
        return closed_preview(request, 404)
    if link.is_closed(clock.true_now()):
        return closed_preview(request, 410)
    languages = preview_languages(link.article, link)
    language = language or languages[0]
    if language not in languages:
        raise Http404
    if is_page_opening(request):
        # The client may also be an app that shows a summary of the link.
        browser = " ".join(request.headers.get("User-Agent", "").split())
        open_with(link, browser=browser, network=client_network(request), at=request.at)
        opened = SecurityEventKind.PREVIEW_OPENED
        record(opened, request=request, about=link, once_within=timedelta(hours=1))
    addresses = {str(code): reverse("previews:shared_in", args=[token, code]) for code in languages}
    return show_preview(request, Preview(link.article, request.at, addresses, link, token), str(language))


@csrf_exempt
@require_safe
@csp_override(PICTURE_POLICY)
def preview_picture(request: NewsroomRequest, token: str, name: str) -> HttpResponseBase:
    """Serve a picture of an open link's story, even if it is not public yet; 404 for any other picture."""
    link = link_of(token)
    original, rendition = split_media_name(name)
    if link is None or link.is_closed(clock.true_now()) or not shows_picture(link, original):
        raise Http404
    response = media_response(request, original, rendition, None)
    return keep_preview_private(response)


def shows_picture(link, name):
    """Return whether a file is the lead picture of a link's story, or is in a text that the link shows."""
    number = Image.objects.filter(file=name).values_list("pk", flat=True).first()
    if number is None:
        return False
    texts = [link.article.text("body", language) for language in preview_languages(link.article, link)]
    return number == link.article.lead_image_id or any(f'data-image="{number}"' in text for text in texts)


def closed_preview(request, status):
    """Render the page for closed and unknown links, which differ only in `status`."""
    explanation = (
        _("This preview is no longer available"),
        _("The link has expired or was revoked. Ask the person who sent it for a new one."),
    )
    return keep_preview_private(render_bare_error(request, status, explanation))


def is_page_opening(request):
    """Return whether a request opens a page: it is neither HEAD nor a prefetch."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in ahead


app_name = "previews"
urlpatterns = [
    path("admin/preview/<number:article_id>/<language:language>/", staff_preview, name="staff"),
    path("admin/preview/page/<number:pk>/<language:language>/", page_preview, name="standing_page"),
    path("admin/preview/front/<language:language>/", front_preview, name="front"),
    path("preview/<name:token>/", shared_preview, name="shared"),
    path("preview/<name:token>/media/<path:name>", preview_picture, name="picture"),
    path("preview/<name:token>/<language:language>/", shared_preview, name="shared_in"),
]
