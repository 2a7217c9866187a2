"""Admin of the diary: list, form, assignments, calendar entries and moves to other days."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import (
    AutocompleteFormMixin,
    ChoiceFilter,
    DeskAdminMixin,
    NamedRowsMixin,
    TabularFormMixin,
)
from articles.admin.calendar import KINDS
from articles.admin.display import (
    UNDO,
    WEEKDAY,
    add_undo_message,
    clock_html,
    day_html,
    format_day,
    parse_day,
    text_html,
)
from articles.admin.forms.guarded import GuardedForm, RowFormSet
from articles.admin.moves import DayForm, attempt, day_words, move_page, moved_response
from articles.admin.site import register_calendar_entries, register_panel, register_urls
from articles.admin.story_rows import story_address
from articles.annotations import StaffRequest
from articles.models import Language
from articles.models.people import BY_NAME, display_name
from articles.models.planning import day_of
from articles.workflow.permissions import Verb, may, people_with
from newsroom.diary.feed import feed_page
from newsroom.diary.items import begin_story, movable_languages, move_item, move_story, planned_rows
from newsroom.diary.models import DUPLICATE_ASSIGNMENT_ERROR, DiaryAssignment, DiaryItem

NEXT_DAYS = 14  # days in the dashboard panel
MOST = 8
LANGUAGES = "languages"  # languages of a story that an undo moves back, as “en-ko”
BEGIN = "_begin"  # name of the button that saves the item and begins the story
MOST_ROWS = 20  # assignments per item
GONE = _("Someone else removed this row in the meantime. If it is still needed, enter it in an empty row.")


@register_urls
def diary_urls(site):
    return [
        path("diary/<int:item_id>/move/", site.admin_view(move_view), name="diary_move"),
        path("diary/feed/", site.admin_view(feed_page), name="diary_feed"),
    ]


def move_address(request: StaffRequest, item: DiaryItem) -> str:
    """Return the URL to move an item and return to the current page; "" if the user may not change items."""
    if not request.user.has_perm("diary.change_diaryitem"):
        return ""
    return f"{reverse('admin:diary_move', args=[item.pk])}?{urlencode({'next': request.get_full_path()})}"


def move_view(request: StaffRequest, item_id: int) -> HttpResponse:
    """Show the form to move an item to another day. A POST, which drag and drop also sends, moves it.

    The status is 422 for a past day, 409 if the item was moved in the meantime.
    """
    if not request.user.has_perm("diary.change_diaryitem"):
        raise PermissionDenied
    item = get_object_or_404(DiaryItem, pk=item_id)
    form, status = DayForm(request.POST or None, at=request.at, current=item.day), 200
    if movable_languages(item, item.day, by=request.user):
        form.fields["day"].help_text = gettext("Its story is planned for the same day and moves with it.")
    headline = text_html(item.title)
    if request.method == "POST":
        reasons, status = attempt(form, lambda: save_move(request, item, **form.cleaned_data))
        if status == 200:
            return moved_response(request, headline, form.result)  # type: ignore[attr-defined]  # kept for the response
        if reasons:
            item = get_object_or_404(DiaryItem, pk=item_id)
            form.renew_guards(day_seen=item.day)
            form.add_error(None, reasons)
    return move_page(request, form, headline, status=status)


def save_move(request, item, *, day, day_seen):
    """Move an item with its story. Raise MovedMeanwhile.

    Return (message, posted fields that undo the move), or None if the day is the same.
    """
    if day == day_seen:
        return None
    languages = request.POST.get(LANGUAGES, "").split("-") if UNDO in request.POST else None
    moved = move_item(item, day, was=day_seen, by=request.user, languages=languages)
    undo = {"day": day_seen, "day_seen": day, LANGUAGES: "-".join(moved)}
    return " ".join(filter(None, [day_words(day), story_words(item, day_seen, moved)])), undo


def story_words(item, was, moved):
    """Return sentences about the planned day of a moved item's story, or ""."""
    left = [str(Language(row.language).label) for row in planned_rows(item, was)]
    words = {"day": format_day(was, WEEKDAY), "languages": ", ".join(left)}
    if not moved:
        return gettext("Its story is still planned for %(day)s.") % words if left else ""
    stays = gettext("Still planned for %(day)s: %(languages)s.") % words if left else ""
    return " ".join(filter(None, [gettext("Its story is planned for that day, too."), stays]))


