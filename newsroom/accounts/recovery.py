"""Recovery of posted text that could not be saved.

The login had expired, the database was busy, or the disk is full.
"""

import errno
import logging
import re
from urllib.parse import quote

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.refusals import has_waited_too_long

logger = logging.getLogger(__name__)

NOT_KEPT = {"Cache-Control": "private, no-store"}
DISK_FULL = "53100"  # PostgreSQL's code
MOST_CAUSES = 5
NO_SPACE = _(
    "The server has no disk space left, so nothing was saved. Tell the person who runs it. Once there is "
    "space again, open the form again and save there."
)
COMING_AND_GOING = {"login", "logout"}
# What a form brings beside the typing: tokens, buttons, rows, what was shown. Passwords are not repeated.
NOT_TYPED = (
    *("csrfmiddlewaretoken", "next", "_", "initial-", "version_", "after", "seen", "was_read"),
    *("password", "old_password"),
)
EMPTY_ROW = "-__prefix__-"  # what "Add another" copies
NOT_TYPED_ENDS = ("_FORMS", "-id", "-article", "password", "password1", "password2")
ROW = re.compile(r"(?P<rows>\w+)-(?P<number>\d+)-(?P<name>\w+)")
PART = re.compile(r"_[01]$")  # a date and its time are two fields of one name
LANGUAGE = re.compile(r"_(en|ko)$")
# Fields of the pages of steps, of stories from text and of merged topics, which are no columns.
FORM_LABELS = {
    "alone_reason": _("Reason"),
    "at": _("Goes live at"),
    "begins": _("From"),
    "body": _("Text"),
    "ends": _("Until"),
    "headline": _("Headline"),
    "into": _("Merge into"),
    "kind": _("Kind"),
    "note": _("Public note"),
    "reason": _("Reason"),
    "summary": _("Summary"),
    "text": _("Text"),
    "where": _("Slot"),
    "why": _("Reason"),
    "words": _("Banner text"),
}
OTHER_FIELD = _("Other field")


class RecoveryMiddleware(MiddlewareMixin):
    """Middleware that shows the text of forms posted after a logout, in place of the log-in page."""

    def process_view(self, request, view, args, kwargs):
        place = request.resolver_match
        is_form = request.method == "POST" and "text/html" in request.headers.get("Accept", "")
        is_theirs = place.app_name == "admin" and place.url_name not in COMING_AND_GOING
        if is_form and is_theirs and not request.user.is_authenticated:
            return refuse_post(request)
        return None


class DiskFullMiddleware(MiddlewareMixin):
    """Middleware that answers 507 to a post for which there was no space, with the typed text.

    Its transaction has been rolled back by then. Whoever stores files leaves none behind.
    """

    def process_request(self, request):
        """Read an upload, for which there may be no space before any view is asked."""
        if request.content_type == "multipart/form-data":
            try:
                request.POST  # noqa: B018
            except OSError as error:
                if is_disk_full(error):
                    return refuse_for_space(request, error, typed=[])
                raise
        return None

    def process_exception(self, request, exception):
        if request.method == "POST" and is_disk_full(exception):
            return refuse_for_space(request, exception, typed=own_texts(request))
        return None


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an exception, or one that led to it, says that there is no space left."""
    for _step in range(MOST_CAUSES):
        if error is None:
            return False
        is_file = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        is_sqlite = isinstance(error, OperationalError) and "database or disk is full" in str(error)
        if is_file or is_sqlite or getattr(error, "sqlstate", "") == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def refuse_for_space(request, error, typed):
    """Return a 507 page with the typed text, or JSON for scripts."""
    logger.error("There is no space left: %r", error, exc_info=error)
    if "text/html" not in request.headers.get("Accept", ""):
        return JsonResponse({"error": str(NO_SPACE), "errors": [str(NO_SPACE)]}, status=507)
    return _render_not_taken(request, 507, {"is_full": True, "explanation": NO_SPACE, "typed": typed})


def refuse_post(request, reason=""):
    """Return a 403 page with the typed text and a link to log in. Also settings.CSRF_FAILURE_VIEW."""
    context = {
        "is_logged_out": not request.user.is_authenticated,
        "again": f"{reverse('admin:login')}?next={quote(request.path)}",
        "typed": own_texts(request),
    }
    return _render_not_taken(request, 403, context)


def _render_not_taken(request, status, context):
    html = render_to_string("accounts/not_taken.html", context, request=request)
    return HttpResponse(html, status=status, headers=NOT_KEPT)


class BusyMiddleware(MiddlewareMixin):
    """Middleware that answers 503 where the database gave up waiting; a form can be sent again as it was."""

    def process_exception(self, request, exception):
        if not has_waited_too_long(exception):
            return None
        logger.warning("%s %s: the database has waited too long.", request.method, request.path)
        is_form = request.method == "POST" and "text/html" in request.headers.get("Accept", "")
        context = {
            "is_form": is_form,
            # Passwords and files are given again in the form itself.
            "posted": [
                (name, value)
                for name, values in request.POST.lists()
                if name != "csrfmiddlewaretoken"
                for value in values
            ]
            if is_form and not request.FILES and not any("password" in name for name in request.POST)
            else [],
            "typed": own_texts(request) if is_form else [],
        }
        html = render_to_string("accounts/busy.html", context, request=request)
        return HttpResponse(html, status=503, headers=NOT_KEPT | {"Retry-After": "5"})


def own_texts(request):
    """Return the typed_texts of a post from this site; nothing is repeated of one from another."""
    is_from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return typed_texts(request) if is_from_here else []


def typed_texts(request):
    """Return [(label, language or "", text)] of the texts that differ from those the form showed."""
    posted, model = request.POST, _posted_model(request.resolver_match)
    return [
        (*_describe_field(model, name), value)
        for name, values in posted.lists()
        if not name.startswith(NOT_TYPED) and not name.endswith(NOT_TYPED_ENDS) and EMPTY_ROW not in name
        for value in values
        if value.strip() and value != posted.get(f"initial-{name}")
    ]


def _posted_model(place):
    app, _underscore, rest = (place.url_name or "").partition("_")
    try:
        return apps.get_model(app, rest.partition("_")[0])
    except LookupError:
        return None


def _describe_field(model, name):
    """Return (label, language of the text or "")."""
    row, language = ROW.fullmatch(name), LANGUAGE.search(name)
    words = row_label(model, **row.groupdict()) if row else field_label(model, name)
    return str(words), language[1] if language else ""


def row_label(model, rows, number, name):
    """Return the label of a field in an inline row, such as “Source 2: Name (Korean)”."""
    relations = model._meta.related_objects if model else ()
    model = next((one.related_model for one in relations if one.get_accessor_name() == rows), None)
    if model is None:
        return OTHER_FIELD
    return _("%(things)s %(number)d: %(field)s") % {
        "things": capfirst(str(model._meta.verbose_name)),
        "number": int(number) + 1,
        "field": field_label(model, name),
    }


def field_label(model, name):
    column = PART.sub("", name)
    try:
        return capfirst(str(model._meta.get_field(column).verbose_name)) if model else FORM_LABELS[column]
    except (FieldDoesNotExist, KeyError):
        return FORM_LABELS.get(column, OTHER_FIELD)
