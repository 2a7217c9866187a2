"""The writer of the security log: stored data, omitted data, and failures without consequences."""

from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum
from django.test import RequestFactory, TestCase, override_settings
from time_machine import travel

from newsroom.security import log
from newsroom.security.log import PER_HOUR, PER_MINUTE, client_address, client_network, record
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_topic, make_user
from tests.security.events import forget_all, kinds, latest, whole_log

FAILED = SecurityEventKind.LOGIN_FAILED


def request_from(address="203.0.113.7", **headers):
    return RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)


class TestAddress:
    def test_without_a_proxy_a_forwarded_address_counts_for_nothing(self):
        request = request_from(**{"X-Forwarded-For": "198.51.100.9"})
        assert client_address(request) == "203.0.113.7"

    @override_settings(BEHIND_PROXY=True)
    def test_behind_a_proxy_the_last_entry_counts(self):
        forwarded = "10.0.0.1, 192.0.2.5, 198.51.100.9"
        assert client_address(request_from("127.0.0.1", **{"X-Forwarded-For": forwarded})) == "198.51.100.9"

    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.7", "203.0.113.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("fe80::1%eth0", "fe80::/48"),
            ("unix:", ""),
            ("", ""),
        ],
    )
    def test_a_network_is_shorter_than_an_address(self, address, network):
        assert client_network(request_from(address)) == network


class RecordTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()
        forget_all()

    def test_an_event_says_who_did_what_to_what_from_where(self):
        topic, browser = make_topic(), {"User-Agent": "Reader/1.0 " + "x" * 500 + "\x00"}
        kind = SecurityEventKind.PREVIEW_CREATED
        record(kind, request=request_from(**browser), user=self.user, account=self.user, about=topic, until=3)
        event = SecurityEvent.objects.get()
        self.assertEqual((event.at, event.user, event.user_name), (NOON, self.user, "editor"))
        self.assertEqual((event.address, event.network), ("203.0.113.7", "203.0.113.0/24"))
        self.assertEqual((event.object_type, event.object_id), ("articles.topic", str(topic.pk)))
        self.assertEqual((event.object_text, event.details), (str(topic), {"until": 3}))
        self.assertEqual((len(event.browser), event.browser[:10]), (200, "Reader/1.0"))

    def test_names_stay_when_an_account_goes(self):
        record(SecurityEventKind.LOGGED_IN, user=self.user, account=self.user)
        self.user.delete()
        event = latest(SecurityEventKind.LOGGED_IN)
        self.assertEqual((event.user, event.account), (None, None))
        self.assertEqual((event.user_name, event.account_name), ("editor", "editor"))

    def test_nobody_changes_or_deletes_an_event(self):
        record(SecurityEventKind.LOGGED_IN, user=self.user)
        event = SecurityEvent.objects.get()
        rows = SecurityEvent.objects.all()
        for change in (event.save, event.delete, rows.delete, lambda: rows.update(kind="logout")):
            with self.assertRaises(TypeError):
                change()

    def test_an_unknown_kind_is_refused_by_the_database(self):
        for fields in ({"kind": "gossip"}, {"kind": "login", "object_id": "1"}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                SecurityEvent(**fields).save()

    def test_the_recorded_action_does_not_fail_with_the_log(self):
        with (
            mock.patch.object(log, "_write", side_effect=DatabaseError),
            self.assertLogs("newsroom.security"),
        ):
            make_user("dana")
        self.assertEqual(kinds(), [])
        record(SecurityEventKind.LOGGED_IN, user=self.user)  # the transaction is still usable
        self.assertEqual(kinds(), ["login"])

    def test_a_change_that_is_rolled_back_leaves_no_event(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            make_user("dana")
            raise ZeroDivisionError
        self.assertEqual(kinds(), [])

    def test_once_within_an_hour(self):
        kind, topic = SecurityEventKind.PREVIEW_OPENED, make_topic()
        for address in ("203.0.113.7", "203.0.113.8", "198.51.100.9"):
            record(kind, request=request_from(address), about=topic, once_within=HOUR)
        self.assertEqual(SecurityEvent.objects.count(), 2)
        self.clock.shift(HOUR + timedelta(seconds=1))
        record(kind, request=request_from(), about=topic, once_within=HOUR)
        self.assertEqual(SecurityEvent.objects.count(), 3)


class BoundTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def fail(self, number):
        request = request_from(f"10.{number % 100}.0.1")
        user_login_failed.send("x", credentials={"username": f"n{number}"}, request=request)

    @mock.patch.object(log, "PER_HOUR", 30)
    @mock.patch.object(log, "PER_MINUTE", 2)
    def test_failed_logins_from_100_addresses_fill_no_disk(self):
        """The numbers of attempts and of rows per minute and hour are lower than in production."""
        for number in range(200):
            self.fail(number)
        rows = SecurityEvent.objects.filter(kind=FAILED)
        self.assertEqual(rows.count(), 30)
        self.assertEqual(rows.aggregate(Sum("left_out"))["left_out__sum"], 170)

    def test_one_network_gets_a_few_rows_a_minute_and_the_last_counts_the_rest(self):
        for _number in range(PER_MINUTE + 5):
            self.fail(1)
        self.fail(2)
        rows = SecurityEvent.objects.filter(network="10.1.0.0/24").order_by("id")
        self.assertEqual([row.left_out for row in rows], [0] * (PER_MINUTE - 1) + [5])
        self.clock.shift(timedelta(seconds=61))
        self.fail(1)
        self.assertEqual(rows.all().count(), PER_MINUTE + 1)

    def test_one_network_alone_does_not_fill_the_hour(self):
        self.assertLess(PER_MINUTE * 60, PER_HOUR)

    def test_what_changes_accounts_is_never_left_out(self):
        user = make_user()
        for number in range(PER_MINUTE + 5):
            user.email = f"editor{number}@example.org"
            user.save()
        self.assertEqual(kinds(account=user).count("account_changed"), PER_MINUTE + 5)


class SecretsTests(TestCase):
    def test_no_password_token_or_session_key_is_in_the_log(self):
        password, user = "a harbor of many words", make_user()
        self.client.post("/admin/login/", {"login": password, "password": password})
        self.client.post("/admin/login/", {"login": "editor", "password": password})
        user.set_password(password)
        user.save()
        self.client.post("/admin/login/", {"login": "editor", "password": password})
        session = self.client.session.session_key
        self.client.get("/admin/accounts/user/")
        self.client.post("/admin/logout/")
        self.assertEqual(
            kinds()[-6:],
            ["login_failed", "login_failed", "password_reset", "login", "refused", "logout"],
        )
        for secret in (password, "correct horse", user.password, session, "harbor"):
            self.assertNotIn(secret, whole_log())
