"""Filters of the library of pictures: missing words, tag, photographer, topic, contract, months."""

import re
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ChoiceFilter
from articles.admin.display import MONTH, format_day
from articles.admin.forms.fields import is_number
from articles.models import Article, EditionPicture, Image, PictureContract, PictureTag, Topic
from articles.models.image import normal_tag

# Options of a filter; search finds the others.
MOST_CREATORS, MOST_TOPICS, MOST_KNOWN_TAGS, MOST_CONTRACTS, MOST_YEARS = 50, 200, 200, 200, 20
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
        """Return the first tags, and the one that is asked for."""
        found = known_tags(MOST_KNOWN_TAGS + 1)
        self.is_cut = len(found) > MOST_KNOWN_TAGS
        found, asked = found[:MOST_KNOWN_TAGS], normal_tag(request.GET.get(self.parameter_name, ""))
        if self.is_cut and asked and PictureTag.objects.filter(name=asked).exists():
            found = list(dict.fromkeys([*found, asked]))
        return [(name, name) for name in found]

    @property
    def note(self):
        words = gettext("Only the first %(count)d tags are listed. Search for any other.")
        return words % {"count": MOST_KNOWN_TAGS} if self.is_cut else ""

    def narrow(self, queryset, value, request):
        return queryset.tagged(value)


def known_tags(most: int = MOST_KNOWN_TAGS) -> list[str]:
    """Return the tags of all pictures in their order, so many of them."""
    names = PictureTag.objects.order_by("name").values_list("name", flat=True)
    return list(names.distinct()[:most])


class ContractFilter(ChoiceFilter):
    title = _("contract")
    parameter_name = "contract"

    def lookups(self, request, model_admin):
        found = {str(one.pk): str(one) for one in PictureContract.objects.all()[:MOST_CONTRACTS]}
        value = self.value() or ""
        if value not in found and is_number(value):  # the page of each contract leads here
            found |= {str(one.pk): str(one) for one in PictureContract.objects.filter(pk=value)}
        return list(found.items())


class CreatorFilter(ChoiceFilter):
    title = _("photographer")
    parameter_name = "creator"

    def lookups(self, request, model_admin):
        names = Image.objects.exclude(creator="").order_by("creator").values_list("creator", flat=True)
        return [(name, name) for name in names.distinct()[:MOST_CREATORS]]


class TopicFilter(ChoiceFilter):
    """A filter by a topic of the stories that lead with a picture, or of the editions that printed it."""

    title = _("topic of its stories")
    parameter_name = "topic"

    def lookups(self, request, model_admin):
        topics = Topic.objects.filter(merged_into=None).order_by("slug")[:MOST_TOPICS]
        return [(str(topic.pk), str(topic)) for topic in topics]

    def narrow(self, queryset, value, request):
        printed = EditionPicture.objects.filter(image=OuterRef("pk"), edition__topic_filings__topic=value)
        led = Article.objects.filter(lead_image=OuterRef("pk"), topic_items__tag=value)
        return queryset.filter(Exists(printed) | Exists(led))


class MonthFilter(ChoiceFilter):
    """A filter by year, or by a month of the year that is chosen: "2026" or "2026-11"."""

    column = ""

    def lookups(self, request, model_admin):
        days = Image.objects.filter(**{f"{self.column}__isnull": False}).values_list(self.column, flat=True)
        first, last = days.order_by(*self.order).first(), days.order_by(*self.order).last()
        if first is None:
            return []
        years = range(last.year, first.year - 1, -1)[:MOST_YEARS]
        found = []
        for year in years:
            found.append((str(year), str(year)))
            if (self.value() or "").startswith(str(year)):
                months = [date(year, month, 1) for month in range(12, 0, -1)]
                found += [(f"{day:%Y-%m}", format_day(day, MONTH)) for day in months]
        return found

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
        """Return the values of the column between which a span of days lies."""
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
