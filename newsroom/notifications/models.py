"""Notifications of events, one for each user."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationReason(models.TextChoices):
    """Reason why a user is notified of an event."""

    ASSIGNED = "assigned", _("Assigned to you")
    MENTIONED = "mentioned", _("You were mentioned")
    NOTED = "noted", _("A note on your text")
    REVIEW = "review", _("To review")
    RETURNED = "returned", _("Returned to you")
    APPROVED = "approved", _("Your text was approved")
    PUBLISHED = "published", _("Your text was published")
    CORRECTED = "corrected", _("The other language was corrected")
    GONE = "gone", _("Withdrawn or retracted")


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """A notification of one event for one user. Only the consumer of this package creates it.

    mailed_at        when its e-mail was sent or abandoned
    mail_refused_at  when the mail server refused the address; it is not tried again
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    event = models.ForeignKey("articles.Event", models.PROTECT, related_name="notifications")
    why = models.CharField(max_length=10, choices=NotificationReason)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_refused_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-event_id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="notification_once_per_event", fields=["user", "event"]),
            models.CheckConstraint(
                name="notification_reason_is_known", condition=Q(why__in=NotificationReason)
            ),
        ]
        indexes = [models.Index(name="notification_unread", fields=["user", "read_at", "-event"])]

    def __str__(self):
        return f"{self.user_id}: {self.get_why_display()} ({self.event_id})"

    @property
    def is_of_many(self):
        """Whether it covers all stories that a bulk change has assigned to the user."""
        return self.why == NotificationReason.ASSIGNED and "bulk" in self.event.details


class ReportDelivery(models.Model):
    """The end of the latest period that a user's security report by e-mail has covered."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reported_until = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.user_id}: {self.reported_until:%Y-%m-%d %H:%M}"
