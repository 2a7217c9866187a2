"""The screen “System status”: permissions, faults first, charts of the last 24 hours."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from lxml import html
from time_machine import travel

from articles.models import Event, EventType
from articles.workflow.permissions import ROLES
from newsroom.operations import admin
from newsroom.operations.admin import HOUR, HourChart, code_html, count_by_hour
from newsroom.operations.installation.check import InstallationCheck, attention, broken, fine
from tests.factories import NOON, make_events, make_user

STATUS = "/admin/status/"


class FixedCheck(InstallationCheck):
    def __init__(self, label, report):
        self.name = self.label = label
        self.report = report

    def examine(self):
        return self.report


def words(elements):
    return [" ".join(element.text_content().split()) for element in elements]


class StatusScreenTests(TestCase):
    def setUp(self):
        checks = [
            FixedCheck("Disk", attention("Little space.", "Run `rm <old>`.")),
            FixedCheck("Clock", fine("It is right.")),
            FixedCheck("Storage", broken("It is away.", "Mount it.")),
        ]
        self.enterContext(mock.patch.object(admin, "CHECKS", checks))

    def page(self, language="en"):
        response = self.client.get(STATUS, headers={"accept-language": language})
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def test_faults_come_first_the_gravest_before_all(self):
        self.client.force_login(make_user(role="Administrators"))
        page = self.page()
        self.assertEqual(
            words(page.xpath("//*[@class='status-faults']/li")),
            ["Storage Broken It is away. Mount it.", "Disk Needs attention Little space. Run rm <old>."],
        )
        self.assertEqual(words(page.xpath("//*[@class='status-faults']//code")), ["rm <old>"])
        self.assertEqual(words(page.xpath("//*[@class='status-fine']/div")), ["ClockIt is right."])

    def test_without_a_fault_says_so(self):
        self.client.force_login(make_user(role="Administrators"))
        with mock.patch.object(admin, "CHECKS", [FixedCheck("Clock", fine(""))]):
            self.assertEqual(
                words(self.page().xpath("//*[@class='overview-calm']")), ["Everything is as it should be."]
            )

    def test_is_for_administrators_and_so_is_its_place_in_the_menu(self):
        for number, role in enumerate([*ROLES, None]):
            with self.subTest(role=role):
                self.client.force_login(make_user(f"user{number}", role=role))
                may = role == "Administrators"
                self.assertEqual(self.client.get(STATUS).status_code, 200 if may else 403)
                menu = html.fromstring(self.client.get("/admin/").content.decode())
                self.assertEqual(bool(menu.xpath(f"//nav[@id='sidebar']//a[@href='{STATUS}']")), may)

    def test_asks_the_same_number_of_queries_whatever_has_happened(self):
        self.client.force_login(make_user(role="Administrators"))
        counts = []
        for number in (1, 30):
            make_events(number, type=EventType.PUBLISHED)
            self.page()
            with CaptureQueriesContext(connection) as queries:
                self.page()
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class ChartTests(TestCase):
    def test_counts_by_the_hour_of_the_newsroom(self):
        at = datetime(2026, 3, 2, 12, 40, tzinfo=UTC)  # 21:40 in Seoul
        with travel(at - timedelta(minutes=50), tick=False):
            make_events(2, type=EventType.PUBLISHED)
        with travel(at, tick=False):
            make_events(1, type=EventType.PUBLISHED)
            make_events(1, type=EventType.NOTED)
        with travel(at - 30 * HOUR, tick=False):
            make_events(5, type=EventType.PUBLISHED)
        published = Event.objects.filter(type=EventType.PUBLISHED)
        chart = HourChart("Published", count_by_hour(published, "at", at), at)
        found = [(hour.words, hour.count, hour.height) for hour in chart.hours if hour.count]
        self.assertEqual(found, [("20:00", 2, 48), ("21:00", 1, 24)])
        self.assertEqual((len(chart.hours), chart.total), (24, 3))
        self.assertEqual([hour.label for hour in chart.hours if hour.label], ["0", "6", "12", "18"])

    def test_tasks_of_later_than_now_are_left_out(self):
        empty = {
            "args_kwargs": {},
            "task_path": "",
            "backend_name": "",
            "exception_class_path": "",
            "traceback": "",
        }
        for at in (NOON, NOON + HOUR):
            DBTaskResult.objects.create(run_after=NOON, finished_at=at, status="SUCCESSFUL", **empty)
        found = count_by_hour(DBTaskResult.objects.finished(), "finished_at", NOON)
        self.assertEqual(list(found.values()), [1])


class CodeTests(SimpleTestCase):
    def test_words_are_escaped_and_code_is_marked(self):
        self.assertEqual(code_html("Run `a <b>` & wait."), "Run <code>a &lt;b&gt;</code> &amp; wait.")
        self.assertEqual(code_html("An odd ` one."), "An odd ` one.")
