"""The answers of readers' addresses while the database is away or busy: 503, made without it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from newsroom.middleware import language_of_path

RETRY_AFTER = 30  # seconds
FOR_SCRIPTS = {"pageview", "search_suggestions"}  # names of addresses that only scripts ask


def answer_readers(request: HttpRequest) -> HttpResponse:
    """Return a page in both languages, that of the address first; plain text for a feed or a file."""
    languages = languages_of(request)
    headers = {
        "Retry-After": str(RETRY_AFTER),
        "Cache-Control": "no-store",
        "Content-Language": ", ".join(languages),
    }
    if is_page(request):
        context = {
            "languages": languages,
            "again": request.get_full_path(),
            "styles": style_sheets("site", "outage"),
        }
        return HttpResponse(render_to_string("outage.html", context), status=503, headers=headers)
    text = "text/plain; charset=utf-8"
    return HttpResponse(plain_text(languages), status=503, headers=headers, content_type=text)


def languages_of(request: HttpRequest) -> list[str]:
    """Return all languages, first that of the address, or else of the browser."""
    first = language_of_path(request.path_info) or translation.get_language_from_request(request)
    return sorted(dict(settings.LANGUAGES), key=lambda code: code != first)


def is_page(request):
    place = request.resolver_match
    is_asked_by_script = place is not None and place.url_name in FOR_SCRIPTS
    return request.path_info.endswith("/") and not is_asked_by_script and request.accepts("text/html")


def plain_text(languages):
    texts = []
    for code in languages:
        with translation.override(code):
            texts.append(_("The site cannot answer at the moment. Please try again in a minute."))
    return "\n".join([*texts, ""])


def style_sheets(*names: str) -> list[str]:
    """Return the addresses of style sheets; [] if the static files have not been collected."""
    try:
        return [static(f"css/{name}.css") for name in names]
    except ValueError:
        return []
