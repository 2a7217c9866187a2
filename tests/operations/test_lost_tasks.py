"""Tasks of killed workers run again, a limited number of times, and administrators are notified."""

import subprocess
import sys
import time
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.tasks import task
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html
from time_machine import travel

from newsroom.operations import tasks
from newsroom.operations.models import TaskWorker
from newsroom.operations.tasks import ATTEMPTS, LEASE, requeue_lost_tasks, run_tasks
from tests.factories import NOON, make_article, make_user

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOG = "newsroom.operations"
SECOND = timedelta(seconds=1)
WORKER = f"""
import sys, django
from django.conf import settings
settings.TASKS = {QUEUE}
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from newsroom.operations.tasks import run_tasks
run_tasks()
"""


@task
def wait_to_be_killed(number):
    time.sleep(150)


@task
def add_one(number):
    return number + 1


@override_settings(TASKS=QUEUE)
class LostTaskTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def lose(self, attempts=1):
        """Queue a task, and let workers begin it `attempts` times without ending it."""
        result = add_one.enqueue(1)
        row = DBTaskResult.objects.get(pk=result.id)
        for number in range(attempts):
            row.claim(f"worker {number}")
        return row

    def state(self, row):
        row.refresh_from_db()
        return row.status

    def test_it_is_queued_again_when_the_lease_has_ended(self):
        row = self.lose()
        self.clock.shift(LEASE)
        self.assertEqual((requeue_lost_tasks(), self.state(row)), (0, "RUNNING"))
        self.clock.shift(SECOND)
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual((requeue_lost_tasks(), self.state(row)), (1, "READY"))
        self.assertEqual(requeue_lost_tasks(), 0)

    def test_one_whose_worker_renews_its_lease_is_left_alone_however_long_it_takes(self):
        row = self.lose()
        self.clock.shift(10 * LEASE)
        worker = TaskWorker.objects.create(id="worker 0")
        self.assertEqual((requeue_lost_tasks(), self.state(row)), (0, "RUNNING"))
        self.assertEqual(requeue_lost_tasks(worker.seen_at + LEASE + SECOND), 1)

    def test_after_some_attempts_it_fails_and_is_logged_as_an_error(self):
        row = self.lose(ATTEMPTS)
        self.clock.shift(LEASE + SECOND)
        with self.assertLogs(LOG, "ERROR") as logged:
            requeue_lost_tasks()
        self.assertEqual(self.state(row), "FAILED")
        self.assertIn(f"{row.pk} (tests.operations.test_lost_tasks.add_one) is given up", logged.output[0])
        self.assertEqual(requeue_lost_tasks(), 0)

    def test_a_round_of_follow_log_looks_for_them_once_a_minute(self):
        from newsroom.operations.management.commands.follow_log import Command

        command = Command()
        command.resting = {}
        path = "newsroom.operations.management.commands.follow_log.requeue_lost_tasks"
        with mock.patch(path) as requeue:
            command.round()
            command.round()
        requeue.assert_called_once()


@override_settings(TASKS=QUEUE)
class PanelTests(TestCase):
    def panel(self, user):
        self.client.force_login(user)
        page = html.fromstring(self.client.get("/admin/").content.decode())
        return page.xpath("//section[@aria-labelledby='given-up-heading']//code/text()")

    def test_superusers_see_what_was_given_up(self):
        with travel(NOON, tick=False) as clock:
            make_article()
            row = DBTaskResult.objects.get(pk=add_one.enqueue(7).id)
            for _number in range(ATTEMPTS):
                row.claim("worker")
            chief = make_user("chief", is_superuser=True)
            self.assertEqual(self.panel(chief), [])
            clock.shift(LEASE + SECOND)
            with self.assertLogs(LOG, "ERROR"):
                requeue_lost_tasks()
            self.assertEqual(self.panel(chief), ["add_one 7"])
            self.assertEqual(self.panel(make_user("editor")), [])


@override_settings(TASKS=QUEUE)
class KilledTests(TransactionTestCase):
    def wait_for(self, is_so):
        for _turn in range(3000):  # a process on a busy machine may begin late
            if is_so():
                return
            time.sleep(0.05)
        self.fail("It did not come about.")

    def test_a_task_of_a_killed_process_runs_in_another(self):
        wait_to_be_killed.enqueue(1)
        command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"])]
        with subprocess.Popen(command) as worker:  # noqa: S603
            self.wait_for(DBTaskResult.objects.running().exists)
            worker.kill()
        self.assertTrue(TaskWorker.objects.exists())
        self.assertEqual(requeue_lost_tasks(), 0)
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual(requeue_lost_tasks(timezone.now() + LEASE + SECOND), 1)
        with mock.patch("time.sleep"):
            run_tasks()
        self.assertEqual(DBTaskResult.objects.get().status, "SUCCESSFUL")

    def test_a_worker_renews_its_lease_while_it_works(self):
        with mock.patch.object(tasks, "RENEWAL", 0.05), tasks.lease() as worker_id:
            first = TaskWorker.objects.get(pk=worker_id).seen_at
            self.wait_for(lambda: TaskWorker.objects.get(pk=worker_id).seen_at > first)
        self.assertFalse(TaskWorker.objects.exists())
