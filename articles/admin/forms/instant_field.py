"""The field for a date and time: one input of the browser, read in a time zone.

It explains hours that the zone's clock skips or repeats.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.display import CLOCK as TIME_OF_DAY
from articles.admin.display import YEARS, format_day

OFTEN = (6, 18, 24 + 6)  # hours after midnight at which people often publish
CLOCK = {"en": "M j, Y, H:i", "ko": "Y년 n월 j일 H:i"}


class DayInput(forms.DateInput):
    """A browser's own field for a day. Django's would mention time zones, which a day does not have."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """A browser's own field for a date and time, to the minute; to the second where there are seconds."""

    input_type = "datetime-local"

    @property
    def media(self):
        return forms.Media(js=[Script("js/admin/half_typed_dates.js", type="module")])

    def format_value(self, value):
        """Return a datetime, or the text of a refused form, as browsers read it if it can be read at all."""
        local = value if isinstance(value, datetime) else parse_naive(value or "")
        if local is None:
            return value
        return local.isoformat(timespec="seconds" if local.second else "minutes")


class InstantField(forms.DateTimeField):
    """A date and time field in one time zone.

    zone     the ZoneInfo of the clock; by default the newsroom's
    reading  the choice among two instants where the clock shows an hour twice: 0, 1, or None to ask
    """

    widget = InstantInput

    def __init__(self, *, zone=None, reading=None, **options):
        self.zone, self.reading = zone or timezone.get_default_timezone(), reading
        super().__init__(**options)

    def prepare_value(self, value):
        """Return an instant as the zone's clock shows it."""
        is_instant = isinstance(value, datetime) and timezone.is_aware(value)
        return value.astimezone(self.zone).replace(tzinfo=None) if is_instant else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            with timezone.override(UTC):  # whose clock neither skips nor repeats
                typed = super().to_python(value)
        except ValidationError:
            # With the text, of which a browser's own field shows nothing.
            message = _("“%(text)s” is not a date and time. Enter it as 2026-11-25 09:00.")
            raise ValidationError(message % {"text": str(value)[:40]}, code="invalid") from None
        if typed.year not in YEARS:
            message = _("Choose a year from %(first)d to %(last)d.")
            raise ValidationError(message % {"first": YEARS[0], "last": YEARS[-1]})
        if parse_naive(str(value)) is None and parse_datetime(str(value).strip()):
            return typed  # with an offset of its own
        return self.instant(typed.replace(tzinfo=None))

    def instant(self, local):
        """Return the instant at which the zone's clock shows a date and time. Raise ValidationError."""
        found = instants_on_clock(local, self.zone)
        if not found:
            last, first = (format_with_offset(at, self.zone) for at in around_gap(local, self.zone))
            raise ValidationError(
                _(
                    "%(shown)s does not exist in %(zone)s: clocks go forward from %(last)s to %(first)s. "
                    "Choose an earlier or a later time."
                )
                % {"shown": format_local(local), "zone": self.zone.key, "last": last, "first": first}
            )
        if len(found) == 1:
            return found[0]
        if self.reading is None:
            first, second = (format_with_offset(at, self.zone) for at in found)
            raise ValidationError(
                _(
                    "%(shown)s occurs twice in %(zone)s because clocks go back: %(first)s and then "
                    "%(second)s. Choose one of them."
                )
                % {"shown": format_local(local), "zone": self.zone.key, "first": first, "second": second},
                code="twice",
            )
        return found[self.reading]


def parse_naive(text: str) -> datetime | None:
    """Return the date and time of a text in ISO format without an offset, or None for any other text."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    return None if found is None or timezone.is_aware(found) else found


def parse_local(text: str | None) -> datetime | None:
    """Return the typed date and time without a zone, or None for anything else."""
    try:
        with timezone.override(UTC):
            typed = forms.DateTimeField().to_python(text)
    except ValidationError:
        return None
    return typed and typed.replace(tzinfo=None)


def instants_on_clock(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which a zone's clock shows a date and time: two in autumn, none in spring."""
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == local)


def around_gap(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the last minute before the hours that a zone's clock skips, and the first after them."""
    last, minute = local.replace(tzinfo=zone, fold=1).astimezone(UTC), timedelta(minutes=1)
    offset = last.astimezone(zone).utcoffset()
    while (last + minute).astimezone(zone).utcoffset() == offset:
        last += minute
    return last, last + minute


def upcoming_times(now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return [(date and time as a browser's field has it, its label)] of times that people often schedule.

    The next full hour, mornings and evenings until tomorrow morning; none that the clock skips or repeats.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    hour = (local + timedelta(hours=1, minutes=10)).replace(minute=0, second=0, microsecond=0)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    found = sorted({hour, *(today + timedelta(hours=hours) for hours in OFTEN)})
    times = [one for one in found if one > local and len(instants_on_clock(one, zone)) == 1]
    return [(one.isoformat(timespec="minutes"), _label_of_time(one, local)) for one in times]


def _label_of_time(time, local):
    words = _("Today, %(time)s") if time.date() == local.date() else _("Tomorrow, %(time)s")
    return words % {"time": format_day(time, TIME_OF_DAY)}


def format_with_offset(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant on a zone's clock with its offset from UTC, which tells 02:30 from 02:30."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{format_local(local)} (UTC{offset[:3]}:{offset[3:5]})"


def format_local(local: datetime) -> str:
    return formats.date_format(local, CLOCK[get_language()])
