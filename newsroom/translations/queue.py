"""The translators' queue: what is wanted in the languages that a person may write, and who has it."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Language
from articles.translations.freshness import Workload, read_translations
from articles.workflow.permissions import Verb, may
from newsroom.translations.queue_filters import QueueFilters
from newsroom.translations.queue_rows import QueueRow

ROWS_A_PAGE = 20


def writable_languages(user):
    """The Languages that a person may write, if they may see stories at all."""
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        return []
    return [language for language in Language if may(user, Verb.WRITE, language)]


def translators_only(view):
    """A view of (request, languages) for who may write one, at the least."""

    @require_safe
    @wraps(view)
    def guarded(request):
        languages = writable_languages(request.user)
        if not languages:
            raise PermissionDenied
        return view(request, languages)

    return guarded


@translators_only
def queue_page(request, languages):
    """What is wanted, a page at a time; the texts of that page alone are read and measured."""
    at = getattr(request, "at", None) or timezone.now()
    filters = QueueFilters(request, languages, at)
    page = Paginator(filters.found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = filters.rows.for_translators([row.pk for row in page])
    sizes = {row.pk: Workload.of(translation, row.language) for row, translation in read_translations(rows)}
    context = admin.site.each_context(request) | {
        "title": _("Translators’ queue"),
        "filters": filters,
        "page": page,
        "lines": [QueueRow(row, sizes[row.pk], request.user, at) for row in rows],
        "boards": [
            (language, f"{reverse('admin:board')}?language={language}")
            for language in languages
            if may(request.user, Verb.APPROVE, language)
        ],
    }
    return TemplateResponse(request, "translations/queue.html", context)
