"""The page that moves an item of the diary to another day, which is also what dropping it does."""

from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.display import UNDO, WEEKDAY, add_undo_message, format_day, text_html
from articles.admin.planning.moves import DayForm, attempt, day_words, move_page, moved_response
from articles.admin.site import register_urls
from articles.models import Language
from newsroom.diary.models import DiaryItem
from newsroom.diary.moves import movable_languages, move_item, move_story, planned_rows

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
    """Show the form with the day; a POST moves the item. 422 for a day that is over, 409 if it was moved."""
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
