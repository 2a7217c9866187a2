"""Read-only list of the event log, with search."""

from collections import defaultdict

from django.contrib import admin
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.base import MOST_LISTED, ChoiceFilter, ReadOnlyAdmin
from articles.admin.display import (
    as_data,
    datetime_html,
    field_html,
    headline_html,
    labelled_cell,
    language_label,
    text_html,
)
from articles.admin.forms.fields import is_number
from articles.admin.site import register_description
from articles.models import (
    Article,
    Author,
    Event,
    EventType,
    Image,
    Language,
    Publication,
    Section,
    StandingPage,
    Topic,
    localized,
)
from articles.models.logged import LOGGED, subject_model, subject_types
from articles.models.people import display_name
from articles.models.text import line, matches_any

# Subjects with a name, and the field that holds it.
NAME_FIELDS = {
    Section: "name",
    Topic: "name",
    Author: "name",
    Publication: "name",
    StandingPage: "title",
    Image: "alt",
}
# Columns of the acting user that a search covers. It also covers last and first name as one word, as Hangul
# names are shown (family_first).
PERSON = ("username", "first_name", "last_name", "name_ko")
EXCEPTION_WORDS = {
    ("relatedexclusion", EventType.ADDED): _("hidden from related stories: {}"),
    ("relatedexclusion", EventType.REMOVED): _("shown again in related stories: {}"),
    ("rightsreservation", EventType.ADDED): _("all rights reserved"),
    ("rightsreservation", EventType.REMOVED): _("republication allowed again"),
}


def subject_type_name(subject_type: str) -> str:
    """Return the name of a model in the interface language."""
    return capfirst(str(subject_model(subject_type)._meta.verbose_name))


def event_headline(event: Event) -> str:
    """Return the headline of the event's story, or "" without with_headlines()."""
    return field_html(event, "story", css="headline") if hasattr(event, "story_en") else ""


def with_subject_names(events: QuerySet[Event]) -> QuerySet[Event]:
    """Annotate events with the current names of subjects other than stories: name_en, name_ko."""

    def named_in(language):
        whens = []
        for model, field in NAME_FIELDS.items():
            thing = model.objects.filter(pk=OuterRef("subject_id")).values(localized(field, language))
            whens.append(When(subject_type=model._meta.model_name, then=Subquery(thing)))
        return Case(*whens, output_field=TextField())

    return events.annotate(**{localized("name", language): named_in(language) for language in Language})


def subject_html(event: Event) -> str:
    """Return an event's subject: the headline of a story, else its current or former name, else its id."""
    kind = subject_type_name(event.subject_type)
    if event.subject_type == "article":
        return event_headline(event) or f"{kind} {event.subject_id}"
    name = field_html(event, "name", css="words") if hasattr(event, "name_en") else ""
    name = name or text_html(event.details.get("name"))
    if where := event.details.get("where"):  # of a placement
        kind = f"{kind}: {where[get_language()]}"
    return format_html("{}: {}", kind, name) if name else f"{kind} {event.subject_id}"


def link_subject(event: Event, words: str) -> str:
    """Return the words as a link to the admin of the event's subject, else to its story, else unlinked."""
    try:
        app = subject_model(event.subject_type)._meta.app_label
        address = reverse(f"admin:{app}_{event.subject_type}_change", args=[event.subject_id])
    except NoReverseMatch:
        if not (story := event.details.get("article")):
            return words
        address = reverse("admin:articles_article_change", args=[story])
    return format_html('<a href="{}">{}</a>', address, words)


class LanguageFilter(ChoiceFilter):
    title = _("language")
    parameter_name = "language"
    options = Language.choices