def move_story_along(request: StaffRequest, item: DiaryItem, was: date) -> None:
    """Move the story of an item that was moved in its form, and add a message with an undo button."""
    moved = move_story(item, was=was, by=request.user)
    if not (words := story_words(item, was, moved)):
        return
    address = ""
    if moved:
        page = reverse("admin:move_story", args=[item.article_id, "-".join(moved)])
        address = f"{page}?{urlencode({'next': reverse('admin:diary_diaryitem_change', args=[item.pk])})}"
    text = format_html("“{}”: {}", text_html(item.title), words)
    add_undo_message(request, text, address, {"day": was, "day_seen": item.day})


@dataclass
class DiaryCalendarEntry:
    """A diary item as an entry for articles.admin.calendar.

    move  URL of its move page, or ""
    """

    item: DiaryItem
    move: str = ""
    kind = "diary"
    mark, word = KINDS[kind]
    is_urgent = is_stale = asks = False

    @property
    def day(self) -> date:
        return self.item.day

    @property
    def key(self):
        return self.item.pk

    @property
    def headline(self):
        return text_html(self.item.title)

    @property
    def address(self):
        return reverse("admin:diary_diaryitem_change", args=[self.item.pk])

    @property
    def languages_and_hours(self):
        """[(place, time or "")], in the format of a story's languages."""
        hour = clock_html(self.item.begins) if self.item.begins else ""
        return [(text_html(self.item.place), hour)] if self.item.place or hour else []


@register_calendar_entries
def diary_entries(request, first, last):
    if not request.user.has_perm("diary.view_diaryitem"):
        return []
    items = DiaryItem.objects.between(first, last)[:500]
    return [DiaryCalendarEntry(item, move_address(request, item)) for item in items]


def own_items(user, at):
    """Return the context of the panel with the user's next assignments, or None."""
    if not user.has_perm("diary.view_diaryitem"):
        return None
    today = day_of(at)
    items = DiaryItem.objects.of_person(user).between(today, today + timedelta(days=NEXT_DAYS))
    lines = [
        {
            "day": day_html(item.day),
            "entry": DiaryCalendarEntry(item),
            "story": story_address(item.article_id) if item.article_id else "",
        }
        for item in items[:MOST]
    ]
    return {"lines": lines} if lines else None


register_panel("admin/diary/_panel.html", own_items, position=1)


