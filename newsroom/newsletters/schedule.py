"""Scheduled sending: an issue is sent as its sender read it, or an e-mail tells the sender why it was not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles import clock
from articles.workflow.permissions import Actor
from newsroom.newsletters.composition import NewsletterRefused, locked_draft, may_compose
from newsroom.newsletters.models import NewsletterIssue, UnsentCause
from newsroom.newsletters.sending import begin, ensure_sendable, unsent_cause

LATEST = timedelta(hours=1)  # maximum delay: morning news must not arrive in the evening
FURTHEST = timedelta(days=366)  # later times are refused


@transaction.atomic
def schedule(issue: NewsletterIssue, *, send_at: datetime, by: Actor, seen: str) -> NewsletterIssue:
    """Schedule a draft for an instant, replacing any earlier schedule.

    seen  digest of the draft that the user read; no other text will be sent

    Raise NewsletterRefused if the instant is not permitted or the draft cannot be sent.
    """
    issue, at = locked_draft(issue.pk), clock.now()
    if not at < send_at <= at + FURTHEST:
        raise NewsletterRefused(_("Choose a time in the future, within a year."))
    ensure_sendable(issue, at, seen)
    if not send_scheduled.get_backend().supports_defer:
        raise NewsletterRefused(_("Tasks are done at once here, so nothing can be scheduled."))
    issue.send_at, issue.scheduled_by, issue.scheduled_digest, issue.unsent = send_at, by, seen, ""
    issue.save(update_fields=["send_at", "scheduled_by", "scheduled_digest", "unsent"])
    queue_sending(issue)
    return issue


def queue_sending(issue: NewsletterIssue) -> None:
    waiting = send_scheduled.using(run_after=issue.send_at)
    transaction.on_commit(lambda: waiting.enqueue(issue.pk))


def cancel_sending(issue: NewsletterIssue) -> bool:
    """Cancel the scheduled sending of an issue. Return whether it was scheduled."""
    return bool(NewsletterIssue.objects.scheduled().filter(pk=issue.pk).update(**NewsletterIssue.UNSCHEDULED))


@task
def send_scheduled(issue_id: int) -> None:
    """Start sending an issue that is due, or record why not. Safe to run twice."""
    if clock.stopped_at() is not None:
        return
    with transaction.atomic():
        issue = NewsletterIssue.objects.scheduled().select_for_update().filter(pk=issue_id).first()
        if issue is None:
            return
        at = clock.now()
        if issue.send_at > at:  # rescheduled, or this machine's clock is ahead of the database's
            queue_sending(issue)
            return
        person = issue.scheduled_by
        cause = cause_against(issue, at)
        if not cause:
            begin(issue, by=person, at=at)
            return
        for name, value in NewsletterIssue.UNSCHEDULED.items():
            setattr(issue, name, value)
        issue.unsent = cause
        issue.save(update_fields=[*NewsletterIssue.UNSCHEDULED, "unsent"])
        transaction.on_commit(lambda: tell_unsent.enqueue(issue_id, person.pk))


def cause_against(issue: NewsletterIssue, at: datetime) -> str:
    """Return the UnsentCause that prevents the sending of a due issue, or ""."""
    person = issue.scheduled_by
    if issue.send_at < at - LATEST:
        return UnsentCause.LATE
    if not (person.is_active and may_compose(person, issue.language)):
        return UnsentCause.PERSON
    return unsent_cause(issue, at, issue.scheduled_digest)


@task
def tell_unsent(issue_id: int, user_id: int) -> None:
    """E-mail the user who scheduled an issue, and explain why it was not sent. Its page does so, too."""
    issue = NewsletterIssue.objects.filter(pk=issue_id).exclude(unsent="").first()
    person = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if issue is None or person is None:
        return
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {
            "issue": issue,
            "address": settings.SITE_URL + reverse("admin:newsletter_issue", args=[issue.pk]),
        }
        subject = _("Newsletter not sent: %(subject)s") % {"subject": issue.subject}
        text = render_to_string("newsletters/unsent.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text, to=[person.email], headers=headers).send()
