"""Texts of notifications for the admin and for e-mail, and the sending of e-mail at once or every morning.

The morning e-mail also contains the security report. E-mail is in the language of the recipient.

A process claims the rows of an e-mail, sends it, and marks them as mailed. Other processes skip claimed rows.
If the process is killed in between, the claim expires after CLAIM and the e-mail is sent again. A user gets
it twice only if the mail server had accepted it before the process was killed. A refused address is not
tried again. If the mail server cannot be reached, the claim is released at once.
"""

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles import clock
from articles.models import Article, EditionKind, EventType, Language, Note, localized, other
from articles.models.people import display_name
from articles.text.script import language_of
from articles.translations import translation_address
from articles.workflow.assignments import assigned_together, counts_together
from articles.workflow.transitions import UNDO_WITHIN, desk_change
from newsroom.notifications.models import Notification, NotificationReason, ReportDelivery
from newsroom.security.report import SecurityReport, report_readers

AT_ONCE, DIGEST, NEVER = "at_once", "digest", "never"  # values of User.mail
MORNING = time(7)  # in the newsroom's time zone
CLAIM = timedelta(minutes=10)  # after this, a claim expires; sending one e-mail takes far less
RESTED = timedelta(minutes=2)  # after this time without a new event, e-mail of a bulk change is due
STALE = timedelta(days=7)  # older notifications are not sent to users who switch e-mail on
UNREACHABLE = (ConnectionError, TimeoutError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)

logger = logging.getLogger(__name__)


class MailServerUnreachable(Exception):
    """Raised if the mail server cannot be reached, after the claim of the unsent e-mail was released."""


@task
def mail_notifications() -> int:
    """Send the e-mail that is due. Return the number of e-mails. Raise MailServerUnreachable."""
    return mail_due()


def due_notifications(at: datetime) -> QuerySet[Notification]:
    """Return the notifications that are due for e-mail at an instant."""
    is_final = ~Q(event__type__in=EventType.UNDOABLE) | Q(created_at__lt=at - UNDO_WITHIN)
    # More events of a bulk change may follow until RESTED has passed.
    is_final &= ~Q(event__details__has_key="bulk") | Q(created_at__lt=at - RESTED)
    people = (Q(user__mail=AT_ONCE) & is_final) | Q(user__mail=DIGEST, created_at__lt=last_morning(at))
    free = Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=at - CLAIM)
    rows = Notification.objects.unread().filter(people, free, mailed_at=None, created_at__gte=at - STALE)
    return rows.filter(user__is_active=True).exclude(user__email="")


def waiting_mail(at: datetime, *, late: timedelta) -> tuple[int, datetime | None]:
    """Return (number of notifications whose e-mail is overdue by `late`, due time of the first or None)."""
    morning = last_morning(at)
    is_late = Q(user__mail=AT_ONCE, created_at__lt=at - late)
    if morning < at - late:
        is_late |= Q(user__mail=DIGEST)
    rows = due_notifications(at).filter(is_late).order_by()
    at_once = Min("created_at", filter=Q(user__mail=AT_ONCE))
    counts = rows.aggregate(
        count=Count("pk"), first=at_once, digests=Count("pk", filter=Q(user__mail=DIGEST))
    )
    due = [counts["first"], morning if counts["digests"] else None]
    return counts["count"], min(filter(None, due), default=None)


def refused_readers(since: datetime) -> QuerySet:
    """Return the users whose e-mail was refused by the mail server since an instant."""
    refused = Notification.objects.filter(user=OuterRef("pk"), mail_refused_at__gte=since)
    return get_user_model().objects.filter(Exists(refused), is_active=True).order_by("username")


def has_due_mail(at: datetime) -> bool:
    """Return whether any e-mail is due at an instant. Always False in a restored copy that is held."""
    return clock.stopped_at() is None and (due_notifications(at).exists() or due_readers(at).exists())


def last_morning(at):
    """Return the latest 7:00 in the newsroom's time zone that is not after an instant."""
    zone = timezone.get_default_timezone()
    day = timezone.localtime(at, zone).date()
    morning = datetime.combine(day, MORNING, tzinfo=zone)
    return morning if morning <= at else datetime.combine(day - timedelta(days=1), MORNING, tzinfo=zone)


