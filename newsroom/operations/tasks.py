"""The worker of the task queue, its leases, and the recovery of tasks whose worker was killed.

Each task runs at least once. A worker renews its lease while it runs tasks. A task that is still running when
its worker's lease has expired goes back into the queue, and counts as failed after ATTEMPTS starts. Tasks
must therefore be safe to run twice.
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

AT_ONCE = 5  # tasks per call, so that many new pictures do not delay email
LEASE = timedelta(minutes=5)  # without a renewal for this long, a worker counts as killed
RENEWAL = 30  # seconds between two renewals
ATTEMPTS = 3  # starts of a task; if it is lost again, it has failed

logger = logging.getLogger(__name__)


class TaskGivenUp(Exception):
    """The error of a task that lost its worker ATTEMPTS times."""


GIVEN_UP = f"{TaskGivenUp.__module__}.{TaskGivenUp.__qualname__}"


def late_tasks(at: datetime, late: timedelta) -> QuerySet[DBTaskResult]:
    """Return the queued tasks that have been waiting for longer than `late` at an instant."""
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=at - late)
    # A task without a set time has run_after at the maximum date.
    return waiting.exclude(run_after__range=(at - late, at)).order_by()


def has_queue() -> bool:
    """Return whether tasks are queued in the database instead of run immediately."""
    return isinstance(task_backends["default"], DatabaseBackend)


def run_tasks() -> None:
    """Run some tasks of the database queue in this process; the next call runs more.

    In a held copy, all tasks wait.
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
    """Yield the id of a new worker. A thread renews its lease until the block ends."""
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
    """Renew a lease periodically while the lock is held."""
    while not at_work.acquire(timeout=RENEWAL):
        try:
            TaskWorker.objects.filter(pk=worker_id).update(seen_at=timezone.now())
        except DatabaseError:
            logger.warning("The lease of a worker could not be renewed.", exc_info=True)
        finally:
            connection.close()


def requeue_lost_tasks(at: datetime | None = None) -> int:
    """Put tasks of workers with expired leases back into the queue; return the number of tasks handled.

    Tasks that were started ATTEMPTS times are marked as failed and logged as errors.
    """
    began_before = (at or timezone.now()) - LEASE
    alive = set(TaskWorker.objects.filter(seen_at__gte=began_before).values_list("pk", flat=True))
    running = DBTaskResult.objects.running().filter(started_at__lt=began_before)
    lost = [pk for pk, workers in running.values_list("pk", "worker_ids") if alive.isdisjoint(workers[-1:])]
    return sum(_give_back(pk, began_before) for pk in lost)


@transaction.atomic
def _give_back(pk, began_before):
    """Requeue a lost task or mark it as failed; return False if another process handled it first."""
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
