"""Filters of the security log: by person, by network, by days."""

from collections import Counter
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.contrib.admin import ListFilter
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ChoiceFilter
from articles.admin.display import parse_day
from articles.admin.forms.fields import is_number
from articles.models.people import display_name
from newsroom.security.models import SecurityEvent

MOST_PEOPLE, MOST_NETWORKS = 300, 10
LATEST = 1000  # events among which the networks are counted
BEGINS, ENDS = "from", "until"


class PersonFilter(ChoiceFilter):
    """Events by an account or about it."""

    title = _("account")
    parameter_name = "person"

    def lookups(self, request, model_admin):
        people = get_user_model().objects.order_by("-is_active", "username")[:MOST_PEOPLE]
        options = {str(user.pk): display_name(user) for user in people}
        asked = request.GET.get(self.parameter_name, "")
        if asked not in options and is_number(asked):
            options |= {
                str(user.pk): display_name(user) for user in get_user_model().objects.filter(pk=asked)
            }
        return list(options.items())

    def narrow(self, queryset, value, request):
        return queryset.concerning(value)


class NetworkFilter(ChoiceFilter):
    """Events from one network; offered are those of most of the latest events."""

    title = _("network")
    parameter_name = "network"

    def lookups(self, request, model_admin):
        latest = SecurityEvent.objects.values_list("network", flat=True)[:LATEST]
        networks = [name for name, _count in Counter(filter(None, latest)).most_common(MOST_NETWORKS)]
        asked = request.GET.get(self.parameter_name, "")
        if asked not in networks and is_network(asked):
            networks.append(asked)
        return [(name, name) for name in networks]


class DaysFilter(ListFilter):
    """Events of some days of the newsroom's calendar, each end of which may be left open."""

    title = _("days")
    template = "admin/security/days_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.days = {name: parse_day(self.used_parameters.get(name), None) for name in (BEGINS, ENDS)}
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in {BEGINS, ENDS, "p", "e"}
            for value in values
        ]

    def has_output(self):
        return True

    def expected_parameters(self):
        return [BEGINS, ENDS]

    def choices(self, changelist):
        """Return the one choice: the form that the template shows."""
        chosen = {name: day.isoformat() if day else "" for name, day in self.days.items()}
        yield {
            "selected": any(chosen.values()) or not self.used_parameters,
            "begins": chosen[BEGINS],
            "ends": chosen[ENDS],
            "others": self.others,
            "all": changelist.get_query_string(remove=[BEGINS, ENDS]),
        }

    def queryset(self, request, queryset):
        begins, ends = self.days[BEGINS], self.days[ENDS]
        return queryset.between(midnight(begins), midnight(ends + timedelta(days=1) if ends else None))


def midnight(day):
    """Return the first instant of a day in the newsroom's zone; None for no day."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone()) if day else None


def is_network(text: str) -> bool:
    try:
        return str(ip_network(text)) == text
    except ValueError:
        return False
