"""The screen of the security log: permissions, filters and search."""

from datetime import timedelta
from unittest import mock
from urllib.parse import urljoin

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client, TestCase
from lxml import html
from time_machine import travel

from articles.admin import base
from articles.workflow.permissions import ROLES
from newsroom.security import admin as security_admin
from newsroom.security.admin import SecurityEventAdmin
from newsroom.security.models import SecurityEvent
from tests.database_work import counting_work
from tests.factories import NOON, make_user
from tests.security.events import forget_all

LOG = "/admin/security/securityevent/"
DAY = timedelta(days=1)


def make_event(kind="login", **fields):
    event = SecurityEvent(**{"kind": kind, "at": NOON} | fields)
    event.save()
    return event


class WhoSeesItTests(TestCase):
    def test_managing_editors_and_administrators_read_it_and_nobody_writes_it(self):
        event = make_event()
        expected = {role: role in ("Managing editors", "Administrators") for role in [*ROLES, None]}
        for number, (role, may) in enumerate(expected.items()):
            self.client.force_login(make_user(f"person{number}", role=role))
            with self.subTest(role):
                page = f"{LOG}{event.pk}/change/"
                self.assertEqual(self.client.get(LOG).status_code, 200 if may else 403)
                self.assertEqual(self.client.get(page).status_code, 200 if may else 403)
                self.assertEqual(self.client.post(page, {"kind": "logout"}).status_code, 403)
                self.assertEqual(
                    self.client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}).status_code, 403
                )
                self.assertEqual(self.client.get(f"{LOG}add/").status_code, 403)
                self.assertEqual(LOG in self.client.get("/admin/").content.decode(), may)
        self.assertEqual(SecurityEvent.objects.get(pk=event.pk).kind, "login")

    def test_superusers_cannot_change_it_either(self):
        event = make_event()
        self.client.force_login(make_user(is_superuser=True))
        self.assertEqual(self.client.post(f"{LOG}{event.pk}/delete/", {"post": "yes"}).status_code, 403)


class ListTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.user, self.dana = make_user(), make_user("dana", last_name="한", first_name="다나")
        self.client.force_login(self.user)
        forget_all()

    def found(self, **query):
        response = self.client.get(LOG, query)
        self.assertEqual(response.status_code, 200, response.headers.get("Location"))
        return [event.pk for event in response.context["cl"].result_list]

    def make(self):
        here = {"address": "203.0.113.7", "network": "203.0.113.0/24"}
        there = {"address": "198.51.100.9", "network": "198.51.100.0/24"}
        return (
            make_event(user=self.dana, account=self.dana, at=NOON - 2 * DAY, **here).pk,
            make_event("login_failed", account_name="nobody", at=NOON - DAY, **there).pk,
            make_event(
                "groups_added", user=self.user, account=self.dana, details={"groups": ["Reporters"]}
            ).pk,
        )

    def test_filters(self):
        login, failed, added = self.make()
        self.assertEqual(self.found(), [added, failed, login])
        self.assertEqual(self.found(kind__exact="login_failed"), [failed])
        self.assertEqual(self.found(person=self.dana.pk), [added, login])
        self.assertEqual(self.found(network="203.0.113.0/24"), [login])
        self.assertEqual(self.found(**{"from": "2026-03-01", "until": "2026-03-01"}), [failed])
        self.assertEqual(self.found(**{"from": "2026-03-01", "person": self.dana.pk}), [added])

    def test_days_are_those_of_the_newsroom(self):
        late = make_event(at=NOON + timedelta(hours=3)).pk  # midnight in Seoul
        self.assertEqual(self.found(**{"from": "2026-03-03"}), [late])
        self.assertEqual(self.found(until="2026-03-02"), [])

    def test_values_that_no_filter_offers_are_ignored(self):
        everything = list(reversed(self.make()))
        for query in ({"from": "yesterday"}, {"until": "0001-01-01"}, {"network": "x"}, {"person": "x"}):
            with self.subTest(query):
                self.assertEqual(self.found(**query), everything)

    def test_search_by_name_address_and_network(self):
        login, failed, added = self.make()
        for words, found in {
            "dana": [added, login],
            "한다나": [added, login],
            "nobody": [failed],
            "203.0.113.7": [login],
            "198.51.100.0/24": [failed],
            "nowhere": [],
        }.items():
            with self.subTest(words):
                self.assertEqual(self.found(q=words), found)

    def test_the_page_of_an_event_says_everything_in_both_languages(self):
        details = {
            "permissions": ["articles.publish_ko", "gone.away"],
            "group": "Reporters",
            "marks": ["is_staff"],
            "was": {"email": "dana@example.org"},
        }
        event = make_event(
            "given", details=details, object_type="auth.group", object_id="1", object_text="Reporters"
        )
        for language, words in (("en", "Reporters"), ("ko", "취재기자")):
            get_user_model().objects.filter(pk=self.user.pk).update(language=language)
            for address in (LOG, f"{LOG}{event.pk}/change/"):
                self.assertContains(self.client.get(address), words)
        page = html.fromstring(self.client.get(f"{LOG}{event.pk}/change/").content.decode()).text_content()
        for words in ("한국어 발행 가능", "gone.away", "스태프 상태", "dana@example.org"):
            self.assertIn(words, page)

    def test_the_network_of_an_event_leads_to_the_events_from_there(self):
        login, *_others = self.make()
        page = html.fromstring(self.client.get(f"{LOG}{login}/change/").content.decode())
        [address] = page.xpath("//a[.='203.0.113.7']/@href")
        found = self.client.get(urljoin(f"{LOG}{login}/change/", address)).context["cl"].result_list
        self.assertEqual([event.pk for event in found], [login])

    def test_links_lead_to_what_the_person_may_see(self):
        facts = {"account": self.dana, "account_name": "dana", "object_type": "auth.group", "object_id": "1"}
        event = make_event("given", **facts)
        account = f"/admin/accounts/user/{self.dana.pk}/change/"
        for role, may in {"Managing editors": False, "Administrators": True}.items():
            self.client.force_login(make_user(role.lower(), role=role))
            for page in (LOG, f"{LOG}{event.pk}/change/"):
                with self.subTest(role, page=page):
                    links = html.fromstring(self.client.get(page).content.decode()).xpath("//a/@href")
                    self.assertEqual((account in links, "/admin/auth/group/1/change/" in links), (may, may))

    def test_queries_do_not_grow(self):
        self.make()
        self.client.get(LOG)
        with self.assertNumQueries(10):
            self.client.get(LOG)
        for _number in range(4):
            self.make()
        with self.assertNumQueries(10):
            self.client.get(LOG)


