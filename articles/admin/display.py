"""Dates, headlines, names, pictures, chips and undo messages, formatted for the admin screens."""

import json
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.annotations import InterfaceText, User
from articles.models import Article, Image, Language, Section, localized, other
from articles.models.people import display_name
from articles.text.script import language_of

YEARS = range(1900, 9999)  # accepted years; near the ends of the calendar, other time zones would overflow
WITHOUT_YEAR = {"en": "N j, P", "ko": "n월 j일 A g:i"}
DAY = {"en": "N j", "ko": "n월 j일"}
DAY_WITH_YEAR = {"en": "N j, Y", "ko": "Y년 n월 j일"}
WEEKDAY = {"en": "l, F j", "ko": "n월 j일 l"}
FULL = {"en": "l, F j, Y", "ko": "Y년 n월 j일 l"}
MONTH = {"en": "F Y", "ko": "Y년 n월"}
CLOCK = {"en": "P", "ko": "A g:i"}
NO_THUMB = mark_safe('<span class="thumb thumb-none"></span>')
# Mark of a translation whose source was changed in the working copy; “behind” compares live texts.
STALE = gettext_lazy("Source changed")
UNDO = "_undo"  # field in the POST of an undo button


def as_of_query(at: datetime) -> str:
    """Return the query string that shows a public page as of an instant."""
    return urlencode({"at": timezone.localtime(at, timezone.get_default_timezone()).isoformat()})


def parse_as_of(text: str) -> datetime | None:
    """Return the instant in a query value of as_of_query(), or None for any other text."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if timezone.is_aware(at) and at.year in YEARS else None


def datetime_html(at: datetime) -> str:
    """Return a <time> in the newsroom's zone and the interface language. The current year is left out."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    is_this_year = local.year == timezone.localtime(timezone=timezone.get_default_timezone()).year
    form = WITHOUT_YEAR[get_language()] if is_this_year else "DATETIME_FORMAT"
    words = formats.date_format(local, form)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


def format_local_datetime(at: datetime) -> str:
    """Format a date and time in the newsroom's time zone and the active language."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def newsroom_zone() -> str:
    """Return the newsroom's time zone, for the help text of time fields: “Asia/Seoul, UTC+09:00”."""
    offset = timezone.localtime().strftime("%z")
    return f"{timezone.get_default_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"


def format_day(day: date, form: dict[str, str]) -> str:
    """Return a day in one of the formats above, in the interface language."""
    return formats.date_format(day, form[get_language()])


def format_days(first: date, last: date) -> str:
    """Return a period as “Nov. 29 – Dec. 26, 2026”, with both years if they differ."""
    language, is_same = get_language(), first.year == last.year
    short, long = DAY[language], DAY_WITH_YEAR[language]
    # English puts the year last, Korean first.
    forms = (short, long) if language == "en" else (long, short)
    begins, ends = forms if is_same else (long, long)
    return f"{formats.date_format(first, begins)} – {formats.date_format(last, ends)}"


def day_html(day: date) -> str:
    """Return a day as a <time>: “Nov. 25”."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), format_day(day, DAY))


def format_clock(at: datetime) -> str:
    """Return the time of day of an instant in the newsroom's zone: “6 p.m.”."""
    return format_day(timezone.localtime(at, timezone.get_default_timezone()), CLOCK)


def clock_html(at: datetime, user: User | None = None) -> str:
    """Return the time of day as a <time>, with a tooltip in the user's own time zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        own_clock_title(at, user),
        format_clock(at),
    )


def own_clock_title(at: datetime, user: User | None) -> str:
    """Return “Your time: Nov. 24, 10 a.m. (Europe/Berlin)” for a user in another zone, else ""."""
    name = getattr(user, "time_zone", "")
    if not name or name == timezone.get_default_timezone_name():
        return ""
    own = timezone.localtime(at, ZoneInfo(name))
    when = {"day": format_day(own, DAY), "clock": format_day(own, CLOCK), "zone": name}
    return _("Your time: %(day)s, %(clock)s (%(zone)s)") % when


def parse_day(text: str | None, default: date) -> date:
    """Return the day in a text such as 2026-11-25, or the default for any other text."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return default
    return day if day.year in YEARS else default


