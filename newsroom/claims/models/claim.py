"""Claims for a correction, a reply or a follow-up report."""

from calendar import monthrange
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.language import STORY_BODIES
from articles.models.people import person_key
from articles.models.text import LineField, ProseField

# Press Arbitration and Remedies Act of Korea, Articles 14 to 17. The first day does not count. Extensions of
# periods that end on a holiday are ignored, so that no one relies on them.
MONTHS_FROM_LEARNING, MONTHS_FROM_PUBLICATION = 3, 6


class ClaimKind(models.TextChoices):
    """The requested report: Articles 14, 16 and 17 of the act."""

    CORRECTION = "correction", pgettext_lazy("a claim", "Correction")
    REPLY = "reply", pgettext_lazy("a claim", "Reply")
    FOLLOW_UP = "follow_up", _("Follow-up report")


class ClaimRoute(models.TextChoices):
    """The way a claim arrived."""

    LETTER = "letter", _("Letter from the claimant")
    MEDIATION = "mediation", _("Mediation by the Press Arbitration Commission")
    ARBITRATION = "arbitration", _("Arbitration by the Press Arbitration Commission")
    JUDGMENT = "judgment", _("Court judgment")


class ClaimState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("a claim", "Received")
    ACCEPTED = "accepted", pgettext_lazy("a claim", "Accepted")
    REFUSED = "refused", pgettext_lazy("a claim", "Refused")
    SETTLED = "settled", pgettext_lazy("a claim", "Settled")
    WITHDRAWN = "withdrawn", pgettext_lazy("a claim", "Dropped by the claimant")
    PUBLISHED = "published", pgettext_lazy("a claim", "Published")

    OPEN: ClassVar[tuple["ClaimState", ...]]
    CLOSED: ClassVar[tuple["ClaimState", ...]]


# Set outside the class body, where a tuple would become a choice. A refused claim is decided, but not closed.
ClaimState.OPEN = (ClaimState.RECEIVED, ClaimState.ACCEPTED)
ClaimState.CLOSED = (ClaimState.SETTLED, ClaimState.WITHDRAWN, ClaimState.PUBLISHED)


class ClaimQuerySet(models.QuerySet):
    def open(self):
        """Return the claims that need an answer or a publication, the most urgent first."""
        return self.filter(state__in=ClaimState.OPEN).order_by("due_on", "pk")

    def held(self):
        """Return the claims, open or closed, whose legal hold on the story is in force."""
        return self.filter(hold__isnull=False, hold__released_at=None)

    def for_lists(self):
        """Fetch the legal hold and the story without its body texts."""
        return self.select_related("article", "hold").defer(*STORY_BODIES)


