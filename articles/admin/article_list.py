"""The list of stories: what stands where in each language, in a constant number of queries."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_standing import name_of
from articles.models import Byline, Language, Progress, Section, Standing, other


class StoryChangeList(ChangeList):
    """Asks once for all that the rows show, as of one instant."""

    def get_queryset(self, request, *args, **kwargs):
        return super().get_queryset(request, *args, **kwargs).for_list(request.at)


class StandingFilter(admin.SimpleListFilter):
    """Those whose language stands at one word."""

    language = None

    def lookups(self, request, model_admin):
        return Standing.choices

    def queryset(self, request, queryset):
        if self.value() not in Standing.values:
            return queryset
        return queryset.standing(self.language, [self.value()], at=request.at)


class EnglishFilter(StandingFilter):
    title = _("English")
    parameter_name = "en"
    language = Language.EN


class KoreanFilter(StandingFilter):
    title = _("Korean")
    parameter_name = "ko"
    language = Language.KO


class SectionFilter(admin.SimpleListFilter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        return [(str(section.pk), str(section)) for section in Section.objects.all()]

    def queryset(self, request, queryset):
        known = {str(number) for number, _name in self.lookup_choices}
        return queryset.filter(section=self.value()) if self.value() in known else queryset


class MineFilter(admin.SimpleListFilter):
    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("Mine")), ("held", _("Held by me"))]

    def queryset(self, request, queryset):
        held = Q(pk__in=Progress.objects.filter(holder=request.user).values("article"))
        signed = Q(pk__in=Byline.objects.filter(author__user=request.user).values("article"))
        chosen = {"held": held, "mine": held | signed | Q(created_by=request.user)}
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset


class ListingAdmin:
    """The part of ArticleAdmin that lists."""

    list_display = ("headline", "in_english", "in_korean", "section_name", "held_by", "changed")
    list_display_links = ("headline",)
    list_filter = (EnglishFilter, KoreanFilter, SectionFilter, "source_language", MineFilter)
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ("changed",)

    def get_changelist(self, request, **kwargs):
        request.at = getattr(request, "at", None) or timezone.now()
        return StoryChangeList

    @admin.display(description=_("story"))
    def headline(self, article):
        """In the language of the screens, else in the other, which is said to machines."""
        language = Language(get_language())
        spoken = language if article.text("title", language) else other(language)
        return format_html(
            '<span lang="{}">{}</span> <span class="number">{}</span>',
            spoken,
            article.text("title", spoken),
            article.pk,
        )

    @admin.display(description=_("English"))
    def in_english(self, article):
        return chip(article, Language.EN)

    @admin.display(description=_("Korean"))
    def in_korean(self, article):
        return chip(article, Language.KO)

    @admin.display(description=_("section"))
    def section_name(self, article):
        return str(article.section or "")

    @admin.display(description=_("held by"))
    def held_by(self, article):
        holders = dict.fromkeys(name_of(row.holder) for row in article.progress.all() if row.holder)
        return ", ".join(holders)

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, article):
        return article.changed_at


def chip(article, language):
    """The one word for where a language stands, marked where the story was written in it."""
    standing = next((row.standing for row in article.progress.all() if row.language == language), None)
    if standing is None:
        return ""
    label = Standing(standing).label
    mark = format_html(' <span class="source">{}</span>', pgettext("language of a story", "source"))
    is_source = article.source_language == language
    return format_html('<span class="chip chip-{}">{}</span>{}', standing, label, mark if is_source else "")