class SubjectFilter(ChoiceFilter):
    title = _("object")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        names = ("article", *LOGGED)
        return sorted(((name, subject_type_name(name)) for name in names), key=lambda pair: pair[1])

    def narrow(self, queryset, value, request):
        return queryset.filter(subject_type=value)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("numbered", "when", "who", "type", "subject", "language_label", "edition", "why")
    list_filter = ("type", LanguageFilter, SubjectFilter, "at")
    list_select_related = ("actor",)
    sortable_by = ("numbered", "when")
    readonly_fields = ("numbered", "who", "language_label", "subject", "why", "details_as_read")
    search_fields = ("reason",)  # shows the search form; see search_events
    search_help_text = _(
        "A number finds all events of that object. Words are searched in the latest 2,000 events of the "
        "list; filters reach older ones."
    )

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return with_subject_names(events.with_headlines() if self.may_see_stories(request) else events)

    def get_search_results(self, request, queryset, search_term):
        return search_events(queryset, search_term, with_stories=self.may_see_stories(request)), False

    def may_see_stories(self, request):
        return self.admin_site.get_model_admin(Article).has_view_permission(request)

    def get_fields(self, request, event=None):
        """Return the fields that every event has, and the other fields that this event fills."""
        edition = ("edition_number", "edition_digest")
        fields = {
            "numbered": True,
            "at": True,
            "who": event.actor,
            "type": True,
            "subject": True,
            "language_label": event.language,
            edition: event.edition_number,
            "why": event.reason,
            "details_as_read": event.details,
        }
        return [field for field, is_filled in fields.items() if is_filled]

    @admin.display(description=_("number"), ordering="id")
    def numbered(self, event):
        return event.id

    @admin.display(description=_("time"), ordering="at")
    def when(self, event):
        return datetime_html(event.at)

    @admin.display(description=_("user"), ordering="actor__username")
    def who(self, event):
        return display_name(event.actor)

    @admin.display(description=_("language"))
    def language_label(self, event):
        return language_label(event.language)

    @admin.display(description=_("edition"), ordering="edition_number")
    def edition(self, event):
        return labelled_cell(_("edition"), event.edition_number) if event.edition_number else ""

    @admin.display(description=_("object"))
    def subject(self, event):
        """Return the subject. A story also shows its id, because the log can be searched by id."""
        subject = subject_html(event)
        if event_headline(event):
            subject = format_html('{}&nbsp;<span class="number">{}</span>', subject, event.subject_id)
        return link_subject(event, subject)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, event):
        return text_html(event.reason)

    @admin.display(description=_("details"))
    def details_as_read(self, event):
        return as_data(event.details)


def search_events(events, words, *, with_stories):
    """Return the events that match a query.

    A single number finds all events about objects with that id. Words are searched in the latest MOST_LISTED
    events: every word must be in the reason, the user's name, or the subject's name or id. An empty query
    returns all events.

    with_stories  whether a story is found by its headline and summary, not only by its id
    """
    words = line(words).split()
    if len(words) == 1 and is_number(words[0]):
        return events.filter(subject_type__in=subject_types(), subject_id=int(words[0]))
    if not words:
        return events
    latest = list(events.order_by("-id").values_list("id", "subject_type", "subject_id")[:MOST_LISTED])
    subjects = defaultdict(set)
    for _id, kind, pk in latest:
        subjects[kind].add(pk)
    family_first = Concat("actor__last_name", "actor__first_name")
    events = events.filter(id__gte=latest[-1][0] if latest else 0).alias(person=family_first)
    for word in words:
        events = events.filter(_matches_text(word) | _matches_subject(word, subjects, with_stories))
    return events


def _matches_text(word):
    columns = ["reason", "person", "details__name", *(f"actor__{name}" for name in PERSON)]
    condition = matches_any(columns, word)
    return condition | Q(subject_id=int(word)) if is_number(word) else condition


def _matches_subject(word, subjects, with_stories):
    """Return the condition that a word is in the name of an event's subject.

    Its subqueries are uncorrelated, so that the database does not run them once for each event.

    subjects  {subject type: ids}; only these are searched
    """
    querysets = [Article.objects.matching(word)] if with_stories else []
    for model, field in NAME_FIELDS.items():
        columns = [localized(field, language) for language in Language]
        querysets.append(model.objects.filter(matches_any(columns, word)))
    condition = Q(pk__in=[])
    for things in querysets:
        kind = things.model._meta.model_name
        named = things.filter(pk__in=subjects[kind]).order_by().values("pk")
        condition |= Q(subject_type=kind, subject_id__in=named)
    return condition


def describe_exceptions(events):
    """Return {event id: description} for hidden related stories and reserved rights. One query."""
    numbers = {event.details["other"] for event in events if event.subject_type == "relatedexclusion"}
    stories = Article.objects.only("title_en", "title_ko").in_bulk(numbers)
    descriptions = {}
    for event in events:
        if words := EXCEPTION_WORDS.get((event.subject_type, event.type)):
            story = stories.get(event.details.get("other"))
            named = headline_html(story) if story else text_html(event.details.get("name"))
            descriptions[event.id] = format_html(words, named)
    return descriptions


UNDONE = _("undone: %(step)s")


def describe_undone_steps(events):
    """Return {event id: description} for steps that were undone."""
    undone = (event for event in events if event.type == EventType.UNDONE)
    return {event.id: UNDONE % {"step": EventType(event.details["step"]).label} for event in undone}


register_description("article", describe_undone_steps)
for subject_type in ("relatedexclusion", "rightsreservation"):
    register_description(subject_type, describe_exceptions)
