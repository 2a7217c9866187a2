"""Responses during an outage: recovery of posted text that could not be saved, and 503 for readers.

Text cannot be saved if the login has expired, the database is busy or unavailable, the disk is full, or the
storage of pictures is unavailable. Responses to readers are made without the database.
"""

import logging
import re
from urllib.parse import quote, urlsplit

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.media.storage import StorageUnavailable
from articles.refusals import has_waited_too_long, is_database_away, is_disk_full
from newsroom.logs import summarize_database_error
from newsroom.middleware import language_of_path

logger = logging.getLogger(__name__)

ADMIN = "/admin/"
NO_SPACE = _(
    "The server has no disk space left, so nothing was saved. Contact the server administrator. Once there "
    "is space again, open the form again and save there."
)
NO_STORAGE = _(
    "The image storage does not respond, so nothing was saved. Try again in a minute. If it still does not "
    "respond, contact the server administrator."
)
BUSY = _("The database was busy for too long. Nothing was saved. Try again.")
AWAY = _(
    "The newsroom cannot reach its database, so it is not certain that this was saved. Keep this page open, "
    "and send the form again in a moment."
)
COMING_AND_GOING = {"login", "logout"}
OF_TRANSLATORS = {"translations", "interchange", "machine_translation"}
# Posted fields that the user did not type: tokens, buttons, rows, initial values. Passwords are not repeated.
NOT_TYPED = (
    *("csrfmiddlewaretoken", "next", "_", "initial-", "version_", "after", "seen", "was_read"),
    *("password", "old_password"),
)
TICKED = {"on": "True"}  # a checkbox: its posted value and its hidden initial value
EMPTY_ROW = "-__prefix__-"  # template row, copied by the button that adds a row
NOT_TYPED_ENDS = ("_FORMS", "-id", "-article", "password", "password1", "password2")
ROW = re.compile(r"(?P<rows>\w+)-(?P<number>[0-9]{1,9})-(?P<name>\w+)")
PART = re.compile(r"_[01]$")  # a date and its time are two fields with one name
LANGUAGE = re.compile(r"_(en|ko)$")
# Labels of fields that are not columns, for example on the pages of actions, front pages and topic merges.
FORM_LABELS = {
    "alone_reason": _("Reason"),
    "at": _("Goes live at"),
    "banner": _("Banner text"),
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
    """Middleware that shows the typed text if a form cannot be saved.

    It does so after a logout (instead of the login page), if the database timed out or is unavailable, if the
    disk is full, and if the storage of pictures is unavailable. By then the transaction has been rolled back,
    and code that stores files has removed them.
    """

    def process_request(self, request):
        """Read an upload first, because the disk may have no space for it."""
        if request.content_type == "multipart/form-data":
            try:
                request.POST  # noqa: B018
            except OSError as error:
                if is_disk_full(error):
                    return refuse_for_space(request, error, typed=[])
                raise
        return None

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        is_theirs = match.app_name == "admin" and match.url_name not in COMING_AND_GOING
        is_theirs = is_theirs or match.app_name in OF_TRANSLATORS
        if is_form(request) and is_theirs and not request.user.is_authenticated:
            return refuse_post(request)
        return None

    def process_exception(self, request, exception):
        if is_unavailable(exception):
            return answer_unavailable(request, exception)
        if isinstance(exception, StorageUnavailable):
            return refuse_without_storage(request, exception)
        if request.method == "POST" and is_disk_full(exception):
            return refuse_for_space(request, exception, typed=texts_from_here(request))
        return None


def is_form(request):
    """Return whether a request is a form sent by a browser, not by a script."""
    return request.method == "POST" and "text/html" in request.headers.get("Accept", "")


def refuse_for_space(request, error, typed):
    """Return a 507 page with the typed text, or JSON for scripts."""
    logger.error("No disk space left: %r", error, exc_info=error)
    return refuse_storing(request, 507, _("Not saved: no disk space left"), NO_SPACE, typed)


def refuse_without_storage(request, error):
    """Return a 503 page with the typed text (JSON for scripts) if pictures cannot be stored or read."""
    logger.error("%s %s: %s", request.method, request.path, error)
    title = _("Not saved: pictures cannot be stored")
    return refuse_storing(request, 503, title, NO_STORAGE, texts_from_here(request))


def refuse_storing(request, status, title, explanation, typed):
    if "text/html" not in request.headers.get("Accept", ""):
        return refuse_script(explanation, status)
    context = {"title": title, "explanation": explanation, "typed": typed, "form": form_address(request)}
    return render_recovery(request, "disk_full", status, context)


def refuse_script(text, status, headers=None):
    return JsonResponse({"error": str(text), "errors": [str(text)]}, status=status, headers=headers)


def refuse_post(request, reason=""):
    """Return a 403 page with the typed text and a link to log in. Also used as CSRF_FAILURE_VIEW."""
    form = form_address(request)
    context = {
        "title": _("Not saved: the form has expired"),
        "is_logged_out": not request.user.is_authenticated,
        "form": form,
        "again": f"{reverse('admin:login')}?next={quote(form)}",
        "typed": texts_from_here(request),
    }
    return render_recovery(request, "form_expired", 403, context)


def form_address(request):
    """Return the address of the page with the form, because many forms are posted to another address."""
    scheme, host, path, query, _fragment = urlsplit(request.headers.get("Referer", ""))
    is_from_here = (scheme, host) == (request.scheme, request.get_host()) and path.startswith(ADMIN)
    if not is_from_here or path.endswith(("/login/", "/logout/")):
        return request.path
    return f"{path}?{query}" if query else path


def refuse_without_factor(request):
    """Return a 403 page with the typed text of a user who needs a second factor first."""
    context = {"title": _("Not saved: your account needs a second factor"), "typed": texts_from_here(request)}
    return render_recovery(request, "second_factor", 403, context)


def is_unavailable(error: BaseException | None) -> bool:
    """Return whether the database timed out or is unavailable."""
    return error is not None and (has_waited_too_long(error) or is_database_away(error))


def answer_unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return a 503 for the desk, with a button to send the form again, or a 503 for readers.

    Scripts of the desk get JSON.
    """
    is_away = not has_waited_too_long(error)
    problem = "is away" if is_away else "has waited too long"
    logger.warning("The database %s: %s.", problem, summarize_database_error(error))
    if not request.path_info.startswith(ADMIN):
        return answer_readers(request)
    text, title = (AWAY, _("The database is not available")) if is_away else (BUSY, _("The newsroom is busy"))
    retry = {"Retry-After": "15" if is_away else "5"}
    if is_script(request):
        return refuse_script(text, 503, retry)
    context = {"title": title, "is_form": is_form(request), "is_away": is_away, "explanation": text}
    # A form from another site gets no button, which would send it with our token.
    if context["is_form"] and getattr(request, "csrf_processing_done", False):
        context |= {"typed": texts_from_here(request), "posted": posted_again(request)}
    return render_recovery(request, "busy", 503, context, retry)


def is_script(request):
    """Return whether the request comes from a script that expects JSON."""
    accepted = request.headers.get("Accept", "")
    return "text/html" not in accepted and (request.method == "POST" or "application/json" in accepted)


def posted_again(request):
    """Return [(name, value)] of a form to send again; [] for a form with files or passwords."""
    if request.FILES or any("password" in name for name in request.POST):
        return []
    fields = request.POST.lists()
    return [(name, value) for name, values in fields if name != "csrfmiddlewaretoken" for value in values]


def render_recovery(request, template, status, context, headers=()):
    html = render_to_string(f"accounts/{template}.html", context, request=request)
    return HttpResponse(html, status=status, headers={"Cache-Control": "private, no-store", **dict(headers)})


def texts_from_here(request):
    """Return the typed_texts of a post from this site; [] for a post from another site."""
    is_from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return typed_texts(request) if is_from_here else []


def typed_texts(request):
    """Return [(label, language or "", text)] for texts that differ from the initial values of the form."""
    posted, match = request.POST, request.resolver_match
    model, is_plain = _posted_model(match), match.app_name in OF_TRANSLATORS
    return [
        (*_describe_field(model, name), value)
        for name, values in posted.lists()
        if (name in FORM_LABELS if is_plain else _is_typed(name))
        for value in values
        if value.strip() and TICKED.get(value, value) != posted.get(f"initial-{name}")
    ]


def _is_typed(name):
    return not name.startswith(NOT_TYPED) and not name.endswith(NOT_TYPED_ENDS) and EMPTY_ROW not in name


def _posted_model(match):
    app, _underscore, rest = (match.url_name or "").partition("_")
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
    model = next(
        (relation.related_model for relation in relations if relation.get_accessor_name() == rows), None
    )
    if model is None:
        return OTHER_FIELD
    return _("%(things)s %(number)d: %(field)s") % {
        "things": capfirst(str(model._meta.verbose_name)),
        "number": int(number) + 1,
        "field": field_label(model, name),
    }


def field_label(model, name):
    name = PART.sub("", name)
    fields = [*model._meta.fields, *model._meta.many_to_many] if model else []
    labels = {field.name: capfirst(str(field.verbose_name)) for field in fields}
    return labels.get(name) or FORM_LABELS.get(name, OTHER_FIELD)


RETRY_AFTER = 30  # seconds until readers' browsers may ask again
FOR_SCRIPTS = {"pageview", "search_suggestions"}  # URL names that only scripts request


def answer_readers(request: HttpRequest) -> HttpResponse:
    """Return a 503 in both languages, the language of the URL first: a page, or text for feeds or scripts."""
    languages = languages_of(request)
    headers = {
        "Retry-After": str(RETRY_AFTER),
        "Cache-Control": "no-store",
        "Content-Language": ", ".join(languages),
    }
    if is_outage_page(request):
        context = {
            "languages": languages,
            "again": request.get_full_path(),
            "styles": style_sheets("site", "outage"),
        }
        return HttpResponse(render_to_string("outage.html", context), status=503, headers=headers)
    text = "text/plain; charset=utf-8"
    return HttpResponse(outage_text(languages), status=503, headers=headers, content_type=text)


def languages_of(request: HttpRequest) -> list[str]:
    """Return all languages, starting with the language of the URL or else of the browser."""
    first = language_of_path(request.path_info) or translation.get_language_from_request(request)
    return sorted(dict(settings.LANGUAGES), key=lambda code: code != first)


def is_outage_page(request):
    match = request.resolver_match
    is_asked_by_script = match is not None and match.url_name in FOR_SCRIPTS
    return request.path_info.endswith("/") and not is_asked_by_script and request.accepts("text/html")


def outage_text(languages):
    texts = []
    for code in languages:
        with translation.override(code):
            texts.append(gettext("The site is not available at the moment. Please try again in a minute."))
    return "\n".join([*texts, ""])


def style_sheets(*names: str) -> list[str]:
    """Return the URLs of style sheets; [] if the static files have not been collected."""
    try:
        return [static(f"css/{name}.css") for name in names]
    except ValueError:
        return []
