"""Subscriptions to the newsletters, their issues, and the message of each issue to each subscriber."""

from datetime import date, datetime, timedelta
from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.autosave import AutosavedDraft
from articles.models.language import Language
from articles.models.people import person_key
from articles.models.planning import start_of
from articles.models.text import PrintedLineField, PrintedProseField
from articles.text.digests import digest_of

LONGEST_ADDRESS = 254  # characters, as SMTP has it
UNCONFIRMED = timedelta(days=7)  # after which a request that nobody has confirmed is deleted
MOST_TEMPORARY = 3  # temporary failures in a row, after which nothing is sent any more
STALLED = timedelta(minutes=10)  # without a sign of the sender, who is thought to have been interrupted


TEST_TOKEN = "7e57" * 8  # of the links in tests and previews, which belong to nobody's subscription


def make_token() -> str:
    """Return a new secret for the links of one subscription: 128 bits, as 32 digits."""
    return token_hex(16)


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        """Return the subscriptions whose address has answered."""
        return self.exclude(confirmed_at=None)

    def reachable(self):
        """Return the subscriptions that get newsletters: confirmed, and not suspended."""
        return self.confirmed().filter(suspended_at=None)

    def unconfirmed_since(self, at: datetime):
        """Return the requests that were made before an instant and confirmed by nobody."""
        return self.filter(confirmed_at=None, asked_at__lt=at)


