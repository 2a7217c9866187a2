"""The translators' queue: requested translations in the languages that the user may write.

Filter values that are not offered are ignored.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.admin.base import ALL, ListFilters, section_options
from articles.admin.display import datetime_html
from articles.admin.story_rows import RowLinks, StoryRow
from articles.annotations import StaffRequest, User
from articles.models import Article, Language, LanguageProgress, Section, TranslationTask, localized
from articles.models.open_work import is_ready
from articles.models.people import display_name
from articles.models.text import line
from articles.translations import translation_address
from articles.translations.freshness import Workload, read_translations
from articles.workflow.assignments import assign_to_self, unassign
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import TransitionRefused

ROWS_A_PAGE = 20
WHOSE = {
    "free": gettext_lazy("Unassigned"),
    "mine": gettext_lazy("Mine"),
    "others": gettext_lazy("Assigned to others"),
}
EARLY = "early"
LONGEST = 200  # characters of a search: no headline is longer


def writable_languages(user: User) -> list[Language]:
    """Return the Languages that a user may write; [] for users who may not see stories."""
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        return []
    return [language for language in Language if may(user, Verb.WRITE, language)]


def translators_only(view: Callable) -> Callable:
    """Decorate a view of (request, languages). Raise PermissionDenied for users who may write no language."""

    @require_safe
    @wraps(view)
    def guarded(request):
        languages = writable_languages(request.user)
        if not languages:
            raise PermissionDenied
        return view(request, languages)

    return guarded


@translators_only
def queue_page(request: StaffRequest, languages: list[Language]) -> HttpResponse:
    """Show a page of the requested translations. Only the texts of that page are read and measured."""
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
    """A translation in the queue, with the facts that a translator needs for choosing it.

    row   fetched by for_translators()
    size  its Workload
    """

    size: Workload | None = None
    is_open = True  # every translation in the queue is still to be done

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
        """The time of the current assignment as HTML; "" if unassigned, or if the log does not contain it."""
        return datetime_html(self.row.assigned_at) if self.row.assignee and self.row.assigned_at else ""

    @property
    def is_mine(self):
        return self.row.assignee_id == self.links.user.pk


class QueueFilters(ListFilters):
    """The filters of one request, and the matching translations.

    languages  the Languages that the user may write
    rows       the rows of to_translate()
    facts      QUEUE_FACTS of the rows whose stories match the search
    found      the `facts` that match the filters
    counts     {language: number of matches}, ignoring the language filter
    early      number of matching translations whose source is still being written
    """

    UNSHOWN = {"language", "source"}  # not cleared with the filters: shown as tabs and headings

    def __init__(self, request, languages, at):
        self.languages = languages
        self.sought = line(request.GET.get("q", "")[:LONGEST])
        filters = {
            "language": ("", [(language.value, language.label) for language in languages]),
            "whose": (_("owner"), WHOSE.items()),
            "task": (_("task"), TranslationTask.choices),
            "section": (_("section"), section_options(Section.objects.all())),
            "source": ("", [(EARLY, "")]),
        }
        super().__init__(request, filters, kept={"q": self.sought})
        self.rows = LanguageProgress.objects.to_translate(languages, at=at)
        self.facts = self._searched(self.rows.queue_facts(at=at))
        in_any_tab = [row for row in self.facts if self._is_chosen(row, but=self.UNSHOWN)]
        self.counts = Counter(row.language for row in in_any_tab if is_ready(row) != self.is_early)
        chosen = [row for row in in_any_tab if self._is_chosen(row)]
        self.early = sum(not is_ready(row) for row in chosen)
        self.found = [row for row in chosen if is_ready(row) != self.is_early]

    def _searched(self, facts):
        """Return the facts of rows whose story has the search text in a headline."""
        if not self.sought:
            return facts
        # Filter by id, because PostgreSQL would otherwise read all headlines of the archive first.
        columns = [f"{localized('title', language)}__icontains" for language in Language]
        stories = Article.objects.filter(pk__in={row.article_id for row in facts})
        has_words = Q(*((column, self.sought) for column in columns), _connector=Q.OR)
        ids = set(stories.filter(has_words).order_by().values_list("pk", flat=True))
        return [row for row in facts if row.article_id in ids]

    @property
    def is_early(self):
        return "source" in self.chosen

    def _is_chosen(self, row, but=()):
        """Return whether a row passes the chosen filters, except those in `but`."""
        whose = "mine" if row.assignee_id == self.user.pk else "others"
        values = {
            "language": row.language,
            "whose": whose if row.assignee_id else "free",
            "task": row.task,
            "section": str(row.article__section_id),
            "source": EARLY,
        }
        return all(values[name] == value for name, value in self.chosen.items() if name not in but)

    @property
    def tabs(self):
        """[(URL, label, count, whether chosen)] of the languages; [] for a user with one language."""
        if len(self.languages) < 2:
            return []
        own = [(language.value, language.label, self.counts[language]) for language in self.languages]
        return [
            (self.address(language=value), words, count, self.chosen.get("language", "") == value)
            for value, words, count in [(*ALL, self.counts.total()), *own]
        ]

    @property
    def is_narrowed(self):
        return bool(self.sought or self.chosen.keys() - self.UNSHOWN)

    @property
    def cleared(self):
        return self.address(q="", **dict.fromkeys(self.chosen.keys() - self.UNSHOWN, ""))

    @property
    def to_early(self):
        return self.address(source=EARLY)

    @property
    def to_ready(self):
        return self.address(source="")

    @property
    def free(self):
        """The number of unassigned translations with a ready source. Only the search limits them."""
        return sum(is_ready(row) and row.assignee_id is None for row in self.facts)


def next_translation(user: User, article: Article, at: datetime) -> LanguageProgress | None:
    """Return the translation for a user to do after a story: assigned to them, else unassigned, else None."""
    rows = LanguageProgress.objects.to_translate(writable_languages(user), at=at).exclude(article=article)
    ready = [row for row in rows.queue_facts(at=at) if is_ready(row)]
    own = [row for row in ready if row.assignee_id == user.pk]
    candidates = own or [row for row in ready if row.assignee_id is None]
    if not candidates:
        return None
    return LanguageProgress.objects.select_related("article").get(pk=candidates[0].pk)


@require_POST
def change_assignee(request: StaffRequest, article_id: int, language: str, *, is_claim: bool) -> HttpResponse:
    """Assign a translation in the queue to the user, or unassign it from the user if `is_claim` is False.

    Change nothing if the translation was assigned to someone else in the meantime. Redirect to the queue with
    its filters, and show a message about the outcome.
    """
    by = request.user
    if language not in writable_languages(by):
        raise PermissionDenied
    rows = LanguageProgress.objects.select_related("article", "assignee")
    row = get_object_or_404(rows, article=article_id, language=language)
    words = {"headline": str(row.article)}
    try:
        if is_claim:
            assign_to_self(row.article, language, by=by)
            messages.success(request, _("Assigned to you: %(headline)s") % words)
        else:
            unassign(row.article, language, by=by, was=by.pk)
            messages.success(request, _("Unassigned: %(headline)s") % words)
    except TransitionRefused as refused:
        assignee, message = rows.get(pk=row.pk).assignee, str(refused)
        if assignee is not None:
            words["name"] = display_name(assignee)
            message = _("In the meantime, this was assigned to %(name)s: %(headline)s") % words
        messages.error(request, message)
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("translations:queue") + (f"?{query}" if query else ""))
