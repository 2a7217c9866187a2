"""The list of stories: what stands where in each language, in a constant number of queries."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.asking import KnownFilters
from articles.admin.bench_links import BenchLinks
from articles.admin.chips import standing_chips, swatch
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline, thumb
from articles.admin.planning.due import due, due_chips, due_in_list
from articles.admin.story.filters import (
    DueFilter,
    EnglishFilter,
    KoreanFilter,
    MineFilter,
    NotesFilter,
    SectionFilter,
)
from articles.admin.story.standing import display_name
from articles.models import Language


class StoryChangeList(KnownFilters):
    """Asks once for all that the rows show, as of one instant."""

    def get_queryset(self, request, *args, **kwargs):
        return super().get_queryset(request, *args, **kwargs).for_list(request.at)

    def get_results(self, request):
        super().get_results(request)
        benches = BenchLinks(request.user)
        for article in self.result_list:
            article.benches = benches


class StoryListAdmin:
    """The part of ArticleAdmin that lists."""

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

    @admin.display(description=_("picture"))
    def picture(self, article):
        return thumb(article.lead_image, 84, 56)

    @admin.display(description=_("story"))
    def headline(self, article):
        return format_html('{}&nbsp;<span class="number">{}</span>', headline(article), article.pk)

    @admin.display(description=_("English"))
    def in_english(self, article):
        return standing_chips(article, Language.EN, article.benches)

    @admin.display(description=_("Korean"))
    def in_korean(self, article):
        return standing_chips(article, Language.KO, article.benches)

    @admin.display(description=_("section"))
    def section_name(self, article):
        return swatch(article.section) if article.section else ""

    @admin.display(description=_("assigned to"))
    def held_by(self, article):
        """Each person once, and under them the deadlines that still count."""
        rows = article.progress.all()
        holders = dict.fromkeys(display_name(row.holder) for row in rows if row.holder)
        told = [format_html("<span>{}</span>", ", ".join(holders))] if holders else []
        told += [due_in_list(row) for row in rows if due(row) or due_chips(row)]
        return format_html_join(" ", "{}", ((one,) for one in told))

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, article):
        return moment(article.changed_at)