class Claim(models.Model):
    """A claim about one story, visible only to managing editors. Only newsroom.claims.decisions writes it.

    wording     text of the claim
    learned_on  day when the claimant learned of the publication; for a follow-up report, that the proceedings
                ended without a conviction
    due_on      deadline for the answer, and once the claim is accepted, for publication; None once it is
                refused or closed
    """

    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="claims", verbose_name=_("story")
    )
    kind = models.CharField(pgettext_lazy("a claim", "kind"), max_length=10, choices=ClaimKind)
    route = models.CharField(
        pgettext_lazy("a claim", "form"), max_length=11, choices=ClaimRoute, default=ClaimRoute.LETTER
    )
    claimant = LineField(_("claimant"), max_length=200, help_text=_("The person, company or public office."))
    wording = ProseField(
        pgettext_lazy("a claim", "wording"), help_text=_("The text of the claim, as they wrote it.")
    )
    published_on = models.DateField(_("day of publication"))
    received_on = models.DateField(pgettext_lazy("a claim", "received on"))
    learned_on = models.DateField(
        _("learned of it on"),
        null=True,
        blank=True,
        help_text=_(
            "The day they learned of the publication, if they state it. For a follow-up report: the day they "
            "learned that the proceedings ended without a conviction."
        ),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ClaimState, default=ClaimState.RECEIVED, editable=False
    )
    due_on = models.DateField(_("next deadline"), null=True, editable=False)
    recorded_by = person_key(_("recorded by"), editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    decided_by = person_key(_("decided by"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = ProseField(_("reason for the decision"), default="", blank=True, editable=False)
    closed_by = person_key(_("closed by"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closing_reason = ProseField(_("reason for closing"), default="", blank=True, editable=False)

    hold = models.OneToOneField(
        "articles.LegalHold", models.PROTECT, null=True, related_name="claim", editable=False
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "-pk"]
        verbose_name = pgettext_lazy("of press law", "claim")
        verbose_name_plural = pgettext_lazy("of press law", "claims")
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(name="claim_kind_is_known", condition=Q(kind__in=ClaimKind)),
            models.CheckConstraint(name="claim_route_is_known", condition=Q(route__in=ClaimRoute)),
            models.CheckConstraint(name="claim_state_is_known", condition=Q(state__in=ClaimState)),
            models.CheckConstraint(name="claim_has_a_claimant", condition=~Q(claimant="")),
            models.CheckConstraint(name="claim_has_a_wording", condition=~Q(wording="")),
            models.CheckConstraint(
                name="claim_follows_the_publication",
                condition=Q(received_on__gte=F("published_on")),
                violation_error_message=_("The claim cannot be older than the publication."),
            ),
            models.CheckConstraint(
                name="claim_follows_what_was_learned",
                condition=Q(learned_on=None) | Q(learned_on__lte=F("received_on")),
                violation_error_message=_("They cannot have learned of it after they wrote the claim."),
            ),
            models.CheckConstraint(
                name="claim_is_due_while_it_is_open",
                condition=Q(state__in=ClaimState.OPEN, due_on__isnull=False)
                | (~Q(state__in=ClaimState.OPEN) & Q(due_on=None)),
            ),
            models.CheckConstraint(
                name="claim_is_decided_by_somebody",
                condition=Q(decided_by=None, decided_at=None, state__in=["received", "settled", "withdrawn"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="received")),
            ),
            models.CheckConstraint(
                name="claim_is_refused_for_a_reason", condition=~Q(state="refused", decision_reason="")
            ),
            models.CheckConstraint(
                name="claim_is_closed_by_somebody",
                condition=Q(closed_by__isnull=False, closed_at__isnull=False, state__in=ClaimState.CLOSED)
                | (Q(closed_by=None, closed_at=None) & ~Q(state__in=ClaimState.CLOSED)),
            ),
        ]
        indexes = [models.Index(name="claim_by_deadline", fields=["due_on", "id"])]

    def __str__(self):
        return _("%(kind)s, no. %(number)s") % {"kind": self.get_kind_display(), "number": self.pk}

    @property
    def is_open(self):
        return self.state in ClaimState.OPEN

    @property
    def is_holding(self):
        """Whether the claim keeps its story under a legal hold."""
        return self.hold is not None and self.hold.is_standing

    @property
    def lapses_on(self) -> date | None:
        """The last day for making the claim, or None if it is not known."""
        return lapse_day(self.published_on, self.learned_on, is_follow_up=self.kind == ClaimKind.FOLLOW_UP)

    @property
    def is_lapsed(self):
        """Whether the claim was received too late."""
        return self.lapses_on is not None and self.received_on > self.lapses_on

    def days_left(self, today: date) -> int | None:
        """Return the days until the next deadline, negative after it; None if there is no deadline."""
        return (self.due_on - today).days if self.due_on else None


def lapse_day(published_on: date, learned_on: date | None, *, is_follow_up: bool) -> date | None:
    """Return the last day for making a claim, or None if it is not known.

    learned_on    day when the claimant learned of the publication; for a follow-up report, that the
                  proceedings ended without a conviction
    is_follow_up  whether only learned_on counts, and not the day of publication
    """
    days = [] if is_follow_up else [add_months(published_on, MONTHS_FROM_PUBLICATION)]
    if learned_on is not None:
        days.append(add_months(learned_on, MONTHS_FROM_LEARNING))
    return min(days, default=None)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
