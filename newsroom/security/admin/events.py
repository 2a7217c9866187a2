"""The security log as a list, its filters, and its lines in the morning report. Nothing here changes it."""

from collections import Counter
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ListFilter
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.base import MOST_LISTED, BoundedPaginator, ChoiceFilter, ReadOnlyAdmin
from articles.admin.display import chip, datetime_html, labelled_cell, parse_day, text_html
from articles.admin.forms.fields import is_number
from articles.admin.site import register_report_part
from articles.models.people import display_name
from articles.models.text import line
from newsroom.security.models import SecurityEvent, SecurityEventKind
from newsroom.security.permission_requests import CONFIRM
from newsroom.security.report import VIEW, SecurityReport

MOST_PEOPLE, MOST_NETWORKS = 300, 10
LATEST = 1000  # events among which the networks are counted
BEGINS, ENDS = "from", "until"
PERSON = ("username", "first_name", "last_name", "name_ko", "email", "family_first")
# Kinds that somebody should look at.
WORRYING = {
    SecurityEventKind.LOGIN_FAILED,
    SecurityEventKind.LOGIN_LOCKED,
    SecurityEventKind.PERMISSION_REFUSED,
    SecurityEventKind.CHANGED_ALONE,
}
EXPORTS = {
    "calendar": _("Deadlines in your own calendar"),
    "evidence": _("Evidence"),
    "glossary": _("Glossary"),
    "memory": _("Translation memory"),
    "newsletter address": _("Newsletter subscription"),
    "newsletter subscriptions": _("Newsletter subscriptions"),
    "readership": _("Readership"),
    "redirects": _("Redirects"),
    "translations": pgettext_lazy("of an export", "Translations"),
}
# Steps of claims, of the hold on their story, of a consent, and of somebody's calendar address.
STEPS = {
    "recorded": pgettext_lazy("of a claim", "recorded"),
    "accepted": pgettext_lazy("of a claim", "accepted"),
    "refused": pgettext_lazy("of a claim", "refused"),
    "settled": pgettext_lazy("of a claim", "settled"),
    "withdrawn": pgettext_lazy("of a claim", "dropped"),
    "published": pgettext_lazy("of a claim", "published"),
    "dates": pgettext_lazy("of a claim", "dates changed"),
    "shortened": pgettext_lazy("of a claim", "end of the statement moved"),
    "held": _("legal hold placed"),
    "released": _("legal hold released"),
    "consented": pgettext_lazy("to machine translation", "given"),
    "consent_withdrawn": pgettext_lazy("to machine translation", "taken back"),
    "address_made": pgettext_lazy("of a calendar", "address made"),
    "address_renewed": pgettext_lazy("of a calendar", "address renewed"),
    "address_ended": pgettext_lazy("of a calendar", "address ended"),
}
LABELS = {
    "step": _("Step"),
    "days": _("Before"),
    "fields": _("Fields"),
    "was": _("Before"),
    "marks": _("Status"),
    "groups": _("Groups"),
    "group": _("Group"),
    "left": _("Groups left"),
    "members": _("Members"),
    "permissions": _("Permissions"),
    "method": _("Method"),
    "page": _("Page"),
    "object": _("Object"),
    "what": _("Exported"),
    "format": _("Format"),
    "count": _("Entries"),
    "stories": _("Stories"),
    "until": _("Until"),
    "request_id": _("Request"),
    "factor": _("Second factor"),
    "email": _("Email address"),
    "sessions": _("Sessions"),
    "story": _("Story"),
    "engine": _("Engine"),
    "country": _("Country"),
    "language": _("Language"),
}


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


