"""Read-only screens of the security log."""

from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin import ListFilter
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.base import BoundedPaginator, ChoiceFilter, ReadOnlyAdmin
from articles.admin.display import chip, datetime_html, labelled_cell, parse_day
from articles.admin.forms.fields import is_number
from articles.admin.site import may_see, register_report_part
from articles.models.people import display_name
from articles.models.text import line
from newsroom.security.decisions import CONFIRM
from newsroom.security.event_facts import LABELS, fact_html, object_html
from newsroom.security.models import SecurityEvent, SecurityEventKind, is_network
from newsroom.security.report import VIEW, SecurityReport
from newsroom.security.request_screens import person_link

MOST_PEOPLE, MOST_NETWORKS = 300, 10
LATEST = 1000  # number of latest events used to count the networks
BEGINS, ENDS = "from", "until"
# Kinds that need attention.
WORRYING = {
    SecurityEventKind.LOGIN_FAILED,
    SecurityEventKind.LOGIN_LOCKED,
    SecurityEventKind.PERMISSION_REFUSED,
    SecurityEventKind.CHANGED_ALONE,
    SecurityEventKind.CUSTODY_ON_SERVER,
}


class PersonFilter(ChoiceFilter):
    """Filter for events by an account or about it."""

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
    """Filter for events from one network. It offers the most frequent networks of the latest events."""

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
    """Filter for events between two days, inclusive, in the newsroom's time zone; both are optional."""

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
        """Yield the only choice: the context of the form in the template."""
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
    """Return the first instant of a day in the newsroom's time zone, or None if `day` is None."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone()) if day else None


class EventPaginator(BoundedPaginator):
    """Paginator that fetches rows by id: otherwise SQLite would read all rows of a kind or network.

    viewer  the user who sees the pages
    """

    viewer = None

    def page(self, number):
        page = Paginator.page(self, number)
        ids = list(page.object_list.values_list("pk", flat=True))
        events = SecurityEvent.objects.filter(pk__in=ids).select_related("user", "account")
        page.object_list = list(events.order_by(*SecurityEvent._meta.ordering))
        for event in page.object_list:
            event.viewer = self.viewer
        return page


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("when", "event", "who", "concerned", "origin", "facts")
    list_display_links = ("when",)
    list_filter = ("kind", PersonFilter, DaysFilter, NetworkFilter)
    paginator = EventPaginator
    sortable_by = ()
    search_fields = ("account_name",)  # only shows the search form: SecurityEventQuerySet.matching searches
    search_help_text = _("A person’s name, a name entered at login, or a network address.")
    readonly_fields = ("when", "event", "who", "concerned", "origin", "browser_used", "thing", "all_facts")

    def get_fields(self, request, event=None):
        """Return the fields that have a value for this event."""
        shown = {"browser_used": event.browser, "thing": event.object_type, "all_facts": event.details}
        shown |= {
            "who": event.user_name,
            "concerned": event.account_name != event.user_name,
            "origin": event.network,
        }
        return [name for name in self.readonly_fields if shown.get(name, True)]

    def get_queryset(self, request):
        """Leave out events about claims for users who may not know of any claim."""
        events = super().get_queryset(request)
        return events if request.user.has_perm("claims.view_claim") else events.without_claims()

    def get_paginator(self, request, *args, **kwargs):
        paginator = super().get_paginator(request, *args, **kwargs)
        paginator.viewer = request.user
        return paginator

    def get_object(self, request, *args, **kwargs):
        event = super().get_object(request, *args, **kwargs)
        if event is not None:
            event.viewer = request.user
        return event

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(line(search_term)), False

    @admin.display(description=_("time"), ordering="at")
    def when(self, event):
        return datetime_html(event.at)

    @admin.display(description=pgettext_lazy("of a security event", "event"))
    def event(self, event):
        words = capfirst(event.get_kind_display())
        words = chip("missing", words) if event.kind in WORRYING else words
        if not event.left_out:
            return words
        more = ngettext("and %(count)d more", "and %(count)d more", event.left_out)
        return format_html('{} <span class="quiet">{}</span>', words, more % {"count": event.left_out})

    @admin.display(description=_("user"))
    def who(self, event):
        return display_name(event.user) if event.user else event.user_name

    @admin.display(description=_("account"))
    def concerned(self, event):
        if event.account is not None:
            meta = event.account._meta
            name = person_link if may_see(event.viewer, meta.model_name, meta.app_label) else display_name
            return "" if event.account == event.user else labelled_cell(_("account"), name(event.account))
        name = format_html('<span lang="zxx">{}</span>', event.account_name)
        return labelled_cell(_("account"), name) if event.account_name else ""

    @admin.display(description=_("network address"))
    def origin(self, event):
        if not event.network:
            return ""
        events = reverse("admin:security_securityevent_changelist")
        address = f"{events}?{urlencode({'network': event.network})}"
        return format_html('<a href="{}" lang="zxx">{}</a>', address, event.address or event.network)

    @admin.display(description=_("browser"))
    def browser_used(self, event):
        return format_html('<span lang="zxx">{}</span>', event.browser) if event.browser else ""

    @admin.display(description=_("object"))
    def thing(self, event):
        return object_html(event)

    @admin.display(description=_("details"))
    def facts(self, event):
        """Return the object and the facts in one line, with only the number of permissions."""
        shown = [object_html(event)] if event.object_type else []
        for name, value in event.details.items():
            if name == "permissions":
                count = ngettext("%(count)d permission", "%(count)d permissions", len(value))
                shown.append(count % {"count": len(value)})
            elif name not in {"was", "method", "group", "left", "request_id", "days"} and value not in (
                "",
                [],
            ):
                shown.append(fact_html(event, name))
        return format_html_join(" · ", "{}", ((fact,) for fact in shown))

    @admin.display(description=_("details"))
    def all_facts(self, event):
        return format_html_join(
            "",
            "<p>{}: {}</p>",
            ((LABELS.get(name, name), fact_html(event, name)) for name in event.details),
        )


@register_report_part(_("Accounts and permissions"))
def security_lines(user, since, until):
    if not (user.has_perm(VIEW) or user.has_perm(CONFIRM)):
        return []
    return SecurityReport(user, since, until).lines()
