"""The translators' queue: the translations that are wanted in the languages that a person may write."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.display import datetime_html
from articles.admin.story_rows import RowLinks, StoryRow
from articles.models import Language, TranslationTask
from articles.translations import translation_address
from articles.translations.freshness import Workload, read_translations
from articles.workflow.permissions import Verb, may
from newsroom.translations.queue_filters import QueueFilters

ROWS_A_PAGE = 20


def writable_languages(user) -> list[Language]:
    """Return the Languages that a person may write, if they may see stories at all."""
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        return []
    return [language for language in Language if may(user, Verb.WRITE, language)]


def translators_only(view):
    """Decorate a view of (request, languages); refuse people who may write none."""

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
    """Show the wanted translations, a page at a time; only the texts of that page are read and measured."""
    links, at = RowLinks(request), request.at
    filters = QueueFilters(request, languages, at)
    page = Paginator(filters.found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = filters.rows.for_translators([row.pk for row in page])
    sizes = {row.pk: Workload.of(translation, row.language) for row, translation in read_translations(rows)}
    context = admin.site.each_context(request) | {
        "title": _("Translation queue"),
        "filters": filters,
        "page": page,
        "lines": [QueueRow(row, at, links, sizes[row.pk]) for row in rows],
        "boards": [
            (language, f"{reverse('admin:board')}?language={language}")
            for language in languages
            if may(request.user, Verb.APPROVE, language)
        ],
    }
    return TemplateResponse(request, "translations/queue.html", context)


@dataclass
class QueueRow(StoryRow):
    """A translation in the queue, with all that a translator needs to decide on it.

    row   fetched by for_translators()
    size  its Workload
    """

    size: Workload | None = None
    is_open = True  # a translation that is wanted

    @property
    def address(self):
        return translation_address(self.row.article_id, self.row.language)

    @property
    def task(self):
        return TranslationTask(self.row.task)

    @property
    def is_begun(self):
        return self.size.done > 0

    @property
    def assigned_since(self):
        """Time when it was last given or taken, or "" if the log does not have it."""
        return datetime_html(self.row.assigned_at) if self.row.assignee and self.row.assigned_at else ""

    @property
    def is_mine(self):
        return self.row.assignee_id == self.links.user.pk