def headline_html(article: Article) -> str:
    """Return a story's headline as HTML, in the interface language, else in the other; "" if empty."""
    return field_html(article, "title", css="headline")


def field_html(instance: Model, field: str, css: str = "words") -> str:
    """Return one translated field as HTML, in the interface language, else in the other; "" if empty."""
    language, words = preferred_text(instance, field)
    return format_html('<span class="{}" lang="{}">{}</span>', css, language, words) if words else ""


def preferred_text(instance: Model, field: str) -> tuple[Language, str]:
    """Return (language, text) of one translated field, in the interface language, else in the other.

    The text is "" if both are empty.
    """
    mine = Language(get_language())
    language = mine if getattr(instance, localized(field, mine)) else other(mine)
    return language, getattr(instance, localized(field, language))


def lang_span(language: str, words: str) -> str:
    """Return words marked with their language; "" if empty."""
    return format_html('<span lang="{}">{}</span>', language, words) if words else ""


def as_data(value: dict) -> str:
    """Render a value as indented JSON, with the language code for no linguistic content."""
    return format_html('<pre lang="zxx">{}</pre>', json.dumps(value, ensure_ascii=False, indent=2))


def text_html(words: str) -> str:
    """Return typed text as HTML, marked with the language of its script; "" if empty."""
    return format_html('<span lang="{}">{}</span>', text_language(words), words) if words else ""


def text_language(words: str) -> str:
    """Return the language of typed text by its script, or the interface language if it is unclear."""
    return language_of(words) or get_language()


def language_label(language: str) -> str:
    """Return the name of a language; "" for ""."""
    return Language(language).label if language else ""  # type: ignore[return-value]  # translated when it is shown


def thumb_html(image: Image | None, width: int, height: int) -> str:
    """Return a decorative thumbnail, cropped around the focal point; a placeholder without a picture."""
    if not image or not image.file:
        return NO_THUMB
    return format_html(
        '<img class="thumb" src="{}" alt="" width="{}" height="{}" loading="lazy" data-x="{}" data-y="{}">',
        image.file.url,
        width,
        height,
        thumb_edge(image.focal_x),
        thumb_edge(image.focal_y),
    )


def thumb_edge(percent):
    """Return the third of a side that contains a focal point: "start", "middle" or "end"."""
    return "start" if percent < 34 else "end" if percent > 66 else "middle"


def labelled_cell(label: str, value: str | int) -> str:
    """Return a value with its label, for narrow screens without column headings."""
    return format_html('<span class="cell-name">{}</span> {}', capfirst(label), value)


def chip(kind: str, words: InterfaceText) -> str:
    """Return a label in the colour of its kind (see static/css/admin.css)."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, words)


def swatch(section: Section) -> str:
    """Return a section's name next to its colour."""
    return format_html('<span class="swatch colour-{}"></span>{}', section.colour, section)


def who_and_when(person: User, at: datetime) -> str:
    """Return “Yuna Kang, Nov. 25, 9 p.m.”."""
    return format_html("{}, {}", display_name(person), datetime_html(at))


def undo_message(request: HttpRequest, text: str, address: str, fields: dict | None = None) -> str:
    """Return the HTML of a message with an undo button that posts fields to an address.

    If the address is "", there is no button. The values of the fields are sent as text, because a template
    would localize dates.
    """
    fields = {name: str(value) for name, value in (fields or {}).items()} | {UNDO: "1"}
    context = {"text": text, "address": address, "fields": fields}
    return render_to_string("admin/_undo.html", context, request)


def add_undo_message(request: HttpRequest, text: str, address: str, fields: dict) -> None:
    messages.success(request, undo_message(request, text, address, fields))
