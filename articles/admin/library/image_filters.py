"""Filters of the picture library: missing texts, use, tag, photographer, topic, contract, months."""

import re
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ChoiceFilter
from articles.admin.display import MONTH, format_day
from articles.admin.forms.fields import is_number
from articles.models import (
    Article,
    EditionPicture,
    Image,
    Language,
    PictureContract,
    PictureTag,
    Topic,
    localized,
)
from articles.models.image import normal_tag
from articles.models.text import line, named

MOST_KNOWN_TAGS, MOST_YEARS, LONGEST_NAME = 200, 20, 200
MONTH_OR_YEAR = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)


class LackingFilter(ChoiceFilter):
    title = _("missing")
    parameter_name = "lacking"
    options = [("alt", _("Alt text")), ("credit", _("Credit"))]

    def narrow(self, queryset, value, request):
        return queryset.lacking(value)


class UsableFilter(ChoiceFilter):
    title = _("use")
    parameter_name = "use"
    options = [("now", _("Usable now")), ("not", _("Not usable now"))]

    def narrow(self, queryset, value, request):
        usable = Image.objects.usable(request.at)
        return queryset.filter(pk__in=usable) if value == "now" else queryset.exclude(pk__in=usable)


class TagFilter(ChoiceFilter):
    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        """Return the first tags, and the requested tag."""
        tags = known_tags(MOST_KNOWN_TAGS + 1)
        self.is_cut = len(tags) > MOST_KNOWN_TAGS
        tags, asked = tags[:MOST_KNOWN_TAGS], normal_tag(request.GET.get(self.parameter_name, ""))
        if self.is_cut and asked and PictureTag.objects.filter(name=asked).exists():
            tags = list(dict.fromkeys([*tags, asked]))
        return [(name, name) for name in tags]

    @property
    def note(self):
        words = gettext("Only the first %(count)d tags are listed. Search to find others.")
        return words % {"count": MOST_KNOWN_TAGS} if self.is_cut else ""

    def narrow(self, queryset, value, request):
        return queryset.tagged(value)


def known_tags(most: int = MOST_KNOWN_TAGS) -> list[str]:
    """Return the first `most` tags of all pictures, sorted by name."""
    names = PictureTag.objects.order_by("name").values_list("name", flat=True)
    return list(names.distinct()[:most])


class FirstNamesFilter(ChoiceFilter):
    """Filter by one of the first names in order, or if there are more, by a typed name.

    A typed name matches exactly if possible, otherwise it matches all names that contain it.
    """

    most = 200

    def lookups(self, request, model_admin):
        options = self.first_options(self.most + 1)
        self.asks_name, options = len(options) > self.most, options[: self.most]
        others = (self.parameter_name, "p")
        self.kept = [(name, text) for name, all in request.GET.lists() for text in all if name not in others]
        self.listed, value = dict(options), self.value()
        if value and value not in self.listed and (words := self.words_of(value)):
            options.append((value, words))
        return options

    def value(self):
        return line(super().value() or "")[:LONGEST_NAME] or None

    @property
    def note(self):
        words = gettext("Only the first %(count)d are listed. Enter a name to find others.")
        return words % {"count": self.most} if self.asks_name else ""

    @property
    def typed(self):
        """Return the value of the input for a name."""
        value = self.value() or ""
        return "" if value in self.listed or self.is_key(value) else value

    def first_options(self, most: int) -> list[tuple[str, str]]:
        raise NotImplementedError

    def is_key(self, value: str) -> bool:
        """Return whether a value is the id of a row."""
        return is_number(value)

    def words_of(self, value: str) -> str:
        """Return the label of a value that is not among the first options; "" to ignore it."""
        if self.is_key(value):
            return next((str(row) for row in self.rows.filter(pk=value)), "")  # type: ignore[attr-defined]  # subclasses have `rows`
        return value if self.asks_name else ""

    def found_rows(self, value):
        """Return the rows for a value: by id, else by name."""
        if self.is_key(value):
            return self.rows.filter(pk=value)
        return named(self.rows, self.columns, value)


