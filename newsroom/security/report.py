"""Summary of the security log and of open requests, for the morning e-mail."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.annotations import User
from articles.workflow.permissions import people_with
from newsroom.security.decisions import CONFIRM
from newsroom.security.models import PermissionRequest, SecurityEvent, SecurityEventKind

VIEW = "security.view_securityevent"
MOST_NAMES, MOST_CHANGES = 5, 10
LOG, REQUESTS = "admin:security_securityevent_changelist", "admin:security_permissionrequest_changelist"


def report_readers() -> QuerySet:
    """Return the users who get reports about accounts and permissions."""
    return people_with(VIEW) | people_with(CONFIRM)


@dataclass
class SecurityReport:
    """Failed logins, new accounts, given permissions and open requests between two instants.

    Failed logins are left out for users who only manage accounts.
    """

    user: User
    since: datetime
    until: datetime

    def __post_init__(self):
        events = SecurityEvent.objects.between(self.since, self.until)
        failed = events.filter(kind=SecurityEventKind.LOGIN_FAILED)
        self.may_view = self.user.has_perm(VIEW)
        self.failed_count = self.failed_names = None
        if self.may_view:
            told = failed.aggregate(rows=Count("pk"), more=Sum("left_out"))
            self.failed_count = told["rows"] + (told["more"] or 0)
            self.failed_names = some_names(failed) if self.failed_count else []
        self.created = events.filter(kind=SecurityEventKind.ACCOUNT_CREATED)
        kinds = (
            SecurityEventKind.CHANGED_ALONE,
            *SecurityEventKind.PERMISSION_CHANGES,
            *SecurityEventKind.HAND_OVERS,
        )
        self.changes = events.filter(kind__in=kinds).select_related("user", "account")
        self.waiting_count = PermissionRequest.objects.open().count()

    @property
    def has_news(self) -> bool:
        """Whether there is a reason to send the report. Open requests count for users who can decide them."""
        is_asked = self.waiting_count and self.user.has_perm(CONFIRM)
        return bool(self.failed_count or is_asked or self.created.exists() or self.changes.exists())

    def lines(self) -> list[tuple[str, str]]:
        """Return [(text in the active language, address on this site or "")]."""
        log = reverse(LOG) if self.may_view else ""
        lines = []
        if self.failed_count:
            words = ngettext("%(count)d failed login", "%(count)d failed logins", self.failed_count)
            words = join_names(words % {"count": self.failed_count}, self.failed_names)
            lines.append((words, f"{log}?kind__exact={SecurityEventKind.LOGIN_FAILED}"))
        if number := self.created.count():
            words = ngettext("%(count)d new account", "%(count)d new accounts", number) % {"count": number}
            address = log and f"{log}?kind__exact={SecurityEventKind.ACCOUNT_CREATED}"
            lines.append((join_names(words, some_names(self.created)), address))
        changes = list(self.changes[: MOST_CHANGES + 1])
        lines += [(change_words(event), log) for event in changes[:MOST_CHANGES]]
        if len(changes) > MOST_CHANGES:
            lines.append((_("There are more changes of permissions in the security log."), log))
        if number := self.waiting_count:
            words = ngettext(
                "%(count)d permission request is waiting for a second person",
                "%(count)d permission requests are waiting for a second person",
                number,
            )
            address = f"{reverse(REQUESTS)}?state=open" if self.user.has_perm(CONFIRM) else ""
            lines.append((words % {"count": number}, address))
        return lines


def some_names(events: QuerySet) -> list[str]:
    """Return account names in events, at most MOST_NAMES + 1: the extra name shows that there are more."""
    names = events.exclude(account_name="").order_by("account_name").values_list("account_name", flat=True)
    return list(names.distinct()[: MOST_NAMES + 1])


def join_names(words, names):
    listed = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    return f"{words}: {listed}" if listed else words


def change_words(event: SecurityEvent) -> str:
    """Return an event as text: “dana: added to group (Managing editors) · admin”."""
    details, columns = event.details, get_user_model()._meta
    names = [_(name) for name in details.get("groups", [])]
    names += [capfirst(str(columns.get_field(mark).verbose_name)) for mark in details.get("marks", [])]  # type: ignore[union-attr]  # a column, not a relation
    if number := len(details.get("permissions", [])):
        count = ngettext("%(count)d permission", "%(count)d permissions", number)
        names.append(count % {"count": number})
    group = details.get("group")
    subject = event.account_name or (_(group) if group else "")
    words = f"{subject}: {event.get_kind_display()}"
    if names:
        words += f" ({', '.join(names)})"
    return f"{words} · {event.user_name}" if event.user_name else words
