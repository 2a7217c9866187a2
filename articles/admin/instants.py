"""Instants that people type."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

YEARS = range(1900, 9999)  # at either end of the calendar, another time zone lies outside it


def far_instant_refused(at):
    """The instant, or None; ValidationError for a year that is a slip of the keyboard."""
    if at is not None and at.year not in YEARS:
        raise ValidationError(
            _("Choose a year from %(first)d to %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return at
