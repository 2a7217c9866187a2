"""Logging in by name or e-mail address, refusals, limits, and password links by e-mail."""

import re
from datetime import timedelta
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory, TestCase
from django.utils import timezone
from time_machine import travel

from newsroom.accounts.forms import LoginForm
from newsroom.accounts.limits import TooManyAttempts
from newsroom.security.models import SecurityEvent
from tests.accounts.attempts import forget_all_attempts
from tests.factories import NOON, make_user

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery"
DAY = timedelta(days=1)
RESET = "/admin/account/password/new/"


class LoginTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(email="Bora@example.org")

    def log_in(self, login="editor", password=PASSWORD, client=None, **options):
        return (client or self.client).post(LOGIN, {"login": login, "password": password}, **options)

    def is_logged_in(self, client=None):
        return (client or self.client).get("/admin/").status_code == 200


class LoginTests(LoginTestCase):
    def test_name_or_address_opens_the_newsroom(self):
        for login in ("editor", "EDITOR", "bora@example.org", " Bora@Example.org "):
            with self.subTest(login):
                client = Client()
                self.assertRedirects(self.log_in(login, client=client), "/admin/")
                self.assertTrue(self.is_logged_in(client))

    def test_a_client_without_an_address_may_log_in(self):
        self.client.defaults["REMOTE_ADDR"] = ""  # a server behind a socket reports none
        self.assertRedirects(self.log_in(), "/admin/")

    def test_one_goes_where_one_wanted_and_nowhere_else(self):
        for wanted, led in (("/admin/articles/article/", None), ("https://evil.example/", "/admin/")):
            response = Client().post(LOGIN, {"login": "editor", "password": PASSWORD, "next": wanted})
            self.assertEqual(response["Location"], led or wanted)

    def test_unknown_name_and_wrong_password_are_answered_alike(self):
        answers = []
        for login in ("editor", "nobody", "bora@example.org", "nobody@example.org"):
            response = self.log_in(login, "guessed", client=Client())
            self.assertEqual(response.status_code, 422)
            page = re.sub(r'nonce="[^"]+"|value="[^"]*"', "", response.content.decode())
            answers.append(page)
        self.assertEqual(len(set(answers)), 1)

    def test_nobody_signs_up(self):
        for address in ("/admin/account/signup/", "/admin/signup/", "/accounts/signup/"):
            self.assertNotEqual(self.client.get(address).status_code, 200)

    @travel(NOON, tick=False)
    def test_closed_account_is_told_so_after_the_right_password_alone(self):
        closed = {"is_active": False}, {"is_staff": False}, {"ends_on": timezone.localdate() - DAY}
        for number, fields in enumerate(closed):
            with self.subTest(fields):
                make_user(f"closed{number}")
                get_user_model().objects.filter(username=f"closed{number}").update(**fields)
                response = self.log_in(f"closed{number}")
                self.assertRedirects(response, "/admin/account/closed/")
                self.assertFalse(self.is_logged_in())
                self.assertEqual(self.log_in(f"closed{number}", "guessed").status_code, 422)

    @travel(NOON, tick=False)
    def test_the_last_day_is_a_whole_day_and_ends_what_is_open(self):
        self.log_in()
        for day, opens in ((timezone.localdate(), True), (timezone.localdate() - DAY, False)):
            get_user_model().objects.update(ends_on=day)
            self.assertEqual(self.is_logged_in(), opens)

    def test_no_two_accounts_have_one_address(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_user("second", email="bora@example.org")
        make_user("third", email="")
        make_user("fourth", email="")

    def test_a_password_is_changed_by_who_knows_it(self):
        self.log_in()
        other = Client()
        self.log_in(client=other)
        new = "a harbor of many words"
        fields = {"oldpassword": "guessed", "password1": new, "password2": new}
        self.assertEqual(self.client.post("/admin/password_change/", fields).status_code, 422)
        self.client.post("/admin/password_change/", fields | {"oldpassword": PASSWORD})
        self.user.refresh_from_db()
        self.assertTrue(self.user.check_password(new))
        self.assertEqual((self.is_logged_in(), self.is_logged_in(other)), (True, False))
        self.assertEqual([message.subject for message in mail.outbox], ["Your password was changed"])


class AttemptTests(LoginTestCase):
    def guess(self, number, *, login="editor", client=None):
        address = f"10.0.{number % 100}.1"
        return self.log_in(login, f"guess {number}", client=client or Client(), REMOTE_ADDR=address)

    def test_ten_thousand_guesses_from_a_hundred_networks(self):
        """None succeeds, five are hashed, and the owner can log in at once from a known browser."""
        owner = Client()
        self.log_in(client=owner)
        owner.post("/admin/logout/")
        requests = [
            RequestFactory(REMOTE_ADDR=f"10.0.{number}.1").post(
                LOGIN, {"login": "editor", "password": "guess"}
            )
            for number in range(100)
        ]
        refused = 0
        with patch("newsroom.accounts.models.User.check_password", return_value=False) as check:
            for number in range(10_000):
                request = requests[number % 100]
                try:
                    self.assertFalse(LoginForm(request.POST, request=request).is_valid())
                except TooManyAttempts:
                    refused += 1
        self.assertEqual((check.call_count, refused), (5, 9_995))
        self.assertEqual(SecurityEvent.objects.get(kind="login_locked").account_name, "editor")
        self.assertRedirects(self.log_in(client=owner), "/admin/", fetch_redirect_response=False)

    def test_one_network_is_stopped_whatever_it_names(self):
        answers = [self.log_in(f"person{number}", "guess", client=Client()) for number in range(12)]
        self.assertEqual([answer.status_code for answer in answers], [422] * 10 + [429] * 2)
        self.assertEqual(SecurityEvent.objects.get(kind="login_locked").account_name, "person10")

    def test_too_many_are_told_alike_for_accounts_that_do_not_exist(self):
        for login in ("editor", "nobody"):
            told = [self.guess(number, login=login) for number in range(7)]
            self.assertEqual([answer.status_code for answer in told], [422] * 5 + [429] * 2)
            self.assertIn("too many failed attempts to log in with this name", told[-1].json()["error"])

    def test_right_password_counts_for_nothing(self):
        for _time in range(12):
            self.assertRedirects(self.log_in(client=Client()), "/admin/", fetch_redirect_response=False)

    def test_known_browser_has_a_limit_of_its_own(self):
        self.log_in()
        self.client.post("/admin/logout/")
        answers = [self.log_in(password="guess").status_code for _time in range(12)]
        self.assertEqual(answers, [422] * 10 + [429] * 2)

    def test_cookie_of_another_person_or_a_forged_one_is_worth_nothing(self):
        make_user("other")
        self.log_in("other")
        self.client.post("/admin/logout/")
        forged = Client()
        forged.cookies["known_browser"] = "WzEsWzFdXQ:forged"
        for client in (self.client, forged):
            forget_all_attempts()
            told = [self.guess(number, client=client).status_code for number in range(6)]
            self.assertEqual(told, [422] * 5 + [429])


class NewPasswordTests(LoginTestCase):
    def test_link_comes_by_mail_and_works_once(self):
        self.assertRedirects(
            self.client.post(RESET, {"email": "bora@example.org"}), "/admin/account/password/sent/"
        )
        [message] = mail.outbox
        self.assertEqual(message.to, ["bora@example.org"])
        address = re.search(r"http://[^/]+(/admin/account/password/new/\S+)", message.body)[1]
        page = self.client.get(address, follow=True)
        new = "a harbor of many words"
        posted = self.client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
        self.assertRedirects(posted, "/admin/account/password/done/")
        self.assertRedirects(self.log_in(password=new), "/admin/")
        self.assertContains(Client().get(address), "expired or was already used")
        self.assertIn("Your password was reset", mail.outbox[-1].subject)

    def test_unknown_address_is_answered_alike_and_gets_nothing(self):
        self.assertRedirects(
            self.client.post(RESET, {"email": "nobody@example.org"}), "/admin/account/password/sent/"
        )
        self.assertEqual(mail.outbox, [])

    def test_mail_is_in_the_language_of_the_account(self):
        get_user_model().objects.update(language="ko")
        self.client.post(RESET, {"email": "bora@example.org"})
        self.assertRegex(mail.outbox[0].subject, "[가-힣]")

    def test_closed_account_gets_no_link(self):
        get_user_model().objects.update(is_active=False)
        self.client.post(RESET, {"email": "bora@example.org"})
        self.assertEqual(mail.outbox, [])

    def test_addresses_are_those_of_the_account(self):
        self.log_in()
        self.assertFalse(EmailAddress.objects.exists())
