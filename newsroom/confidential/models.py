"""Confidential sources and restricted stories, in separate tables that no list, search or export reads.

Separate tables keep them out of every query of sources and stories. A restricted story becomes a story when
it is released.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.body import BodyField
from articles.models import AutosavedDraft, Language
from articles.models.people import person_key
from articles.models.text import LineField, ProseField
from newsroom.security.models import (
    RequestDecision,
    SecondPersonRequest,
    SecurityEvent,
    SecurityEventKind,
    decision_constraints,
)

# After an event of ACCESS_CHANGES, or a change of the e-mail address, the user who caused it may control the
# account. During the time LATELY, these two users cannot take part in the same hand-over.
LATELY = timedelta(days=30)
ACCESS_CHANGES = (
    SecurityEventKind.ACCOUNT_CREATED,
    SecurityEventKind.INVITATION_SENT,
    SecurityEventKind.PASSWORD_RESET,
    SecurityEventKind.FACTOR_REMOVED,
)


class ConfidentialQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the rows that the user may know."""
        return self.filter(self._known_to(user))

    def handed_over_since(self, at, user):
        """Return the rows that the user holds or is named for, and that were handed over since an instant.

        Each row is only (id, id of the former holder, id of the present holder, instant, model name).
        """
        # Not self: querysets of translated models reorder the columns, and a union needs one order.
        rows = models.QuerySet(self.model).filter(self._named_to(user), handed_over_at__gte=at).order_by()
        rows = rows.annotate(model=models.Value(self.model._meta.model_name))
        return rows.values_list("pk", "handed_over_from", "held_by", "handed_over_at", "model")

    def _known_to(self, user):
        if self.model.may_know_all(user):
            return Q(pk__isnull=False)
        return self._named_to(user)

    def _named_to(self, user):
        through = self.model.people.through.objects
        return Q(held_by=user) | Q(pk__in=through.filter(user=user).values(self.model._meta.model_name))


class ConfidentialSourceQuerySet(ConfidentialQuerySet):
    def for_panel(self, user):
        """Return sources without confidential columns. Annotate is_known: whether the user may know them."""
        known = models.ExpressionWrapper(self._known_to(user), output_field=models.BooleanField())
        return self.annotate(is_known=known).select_related("held_by").defer("name", "contact", "note")


class ConfidentialModel(models.Model):
    """A row that only its holder and users named one by one may know.

    Titles, logs and messages use __str__, which reveals nothing about it.

    is_confidential  whether redactions leave the rows out of their counts, which the whole desk may read
    handed_over_from, handed_over_at  the former holder and the time of the hand-over; None if there was none
    """

    objects: ClassVar[Any]  # each subclass has a manager of ConfidentialQuerySet

    is_confidential = True

    held_by = person_key(_("held by"), editable=False)
    handed_over_from = person_key(_("held before by"), null=True, editable=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("people who may know it")
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_handed_over_from_somebody_at_some_time",
                condition=Q(handed_over_from=None, handed_over_at=None)
                | Q(handed_over_from__isnull=False, handed_over_at__isnull=False),
            ),
        ]

    @classmethod
    def may_know_all(cls, user) -> bool:
        """Return whether the user may know every row."""
        return False

    def is_visible_to(self, user) -> bool:
        is_holder = user.pk == self.held_by_id
        return is_holder or self.may_know_all(user) or self.people.filter(pk=user.pk).exists()


