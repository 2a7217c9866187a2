from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """Who follows the log, and the number of the last event that it has seen."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("follower of the log")
        verbose_name_plural = _("followers of the log")
        default_permissions = []

    def __str__(self):
        return f"{self.name}: {self.number}"


class Why(models.TextChoices):
    """Why a person is told of an event."""

    ASSIGNED = "assigned", _("Assigned to you")
    MENTIONED = "mentioned", _("You were mentioned")
    NOTED = "noted", _("A note on your text")
    REVIEW = "review", _("To review")
    RETURNED = "returned", _("Returned to you")
    APPROVED = "approved", _("Your text was approved")
    PUBLISHED = "published", _("Your text is out")
    CORRECTED = "corrected", _("The other language was corrected")
    GONE = "gone", _("Withdrawn or retracted")


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def unmailed(self):
        """Those that no e-mail has told of yet and that were not read meanwhile."""
        return self.filter(mailed_at=None, read_at=None)


class Notification(models.Model):
    """One event told to one person. Made by articles.notifying, which follows the log."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    event = models.ForeignKey("articles.Event", models.PROTECT, related_name="notifications")
    why = models.CharField(max_length=10, choices=Why)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-event_id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="notification_once_per_event", fields=["user", "event"]),
            models.CheckConstraint(name="notification_reason_is_known", condition=Q(why__in=Why)),
        ]
        indexes = [models.Index(name="notification_unread", fields=["user", "read_at", "-event"])]

    def __str__(self):
        return f"{self.user_id}: {self.get_why_display()} ({self.event_id})"
