"""Views for previews: for staff by account, for outsiders by link, and the record of who opened a link."""

from datetime import timedelta

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import clock
from articles.models import Article, Image, StandingPage
from articles.previews import take_typed
from articles.workflow.preview_links import link_of, open_with
from newsroom.previews.page import (
    Preview,
    StandingPagePreview,
    keep_preview_private,
    preview_languages,
    show_front_page,
    show_preview,
    show_standing_page,
)
from newsroom.public.errors import render_bare_error
from newsroom.public.media import PICTURE_POLICY, media_response, split_media_name
from newsroom.public.responses import allow_sources
from newsroom.security.log import client_network, record
from newsroom.security.models import SecurityEventKind


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
@xframe_options_sameorigin
def staff_preview(request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Show one language of the working copy to users who may see stories.

    A POST shows it with the texts of a form that is not saved, and saves nothing.
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
    # The admin shows it in a frame, as wide as a phone or a desktop.
    allow_sources(response, {"frame-ancestors": [CSP.SELF]})
    return response


@require_safe
@staff_member_required(login_url="admin:login")
def page_preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show one language of the draft of a standing page to users who may see standing pages."""
    if not any(request.user.has_perm(f"articles.{verb}_standingpage") for verb in ("view", "change")):
        raise PermissionDenied
    page = get_object_or_404(StandingPage, pk=pk)
    return show_standing_page(request, StandingPagePreview(page), language)


@require_safe
@staff_member_required(login_url="admin:login")
def front_preview(request: HttpRequest, language: str) -> HttpResponse:
    """Show a front page with a proposed story to users who may see the screen “Front pages”."""
    if not request.user.has_perms(["articles.view_edition", "frontpage.view_placement"]):
        raise PermissionDenied
    return show_front_page(request, language)


@require_safe
def shared_preview(request: HttpRequest, token: str, language: str | None = None) -> HttpResponse:
    """Show the working copy of a link; 410 for a closed link, 404 for one that never existed."""
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
        browser = " ".join(request.headers.get("User-Agent", "").split())  # or the app that unfolds the link
        open_with(link, browser=browser, network=client_network(request), at=request.at)
        opened = SecurityEventKind.PREVIEW_OPENED
        record(opened, request=request, about=link, once_within=timedelta(hours=1))
    addresses = {str(code): reverse("previews:shared_in", args=[token, code]) for code in languages}
    return show_preview(request, Preview(link.article, request.at, addresses, link, token), str(language))


@csrf_exempt
@require_safe
@csp_override(PICTURE_POLICY)
def preview_picture(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Serve a picture of the working copy of an open link: readers may not have it yet."""
    link = link_of(token)
    original, rendition = split_media_name(name)
    if link is None or link.is_closed(clock.true_now()) or not shows_picture(link, original):
        raise Http404
    response = media_response(request, original, rendition, None)
    return keep_preview_private(response)


def shows_picture(link, name):
    """Return whether the story of a link shows a picture of the library, as lead picture or in its text."""
    number = Image.objects.filter(file=name).values_list("pk", flat=True).first()
    if number is None:
        return False
    texts = [link.article.text("body", language) for language in preview_languages(link.article, link)]
    return number == link.article.lead_image_id or any(f'data-image="{number}"' in text for text in texts)


def closed_preview(request, status):
    """Show the same words for every closed link, so that they do not reveal that it existed."""
    explanation = (
        _("This preview is no longer available"),
        _("The link has expired or was revoked. Ask the person who sent it for a new one."),
    )
    return keep_preview_private(render_bare_error(request, status, explanation))


def is_page_opening(request):
    """Return whether somebody opens the page; not a HEAD request, nor a prefetch."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in ahead
