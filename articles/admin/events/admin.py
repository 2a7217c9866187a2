"""The newsroom's log. Nothing here can be changed."""

from django.contrib import admin
from django.db.models import Case, OuterRef, Subquery, TextField, When
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.events.search import NAMES, search
from articles.admin.forms.instants import moment
from articles.admin.headlines import spoken, typed
from articles.admin.story.edition import ReadOnlyAdmin, as_data
from articles.admin.story.language_status import display_name
from articles.models import Article, Event, Language, localized
from articles.models.logged import LOGGED, subject_model


def kind_name(subject_type):
    """Return the name of a model in the language of the screens."""
    return capfirst(str(subject_model(subject_type)._meta.verbose_name))


def headline_of(event):
    """The headline of the story that it tells of, or "" when that was not asked along with_headlines()."""
    return spoken(event, "story", css="headline") if hasattr(event, "story_en") else ""


def with_names(events):
    """Annotate in both languages the names that things other than stories have now: name_en, name_ko."""

    def named_in(language):
        whens = []
        for model, field in NAMES.items():
            thing = model.objects.filter(pk=OuterRef("subject_id")).values(localized(field, language))
            whens.append(When(subject_type=model._meta.model_name, then=Subquery(thing)))
        return Case(*whens, output_field=TextField())

    return events.annotate(**{localized("name", language): named_in(language) for language in Language})


def named(event):
    """What it tells of: a story by its headline, else by its name, now or then, else by its number."""
    kind = kind_name(event.subject_type)
    if event.subject_type == "article":
        return headline_of(event) or f"{kind} {event.subject_id}"
    name = spoken(event, "name", css="words") if hasattr(event, "name_en") else ""
    name = name or typed(event.details.get("name"))
    if where := event.details.get("where"):  # of a placement
        kind = f"{kind}: {where[get_language()]}"
    return format_html("{}: {}", kind, name) if name else f"{kind} {event.subject_id}"


def linked(event, words):
    """The words as a link to what it tells of, where there is a screen for that, else to its story."""
    try:
        app = subject_model(event.subject_type)._meta.app_label
        address = reverse(f"admin:{app}_{event.subject_type}_change", args=[event.subject_id])
    except NoReverseMatch:
        if not (story := event.details.get("article")):
            return words
        address = reverse("admin:articles_article_change", args=[story])
    return format_html('<a href="{}">{}</a>', address, words)


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
        names = ("article", *LOGGED)
        return sorted(((name, kind_name(name)) for name in names), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        known = {name for name, _words in self.lookup_choices}
        return queryset.filter(subject_type=self.value()) if self.value() in known else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("numbered", "when", "who", "happening", "subject", "spoken", "edition", "why")
    list_filter = ("happening", LanguageFilter, SubjectFilter, "at")
    list_select_related = ("actor",)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("reason",)  # only that there is a search: see event_search

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return with_names(events.with_headlines() if self.may_see_stories(request) else events)

    def get_search_results(self, request, queryset, search_term):
        return search(queryset, search_term, with_stories=self.may_see_stories(request)), False

    def may_see_stories(self, request):
        return self.admin_site.get_model_admin(Article).has_view_permission(request)

    def get_fields(self, request, event=None):
        """What every line tells, and of the rest what this one has."""
        edition = ("edition_number", "edition_digest")
        told = {
            "numbered": True,
            "at": True,
            "who": event.actor,
            "happening": True,
            "subject": True,
            "spoken": event.language,
            edition: event.edition_number,
            "why": event.reason,
            "details_as_read": event.details,
        }
        return [field for field, is_told in told.items() if is_told]

    def get_readonly_fields(self, request, obj=None):
        return ["numbered", "who", "spoken", "subject", "why", "details_as_read"]

    @admin.display(description=_("number"), ordering="number")
    def numbered(self, event):
        return event.number

    @admin.display(description=_("at"), ordering="at")
    def when(self, event):
        return moment(event.at)

    @admin.display(description=_("by"), ordering="actor__username")
    def who(self, event):
        return display_name(event.actor) if event.actor else ""

    @admin.display(description=_("language"))
    def spoken(self, event):
        return Language(event.language).label if event.language else ""

    @admin.display(description=_("edition"), ordering="edition_number")
    def edition(self, event):
        """The number, named where no head of a column names it."""
        if not event.edition_number:
            return ""
        word = capfirst(_("edition"))
        return format_html('<span class="cell-name">{}</span> {}', word, event.edition_number)

    @admin.display(description=_("about"))
    def subject(self, event):
        """What it tells of; a story also with its number, by which the log is searched."""
        told = named(event)
        if headline_of(event):
            told = format_html('{}&nbsp;<span class="number">{}</span>', told, event.subject_id)
        return linked(event, told)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, event):
        return typed(event.reason)

    @admin.display(description=_("details"))
    def details_as_read(self, event):
        return as_data(event.details)
