"""Pages for what is not there, not allowed or broken, in the language of the address or of the reader."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.languages import language_of_path
from newsroom.public.frame import Frame, show
from newsroom.public.head import Head
from newsroom.public.responses import FRESH

PRIVATE = "private, no-store"


def page_not_found(request, exception):
    """handler404, also for addresses that carry no language."""
    return not_found(request, get_language())


def not_found(request, language, elsewhere=None):
    """404 in the site's frame.

    elsewhere  the live edition in the other language, when the story is there alone
    """
    response = show(
        request,
        "404.html",
        Frame.read(language),
        Head(headline=_("Page not found")),
        status=404,
        elsewhere=elsewhere,
    )
    response.headers["Cache-Control"] = FRESH if language_of_path(request.path_info) else PRIVATE
    return response


def bad_request(request, exception):
    """handler400, which is also given what is too large to be read."""
    if isinstance(exception, RequestDataTooBig):
        return bare("413.html", 413)
    return bare("400.html", 400)


def permission_denied(request, exception):
    """handler403"""
    return bare("403.html", 403)


def server_error(request):
    """handler500: asks nothing of the database, which may be what is broken."""
    return bare("500.html", 500)


def bare(template, status):
    """A page in both languages, for when neither the frame nor the reader's language can be had."""
    html = render_to_string(template, {"style": style_sheet()})
    return HttpResponse(html, status=status, headers={"Cache-Control": PRIVATE})


def style_sheet():
    """The address of the style sheet; none when the static files have not been collected."""
    try:
        return static("css/site.css")
    except ValueError:
        return ""
