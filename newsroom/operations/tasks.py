"""The worker of the task queue: leases of its tasks, and what becomes of those whose worker was killed.

Each task runs at least once. A worker that runs tasks renews its lease. A task that is still running after
its worker's lease has ended goes back into the queue; after ATTEMPTS it is given up as failed. A task
may therefore run twice, and has to be harmless then.
"""

import logging
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus, task_backends
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from articles import clock
from newsroom.operations.models import TaskWorker

AT_ONCE = 5  # tasks, so that a thousand new pictures keep nobody's letter waiting
LEASE = timedelta(minutes=5)
RENEWAL = 30  # seconds
ATTEMPTS = 3

logger = logging.getLogger(__name__)


class TaskGivenUp(Exception):
    """The process that ran the task ended each time before the task did."""


GIVEN_UP = f"{TaskGivenUp.__module__}.{TaskGivenUp.__qualname__}"


def late_tasks(at: datetime, late: timedelta) -> QuerySet[DBTaskResult]:
    """Return the queued tasks that have been waiting for longer than `late` at an instant."""
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=at - late)
    # A task for no time in particular is stored as one for the end of all time.
    return waiting.exclude(run_after__range=(at - late, at)).order_by()


def has_queue() -> bool:
    """Return whether tasks are queued in the database, and not done at once."""
    return isinstance(task_backends["default"], DatabaseBackend)


def run_tasks() -> None:
    """Run some of the tasks queued in the database, in this process; the next call runs more.

    In a copy that is held they wait.
    """
    if clock.stopped_at() is not None:
        return
    if not has_queue() or not DBTaskResult.objects.ready().exists():
        return
    with lease() as worker_id:
        Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=AT_ONCE,
            worker_id=worker_id,
        ).run()


@contextmanager
def lease():
    """Yield the id of a new worker, whose lease a thread renews until the block ends."""
    worker_id, at_work = get_random_string(32), threading.Lock()
    TaskWorker.objects.create(id=worker_id)
    at_work.acquire()
    thread = threading.Thread(target=_renew, args=[worker_id, at_work], daemon=True)
    thread.start()
    try:
        yield worker_id
    finally:
        at_work.release()
        thread.join()
        TaskWorker.objects.filter(pk=worker_id).delete()


def _renew(worker_id, at_work):
    """Renew a lease again and again, as long as the lock is held."""
    while not at_work.acquire(timeout=RENEWAL):
        try:
            TaskWorker.objects.filter(pk=worker_id).update(seen_at=timezone.now())
        except DatabaseError:
            logger.warning("The lease of a worker could not be renewed.", exc_info=True)
        finally:
            connection.close()


def requeue_lost_tasks(at: datetime | None = None) -> int:
    """Put the tasks of workers whose lease has ended back into the queue; return their number.

    Those that were started ATTEMPTS times are marked as failed, and logged as errors.
    """
    began_before = (at or timezone.now()) - LEASE
    alive = set(TaskWorker.objects.filter(seen_at__gte=began_before).values_list("pk", flat=True))
    running = DBTaskResult.objects.running().filter(started_at__lt=began_before)
    lost = [pk for pk, workers in running.values_list("pk", "worker_ids") if alive.isdisjoint(workers[-1:])]
    return sum(_give_back(pk, began_before) for pk in lost)


@transaction.atomic
def _give_back(pk, began_before):
    """Requeue a lost task or give it up; return whether this process did so, and no other."""
    running = DBTaskResult.objects.running().filter(pk=pk, started_at__lt=began_before)
    lost = running.select_for_update(skip_locked=True).first()
    if lost is None:
        return False
    attempts, about = len(lost.worker_ids), {"about": lost.pk}
    if attempts < ATTEMPTS:
        lost.status = TaskResultStatus.READY
        lost.save(update_fields=["status"])
        words = "Task %s (%s) lost its worker and is queued again."
        logger.warning(words, lost.pk, lost.task_path, extra=about)
    else:
        lost.set_failed(TaskGivenUp(f"Its process ended {attempts} times before the task did."))
        words = "Task %s (%s) is given up: it lost %d workers."
        logger.error(words, lost.pk, lost.task_path, attempts, extra=about)
    return True
