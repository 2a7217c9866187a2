"""Posted text, shown again when it could not be saved because the login had expired."""

from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from newsroom.accounts.fields import Fields

COMING_AND_GOING = {"login", "logout"}
# What a form brings beside the typing: tokens, buttons, rows, what was shown. Passwords are not repeated.
NOT_TYPED = (
    *("csrfmiddlewaretoken", "next", "_", "initial-", "version_", "after", "seen", "was_read"),
    *("password", "old_password"),
)
EMPTY_ROW = "-__prefix__-"  # what "Add another" copies
NOT_TYPED_ENDS = ("_FORMS", "-id", "-article", "password", "password1", "password2")


class TypedMiddleware:
    """A form of the newsroom that comes after its person was logged out is shown, not sent to the log-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        place = request.resolver_match
        is_form = request.method == "POST" and "text/html" in request.headers.get("Accept", "")
        is_theirs = place.app_name == "admin" and place.url_name not in COMING_AND_GOING
        if is_form and is_theirs and not request.user.is_authenticated:
            return not_taken(request)
        return None


def not_taken(request, reason=""):
    """403 with the way back and what was typed. Also settings.CSRF_FAILURE_VIEW.

    A page elsewhere may post anything here; nothing of that is repeated.
    """
    context = {
        "is_logged_out": not request.user.is_authenticated,
        "again": f"{reverse('admin:login')}?next={quote(request.path)}",
        "typed": typed(request) if is_from_here(request) else [],
    }
    html = render_to_string("accounts/not_taken.html", context, request=request)
    return HttpResponse(html, status=403, headers={"Cache-Control": "private, no-store"})


def is_from_here(request):
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def typed(request):
    """[(words, language or "", text)] of what differs from what the form showed."""
    posted, fields = request.POST, Fields(request.resolver_match)
    return [
        (*fields.called(name), value)
        for name, values in posted.lists()
        if not name.startswith(NOT_TYPED) and not name.endswith(NOT_TYPED_ENDS) and EMPTY_ROW not in name
        for value in values
        if value.strip() and value != posted.get(f"initial-{name}")
    ]
