"""Check of weekdays beside dates, against the calendar."""

from collections.abc import Iterator
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.context import CheckContext, own_passages
from articles.checks.registry import Finding, Severity, register
from articles.text.figures import misdated_weekdays


@register("text.weekday", Severity.WARNING, gettext_lazy("Weekdays fit their dates"))
def check_weekdays(context: CheckContext) -> Iterator[Finding]:
    """Yield a Finding for each date with another weekday; the planned date tells what is not written."""
    near = context.progress.planned_on or context.day
    for segment in own_passages(context):
        for one in misdated_weekdays(segment.text, context.language, near):
            yield Finding.of_words(segment, one.passage, *misdated_weekday_message(one.date))


def misdated_weekday_message(day: date) -> tuple[str, str]:
    """Return the message and the hint about a date that has another weekday beside it."""
    words = {"date": date_format(day, "DATE_FORMAT"), "weekday": WEEKDAYS[day.weekday()]}
    message = _("The weekday does not fit its date: %(date)s is a %(weekday)s.") % words
    return message, _("Correct the weekday or the date.")