class ConfidentialSource(ConfidentialModel):
    """A person who gave information and must stay unknown.

    The journalist who promised this holds the row. The holder and managing editors may change it; other named
    users read it.
    """

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="confidential_sources", verbose_name=_("story")
    )
    name = LineField(_("name"), max_length=200)
    contact = ProseField(
        _("contact"), default="", blank=True, help_text=_("How to reach them, and how not to.")
    )
    note = ProseField(
        _("note"),
        default="",
        blank=True,
        help_text=_("Their statements, your promises, and how the facts were checked."),
    )

    people_help = _("In addition to you and the managing editors. Each access is logged.")
    objects = ConfidentialSourceQuerySet.as_manager()  # type: ignore[misc]  # the base class declares it as a class variable

    class Meta(ConfidentialModel.Meta):
        verbose_name = _("confidential source")
        verbose_name_plural = _("confidential sources")
        constraints = [
            *ConfidentialModel.Meta.constraints,
            models.CheckConstraint(name="confidential_source_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return _("Confidential source %(number)s") % {"number": self.pk}

    @classmethod
    def may_know_all(cls, user):
        return user.has_perm("confidential.view_confidentialsource")

    def may_be_changed_by(self, user) -> bool:
        return user.pk == self.held_by_id or self.may_know_all(user)


class RestrictedStory(ConfidentialModel):
    """A story known only to its holder and named users, such as an investigation or a prepared obituary.

    It has no date, no place on a board and no history until it is released and becomes an Article.
    """

    source_language = models.CharField(_("written in"), max_length=2, choices=Language, default=Language.KO)
    section = models.ForeignKey(
        "articles.Section", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    title = LineField(_("headline"), max_length=200, default="", blank=True)
    summary = ProseField(_("summary"), default="", blank=True)
    body = BodyField(_("text"), default="", blank=True)
    note = ProseField(
        _("note"),
        default="",
        blank=True,
        help_text=_("For the people who work on it: open questions and next steps."),
    )

    people_help = _("In addition to you. They can read and edit it; no one else can see that it exists.")
    objects = ConfidentialQuerySet.as_manager()  # type: ignore[misc]  # the base class declares it as a class variable

    class Meta(ConfidentialModel.Meta):
        verbose_name = _("restricted story")
        verbose_name_plural = _("restricted stories")
        constraints = [
            *ConfidentialModel.Meta.constraints,
            models.CheckConstraint(
                name="restricted_story_has_a_headline", condition=~Q(title_en="") | ~Q(title_ko="")
            ),
        ]

    def __str__(self):
        return _("Restricted story %(number)s") % {"number": self.pk}

    def may_be_changed_by(self, user) -> bool:
        return self.is_visible_to(user)


class ConfidentialDraft(AutosavedDraft):
    """An autosaved draft of a confidential row, visible only to its user while they may change the row."""

    is_confidential = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta(AutosavedDraft.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_once_per_tab", fields=["user", "tab"], condition=Q(dropped_at=None)
            ),
        ]


class ConfidentialSourceDraft(ConfidentialDraft):
    """An autosaved draft of a confidential source."""

    row_name = "source"

    source = models.ForeignKey(
        ConfidentialSource, models.CASCADE, null=True, blank=True, related_name="drafts"
    )


class RestrictedStoryDraft(ConfidentialDraft):
    """An autosaved draft of a restricted story."""

    row_name = "story"

    story = models.ForeignKey(RestrictedStory, models.CASCADE, null=True, blank=True, related_name="drafts")


def linked_people(keys: Iterable[int]) -> set[int]:
    """Return the ids of the users who are not independent of the users with the given ids.

    Within LATELY, one user created the account of the other or changed access to it.
    """
    keys = set(keys)
    is_access_change = Q(kind__in=ACCESS_CHANGES)
    is_access_change |= Q(kind=SecurityEventKind.ACCOUNT_CHANGED, details__was__has_key="email")
    events = SecurityEvent.objects.filter(is_access_change, at__gte=clock.true_now() - LATELY)
    events = events.filter(Q(user__in=keys) | Q(account__in=keys)).exclude(user=F("account"))
    pairs = events.exclude(Q(user=None) | Q(account=None)).order_by().values_list("user", "account")
    return {account for user, account in pairs if user in keys} | {
        user for user, account in pairs if account in keys
    }


class CustodyRequest(SecondPersonRequest):
    """A request to hand over all confidential material of a user, to be confirmed by a second user.

    Confirmation also closes the account of the holder.
    """

    kinds = {
        RequestDecision.CONFIRMED: SecurityEventKind.CUSTODY_CONFIRMED,
        RequestDecision.REJECTED: SecurityEventKind.CUSTODY_REJECTED,
        RequestDecision.WITHDRAWN: SecurityEventKind.CUSTODY_WITHDRAWN,
    }

    holder = person_key(_("held by"))
    to = person_key(_("goes to"))

    class Meta(SecondPersonRequest.Meta):
        verbose_name = _("handover of confidential material")
        verbose_name_plural = _("handovers of confidential material")
        constraints = [
            *decision_constraints("custody_request"),
            models.CheckConstraint(
                name="custody_request_goes_to_somebody_else",
                condition=~Q(to=F("holder")) & ~Q(to=F("asked_by")),
            ),
            models.CheckConstraint(
                name="custody_request_is_not_confirmed_by_whoever_gets_it",
                condition=~Q(decision=RequestDecision.CONFIRMED) | ~Q(decided_by=F("to")),
            ),
            models.UniqueConstraint(
                name="custody_request_once_per_holder", fields=["holder"], condition=Q(decision="")
            ),
        ]

    def __str__(self):
        return f"{self.holder} → {self.to}"

    @property
    def needs_superuser(self):
        return self.holder.is_superuser

    def event_facts(self):
        return {"request_id": self.pk, "account": self.holder, "to": self.to.get_username()}

    @property
    def barred_from_confirming(self):
        people = {self.asked_by_id, self.to_id}
        return people | linked_people(people)
