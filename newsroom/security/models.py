"""The security log, separate from the log of publishing, and permission requests."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.annotations import InterfaceText
from articles.models.people import person_key
from articles.models.text import LineField

PERSON = ("username", "first_name", "last_name", "name_ko", "email", "family_first")
MOST_FOUND = 2000  # accounts with a matching name that a search takes into account; it ignores further ones


class SecurityEventKind(models.TextChoices):
    LOGGED_IN = "login", _("logged in")
    LOGGED_OUT = "logout", _("logged out")
    LOGIN_FAILED = "login_failed", _("failed login")
    LOGIN_LOCKED = "login_locked", _("log-in locked after too many attempts")
    SESSION_ENDED = "session_ended", _("session ended")
    PERMISSION_REFUSED = "refused", _("access denied")
    ACCOUNT_CREATED = "account_created", _("account created")
    ACCOUNT_CHANGED = "account_changed", _("account changed")
    ACCOUNT_DEACTIVATED = "deactivated", _("account deactivated")
    ACCOUNT_REACTIVATED = "reactivated", _("account reactivated")
    ACCOUNT_DELETED = "account_deleted", _("account deleted")
    STAFF_GIVEN = "staff_given", _("staff status given")
    STAFF_ENDED = "staff_ended", _("staff status ended")
    SUPERUSER_GIVEN = "superuser_given", _("superuser status given")
    SUPERUSER_ENDED = "superuser_ended", _("superuser status ended")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    PASSWORD_RESET = "password_reset", _("password reset")
    FACTOR_ADDED = "factor_added", _("second factor added")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    RECOVERY_CODES_MADE = "recovery_codes", _("recovery codes created")
    INVITATION_SENT = "invited", _("invitation sent")
    INVITATION_ACCEPTED = "joined", _("invitation accepted")
    GROUPS_ADDED = "groups_added", _("added to group")
    GROUPS_REMOVED = "groups_removed", _("removed from group")
    PERMISSIONS_ADDED = "given", _("permission given")
    PERMISSIONS_REMOVED = "withdrawn", _("permission removed")
    GROUP_DELETED = "group_deleted", _("group deleted")
    CHANGE_REQUESTED = "requested", _("permissions requested")
    CHANGE_CONFIRMED = "confirmed", _("permissions confirmed")
    CHANGE_REJECTED = "rejected", _("permissions rejected")
    REQUEST_WITHDRAWN = "request_withdrawn", _("permission request withdrawn")
    CHANGED_ALONE = "changed_alone", _("permissions given without a second person")
    EXPORTED = "exported", _("data exported")
    PREVIEW_CREATED = "preview_created", _("preview link created")
    PREVIEW_OPENED = "preview_opened", _("preview link opened")
    SOURCE_ADDED = "source_added", _("confidential source added")
    SOURCE_VIEWED = "source_viewed", _("confidential source read")
    SOURCE_CHANGED = "source_changed", _("confidential source changed")
    SOURCE_DELETED = "source_deleted", _("confidential source deleted")
    STORY_RESTRICTED = "story_restricted", _("restricted story added")
    STORY_VIEWED = "story_viewed", _("restricted story read")
    STORY_CHANGED = "story_changed", _("restricted story changed")
    STORY_DELETED = "story_deleted", _("restricted story deleted")
    STORY_RELEASED = "story_released", _("restricted story released")
    CLAIM_CHANGED = "claim", _("claim handled")
    PLAN_CONFIRMED = "plan_confirmed", _("plan in a restored copy confirmed")
    PLAN_DROPPED = "plan_dropped", _("plan in a restored copy dropped")
    COPY_RELEASED = "copy_released", _("restored copy released")
    MACHINE_CONSENT = "machine_consent", _("consent to machine translation")
    CUSTODY_REQUESTED = "custody_requested", _("handover of confidential material requested")
    CUSTODY_CONFIRMED = "custody_confirmed", _("handover of confidential material confirmed")
    CUSTODY_REJECTED = "custody_rejected", _("handover of confidential material rejected")
    CUSTODY_WITHDRAWN = "custody_withdrawn", _("handover of confidential material withdrawn")
    CUSTODY_ON_SERVER = (
        "custody_on_server",
        _("confidential material handed over on the server, without a second person"),
    )

    PERMISSION_CHANGES: ClassVar[tuple["SecurityEventKind", ...]]
    HAND_OVERS: ClassVar[tuple["SecurityEventKind", ...]]


# Kinds in the morning report. They are set outside the class body, where a tuple would become a choice.
SecurityEventKind.PERMISSION_CHANGES = (
    SecurityEventKind.GROUPS_ADDED,
    SecurityEventKind.PERMISSIONS_ADDED,
    SecurityEventKind.STAFF_GIVEN,
    SecurityEventKind.SUPERUSER_GIVEN,
    SecurityEventKind.ACCOUNT_REACTIVATED,
)
SecurityEventKind.HAND_OVERS = (
    SecurityEventKind.CUSTODY_REQUESTED,
    SecurityEventKind.CUSTODY_CONFIRMED,
    SecurityEventKind.CUSTODY_ON_SERVER,
)


def is_network(text: str) -> bool:
    try:
        return str(ip_network(text)) == text
    except ValueError:
        return False


class SecurityEventQuerySet(models.QuerySet):
    """Queries of the append-only log. update(), delete(), bulk_create() and bulk_update() raise TypeError."""

    def concerning(self, user):
        """Return the events by an account or about it."""
        return self.filter(Q(user=user) | Q(account=user))

    def without_claims(self):
        """Return the events that do not reveal any claim under press law."""
        is_other = Q(details__what__isnull=True) | ~Q(details__what="evidence")
        return self.exclude(object_type__startswith="claims.").filter(is_other)

    def between(self, begins_at: datetime | None, ends_at: datetime | None):
        """Return the events in [begins_at, ends_at); None leaves that side open."""
        events = self.filter(at__gte=begins_at) if begins_at else self
        return events.filter(at__lt=ends_at) if ends_at else events

    def matching(self, words: str):
        """Return the events of an address, a network or people with a matching name; all events for "".

        Each condition has an index, because the log may have millions of events.
        """
        if not words:
            return self
        if is_network(words):
            return self.filter(network=words)
        try:
            return self.filter(address=str(ip_address(words)))
        except ValueError:
            pass
        people = get_user_model().objects.alias(family_first=Concat("last_name", "first_name"))
        for word in words.split():
            people = people.filter(Q(*[(f"{name}__icontains", word) for name in PERSON], _connector=Q.OR))
        accounts = list(people.order_by().values_list("pk", flat=True)[:MOST_FOUND])
        return self.filter(Q(user__in=accounts) | Q(account__in=accounts) | Q(account_name=words))

    def outdated(self, at: datetime) -> models.QuerySet:
        """Return the events whose retention period has ended at an instant, as rows that can be deleted."""
        oldest = at - timedelta(days=settings.SECURITY_LOG_DAYS)
        return models.QuerySet(self.model).filter(at__lt=oldest)

    def _refuse(self, *args, **kwargs):
        raise TypeError("The security log is append-only.")

    update = delete = bulk_create = bulk_update = _refuse


def account_key(verbose_name: InterfaceText) -> models.ForeignKey:
    """Return a foreign key to an account that may be deleted; another column keeps its name."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # the log has indexes that begin with this column
        verbose_name=verbose_name,
    )


