"""The newsroom's log. Nothing here can be changed."""

import json
import re

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.article_standing import name_of
from articles.admin.edition import ReadOnlyAdmin
from articles.admin.headlines import spoken
from articles.admin.instants import moment
from articles.log import LOGGED
from articles.models import Event, Language

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def kind_name(subject_type):
    """What a model is called in the language of the screens."""
    return capfirst(str(apps.get_model("articles", subject_type)._meta.verbose_name))


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return Language.choices

    def queryset(self, request, queryset):
        return queryset.filter(language=self.value()) if self.value() in Language.values else queryset


class SubjectFilter(admin.SimpleListFilter):
    title = _("about")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        names = ("article", *(model._meta.model_name for model in LOGGED))
        return sorted(((name, kind_name(name)) for name in names), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        known = {name for name, _words in self.lookup_choices}
        return queryset.filter(subject_type=self.value()) if self.value() in known else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("numbered", "when", "who", "happening", "subject", "spoken", "edition_number", "why")
    list_filter = ("happening", LanguageFilter, SubjectFilter, "at")
    list_select_related = ("actor",)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("=subject_id", "reason", "actor__username")
    fields = [
        "numbered",
        "at",
        "actor",
        "happening",
        "subject",
        "spoken",
        ("edition_number", "edition_digest"),
        "why",
        "details_as_read",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_headlines()

    def get_readonly_fields(self, request, obj=None):
        return ["numbered", "spoken", "subject", "why", "details_as_read"]

    @admin.display(description=_("number"), ordering="number")
    def numbered(self, event):
        return event.number

    @admin.display(description=_("at"), ordering="at")
    def when(self, event):
        return moment(event.at)

    @admin.display(description=_("by"), ordering="actor__username")
    def who(self, event):
        return name_of(event.actor) if event.actor else ""

    @admin.display(description=_("language"))
    def spoken(self, event):
        return Language(event.language).label if event.language else ""

    @admin.display(description=_("about"))
    def subject(self, event):
        """What it tells of: a headline, else kind and number, linked where there is a screen for it."""
        name = f"{kind_name(event.subject_type)} {event.subject_id}"
        if event.story_en or event.story_ko:
            told = spoken(event, "story", css="headline")
            name = format_html('{} <span class="number">{}</span>', told, event.subject_id)
        try:
            address = reverse(f"admin:articles_{event.subject_type}_change", args=[event.subject_id])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', address, name)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, event):
        """Public notes are in the language of the edition; others write as they speak."""
        language = Language.KO if HANGUL.search(event.reason) else Language.EN
        return format_html('<span lang="{}">{}</span>', language, event.reason) if event.reason else ""

    @admin.display(description=_("details"))
    def details_as_read(self, event):
        return format_html(
            '<pre lang="zxx">{}</pre>', json.dumps(event.details, ensure_ascii=False, indent=2)
        )
