"""Instants that people type, and instants that lists tell."""

from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

YEARS = range(1900, 9999)  # at either end of the calendar, another time zone lies outside it
WITHOUT_YEAR = {"en": "N j, P", "ko": "n월 j일 A g:i"}


def far_instant_refused(at):
    """The instant, or None; ValidationError for a year that is a slip of the keyboard."""
    if at is not None and at.year not in YEARS:
        raise ValidationError(
            _("Choose a year from %(first)d to %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return at


def as_of(at):
    """What stands behind the address of a public page to see it as of an instant."""
    return urlencode({"at": timezone.localtime(at, timezone.get_default_timezone()).isoformat()})


def asked_instant(text):
    """The instant that an address asks for by as_of(), or None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if timezone.is_aware(at) and at.year in YEARS else None


def moment(at):
    """A <time> in the newsroom's zone and the language of the screens, its year told when it is another."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    is_this_year = local.year == timezone.localtime(timezone=timezone.get_default_timezone()).year
    form = WITHOUT_YEAR[get_language()] if is_this_year else "DATETIME_FORMAT"
    words = formats.date_format(local, form)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)