class SecurityEvent(models.Model):
    """One entry of the security log: the acting user, the account or object, and the network address.

    It contains no password, token or session key. Only newsroom.security.log writes it.

    user, user_name        the acting user, and their name at that time; empty for the system or a stranger
    account, account_name  the account concerned; for a failed login, the name that was typed
    object_type, object_id, object_text  label of a model ("articles.previewlink"), with the key of the object
                           and its text at that time
    left_out               number of similar events soon after it that have no row of their own
    """

    at = models.DateTimeField(_("time"), default=timezone.now)
    kind = models.CharField(
        pgettext_lazy("of a security event", "event"), max_length=20, choices=SecurityEventKind
    )
    user = account_key(_("user"))
    user_name = LineField(_("name of the user"), max_length=150, default="", blank=True)
    account = account_key(_("account"))
    account_name = LineField(_("name of the account"), max_length=150, default="", blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    network = models.CharField(_("network"), max_length=60, default="", blank=True)
    browser = LineField(_("browser"), max_length=200, default="", blank=True)
    object_type = models.CharField(_("kind"), max_length=100, default="", blank=True)
    object_id = models.CharField(_("object number"), max_length=60, default="", blank=True)
    object_text = LineField(_("object"), max_length=200, default="", blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    left_out = models.PositiveIntegerField(_("left out"), default=0)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("security event")
        verbose_name_plural = _("security log")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                name="security_event_kind_is_known", condition=Q(kind__in=SecurityEventKind.values)
            ),
            models.CheckConstraint(
                name="security_event_object_has_a_kind", condition=Q(object_id="") | ~Q(object_type="")
            ),
        ]
        indexes = [
            models.Index(name="security_event_time", fields=["-at", "-id"]),
            models.Index(name="security_event_kind", fields=["kind", "-at", "-id"]),
            models.Index(name="security_event_user", fields=["user", "-at", "-id"]),
            models.Index(name="security_event_account", fields=["account", "-at", "-id"]),
            models.Index(name="security_event_network", fields=["network", "-at", "-id"]),
            models.Index(name="security_event_address", fields=["address", "-at", "-id"]),
            models.Index(name="security_event_name", fields=["account_name"]),
        ]

    def __str__(self):
        return f"{self.id}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The security log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The security log is append-only.")


