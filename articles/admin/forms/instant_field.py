"""A date and time typed in a time zone, with explanations for hours that its clock skips or repeats."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CLOCK = {"en": "M j, Y, H:i", "ko": "Y년 n월 j일 H:i"}


class InstantField(forms.DateTimeField):
    """A date and time field in one time zone.

    zone     the ZoneInfo of the clock
    reading  the choice among two instants where the clock shows an hour twice: 0, 1, or None to ask
    """

    def __init__(self, *, zone, reading=None, **options):
        self.zone, self.reading = zone, reading
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        with timezone.override(UTC):  # whose clock neither skips nor repeats
            typed = super().to_python(value)
        named = parse_datetime(str(value).strip())
        if named and timezone.is_aware(named):
            return typed
        return self.instant(typed.replace(tzinfo=None))

    def instant(self, local):
        """Return the instant at which the zone's clock shows a date and time. Raise ValidationError."""
        try:
            found = instants_on_clock(local, self.zone)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
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


def parse_local(text: str) -> datetime | None:
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
    later, earlier = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    offset = earlier.astimezone(zone).utcoffset()
    minute = timedelta(minutes=1)
    while later - earlier > minute:
        middle = earlier + (later - earlier) // (2 * minute) * minute
        if middle.astimezone(zone).utcoffset() == offset:
            earlier = middle
        else:
            later = middle
    return earlier, later


def format_with_offset(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant on a zone's clock with its offset from UTC, which tells 02:30 from 02:30."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{format_local(local)} (UTC{offset[:3]}:{offset[3:5]})"


def format_local(local: datetime) -> str:
    return formats.date_format(local, CLOCK[get_language()])