class EventPaginator(BoundedPaginator):
    """Pages whose rows are fetched by id alone: SQLite would read all of a kind or network for them."""

    def page(self, number):
        page = Paginator.page(self, number)
        ids = list(page.object_list.values_list("pk", flat=True))
        events = SecurityEvent.objects.filter(pk__in=ids).select_related("user", "account")
        page.object_list = events.order_by(*SecurityEvent._meta.ordering)
        return page


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("when", "event", "who", "concerned", "origin", "facts")
    list_display_links = ("when",)
    list_filter = ("kind", PersonFilter, DaysFilter, NetworkFilter)
    paginator = EventPaginator
    sortable_by = ()
    search_fields = ("account_name",)  # shows the search form; see get_search_results
    search_help_text = _("The name of a person, a name as it was typed at the login, or a network address.")
    readonly_fields = ("when", "event", "who", "concerned", "origin", "browser_used", "thing", "all_facts")

    def get_fields(self, request, event=None):
        """Return the fields that this event fills."""
        shown = {"browser_used": event.browser, "thing": event.object_type, "all_facts": event.details}
        shown |= {
            "who": event.user_name,
            "concerned": event.account_name != event.user_name,
            "origin": event.network,
        }
        return [name for name in self.readonly_fields if shown.get(name, True)]

    def get_queryset(self, request):
        """Leave out what concerns claims for those who may not know of any."""
        events = super().get_queryset(request)
        return events if request.user.has_perm("claims.view_claim") else events.without_claims()

    def get_search_results(self, request, queryset, search_term):
        return search_security_events(queryset, line(search_term)), False

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
            return (
                "" if event.account == event.user else labelled_cell(_("account"), person_link(event.account))
            )
        name = format_html('<span lang="zxx">{}</span>', event.account_name)
        return labelled_cell(_("account"), name) if event.account_name else ""

    @admin.display(description=_("network address"))
    def origin(self, event):
        if not event.network:
            return ""
        query = urlencode({"network": event.network})
        return format_html('<a href="?{}" lang="zxx">{}</a>', query, event.address or event.network)

    @admin.display(description=_("browser"))
    def browser_used(self, event):
        return format_html('<span lang="zxx">{}</span>', event.browser) if event.browser else ""

    @admin.display(description=_("object"))
    def thing(self, event):
        return object_html(event)

    @admin.display(description=_("details"))
    def facts(self, event):
        """Return the object and the facts in a line; permissions, of which there may be many, by number."""
        shown = [object_html(event)] if event.object_type else []
        for name, value in event.details.items():
            if name == "permissions":
                count = ngettext("%(count)d permission", "%(count)d permissions", len(value))
                shown.append(count % {"count": len(value)})
            elif name not in {"was", "method", "group", "left", "request_id", "days"} and value not in (
                "",
                [],
            ):
                shown.append(fact_html(name, value))
        return format_html_join(" · ", "{}", ((one,) for one in shown))

    @admin.display(description=_("details"))
    def all_facts(self, event):
        return format_html_join(
            "",
            "<p>{}: {}</p>",
            ((LABELS.get(name, name), fact_html(name, value)) for name, value in event.details.items()),
        )


def search_security_events(events, words):
    """Return the events from an address or a network, or by or about the people of a name.

    Each condition has an index: the log may hold millions of events.
    """
    if not words:
        return events
    if is_network(words):
        return events.filter(network=words)
    try:
        return events.filter(address=str(ip_address(words)))
    except ValueError:
        pass
    people = get_user_model().objects.alias(family_first=Concat("last_name", "first_name"))
    for word in words.split():
        people = people.filter(Q(*[(f"{name}__icontains", word) for name in PERSON], _connector=Q.OR))
    found = list(people.order_by().values_list("pk", flat=True)[:MOST_LISTED])
    return events.filter(Q(user__in=found) | Q(account__in=found) | Q(account_name=words))


def person_link(user):
    """Return the name of an account as a link to its page."""
    address = reverse("admin:accounts_user_change", args=[user.pk])
    return format_html('<a href="{}">{}</a>', address, display_name(user))


def object_html(event: SecurityEvent) -> str:
    """Return kind and words of an event's object, linked to its screen if there is one."""
    if not event.object_type:
        return ""
    try:
        model = apps.get_model(event.object_type)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        words = f"{capfirst(str(model._meta.verbose_name))}: "
        address = reverse(name, args=[event.object_id])
    except (LookupError, NoReverseMatch):
        return text_html(event.object_text)
    return format_html('{}<a href="{}">{}</a>', words, address, text_html(translate(event.object_text)))


def fact_html(name: str, value) -> str:
    """Return one fact of an event in the language of the screens."""
    if name == "permissions":
        return format_html_join("", "<br>{}", ((words,) for words in permission_words(value)))
    if name in {"fields", "marks"}:
        return ", ".join(field_words(one) for one in value)
    if name == "was":
        return ", ".join(f"{field_words(field)} “{text}”" for field, text in value.items())
    if name in {"what", "step"}:
        return str((EXPORTS if name == "what" else STEPS).get(value, value))
    if name == "days":
        return format_html('<span lang="zxx">{}</span>', ", ".join(filter(None, value.values())))
    if name in {"groups", "group", "left"}:
        return ", ".join(translate(one) for one in ([value] if isinstance(value, str) else value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return format_html('<span lang="zxx">{}</span>', text)


def field_words(name):
    return capfirst(str(get_user_model()._meta.get_field(name).verbose_name))


def permission_words(names):
    """Return the permissions of an event in words; one that is no more by its name."""
    codenames = {name.partition(".")[2] for name in names}
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    words = {f"{one.content_type.app_label}.{one.codename}": str(one) for one in found}
    return [words.get(name, name) for name in names]


@register_report_part(_("Accounts and permissions"))
def security_lines(user, since, until):
    if not (user.has_perm(VIEW) or user.has_perm(CONFIRM)):
        return []
    return SecurityReport(user, since, until).lines()