class RequestDecision(models.TextChoices):
    """The decision of a second person on a request, or its withdrawal by the requesting user."""

    CONFIRMED = "confirmed", pgettext_lazy("of a request", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("of a request", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a request", "Withdrawn")


class SecondPersonQuerySet(models.QuerySet):
    def open(self):
        """Return the requests that wait for a decision."""
        return self.filter(decision="")


def decision_constraints(name: str) -> list[models.CheckConstraint]:
    """Return the constraints on the decision of a SecondPersonRequest; their names begin with `name`."""
    is_withdrawn, is_by_asker = Q(decision=RequestDecision.WITHDRAWN), Q(decided_by=F("asked_by"))
    undecided = Q(decision="", decided_by=None, decided_at=None)
    decided = Q(decision__in=RequestDecision.values, decided_by__isnull=False, decided_at__isnull=False)
    return [
        models.CheckConstraint(
            name=f"{name}_is_decided_by_another",
            condition=is_withdrawn | ~is_by_asker,
        ),
        models.CheckConstraint(
            name=f"{name}_is_withdrawn_by_whoever_asked",
            condition=~is_withdrawn | is_by_asker,
        ),
        models.CheckConstraint(
            name=f"{name}_is_decided_by_somebody_at_some_time", condition=undecided | decided
        ),
    ]


class SecondPersonRequest(models.Model):
    """A request that takes effect after a second person has confirmed it.

    kinds  {RequestDecision: kind of its security event}
    """

    kinds = {}

    reason = LineField(_("reason"), max_length=300, default="", blank=True)
    asked_by = person_key(_("requested by"))
    asked_at = models.DateTimeField(_("requested at"), default=timezone.now)
    decided_by = person_key(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=RequestDecision, default="", blank=True)

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-id"]
        default_permissions = []

    @property
    def is_open(self):
        return not self.decision

    @property
    def needs_superuser(self) -> bool:
        """Whether only superusers can decide it."""
        raise NotImplementedError

    @property
    def barred_from_confirming(self) -> set[int]:
        """The ids of the users who can never confirm it, not even as superusers."""
        return {self.asked_by_id}

    def event_facts(self) -> dict:
        """Return the subject and the details of its security events, as arguments of record()."""
        raise NotImplementedError


def increase_facts(groups, left_groups, permissions, marks) -> dict:
    """Return the details of events about more permissions, without empty values."""
    facts = {
        "groups": [group.name for group in groups],
        "permissions": [
            f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions
        ],
        "marks": marks,
        "left": [group.name for group in left_groups],
    }
    return {name: value for name, value in facts.items() if value}


class PermissionRequestQuerySet(SecondPersonQuerySet):
    def for_lists(self):
        """Fetch related rows for a list together with the requests."""
        people = self.select_related("account", "group", "asked_by", "decided_by")
        return people.prefetch_related("groups", "left_groups", "permissions__content_type")


class PermissionRequest(SecondPersonRequest):
    """More permissions for one account or one group, given only after a second person has confirmed them.

    groups, permissions  additions to the account; a group gets only permissions
    left_groups          groups that the account leaves in exchange
    marks                columns of the account that will become true, such as "is_staff"
    """

    kinds = {
        RequestDecision.CONFIRMED: SecurityEventKind.CHANGE_CONFIRMED,
        RequestDecision.REJECTED: SecurityEventKind.CHANGE_REJECTED,
        RequestDecision.WITHDRAWN: SecurityEventKind.REQUEST_WITHDRAWN,
    }

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    group = models.ForeignKey(
        "auth.Group", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    groups = models.ManyToManyField("auth.Group", blank=True, related_name="+", verbose_name=_("groups"))
    left_groups = models.ManyToManyField(
        "auth.Group", blank=True, related_name="+", verbose_name=_("groups to leave")
    )
    permissions = models.ManyToManyField(
        "auth.Permission", blank=True, related_name="+", verbose_name=_("permissions")
    )
    marks = models.JSONField(_("status"), default=list, blank=True)

    objects = PermissionRequestQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta(SecondPersonRequest.Meta):
        verbose_name = _("permission request")
        verbose_name_plural = _("permission requests")
        constraints = [
            *decision_constraints("permission_request"),
            models.CheckConstraint(
                name="permission_request_is_for_an_account_or_a_group",
                condition=Q(account=None, group__isnull=False) | Q(account__isnull=False, group=None),
            ),
        ]
        indexes = [models.Index(name="permission_request_decision", fields=["decision", "-asked_at", "-id"])]

    def __str__(self):
        return str(self.account or self.group)

    @property
    def needs_superuser(self):
        return "is_superuser" in self.marks or bool(self.account and self.account.is_superuser)

    def event_facts(self):
        subject = {"account": self.account} if self.account else subject_group(self.group)
        increase = increase_facts(
            self.groups.all(), self.left_groups.all(), self.permissions.all(), self.marks
        )
        return {"request_id": self.pk, **subject, **increase}


def subject_group(group) -> dict:
    """Return a group as the subject of an event, with its current name."""
    return {"about": group, "group": group.name}
