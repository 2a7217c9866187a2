"""The security report of the morning, by e-mail: to whom it is due, and up to when they have been told.

A claim works as for notifications: if the process is killed, the report is sent again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from newsroom.notifications.models import ReportDelivery
from newsroom.security.report import SecurityReport, report_readers

NEVER = "never"  # a value of User.mail
DAY, STALE = timedelta(days=1), timedelta(days=7)


def due_readers(morning: datetime, *, claimed_before: datetime) -> QuerySet:
    """Return the people who have not been told yet of what happened before a morning."""
    done = ReportDelivery.objects.filter(user=OuterRef("pk"))
    done = done.filter(Q(reported_until__gte=morning) | Q(claimed_at__gte=claimed_before))
    readers = report_readers().exclude(mail=NEVER).exclude(email="")
    return readers.exclude(Exists(done))


@transaction.atomic
def claim_report(user, morning: datetime, *, at: datetime, claimed_before: datetime) -> SecurityReport | None:
    """Claim a person's report; None if another process was faster or there is nothing to tell."""
    if not due_readers(morning, claimed_before=claimed_before).filter(pk=user.pk).exists():
        return None
    first = {"reported_until": morning - DAY}
    delivery, _created = ReportDelivery.objects.select_for_update().get_or_create(user=user, defaults=first)
    if delivery.reported_until >= morning or (delivery.claimed_at and delivery.claimed_at >= claimed_before):
        return None
    report = SecurityReport(user, max(delivery.reported_until, morning - STALE), morning)
    if not report.has_news:
        finish_report(user, morning)
        return None
    delivery.claimed_at = at
    delivery.save(update_fields=["claimed_at"])
    return report


def finish_report(user, morning: datetime) -> None:
    """Remember that a person has been told of everything before a morning."""
    ReportDelivery.objects.filter(user=user).update(reported_until=morning, claimed_at=None)


def release_report(user) -> None:
    """Give a claim back: the report could not be sent."""
    ReportDelivery.objects.filter(user=user).update(claimed_at=None)
