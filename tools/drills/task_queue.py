"""Drills of the task queue: workers are killed during tasks, and while they send thousands of messages."""

import os
import random
import signal
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.tasks import TaskResultStatus, task
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.events import consumers
from newsroom.newsletters.models import NewsletterIssue
from newsroom.newsletters.sending import start
from newsroom.operations import tasks
from newsroom.operations.management.commands import follow_log
from newsroom.operations.tasks import ATTEMPTS, GIVEN_UP, requeue_lost_tasks, run_tasks
from tests.factories import make_user
from tests.newsletters.issues import make_issue, make_subscriptions
from tests.newsletters.mail_server import BACKEND, mail_server
from tools.drills.site import start_there

TASKS, KILLS = 16, 4
LONGEST = 0.4  # maximum seconds of a task
LEASE, RENEWAL, LOOK = 3, 0.5, 0.5  # seconds: a worker's lease, its renewal, and searches for lost tasks
PATIENCE = 120  # seconds until every task must have ended
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SUBSCRIBERS, KILLED_AT = 10_000, (1_500, 6_000)  # kills after these numbers of messages
LAST_SENDER = 900  # seconds until the last worker must have ended


@task
def run_for_a_while(number, notes):
    """Record the start and the end of a run."""
    note(notes, f"{number} began")
    time.sleep(random.uniform(0.05, LONGEST))
    note(notes, f"{number} ended")


@task
def kill_its_process(number, notes):
    """Record the start of a run, then kill the process, as when memory is short."""
    note(notes, f"{number} began")
    os.kill(os.getpid(), signal.SIGKILL)


def note(notes, words):
    with Path(notes).open("a") as file:
        file.write(f"{words}\n")


def killed_task_workers():
    """Workers are killed during tasks: each task runs at least once, or is given up and logged."""
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as folder, override_settings(TASKS=QUEUE):
        notes, log = Path(folder, "notes"), Path(folder, "log")
        notes.touch()
        kill_its_process.enqueue(0, str(notes))
        for number in range(1, TASKS):
            run_for_a_while.enqueue(number, str(notes))
        started = run_all_tasks(notes, log)
        succeeded, again, given_up = check_tasks(notes.read_text().splitlines(), log.read_text())
    print(f"  {started} workers, {KILLS} killed from outside, {started - KILLS - 1} by a task")
    print(f"  {succeeded} tasks succeeded, {again} of them after a kill; {given_up} given up and logged")


def run_all_tasks(notes, log):
    """Start one worker after another, and kill some during a task. Return the number of workers."""
    started, kills, until = 1, 0, time.monotonic() + PATIENCE
    with log.open("w") as errors:
        seen, worker = notes.read_text(), start_there("follow_log_there", errors=errors)
        try:
            while DBTaskResult.objects.filter(finished_at=None).exists():
                assert time.monotonic() < until, "A task waits for ever."
                if worker.poll() is not None:
                    seen, worker = notes.read_text(), start_there("follow_log_there", errors=errors)
                    started += 1
                elif kills < KILLS and notes.read_text() != seen:
                    time.sleep(random.uniform(0, LONGEST))
                    kills += worker.poll() is None
                    worker.kill()
                    worker.wait(30)
                time.sleep(0.02)
            worker.terminate()
            assert worker.wait(30) == 0, "The last worker did not end in order."
        finally:
            worker.kill()
    return started


def follow_log_there():
    """Follow the log with short leases, only for its tasks, until the process is terminated."""
    with (
        override_settings(TASKS=QUEUE),
        mock.patch.multiple(tasks, LEASE=timedelta(seconds=LEASE), RENEWAL=RENEWAL),
        mock.patch.object(follow_log, "RETRY_AFTER", LOOK),
        mock.patch.dict(consumers._consumers, clear=True),
    ):
        call_command("follow_log", every=0.1)


def check_tasks(notes, log):
    """Check every task. Return the numbers of tasks: (succeeded, succeeded after a kill, given up)."""
    succeeded, again, given_up = 0, 0, set()
    for row in DBTaskResult.objects.all():
        number = row.args_kwargs["args"][0]
        if row.status == TaskResultStatus.SUCCESSFUL:
            assert f"{number} ended" in notes, f"Task {number} is said to have run."
            succeeded, again = succeeded + 1, again + (len(row.worker_ids) > 1)
        else:
            assert row.exception_class_path == GIVEN_UP, f"Task {number} is {row.status}."
            assert len(row.worker_ids) == ATTEMPTS, row.worker_ids
            # A worker that is killed between the log line and its commit leaves the task to the next one.
            assert f"Task {row.pk} ({row.task_path}) is given up" in log, log
            given_up.add(number)
    assert succeeded + len(given_up) == TASKS
    assert 0 in given_up, "The task that kills its process succeeded."
    assert notes.count("0 began") == ATTEMPTS, "It did not run as often as it may."
    return succeeded, again, len(given_up)


def killed_senders():
    """Workers are killed during 10,000 messages: no one gets two, at most one for each kill is in doubt."""
    with mail_server() as mailbox, override_settings(TASKS=QUEUE):
        make_subscriptions(SUBSCRIBERS)
        issue = make_issue()
        start(issue, by=make_user("sender"))
        began = time.monotonic()
        for received in KILLED_AT:
            worker = start_there("send_newsletter_there", mailbox.port)
            assert mailbox.wait_for(received), "The worker sends nothing."
            worker.kill()
            worker.wait(30)
            requeue_lost_tasks(timezone.now() + tasks.LEASE + timedelta(seconds=1))
        worker = start_there("send_newsletter_there", mailbox.port)
        assert worker.wait(LAST_SENDER) == 0, "The last worker did not end in order."
        seconds = time.monotonic() - began
        issue.refresh_from_db()
        check_issue(issue, mailbox.counts)
    counts = issue.counts()
    print(
        f"  {counts['sent']} sent and {counts['taken']} in doubt in {seconds:.0f} s, {len(KILLED_AT)} kills"
    )


def check_issue(issue, received):
    """Check an issue whose workers were killed; received is {address: number of messages}."""
    counts = issue.counts()
    assert issue.finished_at is not None, "The issue was not finished."
    assert set(received.values()) == {1}, "Somebody got it twice."
    assert counts["taken"] <= len(KILLED_AT), counts
    assert counts["sent"] + counts["taken"] == SUBSCRIBERS, counts
    assert len(received) >= counts["sent"], "A message counts as sent that was not."


def send_newsletter_there(port):
    """Run tasks, with a mail server at a port of this machine, until no issue is being sent."""
    mailers = {"default": {"BACKEND": BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 20}}}
    with override_settings(TASKS=QUEUE, MAILERS=mailers):
        while NewsletterIssue.objects.sending().exists():
            run_tasks()
            time.sleep(0.01)