class Subscription(models.Model):
    """The newsletter in one language at one address: asked for, and sent once the address has answered.

    address       in normal form: newsroom.newsletters.subscriptions.normal_address
    token         the secret of its links, in every message
    failures      temporary failures since the last message that was accepted
    suspended_at  since when nothing is sent, because messages came back; reason says which answer came

    Unsubscribing deletes the row. Written only by newsroom.newsletters.subscriptions.
    """

    address = models.CharField(_("email address"), max_length=LONGEST_ADDRESS)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    token = models.CharField(max_length=32, unique=True, default=make_token, editable=False)
    asked_at = models.DateTimeField(_("requested"), default=timezone.now)
    mailed_at = models.DateTimeField(_("confirmation sent"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("temporary failures"), default=0)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    reason = models.CharField(_("answer of the mail server"), max_length=300, default="", blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("newsletter subscription")
        verbose_name_plural = _("newsletter subscriptions")
        default_permissions = ["view", "delete"]
        indexes = [
            models.Index(
                name="subscription_unconfirmed", fields=["asked_at"], condition=Q(confirmed_at=None)
            ),
            models.Index(
                name="subscription_reachable",
                fields=["language", "id"],
                condition=Q(confirmed_at__isnull=False, suspended_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="subscription_once_per_address_and_language", fields=["address", "language"]
            ),
            models.CheckConstraint(
                name="subscription_language_is_known", condition=Q(language__in=Language.values)
            ),
            models.CheckConstraint(
                name="subscription_has_address_and_token", condition=~Q(address="") & ~Q(token="")
            ),
            models.CheckConstraint(
                name="subscription_is_confirmed_after_it_was_requested",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="subscription_is_suspended_with_a_reason",
                condition=Q(suspended_at=None) | (Q(confirmed_at__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.address} ({self.language})"


class PauseCause(models.TextChoices):
    """The cause for which the sending of an issue was paused."""

    PERSON = "person", _("Paused by a person")
    SERVER = "server", _("The mail server does not answer, or refuses what the newsroom sends")
    EMPTY = "empty", _("None of its stories is live any more")


class UnsentCause(models.TextChoices):
    """The cause for which an issue was not sent at the time for which it was scheduled."""

    CHANGED = "changed", _("It was changed after it had been scheduled")
    EMPTY = "empty", _("None of its stories was live")
    NOBODY = "nobody", _("Nobody had subscribed")
    PERSON = "person", _("Whoever scheduled it may not send it any more")
    LATE = "late", _("Its time had passed by more than an hour before it could be sent")


class NewsletterIssueQuerySet(models.QuerySet):
    def scheduled(self):
        """Return the drafts that are sent at a time."""
        return self.exclude(send_at=None)

    def sent_between(self, first: date, last: date):
        """Return the drafts that are scheduled for the days between, included, by time."""
        since, until = start_of(first), start_of(last + timedelta(days=1))
        return self.filter(send_at__gte=since, send_at__lt=until).order_by("send_at", "pk")

    def sending(self):
        """Return the issues that are being sent, paused ones not among them."""
        return self.filter(finished_at=None, paused_at=None).exclude(started_at=None)


class NewsletterIssue(models.Model):
    """One newsletter in one language, composed by an editor, then sent once to all subscribers.

    stories      ids of its stories in their order; readers get the editions that are live when it is sent
    send_at      when a draft is sent that is scheduled, by whom, and the digest of what that person read
    unsent       the cause for which nothing was sent at that time
    started_at, started_by  since when it is being sent: from then on its text and its stories are fixed
    worked_at    the last sign of whoever sends it
    paused_at    while it is paused, and the cause; detail says what the mail server answered
    waits        how often in a row the mail server could not be reached
    finished_at  since when no message waits
    past_…       messages whose rows have been deleted (retention), by outcome

    Written by newsroom.newsletters.composition and schedule, sent by newsroom.newsletters.sending.
    """

    UNSCHEDULED = {"send_at": None, "scheduled_by": None, "scheduled_digest": ""}

    language = models.CharField(_("language"), max_length=2, choices=Language)
    subject = PrintedLineField(_("subject"), max_length=150)
    introduction = PrintedProseField(
        _("introduction"), default="", blank=True, help_text=_("Plain text above the stories. May be empty.")
    )
    stories = models.JSONField(_("stories"), default=list)
    with_picture = models.BooleanField(
        _("image of the first story"),
        default=True,
        db_default=False,
        help_text=_("Mail programs load it from this site. Without rights for feeds it is left out."),
    )
    created_by = person_key(_("created by"))
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    send_at = models.DateTimeField(_("sent at"), null=True)
    scheduled_by = person_key(_("scheduled by"), null=True)
    scheduled_digest = models.CharField(max_length=16, default="", db_default="", blank=True)
    unsent = models.CharField(max_length=7, choices=UnsentCause, default="", db_default="", blank=True)
    started_by = person_key(_("sent by"), null=True)
    started_at = models.DateTimeField(_("sending started"), null=True)
    worked_at = models.DateTimeField(_("last activity"), null=True)
    paused_at = models.DateTimeField(_("paused"), null=True)
    cause = models.CharField(max_length=6, choices=PauseCause, default="")
    detail = models.CharField(max_length=300, default="", blank=True)
    waits = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)
    past_sent = models.PositiveIntegerField(default=0)
    past_refused = models.PositiveIntegerField(default=0)
    past_skipped = models.PositiveIntegerField(default=0)
    past_doubtful = models.PositiveIntegerField(default=0)

    objects = NewsletterIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        default_permissions = ["view", "add", "change", "delete"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_language_is_known", condition=Q(language__in=Language.values)
            ),
            models.CheckConstraint(name="newsletter_has_a_subject", condition=~Q(subject="")),
            models.CheckConstraint(
                name="newsletter_is_started_by_somebody",
                condition=Q(started_at=None, started_by=None, worked_at=None)
                | Q(started_at__isnull=False, started_by__isnull=False, worked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="newsletter_is_scheduled_as_somebody_read_it",
                condition=Q(send_at=None, scheduled_by=None, scheduled_digest="")
                | (
                    Q(send_at__isnull=False, scheduled_by__isnull=False, started_at=None)
                    & ~Q(scheduled_digest="")
                ),
            ),
            models.CheckConstraint(
                name="newsletter_unsent_cause_is_known", condition=Q(unsent__in=["", *UnsentCause.values])
            ),
            models.CheckConstraint(
                name="newsletter_is_started_before_it_is_paused_or_finished",
                condition=Q(started_at__isnull=False) | Q(paused_at=None, finished_at=None),
            ),
            models.CheckConstraint(
                name="newsletter_is_paused_for_a_cause_and_not_finished",
                condition=Q(paused_at=None, cause="")
                | Q(paused_at__isnull=False, cause__in=PauseCause.values, finished_at=None),
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def digest(self) -> str:
        """Return the digest of all that an editor composes: subject, introduction, stories and the image."""
        parts = [self.subject, self.introduction, self.stories]
        if self.with_picture:  # else it stays what it was before newsletters had images
            parts.append("with_picture")
        return digest_of(parts, length=16)

    @property
    def is_draft(self) -> bool:
        return self.started_at is None

    @property
    def is_scheduled(self) -> bool:
        return self.send_at is not None

    @property
    def may_be_edited(self) -> bool:
        return self.is_draft and not self.is_scheduled

    @property
    def is_sending(self) -> bool:
        return bool(self.started_at) and not self.paused_at and not self.finished_at

    def is_stalled(self, at: datetime) -> bool:
        """Return whether it is being sent, but nobody has worked on it for a while: it can be continued."""
        return self.is_sending and self.worked_at < at - STALLED

    def counts(self) -> dict[str, int]:
        """Return {outcome, or "waiting" or "taken": number of messages}, in one query."""
        total = {name: Count("pk", filter=Q(outcome=name)) for name in Outcome.values}
        open_ones = {
            "waiting": Count("pk", filter=Q(outcome="", taken_at=None)),
            "taken": Count("pk", filter=Q(outcome="", taken_at__isnull=False)),
        }
        found = self.deliveries.order_by().aggregate(**total, **open_ones)
        found["sent"] += self.past_sent
        found["refused"] += self.past_refused
        found["skipped"] += self.past_skipped
        found["taken"] += self.past_doubtful
        return found


class NewsletterDraft(AutosavedDraft):
    """An autosaved draft of the form of a newsletter. Its person alone sees it.

    `fields` of a new newsletter have its language, in which the form is shown again.
    """

    row_name = "issue"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    issue = models.ForeignKey(NewsletterIssue, models.CASCADE, null=True, related_name="+")

    class Meta(AutosavedDraft.Meta):
        constraints = [
            models.UniqueConstraint(
                name="newsletter_draft_once_per_tab", fields=["user", "tab"], condition=Q(dropped_at=None)
            ),
        ]


class Outcome(models.TextChoices):
    SENT = "sent", pgettext_lazy("of messages", "Sent")
    REFUSED = "refused", pgettext_lazy("of messages", "Refused")
    SKIPPED = "skipped", pgettext_lazy("of messages", "Unsubscribed or suspended meanwhile")


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        """Return the messages that nobody has begun to send."""
        return self.filter(taken_at=None)

    def outdated(self, at: datetime):
        """Return the messages of issues that were finished before an instant by the setting.

        Of issues that nobody has gone on with since then, those that were begun: they may be paused for ever.
        """
        before = at - timedelta(days=settings.NEWSLETTER_DAYS)
        left = Q(issue__finished_at=None, issue__worked_at__lt=before, taken_at__isnull=False)
        return self.filter(Q(issue__finished_at__lt=before) | left)


class Delivery(models.Model):
    """The one message of an issue to a subscriber.

    subscription  None once the subscriber is gone
    taken_at      committed before the message is given to the mail server
    outcome       committed after its answer

    A row that is taken and has no outcome is in doubt: whoever sent it was killed, or the connection broke,
    before the answer. It is never sent again.
    """

    issue = models.ForeignKey(NewsletterIssue, models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome, default="")
    bounced_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        default_permissions = []
        verbose_name = _("newsletter message")
        verbose_name_plural = _("newsletter messages")
        indexes = [models.Index(name="delivery_waiting", fields=["issue", "id"], condition=Q(taken_at=None))]
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_subscriber", fields=["issue", "subscription"]),
            models.CheckConstraint(
                name="delivery_outcome_follows_its_taking",
                condition=Q(outcome="") | Q(outcome__in=Outcome.values, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_bounces_after_it_was_sent",
                condition=Q(bounced_at=None) | Q(taken_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.issue_id}: {self.pk}"
