"""Days and hours as the board, the calendar and the report tell them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.forms.instants import YEARS

DAY = {"en": "N j", "ko": "n월 j일"}
WEEKDAY = {"en": "l, F j", "ko": "n월 j일 l"}
FULL = {"en": "l, F j, Y", "ko": "Y년 n월 j일 l"}
MONTH = {"en": "F Y", "ko": "Y년 n월"}
CLOCK = {"en": "P", "ko": "A g:i"}


def told(day, form):
    """A day in one of the forms above, in the language of the screens."""
    return formats.date_format(day, form[get_language()])


def day_words(day):
    """A day as a <time>: “Nov. 25”."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), told(day, DAY))


def clock_words(at):
    """The hour of an instant in the newsroom's zone: “6 p.m.”."""
    return told(timezone.localtime(at, timezone.get_default_timezone()), CLOCK)


def clock(at, user=None):
    """The hour as a <time>, which tells on pointing what the clock of the person shows then."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        own_clock(at, user),
        clock_words(at),
    )


def own_clock(at, user):
    """“Your time: Nov. 24, 10 a.m. (Europe/Berlin)” for who works in another zone, else ""."""
    name = getattr(user, "time_zone", "")
    if not name or name == timezone.get_default_timezone_name():
        return ""
    own = timezone.localtime(at, ZoneInfo(name))
    when = {"day": told(own, DAY), "clock": told(own, CLOCK), "zone": name}
    return _("Your time: %(day)s, %(clock)s (%(zone)s)") % when


def asked_day(text, default):
    """The day that an address names as 2026-11-25; the default for anything else."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return default
    return day if day.year in YEARS else default