@mock.patch.object(base, "MOST_LISTED", 20)
@mock.patch.object(security_admin, "LATEST", 20)
@mock.patch.object(SecurityEventAdmin, "list_per_page", 10)
class LargeLogTests(TestCase):
    """The screen makes the same queries for a log of any length."""

    FEW, MANY = 300, 2400

    def make(self, count, *, age):
        networks = [f"10.0.{number}.0/24" for number in range(5)]
        events = [
            SecurityEvent(
                at=NOON - age - timedelta(seconds=number),
                kind=("login", "login_failed", "refused")[number % 3],
                user=self.dana if number % 2 else None,
                account_name=f"name{number % 50}",
                network=networks[number % 5],
                address=f"10.0.{number % 5}.1",
            )
            for number in range(count)
        ]
        models.QuerySet(SecurityEvent).bulk_create(events)

    def measured(self):
        # No filter by person: its cost depends on the number of events of that person.
        queries = ["", "?kind__exact=refused", "?network=10.0.2.0/24"]
        queries += ["?q=10.0.3.1", "?q=name7", "?from=2026-03-02", "?kind__exact=login&network=10.0.1.0/24"]
        found = {}
        for query in queries:
            self.client.get(f"{LOG}{query}")
            with counting_work() as work:
                self.assertEqual(self.client.get(f"{LOG}{query}").status_code, 200, query)
            found[query] = work
        return found

    def test_as_much_work_for_many_events_as_for_few(self):
        self.enterContext(travel(NOON, tick=False))
        self.dana = make_user("dana")
        self.client.force_login(make_user())
        self.make(self.FEW, age=timedelta())
        few = self.measured()
        self.make(self.MANY, age=2 * DAY)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE security_securityevent")
        for query, work in self.measured().items():
            with self.subTest(query):
                self.assertLessEqual(work.queries, few[query].queries)
                self.assertLessEqual(work.work, few[query].work * 2)


class MorningReportTests(TestCase):
    """The screen of the morning report, for people with permission."""

    def test_failed_logins_and_changes_are_told_to_who_may_read_the_log(self):
        Client().post("/admin/login/", {"login": "dana", "password": "guess"})
        make_user("dana", role="Reporters")
        told = {}
        for role in ("Managing editors", "Administrators", "Reporters"):
            self.client.force_login(make_user(role.lower().replace(" ", ""), role=role))
            told[role] = "1 failed login: dana" in self.client.get("/admin/report/").content.decode()
        self.assertEqual(told, {"Managing editors": True, "Administrators": True, "Reporters": False})
