"""The list and the form of the diary, its entries in the calendar, and what a person covers next."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.base import AutocompleteFormMixin, ChoiceFilter, SafeListMixin
from articles.admin.conflicts import ConflictMixin
from articles.admin.deletion import DeletionMixin
from articles.admin.display import clock_html, day_html, parse_day, text_html
from articles.admin.forms.fields import ReadOnlyFormMixin
from articles.admin.forms.guarded import GuardedForm
from articles.admin.planning.calendar import KINDS
from articles.admin.site import register_calendar_entries, register_panel, register_urls
from articles.admin.story_rows import story_address
from articles.models.people import display_name
from articles.models.planning import day_of
from articles.workflow.permissions import Verb, may
from newsroom.diary.admin.assignments import AssignmentInline
from newsroom.diary.admin.moves import move_address, move_story_along
from newsroom.diary.feed import feed_page
from newsroom.diary.models import DiaryItem
from newsroom.diary.stories import begin_story

BEGIN = "_begin"  # the button that saves and begins the story
NEXT_DAYS = 14  # in the panel of the first screen
MOST = 8


@register_urls
def diary_urls(site):
    return [path("diary/feed/", site.admin_view(feed_page), name="diary_feed")]


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
    options = [("me", _("Me")), ("nobody", _("Nobody yet"))]

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


@admin.register(DiaryItem)
class DiaryItemAdmin(
    ConflictMixin, ReadOnlyFormMixin, DeletionMixin, SafeListMixin, AutocompleteFormMixin, admin.ModelAdmin
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
    inlines = [AssignmentInline]
    list_display = ("day", "when", "title", "place", "covered_by", "story")
    list_display_links = ("title",)
    list_filter = (WhenFilter, CoverFilter, "section")
    list_select_related = ("section", "article")
    list_per_page = 50
    search_fields = ("title", "place", "contact", "note")
    sortable_by = ("day",)
    change_form_template = "admin/diary/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_assignments()

    def get_inline_instances(self, request, obj=None):
        """Let the rows notice what somebody else saved meanwhile, as the form does."""
        found = super().get_inline_instances(request, obj)
        for inline in found:
            inline.is_saving, inline.conflict = self.is_saving, self.conflict
        return found

    def get_changeform_initial_data(self, request):
        today = day_of(request.at)
        return {"day": parse_day(request.GET.get("day"), today), "language": get_language()}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if hasattr(widget, "can_add_related"):  # accounts and sections have forms of their own
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field

    def response_add(self, request, item, *args, **kwargs):
        return self._begun(request, item) or super().response_add(request, item, *args, **kwargs)

    def response_change(self, request, item):
        return self._begun(request, item) or super().response_change(request, item)

    def _begun(self, request, item):
        """Begin the story after the form was saved, for the button that does both."""
        if BEGIN not in request.POST or not may(request.user, Verb.WRITE, item.language):
            return None
        return HttpResponseRedirect(story_address(begin_story(item, by=request.user).pk))

    def save_model(self, request, item, form, change):
        if not change:
            item.created_by = request.user
        super().save_model(request, item, form, change)

    def save_related(self, request, form, formsets, change):
        """Let the plan of a story that was begun follow the item."""
        super().save_related(request, form, formsets, change)
        if change and "day" in form.changed_data:
            move_story_along(request, form.instance, form.initial["day"])

    @admin.display(description=_("time"))
    def when(self, item):
        return clock_html(item.begins) if item.begins else ""

    @admin.display(description=_("covered by"))
    def covered_by(self, item):
        people = dict.fromkeys(one.person for one in item.assignments.all())
        return ", ".join(display_name(person) for person in people)

    @admin.display(description=_("story"))
    def story(self, item):
        if not item.article_id:
            return ""
        return format_html('<a href="{}">{}</a>', story_address(item.article_id), _("Story"))


@dataclass
class DiaryCalendarEntry:
    """An item on a day of the calendar, as articles.admin.planning.calendar shows entries.

    move  the address of the page that moves it, or ""
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
        """[(place, time of day or "")], in the form of a story's languages."""
        hour = clock_html(self.item.begins) if self.item.begins else ""
        return [(self.item.place, hour)] if self.item.place or hour else []


@register_calendar_entries
def diary_entries(request, first, last):
    if not request.user.has_perm("diary.view_diaryitem"):
        return []
    items = DiaryItem.objects.between(first, last)[:500]
    return [DiaryCalendarEntry(item, move_address(request, item)) for item in items]


def own_items(user, at):
    """Return the context of the panel with what a person is to cover next, or None."""
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
