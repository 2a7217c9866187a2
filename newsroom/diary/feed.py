"""Personal calendar feeds with a user's deadlines (iCalendar, RFC 5545), and their secret URLs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from articles.admin.story_rows import story_address
from articles.annotations import StaffRequest
from articles.models import Language, LanguageProgress, Publication
from articles.models.planning import day_of, deadline
from newsroom.diary.models import AssignmentKind, CalendarFeed, DiaryItem
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

LONGEST_LINE = 75  # bytes without the line ending (RFC 5545, 3.1)
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\\n", "\r": "\\n", "\n": "\\n"}


@dataclass(frozen=True)
class CalendarItem:
    """One entry of a calendar.

    uid      permanent identifier
    starts   an instant, or a date for an all-day entry
    ends     an instant, or None for no duration
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | None = None
    place: str = ""
    description: str = ""
    address: str = ""

    def lines(self, at: datetime) -> list[str]:
        """Return the lines of its VEVENT. `at` is the time when it is written (DTSTAMP)."""
        values = {
            "UID": self.uid,
            "DTSTAMP": utc(at),
            "SUMMARY": escape(self.summary),
            "LOCATION": escape(self.place),
            "DESCRIPTION": escape(self.description),
            "URL": self.address,
        }
        if isinstance(self.starts, datetime):
            values |= {"DTSTART": utc(self.starts), "DTEND": utc(self.ends) if self.ends else ""}
        else:
            values["DTSTART;VALUE=DATE"] = f"{self.starts:%Y%m%d}"
            values["DTEND;VALUE=DATE"] = f"{self.starts + timedelta(days=1):%Y%m%d}"
        body = [f"{name}:{value}" for name, value in values.items() if value]
        return ["BEGIN:VEVENT", *body, "END:VEVENT"]


def write_calendar(name: str, items: Iterable[CalendarItem], *, at: datetime) -> str:
    """Return a calendar as text, with folded lines that end with CR LF."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Majubon//Newsroom//EN",
        f"X-WR-CALNAME:{escape(name)}",
    ]
    lines = [*head, *(line for item in items for line in item.lines(at)), "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    for sign, escaped in ESCAPED.items():
        text = text.replace(sign, escaped)
    return text


def fold(line: str) -> list[str]:
    """Return a line in parts of at most LONGEST_LINE bytes; all but the first begin with a space."""
    parts, room = [""], LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(" ")
            room = LONGEST_LINE - 1
        parts[-1] += letter
        room -= size
    return parts


BEHIND, AHEAD = timedelta(days=30), timedelta(days=365)  # range of diary items in the calendar
MOST = 500  # entries of each kind


@require_safe
def personal_calendar(request: StaffRequest, token: str) -> HttpResponse:
    """Return the calendar feed of a user: deadlines, planned days and diary assignments."""
    feed = CalendarFeed.of_token(token)
    if feed is None or not feed.person.has_perm("articles.view_article"):
        raise Http404
    language = feed.person.language or Language.EN
    with override(language):
        items = [*story_items(feed.person, request), *diary_items(feed.person, request)]
        text = write_calendar(Publication.objects.current().name_in(language), items, at=request.at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="newsroom.ics"'
    return response


def story_items(person, request):
    """Yield the deadlines and planned days of a user's assigned stories."""
    rows = LanguageProgress.objects.open_work(request.at).filter(assignee=person).with_column(request.at)
    for row in rows.with_story().order_by("pk")[:MOST]:
        words = {"story": row.article, "language": Language(row.language).label}
        facts = {"address": request.build_absolute_uri(story_address(row.article_id))}
        if due := deadline(row):
            title = _("Due: %(story)s (%(language)s)") % words
            yield CalendarItem(f"due-{row.pk}@{request.get_host()}", title, due, **facts)
        if row.planned_on:
            title = _("Planned: %(story)s (%(language)s)") % words
            yield CalendarItem(f"planned-{row.pk}@{request.get_host()}", title, row.planned_on, **facts)


def diary_items(person, request):
    """Yield the diary items that a user covers, and the deadlines of their texts."""
    today = day_of(request.at)
    items = DiaryItem.objects.of_person(person).between(today - BEHIND, today + AHEAD)
    for item in items.with_assignments()[:MOST]:
        own = [assignment for assignment in item.assignments.all() if assignment.person_id == person.pk]
        address = reverse("admin:diary_diaryitem_change", args=[item.pk])
        facts = {"address": request.build_absolute_uri(address)}
        details = "\n".join(filter(None, [item.contact, item.note, *(assignment.note for assignment in own)]))
        yield CalendarItem(
            f"item-{item.pk}@{request.get_host()}",
            item.title,
            item.begins or item.day,
            item.ends,
            item.place,
            details,
            **facts,
        )
        if item.due_at and any(assignment.kind == AssignmentKind.TEXT for assignment in own):
            title = _("Text due: %(title)s") % {"title": item.title}
            yield CalendarItem(f"text-{item.pk}@{request.get_host()}", title, item.due_at, **facts)


def _record_address(request, step):
    record(SecurityEventKind.EXPORTED, request=request, what="calendar", step=step)


@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request: StaffRequest) -> HttpResponse:
    """Show whether the user has a calendar URL. A POST creates a new one or ends it."""
    if not request.user.has_perm("diary.view_diaryitem"):
        raise PermissionDenied
    address = ""
    if request.method == "POST" and "_end" in request.POST:
        if CalendarFeed.objects.filter(person=request.user).delete()[0]:
            _record_address(request, "address_ended")
        messages.success(request, _("The address no longer works."))
        return HttpResponseRedirect(reverse("admin:diary_feed"))
    if request.method == "POST":
        has_one = CalendarFeed.objects.filter(person=request.user).exists()
        token = CalendarFeed.renew(request.user)
        _record_address(request, "address_renewed" if has_one else "address_made")
        address = request.build_absolute_uri(reverse("personal_calendar", args=[token]))
    context = admin.site.each_context(request) | {
        "title": _("Deadlines in your own calendar"),
        "feed": CalendarFeed.objects.filter(person=request.user).first(),
        "address": address,
    }
    # No redirect after POST: it would need to store the secret URL.
    return TemplateResponse(request, "admin/diary/feed.html", context)


# Without login, because calendar programs read it.
urlpatterns = [path("<slug:token>.ics", personal_calendar, name="personal_calendar")]