def mail_due(at: datetime | None = None) -> int:
    """Send the e-mail that is due, one to each user. Return the number of e-mails.

    A refused address does not stop the others. A restored copy that is held sends nothing. Raise
    MailServerUnreachable.
    """
    if clock.stopped_at() is not None:
        return 0
    at = at or clock.now()
    waiting = due_notifications(at).filter(user=OuterRef("pk"))
    sent = 0
    readers = set(due_readers(at).values_list("pk", flat=True))
    for user in get_user_model().objects.filter(Exists(waiting) | Q(pk__in=readers)).order_by("pk"):
        claimed, report = _claim(user, at), None
        if user.pk in readers:
            report = claim_report(user, at)
        sent += bool(claimed or report) and _send(user, claimed, report)
    return sent


@transaction.atomic
def _claim(user, at):
    """Claim a user's due notifications. Return their ids, [] if another process has claimed them."""
    rows = due_notifications(at).filter(user=user).select_for_update(of=("self",))
    ids = list(rows.order_by("event_id").values_list("pk", flat=True))
    Notification.objects.filter(pk__in=ids).update(mail_claimed_at=at)
    return ids


def _send(user, ids, report):
    """Send the e-mail of claimed notifications and mark them as mailed. Return whether it was accepted.

    If the mail server cannot be reached, release the claims and raise MailServerUnreachable.
    """
    is_sent = False
    rows = Notification.objects.filter(pk__in=ids).select_related("event__actor").order_by("-event_id")
    try:
        message_for(user, rows, report).send()
        is_sent = True
    except UNREACHABLE as error:
        rows.order_by().update(mail_claimed_at=None)
        release_report(user)
        raise MailServerUnreachable(str(error)) from error
    except Exception:  # a problem of one message or address must not stop the rest
        logger.exception("The e-mail to account %s was not sent.", user.pk)
    ended_at = clock.now()
    rows.order_by().update(mailed_at=ended_at, mail_refused_at=None if is_sent else ended_at)
    if report:
        finish_report(user, report.until)
    return is_sent


def message_for(user, notifications, report: SecurityReport | None = None):
    """Return the e-mail with a user's notifications and report, in the user's language."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        lines = notification_lines(notifications)
        context = {
            "lines": [(line, settings.SITE_URL + line.address) for line in lines],
            "security": [
                (words, settings.SITE_URL + address if address else "")
                for words, address in (report.lines() if report else ())
            ],
            "user": user,
            "language": translation.get_language(),
            "all": settings.SITE_URL + reverse("admin:notifications"),
        }
        text = render_to_string("notifications/mail.txt", context)
        if not lines:
            subject = _("Morning report: accounts and permissions")
        elif len(lines) == 1:
            subject = _("%(why)s: %(headline)s") % {"why": lines[0].why, "headline": lines[0].headline}
        else:
            words = ngettext("%(count)d notification", "%(count)d notifications", len(lines))
            subject = words % {"count": len(lines)}
        headers = {"Auto-Submitted": "auto-generated"}
        message = EmailMultiAlternatives(subject, text, to=[user.email], headers=headers)
        message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
        return message


def due_readers(at: datetime) -> QuerySet:
    """Return the users whose security report up to the last morning is neither sent nor claimed."""
    done = ReportDelivery.objects.filter(user=OuterRef("pk"))
    done = done.filter(Q(reported_until__gte=last_morning(at)) | Q(claimed_at__gte=at - CLAIM))
    return report_readers().exclude(mail=NEVER).exclude(email="").exclude(Exists(done))


@transaction.atomic
def claim_report(user, at: datetime) -> SecurityReport | None:
    """Claim a user's security report. Return None if another process has claimed it or it is empty."""
    if not due_readers(at).filter(pk=user.pk).exists():
        return None
    morning = last_morning(at)
    first = {"reported_until": morning - timedelta(days=1)}
    delivery, _created = ReportDelivery.objects.select_for_update().get_or_create(user=user, defaults=first)
    if delivery.reported_until >= morning or (delivery.claimed_at and delivery.claimed_at >= at - CLAIM):
        return None
    report = SecurityReport(user, max(delivery.reported_until, morning - STALE), morning)
    if not report.has_news:
        finish_report(user, morning)
        return None
    delivery.claimed_at = at
    delivery.save(update_fields=["claimed_at"])
    return report


def finish_report(user, morning: datetime) -> None:
    """Record that a user has received the security report up to a morning."""
    ReportDelivery.objects.filter(user=user).update(reported_until=morning, claimed_at=None)


def release_report(user) -> None:
    """Release the claim of a report that could not be sent."""
    ReportDelivery.objects.filter(user=user).update(claimed_at=None)


HEADLINES = [localized("title", language) for language in Language]
EXCERPT = 300  # characters of a note or reason
TO_TRANSLATE = (NotificationReason.ASSIGNED, NotificationReason.RETURNED)


