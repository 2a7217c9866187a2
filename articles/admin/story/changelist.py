"""The list of stories and its filters, in a constant number of queries."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.base import KnownFiltersChangeList
from articles.admin.chips import STALE, status_chips, swatch
from articles.admin.dates import datetime_html
from articles.admin.headlines import display_name, headline_html, thumb_html
from articles.admin.links import TranslationLinks
from articles.admin.planning.deadlines import due_chips, due_list_line, open_deadline
from articles.models import Byline, DisplayStatus, Language, LanguageProgress, Note, Section
from articles.models.stages import TOGETHER


class LanguageStatusFilter(admin.SimpleListFilter):
    """Filter by the display status of one language, and by changes that its translation lacks."""

    language = None

    def lookups(self, request, model_admin):
        together = [(word, label) for word, (label, _standings) in TOGETHER.items()]
        apart = [
            ("behind", _("Outdated")),
            ("stale", STALE),
            ("correction", _("Correction pending")),
        ]
        return [*DisplayStatus.choices, *apart, *together]

    def queryset(self, request, queryset):
        if self.value() == "behind":
            return queryset.behind(self.language, at=request.at)
        if self.value() == "stale":
            return queryset.stale(self.language)
        if self.value() == "correction":
            return queryset.awaiting_correction(self.language, at=request.at)
        if self.value() in TOGETHER:
            _label, standings = TOGETHER[self.value()]
            return queryset.standing(self.language, standings, at=request.at)
        if self.value() not in DisplayStatus.values:
            return queryset
        return queryset.standing(self.language, [self.value()], at=request.at)


class EnglishFilter(LanguageStatusFilter):
    title = _("English")
    parameter_name = "en"
    language = Language.EN


class KoreanFilter(LanguageStatusFilter):
    title = _("Korean")
    parameter_name = "ko"
    language = Language.KO


class SectionFilter(admin.SimpleListFilter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        return [(str(section.pk), str(section)) for section in Section.objects.all()]

    def queryset(self, request, queryset):
        known = {str(pk) for pk, _name in self.lookup_choices}
        return queryset.filter(section=self.value()) if self.value() in known else queryset


class MineFilter(admin.SimpleListFilter):
    title = _("owner")
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("Mine")), ("held", _("Assigned to me")), ("free", _("Unassigned"))]

    def queryset(self, request, queryset):
        held = Q(pk__in=LanguageProgress.objects.filter(holder=request.user).values("article"))
        signed = Q(pk__in=Byline.objects.filter(author__user=request.user).values("article"))
        free = Q(pk__in=LanguageProgress.objects.free().values("article"))
        chosen = {"held": held, "free": free, "mine": held | signed | Q(created_by=request.user)}
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset


class DueFilter(admin.SimpleListFilter):
    title = _("due")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue"))]

    def queryset(self, request, queryset):
        if self.value() != "overdue":
            return queryset
        return queryset.filter(
            pk__in=LanguageProgress.objects.overdue(request.at).order_by().values("article")
        )


class NotesFilter(admin.SimpleListFilter):
    """Filter by open notes, for users who may read notes."""

    title = _("notes")
    parameter_name = "notes"

    def lookups(self, request, model_admin):
        return [("open", _("Open notes"))] if request.user.has_perm("articles.view_note") else []

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(pk__in=Note.objects.threads().open().values("article"))


class StoryChangeList(KnownFiltersChangeList):
    """Change list that fetches the data of all rows at once, as of one instant."""

    def get_queryset(self, request, *args, **kwargs):
        return super().get_queryset(request, *args, **kwargs).for_list(request.at)

    def get_results(self, request):
        super().get_results(request)
        links = TranslationLinks(request.user)
        for article in self.result_list:
            article.translation_links = links


class StoryListAdmin:
    """Mixin of ArticleAdmin with the list of stories."""

    list_display = ("picture", "headline", "in_english", "in_korean", "section_name", "held_by", "changed")
    list_display_links = ("headline",)
    list_filter = (
        EnglishFilter,
        KoreanFilter,
        SectionFilter,
        "source_language",
        MineFilter,
        DueFilter,
        NotesFilter,
    )
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ("changed",)

    def get_changelist(self, request, **kwargs):
        request.at = getattr(request, "at", None) or timezone.now()
        return StoryChangeList

    @admin.display(description=_("image"))
    def picture(self, article):
        return thumb_html(article.lead_image, 84, 56)

    @admin.display(description=_("story"))
    def headline(self, article):
        return format_html('{}&nbsp;<span class="number">{}</span>', headline_html(article), article.pk)

    @admin.display(description=_("English"))
    def in_english(self, article):
        return status_chips(article, Language.EN, article.translation_links)

    @admin.display(description=_("Korean"))
    def in_korean(self, article):
        return status_chips(article, Language.KO, article.translation_links)

    @admin.display(description=_("section"))
    def section_name(self, article):
        return swatch(article.section) if article.section else ""

    @admin.display(description=_("assigned to"))
    def held_by(self, article):
        """Render each assignee once, and under them the current due dates."""
        rows = article.progress.all()
        holders = dict.fromkeys(display_name(row.holder) for row in rows if row.holder)
        parts = [format_html("<span>{}</span>", ", ".join(holders))] if holders else []
        parts += [due_list_line(row) for row in rows if open_deadline(row) or due_chips(row)]
        return format_html_join(" ", "{}", ((part,) for part in parts))

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, article):
        return datetime_html(article.changed_at)
