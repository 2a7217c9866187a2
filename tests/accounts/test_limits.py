"""Limits of attempts: shared by all processes, answered by 429 with a time, ended by a password reset."""

import multiprocessing
import re
import shutil
import subprocess
import time
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connections
from django.test import Client, RequestFactory, TestCase, TransactionTestCase, override_settings
from django.urls import URLPattern, reverse
from django.utils import timezone
from redis import Redis
from time_machine import travel

from newsroom.accounts import attempt_stores, limits, views
from newsroom.accounts.models import AttemptCounter
from newsroom.operations.retention import prune
from newsroom.security.models import SecurityEvent
from tests.accounts.attempts import forget_all_attempts
from tests.accounts.test_login import RESET, LoginTestCase
from tests.factories import NOON, make_user

NEW = "a harbor of many words"
PROCESSES, EACH = 4, 8
HOUR = timedelta(hours=1)
# Pages without a secret to guess: they require a login, or ignore the posted data.
UNLIMITED = {
    *(
        "account_logout",
        "account_inactive",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ),
    *("accounts:language", "accounts:sessions", "accounts:settings"),
    *("mfa_index", "mfa_list_webauthn", "mfa_deactivate_totp", "mfa_remove_webauthn", "mfa_edit_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup"),
    *("socialaccount_connections", "openid_connect_login", "openid_connect_callback"),
}
SAMPLES = {"uidb36": "1", "key": "set-password", "token": "x", "pk": 1, "provider_id": "organization"}


