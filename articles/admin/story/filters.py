"""What the list of stories may be narrowed to."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.admin.chips import STALE
from articles.models import Byline, Language, Note, Progress, Section, Standing
from articles.models.stages import TOGETHER


class LanguageStatusFilter(admin.SimpleListFilter):
    """Those whose language stands at one word, or whose text has something to catch up with."""

    language = None

    def lookups(self, request, model_admin):
        together = [(word, label) for word, (label, _standings) in TOGETHER.items()]
        apart = [
            ("behind", _("Behind its source")),
            ("stale", STALE),
            ("correction", _("Correction to carry over")),
        ]
        return [*Standing.choices, *apart, *together]

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
        if self.value() not in Standing.values:
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
        known = {str(number) for number, _name in self.lookup_choices}
        return queryset.filter(section=self.value()) if self.value() in known else queryset


class MineFilter(admin.SimpleListFilter):
    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("Mine")), ("held", _("Assigned to me")), ("free", _("Assigned to nobody"))]

    def queryset(self, request, queryset):
        held = Q(pk__in=Progress.objects.filter(holder=request.user).values("article"))
        signed = Q(pk__in=Byline.objects.filter(author__user=request.user).values("article"))
        free = Q(pk__in=Progress.objects.free().values("article"))
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
        return queryset.filter(pk__in=Progress.objects.overdue(request.at).order_by().values("article"))


class NotesFilter(admin.SimpleListFilter):
    """For those who read notes."""

    title = _("notes")
    parameter_name = "notes"

    def lookups(self, request, model_admin):
        return [("open", _("Open notes"))] if request.user.has_perm("articles.view_note") else []

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(pk__in=Note.objects.threads().open().values("article"))
