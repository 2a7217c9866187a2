"""Items of the diary in the calendar, their moves to another day, and what a person covers next."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.calendar import KINDS
from articles.admin.display import (
    UNDO,
    WEEKDAY,
    add_undo_message,
    clock_html,
    day_html,
    format_day,
    text_html,
)
from articles.admin.moves import DayForm, attempt, day_words, move_page, moved_response
from articles.admin.site import register_calendar_entries, register_panel, register_urls
from articles.admin.story_rows import story_address
from articles.models import Language
from articles.models.planning import day_of
from newsroom.diary.items import movable_languages, move_item, move_story, planned_rows
from newsroom.diary.models import DiaryItem

NEXT_DAYS = 14  # in the panel of the first screen
MOST = 8
LANGUAGES = "languages"  # of the story that an undo moves back, as “en-ko”


@register_urls
def move_urls(site):
    return [path("diary/<int:item_id>/move/", site.admin_view(move_view), name="diary_move")]


def move_address(request: HttpRequest, item: DiaryItem) -> str:
    """Return the address of the page for an item, which leads back to this one; "" without permission."""
    if not request.user.has_perm("diary.change_diaryitem"):
        return ""
    return f"{reverse('admin:diary_move', args=[item.pk])}?{urlencode({'next': request.get_full_path()})}"


def move_view(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show the form with the day; a POST, which is also what dropping it does, moves the item.

    422 for a day that is over, 409 if it was moved.
    """
    if not request.user.has_perm("diary.change_diaryitem"):
        raise PermissionDenied
    item = get_object_or_404(DiaryItem, pk=item_id)
    form, status = DayForm(request.POST or None, at=request.at, current=item.day), 200
    if movable_languages(item, item.day, by=request.user):
        form.fields["day"].help_text = _("Its story is planned for the same day and moves along.")
    headline = text_html(item.title)
    if request.method == "POST":
        reasons, status = attempt(form, lambda: save(request, item, **form.cleaned_data))
        if status == 200:
            return moved_response(request, headline, form.result)
        if reasons:
            item = get_object_or_404(DiaryItem, pk=item_id)
            form.renew_guards(day_seen=item.day)
            form.add_error(None, reasons)
    return move_page(request, form, headline, status=status)


def save(request, item, *, day, day_seen):
    """Move an item, with its story; return as MoveForm.save."""
    if day == day_seen:
        return None
    languages = request.POST.get(LANGUAGES, "").split("-") if UNDO in request.POST else None
    moved = move_item(item, day, was=day_seen, by=request.user, languages=languages)
    undo = {"day": day_seen, "day_seen": day, LANGUAGES: "-".join(moved)}
    return " ".join(filter(None, [day_words(day), story_words(item, day_seen, moved)])), undo


def story_words(item, was, moved):
    """Return what the plan of the story is now of an item that was on another day, in sentences, or ""."""
    left = [str(Language(row.language).label) for row in planned_rows(item, was)]
    words = {"day": format_day(was, WEEKDAY), "languages": ", ".join(left)}
    if not moved:
        return _("Its story is still planned for %(day)s.") % words if left else ""
    stays = _("Still planned for %(day)s: %(languages)s.") % words if left else ""
    return " ".join(filter(None, [_("Its story is planned for that day, too."), stays]))


def move_story_along(request: HttpRequest, item: DiaryItem, was: date) -> None:
    """Plan the story of an item whose form has moved it, and add a message with a button to undo that."""
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
    """An item on a day of the calendar, as articles.admin.calendar shows entries.

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
