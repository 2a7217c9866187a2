"""Filters of the story list: filters for daily work, and rare ones that are folded."""

from datetime import timedelta

from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.base import ChoiceFilter, section_options
from articles.admin.display import STALE
from articles.admin.forms.fields import is_number
from articles.admin.story_rows import languages_by_verb
from articles.models import (
    Article,
    Author,
    Byline,
    DisplayStatus,
    Event,
    EventType,
    Language,
    LanguageProgress,
    Note,
    Section,
    Topic,
    localized,
)
from articles.models.open_work import Waiting
from articles.models.planning import IS_PLANNED, day_of, start_of
from articles.models.stages import IS_OPEN, TOGETHER
from articles.models.text import line, named
from articles.workflow.assignments import assigned_together

LONGEST_NAME = 100
DAYS = {"today": 0, "week": 6, "month": 29}  # days of a period, not counting today


class LanguageStatusFilter(ChoiceFilter):
    """Filter by the display status of one language, or by changes of the other language that it lacks."""

    language: Language
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
    """Filter by the reason why a language waits for the user, as counted on the dashboard."""

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
    is_rare = True

    def lookups(self, request, model_admin):
        return [("open", _("Open notes"))] if request.user.has_perm("articles.view_note") else []

    def narrow(self, queryset, value, request):
        return queryset.filter(pk__in=Note.objects.threads().open().values("article"))


class SourceLanguageFilter(ChoiceFilter):
    title = _("written in")
    parameter_name = "source_language__exact"
    options = Language.choices
    is_rare = True

    def narrow(self, queryset, value, request):
        return queryset.filter(source_language=value)


class PeriodFilter(ChoiceFilter):
    """Filter by a number of days up to today, or from today on."""

    options = [("today", _("Today")), ("week", _("Last 7 days")), ("month", _("Last 30 days"))]
    is_rare = True

    def begin(self, value, request):
        """Return the first instant of a past period."""
        return start_of(day_of(request.at) - timedelta(days=DAYS[value]))


class ChangedFilter(PeriodFilter):
    title = _("changed")
    parameter_name = "changed"

    def narrow(self, queryset, value, request):
        return queryset.filter(changed_at__gte=self.begin(value, request))


class PublishedFilter(PeriodFilter):
    """Filter by the publication day of the latest edition in a language."""

    title = _("published")
    parameter_name = "published"

    def narrow(self, queryset, value, request):
        since = self.begin(value, request)
        rows = LanguageProgress.objects.filter(latest_from__gte=since, latest_from__lte=request.at)
        return queryset.filter(pk__in=rows.order_by().values("article"))


class PlannedFilter(PeriodFilter):
    """Filter by the planned day of a language that is not published yet."""

    title = _("planned")
    parameter_name = "planned"
    options = [("today", _("Today")), ("week", _("Next 7 days")), ("month", _("Next 30 days"))]

    def narrow(self, queryset, value, request):
        today = day_of(request.at)
        rows = LanguageProgress.objects.planned_between(today, today + timedelta(days=DAYS[value]))
        rows = rows.filter(IS_PLANNED)
        return queryset.filter(pk__in=rows.order_by().values("article"))


class NameFilter(ChoiceFilter):
    """Filter by a typed name, because a list of hundreds of names is too long.

    If the text equals a name, only that name matches; otherwise, all names that contain the text match.
    """

    is_rare = is_typed = True

    def lookups(self, request, model_admin):
        typed = self.typed(request)
        return [(typed, typed)] if typed else []

    def has_output(self):
        return True

    def typed(self, request):
        return line(request.GET.get(self.parameter_name, ""))[:LONGEST_NAME]

    def value(self):
        return line(super().value() or "")[:LONGEST_NAME] or None

    def choices(self, changelist):
        """Yield the typed name as the only choice."""
        yield {"selected": bool(self.value()), "query_string": "", "display": self.value() or ""}


NAMES = [localized("name", language) for language in Language]


class AuthorFilter(NameFilter):
    title = _("author")
    parameter_name = "author"

    def narrow(self, queryset, value, request):
        authors = named(Author.objects.order_by(), NAMES, value)
        return queryset.filter(pk__in=Byline.objects.filter(author__in=authors).order_by().values("article"))


class TopicFilter(NameFilter):
    title = _("topic")
    parameter_name = "topic"

    def narrow(self, queryset, value, request):
        topics = named(Topic.objects.order_by(), NAMES, value)
        items = Article.topics.through.objects.filter(tag__in=topics)
        return queryset.filter(pk__in=items.values("content_object"))


class AssigneeFilter(NameFilter):
    """Filter by the assignee of unfinished work, since finished stories keep their assignees."""

    title = _("assigned to")
    parameter_name = "assignee"

    def narrow(self, queryset, value, request):
        western = Concat("first_name", Value(" "), "last_name")
        people = get_user_model().objects.annotate(western=western, eastern=Concat("last_name", "first_name"))
        people = named(people.order_by(), ["western", "eastern", "name_ko", "username"], value)
        rows = LanguageProgress.objects.filter(IS_OPEN, assignee__in=people.values("pk"))
        return queryset.filter(pk__in=rows.order_by().values("article"))


class TogetherFilter(ChoiceFilter):
    """Filter by the assignments of one bulk notification. The value is the id of one of its events."""

    title = _("assigned together")
    parameter_name = "together"
    is_rare = True

    def lookups(self, request, model_admin):
        asked = request.GET.get(self.parameter_name, "")
        return [(asked, _("Assigned to you together"))] if is_number(asked) else []

    def narrow(self, queryset, value, request):
        event = Event.objects.filter(pk=value, type=EventType.ASSIGNED, details__has_key="bulk").first()
        if event is None or event.details["to"] != request.user.pk:
            return queryset.none()
        return queryset.filter(pk__in=assigned_together(event).order_by().values("subject_id"))


class SetAsideFilter(ChoiceFilter):
    """Filter that hides set-aside drafts: never published, and wanted in no language.

    If the list is searched, or filtered by the status of a language, it shows them as well.
    """

    title = pgettext_lazy("of stories", "set aside")
    parameter_name = "aside"
    options = [("only", _("Set aside only")), ("shown", _("Included"))]
    is_rare = True

    def choices(self, changelist):
        hidden, *others = super().choices(changelist)
        yield hidden | {"display": _("Hidden")}
        yield from others

    def queryset(self, request, queryset):
        rows = LanguageProgress.objects.order_by()
        if self.value() == "only":
            nothing = rows.filter(latest_standing=DisplayStatus.NOTHING)
            for language in Language:
                queryset = queryset.filter(pk__in=nothing.filter(language=language).values("article"))
            return queryset
        if self.value() or any(request.GET.get(name) for name in (SEARCH_VAR, "en", "ko")):
            return queryset
        others = rows.exclude(latest_standing=DisplayStatus.NOTHING)
        return queryset.filter(Exists(others.filter(article=OuterRef("pk"))))


FILTERS = (
    EnglishFilter,
    KoreanFilter,
    SectionFilter,
    MineFilter,
    WaitingFilter,
    DueFilter,
    AuthorFilter,
    TopicFilter,
    AssigneeFilter,
    ChangedFilter,
    PlannedFilter,
    PublishedFilter,
    SourceLanguageFilter,
    NotesFilter,
    TogetherFilter,
    SetAsideFilter,
)
