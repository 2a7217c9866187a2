"""The page of metrics: permission to read it, requests, pages, and figures of the database."""

import os
import subprocess
import sys
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from articles.models import Event
from newsroom.operations import metrics
from newsroom.operations.models import BACKUP, FOLLOW_LOG, PRUNING, Heartbeat
from newsroom.pagecache.journal import FIGURES
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind
from newsroom.version import VERSION
from tests.factories import make_published

TOKEN = "a-token-for-metrics-0123456789-abcdefgh"
COUNTED = "newsroom.operations.metrics.MetricsMiddleware"
# Two workers count, and a third process is asked.
WORKERS = f"""
import os, django
from django.conf import settings
django.setup()
settings.METRICS_TOKEN = {TOKEN!r}
from newsroom.operations import metrics
from newsroom.operations.metrics import NewsroomCollector, answer_metrics
from newsroom.pagecache.journal import FIGURES
from django.test import RequestFactory
NewsroomCollector.collect = lambda self: []
for number in (1, 2):
    if not os.fork():
        FIGURES.hits += number
        metrics.requests.labels("public:article", 200).inc(number)
        metrics.report_figures()
        os._exit(0)
    os.wait()
request = RequestFactory().get("/metrics", headers={{"authorization": "Bearer {TOKEN}"}})
print(answer_metrics(request).content.decode())
"""


def samples(text):
    """Return metrics text as {(name, labels as sorted pairs): value}."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class MetricsTestCase(TestCase):
    def setUp(self):
        first, *others = settings.MIDDLEWARE
        own = {"METRICS_TOKEN": TOKEN, "MIDDLEWARE": [first, COUNTED, *others]}
        self.enterContext(override_settings(**own))

    def read(self, token=TOKEN):
        headers = {"authorization": f"Bearer {token}", "host": "10.0.0.7"}
        return Client().get("/metrics", headers=headers)

    def samples(self):
        response = self.read()
        self.assertEqual(response.status_code, 200)
        return samples(response.content.decode())

    def value(self, name, **labels):
        return self.samples().get((f"newsroom_{name}", tuple(sorted(labels.items()))))


class AccessTests(MetricsTestCase):
    def test_needs_the_token(self):
        for token in ("", "wrong", TOKEN[:-1], f"{TOKEN} x"):
            with self.subTest(token=token):
                response = self.read(token)
                self.assertEqual((response.status_code, response.content), (401, b""))
        self.assertEqual(Client().get("/metrics").status_code, 401)
        self.assertEqual(self.read().status_code, 200)

    def test_is_not_there_without_one(self):
        with override_settings(METRICS_TOKEN="", MIDDLEWARE=settings.MIDDLEWARE):
            self.assertEqual(Client().get("/metrics").status_code, 404)


class RequestTests(MetricsTestCase):
    def test_are_counted_by_view_and_status_and_so_is_the_database(self):
        article = make_published()
        before = self.value("requests_total", view="public:article", status="200") or 0
        Client().get(f"/en/articles/{article.pk}/", follow=True)
        found = self.samples()
        view = (("view", "public:article"),)
        self.assertEqual(
            found["newsroom_requests_total", (("status", "200"), *view)], before + 1, sorted(found)
        )
        self.assertGreater(found["newsroom_request_seconds_count", view], 0)
        self.assertGreater(found["newsroom_database_queries_total", view], 0)
        self.assertGreater(found["newsroom_database_seconds_total", view], 0)

    def test_of_addresses_that_lead_nowhere_are_one_view(self):
        for number in range(3):
            Client().get(f"/nothing-{number}")
        self.assertGreaterEqual(self.value("requests_total", view="none", status="404"), 3)
        self.assertNotIn("nothing-", self.read().content.decode())


class PageTests(MetricsTestCase):
    def test_what_the_page_cache_has_counted_is_added_once(self):
        before = self.value("pages_total", result="hit")
        FIGURES.hits += 3
        self.assertEqual(self.value("pages_total", result="hit"), before + 3)
        self.assertEqual(self.value("pages_total", result="hit"), before + 3)

    def test_delays_of_publications_are_counted_once(self):
        before = self.value("publication_delay_seconds_count")
        FIGURES.delays.append(0.5)
        self.assertEqual(self.value("publication_delay_seconds_count"), before + 1)
        self.assertEqual(self.value("publication_delay_seconds_count"), before + 1)

    def test_a_process_that_is_not_asked_reports_too(self):
        with (
            mock.patch.object(metrics, "report_figures", side_effect=[None, SystemExit]) as report,
            mock.patch.object(metrics, "INTERVAL", 0),
            pytest.raises(SystemExit),
        ):
            metrics._report_forever()
        self.assertEqual(report.call_count, 2)


class DatabaseTests(MetricsTestCase):
    def test_what_it_holds_is_told(self):
        now = timezone.now()
        Heartbeat.objects.create(name=FOLLOW_LOG, seen_at=now - timedelta(minutes=5))
        record(SecurityEventKind.LOGIN_FAILED)
        record(SecurityEventKind.LOGIN_LOCKED)
        make_published()
        found = self.samples()
        self.assertEqual(found["newsroom_database_up", ()], 1)
        self.assertEqual(found["newsroom_build_info", (("version", VERSION),)], 1)
        self.assertEqual(found["newsroom_failed_logins", ()], 1)
        self.assertEqual(found["newsroom_locked_logins", ()], 1)
        self.assertEqual(found["newsroom_mail_refused", ()], 0)
        self.assertEqual(found["newsroom_tasks_waiting", ()], 0)
        lag = ("newsroom_consumer_lag_events", (("consumer", "notifications"),))
        self.assertEqual(found[lag], Event.objects.count())
        age = found["newsroom_heartbeat_age_seconds", (("process", FOLLOW_LOG),)]
        self.assertAlmostEqual(age, 300, delta=30)

    def test_work_that_has_never_run_is_as_old_as_the_installation(self):
        Heartbeat.objects.create(name=PRUNING, seen_at=timezone.now())
        applied = timezone.now() - timedelta(days=3)
        MigrationRecorder.Migration.objects.update(applied=applied + timedelta(days=1))
        MigrationRecorder.Migration.objects.filter(name="0001_initial").update(applied=applied)
        found = self.samples()
        ages = [
            round(found["newsroom_heartbeat_age_seconds", (("process", name),)] / 86_400)
            for name in (FOLLOW_LOG, BACKUP, PRUNING)
        ]
        self.assertEqual(ages, [3, 3, 0])

    def test_that_is_away_is_told_and_nothing_fails(self):
        with mock.patch.object(metrics, "consumer_lags", side_effect=OperationalError):
            found = metrics.NewsroomCollector().collect()
            self.assertEqual(
                [(one.name, one.samples[0].value) for one in found],
                [("newsroom_database_up", 0), ("newsroom_build_info", 1)],
            )

    def test_queries_do_not_grow_with_the_rows(self):
        counts = []
        for _size in range(2):
            make_published()
            with CaptureQueriesContext(connection) as queries:
                list(metrics.NewsroomCollector().collect())
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


def test_figures_of_all_workers_are_added(tmp_path):
    variables = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-c", WORKERS]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    found = samples(ran.stdout)
    assert found["newsroom_requests_total", (("status", "200"), ("view", "public:article"))] == 3
    assert found["newsroom_pages_total", (("result", "hit"),)] == 3