@dataclass
class NotificationLine:
    """A notification as text: reason, headline, language, actor, and the words of a note or reason.

    translation  URL of the translation screen if there is work to do, else ""
    """

    notification: Notification
    headline: str
    headline_language: str
    words: str = ""
    translation: str = ""

    @property
    def words_language(self):
        """Language of `words` by their script, or the active language if they contain no letters."""
        return language_of(self.words) or get_language()

    @property
    def why(self):
        why = NotificationReason(self.notification.why)
        is_correction = self.notification.event.details.get("kind") == EditionKind.CORRECTION
        is_change = why == NotificationReason.CORRECTED and not is_correction
        return _("The source has changed") if is_change else why.label

    @property
    def stale(self):
        """A phrase with the number of segments that the change of the source made stale."""
        event = self.notification.event
        count = event.details.get("stale") if self.notification.why == NotificationReason.CORRECTED else None
        if not count:
            return ""
        if other(event.language) == Language.EN:
            words = ngettext(
                "%(count)d segment of the English text is outdated",
                "%(count)d segments of the English text are outdated",
                count,
            )
        else:
            words = ngettext(
                "%(count)d segment of the Korean text is outdated",
                "%(count)d segments of the Korean text are outdated",
                count,
            )
        return words % {"count": count}

    @property
    def language(self):
        language = self.notification.event.language
        return Language(language).label if language else ""

    @property
    def actor(self):
        actor = self.notification.event.actor
        return display_name(actor) if actor else ""

    @property
    def address(self):
        """The URL that marks the notification as read and redirects to the story or the note."""
        return reverse("admin:notification", args=[self.notification.pk])


def notification_lines(notifications: Iterable[Notification]) -> list[NotificationLine]:
    """Return the lines of notifications that were fetched with their events and actors.

    At most three queries.
    """
    notifications = list(notifications)
    events = [notification.event for notification in notifications]
    stories = Article.objects.filter(pk__in={event.subject_id for event in events})
    stories = {story.pk: story for story in stories.only("source_language", *HEADLINES)}
    ids = {event.details.get("note") for event in events} - {None}
    notes = dict(Note.objects.filter(pk__in=ids).values_list("pk", "text")) if ids else {}
    counts = counts_together(
        [notification.event for notification in notifications if notification.is_of_many]
    )
    return [
        _line_of_many(notification, count)
        if (count := counts.get(_together(notification.event), 0)) > 1 and notification.is_of_many
        else _notification_line(notification, stories.get(notification.event.subject_id), notes)
        for notification in notifications
    ]


def _together(event):
    return event.details.get("bulk"), event.details.get("to")


def _line_of_many(notification, count):
    words = ngettext("You were assigned %(count)d story", "You were assigned %(count)d stories", count)
    return NotificationLine(notification, words % {"count": count}, get_language())


def _notification_line(notification, story, notes):
    event, mine = notification.event, Language(get_language())
    headlines = {language: story.text("title", language) if story else "" for language in (mine, other(mine))}
    language = next((language for language, headline in headlines.items() if headline), mine)
    words = notes.get(event.details.get("note"), "") or event.reason
    if len(words) > EXCERPT:
        words = words[:EXCERPT].rstrip() + "…"
    address = _translation_screen(notification, story)
    return NotificationLine(notification, headlines[language], str(language), words, address)


def _translation_screen(notification, story):
    """Return the URL of the translation screen for a translation that needs work, else ""."""
    event, why = notification.event, notification.why
    if why == NotificationReason.CORRECTED and event.details.get("stale"):
        return translation_address(event.subject_id, other(event.language))
    is_translation = story is not None and event.language and event.language != story.source_language
    return translation_address(story.pk, event.language) if is_translation and why in TO_TRANSLATE else ""


def target_address(notification: Notification) -> str:
    """Return the URL of a notification's note, story, or list of stories that were assigned together.

    For an approval with changes by the desk, return the URL of the changes.
    """
    event = notification.event
    if notification.is_of_many and assigned_together(event).count() > 1:
        return f"{reverse('admin:articles_article_changelist')}?together={event.pk}"
    if note := event.details.get("note"):
        return reverse("admin:articles_article_notes", args=[event.subject_id]) + f"#note-{note}"
    is_approval = notification.why == NotificationReason.APPROVED
    if is_approval and (change := desk_change(event)):
        return change.address
    return reverse("admin:articles_article_change", args=[event.subject_id])