def page_names(patterns, prefix=""):
    """Yield the names of all addresses of accounts, with the names of their arguments."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + pattern.name, list(pattern.pattern.converters)
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from page_names(pattern.url_patterns, inner)


class OwnerTests(LoginTestCase):
    """The owner of an account can log in while others guess its password."""

    def reset(self, client):
        """Choose a new password by a reset link that the client asked for."""
        client.post(RESET, {"email": "bora@example.org"})
        address = re.search(r"http://[^/]+(/admin/account/password/new/\S+)", mail.outbox[0].body)[1]
        page = client.get(address, follow=True)
        posted = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
        self.assertRedirects(posted, "/admin/account/password/done/")

    def guess(self, times, login="editor", network="10.0.0"):
        """Guess once from each of `times` addresses. Return the statuses of the answers."""
        return [
            self.log_in(login, "guess", client=Client(), REMOTE_ADDR=f"{network}.{number}").status_code
            for number in range(times)
        ]

    def test_a_reset_opens_the_newsroom_at_once_in_the_same_browser(self):
        self.assertEqual(self.guess(12), [422] * 5 + [429] * 7)
        owner = Client(REMOTE_ADDR="10.9.9.9")
        self.assertEqual(self.log_in(client=owner).status_code, 429)
        self.reset(owner)
        self.guess(12, network="10.0.1")  # the guessing continues
        self.guess(12, "bora@example.org", network="10.0.2")
        self.assertRedirects(self.log_in(password=NEW, client=owner), "/admin/")

    def test_a_reset_ends_what_was_counted_for_name_and_address_in_any_browser(self):
        for login in ("editor", "bora@example.org"):
            self.guess(12, login)
        self.reset(Client(REMOTE_ADDR="10.9.9.9"))
        for login in ("Editor", "bora@example.org"):
            phone = Client(REMOTE_ADDR="10.9.9.8")
            self.assertRedirects(self.log_in(login, NEW, client=phone), "/admin/")

    def test_a_reset_ends_what_was_counted_for_the_browser_itself(self):
        self.log_in()
        self.client.post("/admin/logout/")
        tried = [self.log_in(password="guess").status_code for _time in range(12)]
        self.assertEqual(tried, [422] * 10 + [429] * 2)
        self.reset(self.client)
        self.assertRedirects(self.log_in(password=NEW), "/admin/")


BROWSER = {"Accept": "text/html"}


class AnswerTests(LoginTestCase):
    """Refusals: 429, the time to try again, and what to do until then."""

    client_class = partial(Client, headers=BROWSER)

    def assertRefused(self, response, seconds):
        self.assertEqual(response.status_code, 429)
        after = int(response["Retry-After"])
        self.assertTrue(0 < after <= seconds, after)
        self.assertIn("no-store", response["Cache-Control"])
        page = response.content.decode()
        self.assertIn(f'<html lang="{response["Content-Language"]}"', page)
        self.assertRegex(page, rf"\b{-(-after // 60)}(분| minute)")
        return page

    def test_each_page_that_takes_something_secret_has_a_limit(self):
        names = dict(page_names(views.urlpatterns))
        self.assertEqual(set(names), UNLIMITED | set(limits.PAGES))
        self.assertFalse(UNLIMITED & set(limits.PAGES))

    def test_each_page_refuses_with_a_time_in_the_language_of_the_person(self):
        for name, arguments in page_names(views.urlpatterns):
            if name not in limits.PAGES:
                continue
            address = reverse(name, kwargs={one: SAMPLES[one] for one in arguments})
            for language in ("en", "ko"):
                with self.subTest(name, language=language):
                    forget_all_attempts()
                    client = Client(headers={"Accept-Language": language, "Accept": "text/html"})
                    for _time in range(limits.PAGES[name].most):
                        self.assertNotEqual(client.post(address).status_code, 429)
                    self.assertRefused(client.post(address), 60)
                    self.assertNotEqual(client.get(address).status_code, 429)

    def test_people_who_are_logged_in_are_counted_apart_from_their_network(self):
        address = reverse("account_change_password")
        self.client.force_login(self.user)
        for _time in range(5):
            self.assertEqual(self.client.post(address).status_code, 422)
        self.assertRefused(self.client.post(address), 60)
        self.client.force_login(make_user("other"))
        self.assertEqual(self.client.post(address).status_code, 422)

    def test_names_networks_and_browsers_are_told_the_ways_out(self):
        self.log_in()
        self.client.post("/admin/logout/")
        other = Client(REMOTE_ADDR="10.0.0.2", headers=BROWSER)
        for limit, client, login in (
            (limits.LOGIN_NAME, Client(headers=BROWSER), "editor"),
            (limits.LOGIN_BROWSER, self.client, "editor"),
            (limits.LOGIN_NETWORK, other, "{}"),
        ):
            with self.subTest(limit.name):
                for number in range(limit.most):
                    self.assertEqual(self.log_in(login.format(number), "guess", client).status_code, 422)
                page = self.assertRefused(self.log_in(login.format("x"), "guess", client), limit.seconds)
                self.assertIn(str(limit.found), page)
                self.assertIn("log in with a passkey, or choose a new password", page)
                self.assertIn(f'href="{RESET}"', page)
                self.assertIn('href="/admin/login/"', page)

    def test_address_that_gets_too_many_letters(self):
        for _time in range(5):
            self.assertEqual(self.client.post(RESET, {"email": "bora@example.org"}).status_code, 302)
        page = self.assertRefused(self.client.post(RESET, {"email": "Bora@example.org "}), 60)
        self.assertIn("If a message with a link has arrived", page)
        self.assertEqual(len(mail.outbox), 5)
        self.assertEqual(self.client.post(RESET, {"email": "ada@example.org"}).status_code, 302)

    def test_scripts_get_json(self):
        for _time in range(5):
            self.log_in(password="guess")
        response = self.log_in(password="guess", headers={"Accept": "application/json"})
        self.assertEqual(response.status_code, 429)
        self.assertIn("with this name", response.json()["error"])
        self.assertTrue(response["Retry-After"])

    def test_time_is_that_at_which_the_next_attempt_is_looked_at(self):
        with travel(NOON, tick=False) as clock:
            for _time in range(5):
                self.log_in(password="guess")
                clock.shift(10)
            refused = self.log_in(password="guess")
            self.assertEqual(refused["Retry-After"], "250")  # five minutes after the first refusal
            clock.shift(249)
            self.assertEqual(self.log_in(password="guess").status_code, 429)
            clock.shift(2)
            limits.forget_refusals()
            self.assertEqual(self.log_in(password="guess").status_code, 422)
            self.assertEqual(self.log_in(password="guess").status_code, 429)


class CounterTests(TestCase):
    def allowed(self, times, *pairs):
        forget = limits.forget_refusals
        return sum(1 for _time in range(times) if [forget()] and limits.is_within(*pairs))

    def test_an_attempt_that_is_refused_counts_nowhere(self):
        one, other = (limits.LOGIN_NETWORK, "10.0.0.1"), (limits.LOGIN_NAME, "editor")
        self.assertEqual(self.allowed(20, one, other), 5)
        self.assertEqual(self.allowed(20, one), 5)

    def test_flood_of_refusals_does_not_reach_the_database(self):
        pair = (limits.LOGIN_NAME, "editor")
        self.allowed(5, pair)
        self.assertFalse(limits.is_within(pair))
        with self.assertNumQueries(0), travel(timezone.now(), tick=False):
            self.assertFalse(any(limits.is_within(pair) for _time in range(1_000)))

    def test_names_are_neither_kept_nor_longer_than_a_digest(self):
        limits.count((limits.LOGIN_NAME, "hostile" * 100_000))
        limits.count((limits.LOGIN_NAME, "\x00"))
        keys = list(AttemptCounter.objects.values_list("key", flat=True))
        self.assertEqual([len(key) for key in keys], [64, 64])
        self.assertFalse([key for key in keys if "hostile" in key])

    def test_spellings_that_databases_take_for_one_name_count_together(self):
        spellings = ["kim", "KIM", " Kim ", "\uff4bim", "k\u0131m", "\u212aim"]
        self.assertEqual({limits.name_key(name) for name in spellings}, {"kim"})

    def test_addresses_of_one_household_count_together(self):
        def key(address):
            return limits.network_key(RequestFactory(REMOTE_ADDR=address).get("/"))

        self.assertEqual(key("2001:db8::1"), key("2001:db8::ffff:2"))
        self.assertNotEqual(key("2001:db8::1"), key("2001:db8:0:1::1"))
        self.assertNotEqual(key("10.0.0.1"), key("10.0.0.2"))

    def test_new_counters_take_the_place_of_ended_ones(self):
        with travel(NOON, tick=False) as clock:
            for number in range(50):
                limits.count((limits.LOGIN_NAME, f"name {number}"))
            clock.shift(HOUR)
            for number in range(10):
                limits.count((limits.LOGIN_NAME, f"later {number}"))
            self.assertEqual(AttemptCounter.objects.count(), 10)

    def test_ended_counters_are_deleted_with_other_old_rows(self):
        with travel(NOON, tick=False) as clock:
            limits.count((limits.LOGIN_NAME, "editor"))
            prune()
            self.assertEqual(AttemptCounter.objects.count(), 1)
            clock.shift(HOUR)
            prune()
            self.assertEqual(AttemptCounter.objects.count(), 0)

    def test_right_attempt_is_taken_back_and_no_other(self):
        pair = (limits.LOGIN_NAME, "editor")
        with travel(NOON, tick=False):
            attempts = [limits.count(pair) for _time in range(5)]
            attempts[2].rollback()
            attempts[2].rollback()
            self.assertEqual(self.allowed(5, pair), 2)


def try_often(barrier, results):
    """Try EACH times in a process of its own, and put the number of allowed attempts into `results`."""
    connections["default"].ensure_connection()
    barrier.wait(60)
    allowed = 0
    for _time in range(EACH):
        limits.forget_refusals()
        allowed += limits.is_within((limits.LOGIN_NETWORK, "10.0.0.1"), (limits.PAGES["account_login"], "x"))
    results.put(allowed)
    connections.close_all()


def allowed_together():
    """Make attempts in PROCESSES processes at once. Return the total number of allowed ones."""
    connections.close_all()  # otherwise the processes would share a connection
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(PROCESSES), fork.Queue()
    workers = [fork.Process(target=try_often, args=(barrier, results)) for _number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    allowed = [results.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
    return sum(allowed)


class ProcessTests(TransactionTestCase):
    def test_processes_together_get_what_one_would(self):
        self.assertEqual(allowed_together(), limits.LOGIN_NETWORK.most)


VALKEY = shutil.which("valkey-server") or shutil.which("redis-server")


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    """Yield (address of a new server, the server as a process)."""
    path = tmp_path_factory.mktemp("valkey") / "s"
    serve = [VALKEY, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(path.parent)]
    server = subprocess.Popen(serve, stdout=subprocess.DEVNULL)
    for _turn in range(200):
        if path.exists():
            break
        time.sleep(0.05)
    yield f"unix://{path}"
    server.kill()
    server.wait(30)


def cache_at(address):
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    return backend | {"OPTIONS": {"socket_timeout": 2.0, "socket_connect_timeout": 2.0}}


@pytest.mark.skipif(VALKEY is None, reason="there is no Valkey")
class TestValkey:
    @pytest.fixture(autouse=True)
    def kept_there(self, valkey, settings):
        Redis.from_url(valkey).flushall()
        settings.CACHES = settings.CACHES | {"pages": cache_at(valkey)}

    def test_processes_together_get_what_one_would(self, valkey, transactional_db):
        assert allowed_together() == limits.LOGIN_NETWORK.most

    def test_database_is_not_asked(self, valkey, django_assert_num_queries, db):
        pair = (limits.LOGIN_NAME, "editor")
        with django_assert_num_queries(0):
            assert [limits.is_within(pair) for _time in range(7)] == [True] * 5 + [False] * 2
            limits.forget_refusals()
            with pytest.raises(limits.TooManyAttempts) as refused:
                limits.count(pair)
        assert 298 <= refused.value.seconds <= 300

    def test_attempts_are_taken_back_and_forgotten_and_end_by_themselves(self, valkey, db):
        pair, client = (limits.LOGIN_NAME, "editor"), Redis.from_url(valkey)
        attempts = [limits.count(pair) for _time in range(5)]
        attempts[0].rollback()
        assert [limits.is_within(pair) for _time in range(2)] == [True, False]
        [key] = client.keys("*")
        assert b"editor" not in key
        assert 0 < client.ttl(key) <= 300
        limits.forget(pair)
        assert client.keys("*") == []
        assert limits.is_within(pair)


class AwayTests(TestCase):
    def test_database_counts_while_valkey_is_away(self):
        pages = {"pages": cache_at("unix:///nowhere/valkey.sock")}
        with override_settings(CACHES=pages | {"default": pages["pages"]}), self.assertLogs(level="WARNING"):
            found = [limits.is_within((limits.LOGIN_NAME, "editor")) for _time in range(7)]
            limits.forget((limits.LOGIN_NAME, "editor"))
        self.assertEqual(found, [True] * 5 + [False] * 2)
        self.assertEqual(AttemptCounter.objects.count(), 0)

    def test_attempt_counted_in_a_valkey_that_went_away_is_not_taken_back(self):
        store = attempt_stores.ValkeyStore("unix:///nowhere/valkey.sock")
        attempt = attempt_stores.CountedAttempt(store, [limits.LOGIN_NAME.window("x")], "name")
        with self.assertLogs(level="WARNING"):
            attempt.rollback()


class EventTests(LoginTestCase):
    def test_one_event_tells_of_a_flood(self):
        with patch("newsroom.accounts.limits.REFUSED_FOR", 0):
            for number in range(30):
                self.log_in(password="guess", client=Client(), REMOTE_ADDR=f"10.0.0.{number % 20}")
        self.assertEqual(SecurityEvent.objects.filter(kind="login_locked").count(), 1)
