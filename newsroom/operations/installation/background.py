"""Checks of background work: follow_log, event consumers, tasks, email, newsletters, backups, retention."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from articles import clock
from articles.events.consumers import ConsumerLag, consumer_lags
from newsroom.newsletters.models import NewsletterIssue, PauseCause, Subscription
from newsroom.notifications.mail import due_notifications, refused_readers
from newsroom.operations.installation.check import InstallationCheck, Readiness, attention, broken, fine
from newsroom.operations.models import BACKUP, FOLLOW_LOG, PRUNING, Heartbeat
from newsroom.operations.retention import has_jumped, outdated_counts
from newsroom.operations.tasks import has_queue, late_tasks

RESTART = gettext_lazy("Start `python manage.py follow_log` as a service that is restarted when it ends.")
LATE, DEAD = timedelta(minutes=5), timedelta(hours=1)  # delays reported as “needs attention” and as broken
DAY = timedelta(days=1)
PRUNED_WITHIN = timedelta(days=2)  # maximum age of the last deletion; it is due every day
MOST_NAMES = 5  # shown in one message
OLD_BACKUP = timedelta(hours=26)  # maximum age of a nightly backup


def last_seen(name: str) -> datetime | None:
    """Return the instant of a heartbeat, or None if it was never recorded."""
    return Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()


def late_consumers(at: datetime) -> list[ConsumerLag]:
    """Return the lags of consumers that have been behind the log for more than LATE."""
    return [lag for lag in consumer_lags() if lag.since is not None and at - lag.since > LATE]


class FollowLogCheck(InstallationCheck):
    name = "follow_log"
    label = gettext_lazy("Background process")

    def examine(self):
        seen_at = last_seen(FOLLOW_LOG)
        if seen_at is None:
            return broken(_("`follow_log` has never run: no email is sent and no tasks are done."), RESTART)
        age = timezone.now() - seen_at
        if age <= LATE:
            return fine(_("`follow_log` is running."))
        words = _("`follow_log` was last seen %(age)s ago.") % {"age": timesince(seen_at, depth=1)}
        return (broken if age > DEAD else attention)(words, RESTART)


class ConsumersCheck(InstallationCheck):
    name = "consumers"
    label = gettext_lazy("Consumers of the log")
    readiness = Readiness.REPORTED

    def examine(self):
        now = timezone.now()
        late = late_consumers(now)
        if not late:
            return fine(_("Search, notifications and other consumers have read the log."))
        names = ", ".join(f"{lag.name} ({lag.events})" for lag in late)
        first = min(lag.since for lag in late)
        words = _("Behind the log by up to %(age)s: %(names)s.")
        return (broken if now - first > DEAD else attention)(
            words % {"age": timesince(first, depth=1), "names": names},
            _("See that `follow_log` is running, and look in its log for consumers that could not catch up."),
        )


class TasksCheck(InstallationCheck):
    name = "tasks"
    label = gettext_lazy("Background tasks")

    def examine(self):
        if not has_queue():
            return fine(_("Tasks are done at once."))
        now = timezone.now()
        if late := late_tasks(now, DEAD).count():
            words = ngettext(
                "%(count)d task has been waiting for more than an hour.",
                "%(count)d tasks have been waiting for more than an hour.",
                late,
            )
            return broken(words % {"count": late}, RESTART)
        failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - DAY).count()
        if failed:
            words = ngettext(
                "%(count)d task has failed in the last 24 hours.",
                "%(count)d tasks have failed in the last 24 hours.",
                failed,
            )
            return attention(words % {"count": failed}, _("Look in the log of `follow_log` for the reason."))
        return fine(_("No task has failed or been waiting for long."))


class NewslettersCheck(InstallationCheck):
    """Check that no newsletter is stuck, and that a site with subscribers has a mail server."""

    name = "newsletters"
    label = gettext_lazy("Newsletters")
    readiness = Readiness.LEFT_OUT

    def examine(self):
        now = timezone.now()
        stuck = Q(cause=PauseCause.SERVER) | Q(paused_at=None, worked_at__lt=now - LATE)
        issues = NewsletterIssue.objects.filter(stuck, finished_at=None).exclude(started_at=None)
        if names := ", ".join(str(issue.pk) for issue in issues[:MOST_NAMES]):
            return attention(
                _("Sending has stopped for newsletters: %(ids)s.") % {"ids": names},
                _("Open “Newsletters” in the admin, read there why, and press “Continue”."),
            )
        if Subscription.objects.reachable().exists() and "smtp" not in settings.MAILERS["default"]["BACKEND"]:
            return attention(
                _("Readers have subscribed to newsletters, and no mail server is set."),
                _("Set `MAIL_URL` to a mail server: `smtp://user:password@host:587`."),
            )
        return fine(_("No newsletter is stuck."))


class MailQueueCheck(InstallationCheck):
    name = "mail_queue"
    label = gettext_lazy("Waiting email")

    def examine(self):
        now = timezone.now()
        late = due_notifications(now).filter(created_at__lt=now - DAY - DEAD).count()
        if not late:
            return examine_refusals(now)
        words = ngettext(
            "%(count)d notification has been waiting for its email for more than a day.",
            "%(count)d notifications have been waiting for their email for more than a day.",
            late,
        )
        return broken(
            words % {"count": late}, _("See that `follow_log` is running and that the mail server answers.")
        )


def examine_refusals(at):
    names = list(refused_readers(at - DAY).values_list("username", flat=True)[: MOST_NAMES + 1])
    if not names:
        return fine(_("No email has been waiting for longer than a day, and none was refused."))
    listed = ", ".join(names[:MOST_NAMES]) + " …" * (len(names) > MOST_NAMES)
    return attention(
        _("In the last 24 hours, the mail server refused email to: %(names)s.") % {"names": listed},
        _("Correct their addresses under “Users”; the log of `follow_log` has the reason."),
    )


class HeldCopyCheck(InstallationCheck):
    name = "held_copy"
    label = gettext_lazy("Restored copy")

    def examine(self):
        if clock.stopped_at() is None:
            return fine(_("This is not a held restored copy."))
        return attention(
            _("This is a held restored copy: nothing scheduled goes live, and no email is sent."),
            _("Run `python manage.py release`, decide on what it lists, then end the hold."),
        )


class BackupCheck(InstallationCheck):
    name = "backup"
    label = gettext_lazy("Backup")

    def examine(self):
        made_at = last_seen(BACKUP)
        remedy = _("Run `python manage.py backup FOLDER` every night, and copy the folder to another place.")
        if made_at is None:
            return attention(_("No backup has ever been made with `manage.py backup`."), remedy)
        age = timezone.now() - made_at
        words = _("The last backup was made %(age)s ago.") % {"age": timesince(made_at, depth=1)}
        return attention(words, remedy) if age > OLD_BACKUP else fine(words)


class RetentionCheck(InstallationCheck):
    name = "retention"
    label = gettext_lazy("Deletion of old rows")

    def examine(self):
        now, pruned_at = timezone.now(), last_seen(PRUNING)
        counts = [(model._meta.db_table, number) for model, number in outdated_counts(now) if number]
        left = ", ".join(f"`{table}` ({number})" for table, number in counts)
        left = _("Rows kept too long: %(tables)s.") % {"tables": left} if left else ""
        remedy = _("Start `follow_log`, or run `python manage.py prune` every night.")
        if has_jumped(now):
            remedy = _(
                "If the clock of this machine is right, run `python manage.py prune --trust-clock` once."
            )
        if pruned_at is None:
            return attention(f"{_('Old rows have never been deleted.')} {left}".strip(), remedy)
        words = _("Old rows were last deleted %(age)s ago.") % {"age": timesince(pruned_at, depth=1)}
        words = f"{words} {left}".strip()
        return attention(words, remedy) if now - pruned_at > PRUNED_WITHIN else fine(words)