class ContractFilter(FirstNamesFilter):
    title = _("contract")
    parameter_name = "contract"
    columns = ("supplier", "number")

    @property
    def rows(self):
        return PictureContract.objects.all()

    def first_options(self, most):
        return [(str(contract.pk), str(contract)) for contract in self.rows[:most]]

    def narrow(self, queryset, value, request):
        return queryset.filter(contract__in=self.found_rows(value).order_by().values("pk"))


class CreatorFilter(FirstNamesFilter):
    title = _("photographer")
    parameter_name = "creator"
    columns = ("creator",)
    most = 50

    @property
    def rows(self):
        return Image.objects.exclude(creator="").order_by("creator")

    def is_key(self, value):
        return False

    def first_options(self, most):
        return [(name, name) for name in self.rows.values_list("creator", flat=True).distinct()[:most]]

    def narrow(self, queryset, value, request):
        if value in self.listed:
            return queryset.filter(creator=value)
        return queryset.filter(pk__in=self.found_rows(value).order_by().values("pk"))


class ImageTopicFilter(FirstNamesFilter):
    """Filter by a topic of stories with this lead picture, or of editions that printed it."""

    title = _("topic of its stories")
    parameter_name = "topic"
    columns = tuple(localized("name", language) for language in Language)

    @property
    def rows(self):
        return Topic.objects.filter(merged_into=None).order_by("slug")

    def first_options(self, most):
        return [(str(topic.pk), str(topic)) for topic in self.rows[:most]]

    def narrow(self, queryset, value, request):
        topics = self.found_rows(value).order_by().values("pk")
        printed = EditionPicture.objects.filter(
            image=OuterRef("pk"), edition__topic_filings__topic__in=topics
        )
        led = Article.objects.filter(lead_image=OuterRef("pk"), topic_items__tag__in=topics)
        return queryset.filter(Exists(printed) | Exists(led))


class MonthFilter(ChoiceFilter):
    """Filter by year, or by a month of the chosen year: "2026" or "2026-11"."""

    column = ""

    def lookups(self, request, model_admin):
        days = Image.objects.filter(**{f"{self.column}__isnull": False}).values_list(self.column, flat=True)
        first, last = days.order_by(*self.order).first(), days.order_by(*self.order).last()
        if first is None:
            return []
        years = range(last.year, first.year - 1, -1)[:MOST_YEARS]
        options = []
        for year in years:
            options.append((str(year), str(year)))
            if (self.value() or "").startswith(str(year)):
                months = [date(year, month, 1) for month in range(12, 0, -1)]
                options += [(f"{day:%Y-%m}", format_day(day, MONTH)) for day in months]
        return options

    def narrow(self, queryset, value, request):
        year, month = MONTH_OR_YEAR.fullmatch(value).groups()
        first = date(int(year), int(month or 1), 1)
        if (first.year, month or "12") == (date.max.year, "12"):
            after = date.max
        else:
            after = date(first.year + (month in (None, "12")), int(month or 12) % 12 + 1, 1)
        start, end = self.bounds(first, after)
        return queryset.filter(**{f"{self.column}__gte": start, f"{self.column}__lt": end})

    def bounds(self, first, after):
        """Return the range of column values for a span of days: start, and exclusive end."""
        return first, after


class TakenFilter(MonthFilter):
    title = _("month taken")
    parameter_name = "taken"
    column = "taken_on"
    order = ("taken_on",)


class UploadedFilter(MonthFilter):
    title = _("month uploaded")
    parameter_name = "uploaded"
    column = "created_at"
    order = ("pk",)

    def bounds(self, first, after):
        return [timezone.make_aware(datetime(day.year, day.month, 1)) for day in (first, after)]
