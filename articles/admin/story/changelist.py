"""The list of stories: its columns and filters, in a constant number of queries."""

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ChoiceFilter, KnownFiltersChangeList
from articles.admin.display import STALE, datetime_html, headline_html, labelled_cell, swatch, thumb_html
from articles.admin.list_filters import section_options
from articles.admin.story_rows import RowLinks, StoryRow, languages_by_verb
from articles.models import Article, Byline, DisplayStatus, Language, LanguageProgress, Note, Section
from articles.models.open_work import Waiting
from articles.models.stages import TOGETHER


class LanguageStatusFilter(ChoiceFilter):
    """Filter by the display status of one language, and by changes that its translation lacks."""

    language = None
    options = [
        *DisplayStatus.choices,
        ("behind", _("Outdated")),
        ("stale", STALE),
        ("correction", _("Correction pending")),
        *((word, label) for word, (label, _standings) in TOGETHER.items()),
    ]

    def narrow(self, queryset, value, request):
        if value == "behind":
            return queryset.behind(self.language, at=request.at)
        if value == "stale":
            return queryset.stale(self.language)
        if value == "correction":
            return queryset.awaiting_correction(self.language, at=request.at)
        _label, standings = TOGETHER.get(value, ("", [value]))
        return queryset.standing(self.language, standings, at=request.at)


class EnglishFilter(LanguageStatusFilter):
    title = _("English")
    parameter_name = "en"
    language = Language.EN


class KoreanFilter(LanguageStatusFilter):
    title = _("Korean")
    parameter_name = "ko"
    language = Language.KO


class SectionFilter(ChoiceFilter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        return section_options(Section.objects.all())


class MineFilter(ChoiceFilter):
    title = _("owner")
    parameter_name = "whose"
    options = [("mine", _("Mine")), ("assigned", _("Assigned to me")), ("free", _("Unassigned"))]

    def narrow(self, queryset, value, request):
        assigned = Q(pk__in=LanguageProgress.objects.filter(assignee=request.user).values("article"))
        signed = Q(pk__in=Byline.objects.filter(author__user=request.user).values("article"))
        free = Q(pk__in=LanguageProgress.objects.free().values("article"))
        chosen = {"assigned": assigned, "free": free, "mine": assigned | signed | Q(created_by=request.user)}
        return queryset.filter(chosen[value])


class WaitingFilter(ChoiceFilter):
    """Filter by the reason for which a language waits for the person, as the first screen counts it."""

    title = _("waiting for you")
    parameter_name = "waiting"
    options = Waiting.choices

    def narrow(self, queryset, value, request):
        languages = languages_by_verb(request.user)
        waiting = LanguageProgress.objects.that_wait_for(request.user, **languages, at=request.at)
        return queryset.filter(pk__in=waiting.filter(waiting=value).order_by().values("article"))


class DueFilter(ChoiceFilter):
    title = _("due")
    parameter_name = "due"
    options = [("overdue", _("Overdue"))]

    def narrow(self, queryset, value, request):
        overdue = LanguageProgress.objects.overdue(request.at).order_by()
        return queryset.filter(pk__in=overdue.values("article"))


class NotesFilter(ChoiceFilter):
    """Filter by open notes, for users who may read notes."""

    title = _("notes")
    parameter_name = "notes"

    def lookups(self, request, model_admin):
        return [("open", _("Open notes"))] if request.user.has_perm("articles.view_note") else []

    def narrow(self, queryset, value, request):
        return queryset.filter(pk__in=Note.objects.threads().open().values("article"))


class StoryChangeList(KnownFiltersChangeList):
    """Change list that fetches the data of all rows at once, as of one instant."""

    def get_queryset(self, request, *args, **kwargs):
        return super().get_queryset(request, *args, **kwargs).for_list(request.at)

    def get_results(self, request):
        super().get_results(request)
        links = RowLinks(request)
        for article in self.result_list:
            article.rows = [StoryRow(row, request.at, links) for row in article.progress.all()]


def status_html(article, language):
    """Render the status of one language, with a mark for the source and a link to the translation screen."""
    line = next((line for line in article.rows if line.row.language == language), None)
    if line is None:
        return ""
    chips = line.status_chips
    if article.source_language == language:
        chips.append(format_html('<span class="source">{}</span>', pgettext("language of a story", "source")))
    if line.translate:
        chips.append(format_html('<a href="{}">{}</a>', line.translate, gettext("Translate")))
    return labelled_cell(line.language, format_html_join(" ", "{}", ((one,) for one in chips)))


@admin.display(description=_("image"))
def picture(article):
    return thumb_html(article.lead_image, 84, 56)


@admin.display(description=_("story"))
def headline(article: Article) -> SafeString:
    return format_html('{}&nbsp;<span class="number">{}</span>', headline_html(article), article.pk)


@admin.display(description=_("English"))
def in_english(article):
    return status_html(article, Language.EN)


@admin.display(description=_("Korean"))
def in_korean(article):
    return status_html(article, Language.KO)


@admin.display(description=_("section"))
def section_name(article):
    return swatch(article.section) if article.section else ""


@admin.display(description=_("assigned to"))
def assignees(article):
    """Render each assignee once, and under them the current due dates."""
    names = dict.fromkeys(row.assignee for row in article.rows if row.assignee)
    parts = [format_html("<span>{}</span>", ", ".join(names))] if names else []
    parts += [
        format_html('<span class="cell-due">{} {}</span>', row.language, row.due_html)
        for row in article.rows
        if row.due_html
    ]
    return format_html_join(" ", "{}", ((part,) for part in parts))


@admin.display(description=_("changed"), ordering="changed_at")
def changed(article: Article) -> SafeString:
    return datetime_html(article.changed_at)


COLUMNS = (picture, headline, in_english, in_korean, section_name, assignees, changed)
FILTERS = (
    EnglishFilter,
    KoreanFilter,
    SectionFilter,
    "source_language",
    MineFilter,
    WaitingFilter,
    DueFilter,
    NotesFilter,
)
