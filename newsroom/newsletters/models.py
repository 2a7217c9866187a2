"""Newsletter subscriptions, issues, and the messages of each issue to its subscribers."""

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

LONGEST_ADDRESS = 254  # characters, the limit of SMTP
UNCONFIRMED = timedelta(days=7)  # unconfirmed requests are deleted when they are older
MOST_TEMPORARY = 3  # temporary failures in a row; the last one suspends the subscription
STALLED = timedelta(minutes=10)  # after this time without activity, sending counts as interrupted


TEST_TOKEN = "7e57" * 8  # for links in tests and previews, which belong to no subscription


def make_token() -> str:
    """Return a new secret for the links of one subscription: 128 bits, as 32 hexadecimal digits."""
    return token_hex(16)


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        """Return the subscriptions that were confirmed by the link sent to their address."""
        return self.exclude(confirmed_at=None)

    def reachable(self):
        """Return the subscriptions that receive newsletters: confirmed and not suspended."""
        return self.confirmed().filter(suspended_at=None)

    def unconfirmed_since(self, at: datetime):
        """Return the unconfirmed requests that were made before an instant."""
        return self.filter(confirmed_at=None, asked_at__lt=at)


class Subscription(models.Model):
    """A subscription of one address to the newsletter in one language, active once the address confirms it.

    address       in the form of newsroom.newsletters.subscriptions.normal_address
    token         secret of its links, which every message contains
    failures      temporary failures since the last message that was accepted
    suspended_at  time when sending to it ended because messages bounced; reason is the server's answer

    Unsubscribing deletes the row. Only newsroom.newsletters.subscriptions writes it.
    """

    address = models.CharField(_("email address"), max_length=LONGEST_ADDRESS)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    token = models.CharField(max_length=32, unique=True, default=make_token, editable=False)
    asked_at = models.DateTimeField(_("requested"), default=timezone.now)
    mailed_at = models.DateTimeField(_("confirmation sent"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("temporary failures"), default=0)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    reason = models.CharField(_("mail server response"), max_length=300, default="", blank=True)

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
    """Reason why the sending of an issue was paused."""

    PERSON = "person", _("Paused by a person")
    SERVER = "server", _("The mail server does not respond or rejects messages")
    EMPTY = "empty", _("None of its stories is live any longer")


class UnsentCause(models.TextChoices):
    """Reason why an issue was not sent at its scheduled time."""

    CHANGED = "changed", _("It was changed after it had been scheduled")
    EMPTY = "empty", _("None of its stories was live")
    NOBODY = "nobody", _("Nobody had subscribed")
    PERSON = "person", _("The person who scheduled it no longer has permission to send it")
    LATE = "late", _("It could not be sent until more than an hour after its time")


class NewsletterIssueQuerySet(models.QuerySet):
    def scheduled(self):
        """Return the drafts that are scheduled."""
        return self.exclude(send_at=None)

    def sent_between(self, first: date, last: date):
        """Return the drafts scheduled for the days from `first` to `last`, inclusive, in order of time."""
        since, until = start_of(first), start_of(last + timedelta(days=1))
        return self.filter(send_at__gte=since, send_at__lt=until).order_by("send_at", "pk")

    def sending(self):
        """Return the issues that are being sent and are not paused."""
        return self.filter(finished_at=None, paused_at=None).exclude(started_at=None)


class NewsletterIssue(models.Model):
    """One newsletter in one language, composed by an editor, then sent once to all subscribers.

    stories      ids of its stories in order; readers get the editions that are live when it is sent
    send_at      scheduled time of a draft
    scheduled_by, scheduled_digest  the user who scheduled it, and the digest of the draft that they read
    unsent       reason why it was not sent at that time
    started_at, started_by  start of sending; text and stories are fixed from then on
    worked_at    last activity of the sending task
    paused_at    time of a pause, with its cause; detail is the answer of the mail server
    waits        consecutive failures to reach the mail server
    finished_at  time when no message was waiting any longer
    past_…       numbers of messages whose rows have been deleted (retention), by outcome

    Drafts are edited in the admin, scheduled by newsroom.newsletters.schedule and sent by
    newsroom.newsletters.sending.
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
        help_text=_("Email programs load it from this site. Images without rights for feeds are left out."),
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
        """The digest of all that an editor composes: subject, introduction, stories and the image option."""
        parts = [self.subject, self.introduction, self.stories]
        if self.with_picture:  # only then, so that digests from before images existed stay valid
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
        """Return whether sending has had no activity for STALLED, so that it can be continued."""
        return self.is_sending and self.worked_at < at - STALLED  # type: ignore[operator]  # set while it is sent

    def counts(self) -> dict[str, int]:
        """Return {outcome, or "waiting" or "taken": number of messages}, in one query."""
        total = {name: Count("pk", filter=Q(outcome=name)) for name in Outcome.values}
        open_ones = {
            "waiting": Count("pk", filter=Q(outcome="", taken_at=None)),
            "taken": Count("pk", filter=Q(outcome="", taken_at__isnull=False)),
        }
        counts = self.deliveries.order_by().aggregate(**total, **open_ones)
        counts["sent"] += self.past_sent
        counts["refused"] += self.past_refused
        counts["skipped"] += self.past_skipped
        counts["taken"] += self.past_doubtful
        return counts


class NewsletterDraft(AutosavedDraft):
    """An autosaved draft of the newsletter form, visible only to its user.

    For a new newsletter, `fields` include the language, to restore the form.
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
    SKIPPED = "skipped", pgettext_lazy("of messages", "Unsubscribed or suspended in the meantime")


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        """Return the messages that have not been taken for sending."""
        return self.filter(taken_at=None)

    def outdated(self, at: datetime):
        """Return the messages of issues that finished more than NEWSLETTER_DAYS days before an instant.

        Also return the taken messages of unfinished issues that had no activity in all this time, because an
        issue may stay paused forever.
        """
        before = at - timedelta(days=settings.NEWSLETTER_DAYS)
        left = Q(issue__finished_at=None, issue__worked_at__lt=before, taken_at__isnull=False)
        return self.filter(Q(issue__finished_at__lt=before) | left)


class Delivery(models.Model):
    """The only message of an issue to a subscriber.

    subscription  None once the subscriber is gone
    taken_at      committed before the message is passed to the mail server
    outcome       committed after the server's answer

    A row that is taken and has no outcome is in doubt: the process was killed, or the connection broke,
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
