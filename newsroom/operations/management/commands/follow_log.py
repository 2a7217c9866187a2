import contextlib
import logging
import os
import queue
import signal
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.tasks import TaskResultStatus
from django.utils import timezone

from articles import clock
from articles.events.consumers import CatchUpResult, catch_up_all
from articles.refusals import is_database_away
from newsroom.logs import describe_database_error
from newsroom.notifications.mail import has_due_mail, mail_notifications
from newsroom.operations.models import FOLLOW_LOG, Heartbeat
from newsroom.operations.retention import has_jumped, prune
from newsroom.operations.tasks import requeue_lost_tasks, run_tasks

HEARTBEAT_EVERY = 30  # seconds
RETRY_AFTER = 60  # seconds before a failed part is tried again, and between two searches for lost tasks
SOON = 2  # seconds before the first retry of the database; doubled each time, up to RETRY_AFTER
DAY = 86_400
BATCHES_A_ROUND = 5  # per consumer, so that a long backlog of one consumer does not delay the others
MAIL, EVERYTHING = "e-mail", "everything"  # parts that can fail, besides the consumers
LOST_TASKS = "lost tasks"
HEARTBEAT = "heartbeat"

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Follow the log until stopped: create notifications, send email and run background tasks."
    requires_system_checks = []  # some query the database, but the command must start without it

    pause = SOON  # seconds before the database is tried again

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=3, metavar="SECONDS")
        parser.add_argument("--once", action="store_true", help="exit once the log has been read")
        parser.add_argument(
            "--parent",
            type=int,
            metavar="NUMBER",
            help="exit when this parent process ends (used by make run)",
        )

    def handle(self, *, every, once, parent, **options):
        self.resting = {}
        if once:
            while self.round():
                pass
            return
        signals = queue.SimpleQueue()
        for number in (signal.SIGINT, signal.SIGTERM):  # finish the current round before exit
            signal.signal(number, lambda number, _frame: signals.put(number))
        next_round = next_pruning = 0
        while parent in (None, os.getppid()):
            now = time.monotonic()
            close_old_connections()
            if now >= next_round:
                next_round = now if self.round() else now + every
            if now >= next_pruning:
                next_pruning = now + prune_quietly()
            with contextlib.suppress(queue.Empty):
                signals.get(timeout=0 if next_round == now else every)
                return

    def round(self):
        """Let each consumer read some batches, send due mail, and run some queued tasks.

        Return whether there is more to read. A part that fails is paused for a minute and does not delay the
        others. In a held copy everything waits; after the release, consumers continue at their positions.
        """
        now = time.monotonic()
        resting = {name for name, until in self.resting.items() if now < until}
        if EVERYTHING in resting:
            return False
        turn = CatchUpResult(set(), has_more=False)
        try:
            if HEARTBEAT not in resting:
                Heartbeat.objects.update_or_create(name=FOLLOW_LOG, defaults={"seen_at": timezone.now()})
                self.resting[HEARTBEAT] = now + HEARTBEAT_EVERY
            clock.read_stop()  # in every round: a held copy must not send any email
            if clock.stopped_at() is not None:
                return False
            turn = catch_up_all(batches=BATCHES_A_ROUND, without=resting)
            has_mail = MAIL not in resting and has_due_mail(timezone.now())
            result = mail_notifications.enqueue() if has_mail else None
            if LOST_TASKS not in resting:
                requeue_lost_tasks()
                self.resting[LOST_TASKS] = now + RETRY_AFTER
            run_tasks()
            if result and not has_succeeded(result):
                turn.failed.add(MAIL)
        except Exception as error:
            if is_database_away(error):
                self.rest_until_database_is_back(error)
                return False
            logger.exception("The log could not be followed; the next try is in a minute.")
            turn.failed.add(EVERYTHING)
        self.pause = SOON
        self.resting |= dict.fromkeys(turn.failed, now + RETRY_AFTER)
        return turn.has_more and EVERYTHING not in turn.failed

    def rest_until_database_is_back(self, error):
        """Pause all work for some seconds, longer after each failure."""
        logger.error(
            "The database does not respond (%s). The next try is in %d seconds.",
            " ".join(describe_database_error(error).split()),
            self.pause,
        )
        self.resting[EVERYTHING] = time.monotonic() + self.pause
        self.pause = min(2 * self.pause, RETRY_AFTER)


def prune_quietly():
    """Delete a batch of outdated rows; return the seconds until the next batch. Log database errors.

    Delete nothing in a held copy, or while the clock may be wrong.
    """
    try:
        if clock.stopped_at() is not None:
            return RETRY_AFTER
        if has_jumped(timezone.now()):
            logger.error("Expired rows are kept: the clock may be wrong. See `manage.py prune`.")
            return DAY
        return 0 if prune() else DAY
    except DatabaseError as error:
        if is_database_away(error):  # the next round logs it
            return RETRY_AFTER
        logger.exception("Expired rows could not be deleted; the next try is in a minute.")
        return RETRY_AFTER


def has_succeeded(result):
    """Return whether a task succeeded or another worker took it. Log its errors."""
    if result.task.get_backend().supports_get_result:
        result.refresh()
    for error in result.errors:
        logger.warning("Email could not be sent: %s", error.exception_class.__name__)
    return result.status != TaskResultStatus.FAILED
