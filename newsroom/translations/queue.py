"""The translators' queue: the translations that are wanted in the languages that a person may write."""

from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Language, LanguageProgress, Priority, Stage, TranslationTask, other
from articles.models.planning import deadline
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
    at = getattr(request, "at", None) or timezone.now()
    filters = QueueFilters(request, languages, at)
    page = Paginator(filters.found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = filters.rows.for_translators([row.pk for row in page])
    sizes = {row.pk: Workload.of(translation, row.language) for row, translation in read_translations(rows)}
    context = admin.site.each_context(request) | {
        "title": _("Translation queue"),
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


SHORT = {"en": "N j, P", "ko": "n월 j일 A g:i"}


def short_time_element(at):
    """Return a <time> element in the newsroom's zone and the language of the screens, without the year."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    words = formats.date_format(local, SHORT[get_language()])
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@dataclass
class QueueRow:
    """A translation in the queue, with all that a translator needs to decide on it.

    row  fetched by for_translators(); user  the person who looks
    """

    row: LanguageProgress
    size: Workload
    user: object
    at: datetime

    @property
    def headline(self):
        """(language, words), in the language of the screens if there is a headline, else in the other."""
        mine = Language(get_language())
        found = [(one, self.row.article.text("title", one)) for one in (mine, other(mine))]
        return next((pair for pair in found if pair[1]), found[0])

    @property
    def address(self):
        return translation_address(self.row.article_id, self.row.language)

    @property
    def task(self):
        return TranslationTask(self.row.task)

    @property
    def language(self):
        return Language(self.row.language).label

    @property
    def section(self):
        return self.row.article.section

    @property
    def is_begun(self):
        return self.size.done > 0

    @property
    def source_stage(self):
        """The stage of a source that is not published: an early start may mean translating passages twice."""
        if self.row.source_live_from:
            return ""
        return Stage(self.row.source_stage or Stage.WRITING).label

    @property
    def due(self):
        return deadline(self.row)

    @property
    def due_words(self):
        return short_time_element(self.due)

    @property
    def is_overdue(self):
        return bool(self.due and self.due < self.at)

    @property
    def is_urgent(self):
        return self.row.priority == Priority.URGENT

    @property
    def is_low(self):
        return self.row.priority == Priority.LOW

    @property
    def holder(self):
        return (self.row.holder.get_full_name() or self.row.holder.get_username()) if self.row.holder else ""

    @property
    def held_since(self):
        """The time when it was last given or taken, or "" if the log does not have it."""
        return short_time_element(self.row.held_from) if self.row.holder and self.row.held_from else ""

    @property
    def is_mine(self):
        return self.row.holder_id == self.user.pk

    @property
    def assign(self):
        """The address of the page for assigning it, or "" for people who may not."""
        if not may(self.user, Verb.APPROVE, self.row.language):
            return ""
        return reverse("admin:articles_article_step", args=[self.row.article_id, self.row.language, "assign"])