class DiaryItemForm(GuardedForm):
    class Meta:
        widgets = {
            "starts_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends and not starts:
            self.add_error("starts_at", _("Enter when it begins, or remove the end."))
        elif ends and ends < starts:
            self.add_error("ends_at", _("It ends before it begins."))
        return cleaned


class CoverFilter(ChoiceFilter):
    title = _("covered by")
    parameter_name = "who"
    options = [("me", _("Me")), ("nobody", _("No one yet"))]

    def narrow(self, queryset, value, request):
        if value == "me":
            return queryset.of_person(request.user)
        return queryset.filter(assignments=None)


class WhenFilter(ChoiceFilter):
    title = _("when")
    parameter_name = "when"
    options = [("ahead", _("Today and later")), ("past", _("Past"))]

    def narrow(self, queryset, value, request):
        today = day_of(request.at)
        return queryset.filter(day__gte=today) if value == "ahead" else queryset.filter(day__lt=today)


class AssignmentForm(GuardedForm):
    """Form for one assignment. `people` are the choices, read once for all rows: [(id, name)]."""

    people = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "person" in self.fields and not self.fields["person"].disabled:
            field, own = self.fields["person"], self.instance.person_id
            left = [] if own in dict(self.people) or not own else [(own, display_name(self.instance.person))]
            field.queryset = field.queryset.all()
            field.choices = [("", "---------"), *self.people, *left]

    def clean(self):
        cleaned = super().clean()
        for name in self.asked:  # a tabular inline shows errors, but no help texts
            self.add_error(name, self.fields[name].help_text)
        return cleaned


class AssignmentFormSet(RowFormSet):
    """Formset that skips rows deleted concurrently, unless the user changed them in this form."""

    duplicate_error = DUPLICATE_ASSIGNMENT_ERROR

    def add_fields(self, form, index):
        super().add_fields(form, index)
        is_gone = self.is_bound and index is not None and index < self.initial_form_count()
        if is_gone and form.instance.pk is None:
            form.fields[self._pk_field.name] = forms.CharField(required=False, widget=forms.HiddenInput)
            form.is_gone = True

    def clean(self):
        super().clean()
        for form in self.initial_forms:
            typed = set(form.changed_data) - {self._pk_field.name, "DELETE"}
            if getattr(form, "is_gone", False) and typed and not self._should_delete_form(form):
                form.add_error(None, GONE)


class AssignmentInline(TabularFormMixin, admin.TabularInline):
    """Inline of the assignments. Users who may change the item may change them."""

    model = DiaryAssignment
    form = AssignmentForm
    formset = AssignmentFormSet
    fields = ("person", "kind", "note")
    addable = ()
    verbose_name = _("assigned person")
    verbose_name_plural = _("who goes")
    add_text = _("Add a person")
    extra = 2
    max_num = MOST_ROWS
    is_saving, conflict = False, None  # set on the instance by DiaryItemAdmin

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def get_formset(self, request, obj=None, **kwargs):
        people = people_with("articles.view_article").order_by(*BY_NAME)
        own = {"is_saving": self.is_saving, "conflict": self.conflict}
        if self.has_change_permission(request, obj):
            own["people"] = [(person.pk, display_name(person)) for person in people]
        row_form = type(self.form)(self.form.__name__, (self.form,), own)
        limits = {"validate_max": True, "absolute_max": MOST_ROWS + 20}
        return super().get_formset(request, obj, form=row_form, **limits, **kwargs)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("diary.view_diaryitem") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("diary.change_diaryitem" if obj else "diary.add_diaryitem")

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(DiaryItem)
class DiaryItemAdmin(
    NamedRowsMixin,
    DeskAdminMixin,
    AutocompleteFormMixin,
    admin.ModelAdmin,
):
    form = DiaryItemForm
    fields = [
        "title",
        ("day", "starts_at", "ends_at"),
        "place",
        "contact",
        "note",
        ("section", "language", "due_at"),
    ]
    addable = ()
    inlines = [AssignmentInline]
    list_display = ("day", "when", "named", "located", "covered_by", "story")
    list_display_links = ("named",)
    list_filter = (WhenFilter, CoverFilter, "section")
    list_select_related = ("section", "article")
    list_per_page = 50
    search_fields = ("title", "place", "contact", "note")
    sortable_by = ("day",)
    change_form_template = "admin/diary/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_assignments()

    def get_inline_instances(self, request, obj=None):
        """Pass the conflict state to the inline, so that its rows report concurrent saves like the form."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            inline.is_saving, inline.conflict = self.is_saving, self.conflict
        return inlines

    def get_changeform_initial_data(self, request):
        today = day_of(request.at)
        return {"day": parse_day(request.GET.get("day"), today), "language": get_language()}

    def response_add(self, request, item, *args, **kwargs):
        return self._begun(request, item) or super().response_add(request, item, *args, **kwargs)

    def response_change(self, request, item):
        return self._begun(request, item) or super().response_change(request, item)

    def _begun(self, request, item):
        """Begin the story after the form was saved, if the button for both was pressed.

        Return a redirect to the story, or None if it was not begun.
        """
        if BEGIN not in request.POST or not may(request.user, Verb.WRITE, item.language):
            return None
        return HttpResponseRedirect(story_address(begin_story(item, by=request.user).pk))

    def save_model(self, request, item, form, change):
        if not change:
            item.created_by = request.user
        super().save_model(request, item, form, change)

    def save_related(self, request, form, formsets, change):
        """Move the planned day of an existing story together with the item."""
        super().save_related(request, form, formsets, change)
        if change and "day" in form.changed_data:
            move_story_along(request, form.instance, form.initial["day"])

    @admin.display(description=DiaryItem._meta.get_field("title").verbose_name)
    def named(self, item):
        return text_html(item.title)

    @admin.display(description=DiaryItem._meta.get_field("place").verbose_name)
    def located(self, item):
        return text_html(item.place)

    @admin.display(description=_("time"))
    def when(self, item):
        return clock_html(item.begins) if item.begins else ""

    @admin.display(description=_("covered by"))
    def covered_by(self, item):
        people = dict.fromkeys(assignment.person for assignment in item.assignments.all())
        return ", ".join(display_name(person) for person in people)

    @admin.display(description=_("story"))
    def story(self, item):
        if not item.article_id:
            return ""
        return format_html('<a href="{}">{}</a>', story_address(item.article_id), _("Story"))
