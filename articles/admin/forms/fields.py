"""Fields and widgets: choices of objects, days and instants, and read-only texts.

An instant is one browser input, interpreted in a time zone. Its field explains hours that the zone's clock
skips or repeats.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import (
    AdminURLFieldWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    get_select2_language,
)
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Field
from django.forms.widgets import Script
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import body
from articles.admin.display import CLOCK as TIME_OF_DAY
from articles.admin.display import YEARS, format_day
from articles.body import BodyField
from articles.body.normal_form import clean_address
from articles.models import Publication, localized
from articles.previews import pictures

MOST_DIGITS = 18  # longer numbers may exceed 64 bits, which raises an error on SQLite


def is_number(value: str | int | None) -> bool:
    """Return whether a value is an id that a database can look up."""
    return str(value).isdecimal() and len(str(value)) <= MOST_DIGITS


class SafeOptionsMixin:
    """Widget mixin that shows the chosen objects again and leaves out posted values that are not ids."""

    # Read when the widget is rendered, not when the form class is defined.
    i18n_name = property(lambda self: get_select2_language(), lambda self, name: None)

    @property
    def media(self):
        return super().media + forms.Media(js=[Script("js/admin/names.js", type="module")])

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [item for item in value if is_number(item)], attr)


class ObjectSelect(SafeOptionsMixin, AutocompleteSelect):
    """Choice of one object.

    known  an object that is already loaded, or None; if it is the chosen object, no query is needed
    """

    known = None

    def optgroups(self, name, value, attr=None):
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        chosen = self.create_option(name, self.known.pk, label, True, len(blank))
        return [(None, [*blank, chosen], 0)]


class ObjectSelectMultiple(SafeOptionsMixin, AutocompleteSelectMultiple):
    pass


class ObjectsField(forms.ModelMultipleChoiceField):
    """Choice of objects by id. A name never creates an object."""

    def _check_values(self, value):
        for number in value if isinstance(value, list | tuple) else ():
            if not is_number(number):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": number}
                )
        return super()._check_values(value)


class ReadOnlyFormMixin:
    """Mixin for a model admin whose read-only form shows texts in their language and only permitted links.

    Django's own form shows the HTML of a body, and links a related object without checking the permission.
    """

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            form = context["adminform"]
            form.fieldsets = [
                (title, options | {"fields": [self._as_read(name, request) for name in options["fields"]]})
                for title, options in form.fieldsets
            ]
            form.readonly_fields = flatten_fieldsets(form.fieldsets)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _as_read(self, name, request):
        if isinstance(name, list | tuple):
            return tuple(self._as_read(part, request) for part in name)
        column = {column.name: column for column in self.opts.concrete_fields}.get(name)
        if hasattr(column, "translated_field"):
            return ReadOnlyColumn(column)
        is_closed = column is not None and column.is_relation and not self.may_open(column, request)
        return ReadOnlyColumn(column) if is_closed else name

    def may_open(self, column, request):
        """Return whether the related model of a column has an admin that this user may view."""
        site, model = self.admin_site, column.related_model
        return site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)


@dataclass(frozen=True)
class ReadOnlyColumn:
    """Read-only column of a form, used in place of the column's name."""

    column: Field

    @property
    def __name__(self):
        return self.column.name

    @property
    def short_description(self):
        return self.column.verbose_name

    def __call__(self, thing):
        value = getattr(thing, self.column.name)
        if isinstance(self.column, BodyField):
            return reading_html(body_html(value, self.column.language), self.column.language)
        if hasattr(self.column, "language") and value:
            return format_html('<span lang="{}">{}</span>', self.column.language, linebreaksbr(value))
        return str(value or "")


class DeskResolver:
    """Resolver for articles.body.render: links lead to admin pages, pictures come from the library."""

    def __init__(self, html, language):
        self.language = language
        self.pictures = pictures(html, None, language)

    def article(self, number):
        return reverse("admin:articles_article_change", args=[number]), self.language

    def topic(self, number):
        return reverse("admin:articles_topic_change", args=[number])

    def term(self, number):
        return reverse("admin:articles_term_change", args=[number])

    def image(self, number):
        picture = self.pictures.get(str(number))
        return picture and {**picture, "src": default_storage.url(picture["src"])}


def body_html(html: str, language: str, publication: Publication | None = None) -> str:
    """Return a body with its labels, pictures and links, as staff see it.

    publication  the Publication, if the page has already read it; None queries it
    """
    publication = publication or Publication.objects.current()
    return body.render(
        html,
        language=language,
        resolver=DeskResolver(html, language),
        insight_name=getattr(publication, localized("insight_name", language)),
    )


def reading_html(text: str, language: str) -> str:
    """Return a text or safe HTML, styled as reading text; “—” if it is empty."""
    return format_html('<div class="reading" lang="{}">{}</div>', language, text or "—")


class ReadOnlyWidget(forms.Widget):
    """Widget for a value that the user may read but not change. Posts nothing."""

    def id_for_label(self, id_):
        return ""

    def value_omitted_from_data(self, data, files, name):
        return True


class ReadOnlyTextWidget(ReadOnlyWidget):
    """Widget for a read-only text.

    publication  the Publication, if the page has already read it; None queries it
    """

    publication = None

    def __init__(self, language="", is_html=False):
        super().__init__({"lang": language} if language else None)
        self.language, self.is_html = language, is_html

    def render(self, name, value, attrs=None, renderer=None):
        if self.is_html:
            text = body_html(value or "", self.language, self.publication)
        else:
            text = mark_safe(linebreaks(value, autoescape=True)) if value else ""
        return reading_html(text, self.language)


class ReadOnlyValueWidget(ReadOnlyWidget):
    """Widget that shows the value of a row in place of a read-only field."""

    def __init__(self, instance, name):
        super().__init__()
        self.instance, self.column = instance, name

    def render(self, name, value, attrs=None, renderer=None):
        choice = getattr(self.instance, f"get_{self.column}_display", None)
        shown = choice() if choice else getattr(self.instance, self.column)
        if hasattr(shown, "all"):
            shown = ", ".join(map(str, shown.all()))
        return format_html('<span class="read-only-value">{}</span>', "—" if shown in (None, "") else shown)


OFTEN = (6, 18, 24 + 6)  # common publication times, in hours after midnight
CLOCK = {"en": "M j, Y, H:i", "ko": "Y년 n월 j일 H:i"}


class AddressInput(AdminURLFieldWidget):
    """Input for an external address, with a link only if a text may link to it."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["url_valid"] = bool(context["url_valid"] and value and clean_address(value))
        return context


class DayInput(forms.DateInput):
    """Browser input for a day. Django's own would mention time zones, which do not concern a day."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """Browser input for a date and time, to the minute; to the second if there are seconds."""

    input_type = "datetime-local"

    @property
    def media(self):
        return forms.Media(js=[Script("js/admin/half_typed_dates.js", type="module")])

    def format_value(self, value):
        """Return a datetime in the browser's format.

        The text of a refused form is formatted as well, or returned unchanged if it cannot be parsed.
        """
        local = value if isinstance(value, datetime) else parse_naive(value or "")
        if local is None:
            return value
        return local.isoformat(timespec="seconds" if local.second else "minutes")


class InstantField(forms.DateTimeField):
    """A date and time field in one time zone.

    zone     the ZoneInfo of the clock; by default the newsroom's
    reading  the instant to use if the clock shows an hour twice: 0, 1, or None for an error
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
            with timezone.override(UTC):  # UTC neither skips nor repeats hours
                typed = super().to_python(value)
        except ValidationError:
            # The message has the text, because the browser's own input shows nothing.
            message = _("“%(text)s” is not a date and time. Enter it as 2026-11-25 09:00.")
            raise ValidationError(message % {"text": str(value)[:40]}, code="invalid") from None
        if typed.year not in YEARS:
            message = _("Choose a year from %(first)d to %(last)d.")
            raise ValidationError(message % {"first": YEARS[0], "last": YEARS[-1]})
        if parse_naive(str(value)) is None and parse_datetime(str(value).strip()):
            return typed  # the text has its own offset
        return self.instant(typed.replace(tzinfo=None))

    def instant(self, local):
        """Return the instant when the zone's clock shows a date and time. Raise ValidationError."""
        instants = instants_on_clock(local, self.zone)
        if not instants:
            last, first = (format_with_offset(at, self.zone) for at in around_gap(local, self.zone))
            raise ValidationError(
                _(
                    "%(shown)s does not exist in %(zone)s: clocks go forward from %(last)s to %(first)s. "
                    "Choose an earlier or a later time."
                )
                % {"shown": format_local(local), "zone": self.zone.key, "last": last, "first": first}
            )
        if len(instants) == 1:
            return instants[0]
        if self.reading is None:
            first, second = (format_with_offset(at, self.zone) for at in instants)
            raise ValidationError(
                _(
                    "%(shown)s occurs twice in %(zone)s because clocks go back: %(first)s and then "
                    "%(second)s. Choose one of them."
                )
                % {"shown": format_local(local), "zone": self.zone.key, "first": first, "second": second},
                code="twice",
            )
        return instants[self.reading]


def parse_naive(text: str) -> datetime | None:
    """Return the datetime of an ISO text without an offset, or None for any other text."""
    try:
        parsed = parse_datetime(text.strip())
    except ValueError:
        return None
    return None if parsed is None or timezone.is_aware(parsed) else parsed


def parse_local(text: str | None) -> datetime | None:
    """Return the typed date and time without a zone, or None if it is invalid."""
    try:
        with timezone.override(UTC):
            typed = forms.DateTimeField().to_python(text)
    except ValidationError:
        return None
    return typed and typed.replace(tzinfo=None)


def instants_on_clock(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants when a zone's clock shows a date and time: one, or at clock changes two or none."""
    instants = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in instants if at.astimezone(zone).replace(tzinfo=None) == local)


def around_gap(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the last minute before the hours that a zone's clock skips, and the first minute after them."""
    last, minute = local.replace(tzinfo=zone, fold=1).astimezone(UTC), timedelta(minutes=1)
    offset = last.astimezone(zone).utcoffset()
    while (last + minute).astimezone(zone).utcoffset() == offset:
        last += minute
    return last, last + minute


def upcoming_times(now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return [(value of a browser's input, label)] of common times for scheduling.

    These are the next full hour, and mornings and evenings until tomorrow morning, except times that the
    clock skips or repeats.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    hour = (local + timedelta(hours=1, minutes=10)).replace(minute=0, second=0, microsecond=0)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    candidates = sorted({hour, *(today + timedelta(hours=hours) for hours in OFTEN)})
    times = [
        candidate
        for candidate in candidates
        if candidate > local and len(instants_on_clock(candidate, zone)) == 1
    ]
    return [(time.isoformat(timespec="minutes"), _label_of_time(time, local)) for time in times]


def _label_of_time(time, local):
    words = _("Today, %(time)s") if time.date() == local.date() else _("Tomorrow, %(time)s")
    return words % {"time": format_day(time, TIME_OF_DAY)}


def format_with_offset(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant on a zone's clock with its UTC offset, which distinguishes repeated hours."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{format_local(local)} (UTC{offset[:3]}:{offset[3:5]})"


def format_local(local: datetime) -> str:
    return formats.date_format(local, CLOCK[get_language()])
