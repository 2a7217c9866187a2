"""Second factors: who needs one, from when, codes of an app, recovery codes, e-mails about changes."""

import base64
import hmac
import time
from datetime import timedelta
from unittest.mock import patch

from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from time_machine import travel

from articles.workflow.permissions import ROLES
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.accounts.attempts import forget_all_attempts
from tests.accounts.test_login import LOGIN, PASSWORD
from tests.factories import NOON, make_user

SECURITY = "/admin/account/security/"
ADD_APP = f"{SECURITY}totp/activate/"


def code_of(secret):
    """Return the code that an app shows now (RFC 6238: 30 seconds, 6 digits, SHA-1)."""
    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def log_in(client, username="editor"):
    return client.post(LOGIN, {"login": username, "password": PASSWORD})


def add_app(client):
    """Add an authenticator app to the account that is logged in; return its secret."""
    secret = client.get(ADD_APP).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(ADD_APP, {"code": code_of(secret)}).status_code == 302
    return secret


class CodeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(email="bora@example.org")

    def setUp(self):
        log_in(self.client)
        self.secret = add_app(self.client)
        forget_all_attempts()  # a code counts once, and waiting for the next takes 30 seconds

    def enter(self, code, client=None):
        client = client or Client()
        self.assertRedirects(log_in(client), f"{SECURITY}authenticate/", fetch_redirect_response=False)
        self.assertEqual(client.get("/admin/").status_code, 302)
        return client, client.post(f"{SECURITY}authenticate/", {"code": code})

    def test_password_alone_opens_nothing_any_more(self):
        client, response = self.enter("000000")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(client.get("/admin/").status_code, 302)
        client, response = self.enter(code_of(self.secret))
        self.assertEqual(client.get("/admin/").status_code, 200)

    def test_recovery_code_opens_once(self):
        codes = self.client.get(f"{SECURITY}recovery-codes/").context["unused_codes"]
        self.assertEqual(len(codes), 10)
        client, _response = self.enter(codes[0])
        self.assertEqual(client.get("/admin/").status_code, 200)
        client, _response = self.enter(codes[0])
        self.assertEqual(client.get("/admin/").status_code, 302)
        text = self.client.get(f"{SECURITY}recovery-codes/download/").content.decode().split()
        self.assertEqual(text, codes[1:])

    def test_codes_are_guessed_a_few_times_and_no_more(self):
        client = Client()
        told = [self.enter(f"{number:06}", client)[1] for number in range(7)]
        self.assertEqual([answer.status_code for answer in told], [422] * 5 + [429] * 2)
        self.assertEqual(told[-1].json()["error"], "Too many wrong codes were entered for this account.")
        self.assertTrue(0 < int(told[-1]["Retry-After"]) <= 300)
        page = client.post(f"{SECURITY}authenticate/", {"code": "1"}, headers={"Accept": "text/html"})
        self.assertContains(page, "someone else knows your password", status_code=429)
        refused = SecurityEvent.objects.filter(kind=SecurityEventKind.LOGIN_FAILED, account=self.user)
        self.assertEqual([event.details for event in refused], [{"factor": "totp"}] * 5)

    def test_code_opens_once_whatever_process_is_asked(self):
        code = code_of(self.secret)
        client, _response = self.enter(code)
        self.assertEqual(client.get("/admin/").status_code, 200)
        cache.clear()  # django-allauth keeps its cache in the memory of a process
        client, response = self.enter(code)
        self.assertEqual((response.status_code, client.get("/admin/").status_code), (422, 302))

    def test_person_is_told_by_mail(self):
        subjects = [message.subject for message in mail.outbox]
        self.assertIn("An authenticator app was added to your account", subjects)
        self.client.post(f"{SECURITY}totp/deactivate/")
        self.assertEqual(mail.outbox[-1].subject, "The authenticator app was removed from your account")
        self.assertFalse(Authenticator.objects.exists())

    def test_changes_ask_for_the_password_again_after_a_while(self):
        later = timezone.now() + timedelta(minutes=6)
        with patch("newsroom.accounts.adapters.timezone.now", return_value=later):
            response = self.client.get(f"{SECURITY}recovery-codes/generate/")
        self.assertIn("/admin/account/", response["Location"])
        self.assertIn("next=", response["Location"])

    def test_picture_of_the_secret_is_part_of_the_page(self):
        Authenticator.objects.all().delete()
        page = self.client.get(ADD_APP)
        self.assertContains(page, "<svg")
        self.assertNotContains(page, "data:image")
        self.assertNotIn("data:", page.headers["Content-Security-Policy"])


@override_settings(SECOND_FACTOR=True, SECOND_FACTOR_GRACE_DAYS=14)
class DueTests(TestCase):
    def notice(self, client):
        return "your account needs a second factor" in client.get("/admin/").content.decode()

    def test_it_is_needed_by_who_publishes_or_runs_accounts(self):
        needed = {}
        for role in [*ROLES, None]:
            user = make_user(f"u{len(needed)}", role=role, is_superuser=role is None)
            self.client.force_login(user)
            needed[role] = self.notice(self.client)
        expected = {"English desk", "Korean desk", "Managing editors", "Administrators", None}
        self.assertEqual({role for role, is_needed in needed.items() if is_needed}, expected)

    @travel(NOON, tick=False)
    def test_after_the_grace_period_nothing_else_opens(self):
        user = make_user()
        self.client.force_login(user)
        self.assertTrue(self.notice(self.client))
        user.refresh_from_db()
        self.assertEqual(user.second_factor_due, timezone.localdate() + timedelta(days=14))
        user.second_factor_due = timezone.localdate()
        user.save()
        for address in (
            "/admin/",
            "/admin/articles/article/",
            "/admin/translations/",
            "/admin/preview/1/en/",
        ):
            self.assertRedirects(self.client.get(address), SECURITY)
        self.assertEqual(self.client.post("/admin/articles/article/add/", {}).status_code, 302)
        self.assertRedirects(self.client.get("/en/?at=2026-01-01T00:00Z"), SECURITY)
        here = {"Accept": "text/html", "Origin": "http://testserver"}
        typed = {"title_en": "Typed before midnight"}
        response = self.client.post("/admin/articles/article/add/", typed, headers=here)
        self.assertContains(response, "Typed before midnight", status_code=403)
        self.client.post("/admin/logout/")
        log_in(self.client)
        add_app(self.client)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertFalse(self.notice(self.client))

    @override_settings(SECOND_FACTOR_GRACE_DAYS=0)
    def test_without_a_grace_period_it_is_needed_at_once(self):
        self.client.force_login(make_user())
        self.assertRedirects(self.client.get("/admin/"), SECURITY)

    @override_settings(SECOND_FACTOR=False)
    def test_a_newsroom_may_leave_it_to_its_people(self):
        self.client.force_login(make_user())
        self.assertFalse(self.notice(self.client))
        self.assertContains(Client().get(LOGIN), "does not require a second factor")

    def test_log_in_says_nothing_of_demonstrations_otherwise(self):
        self.assertNotContains(Client().get(LOGIN), "it is a demo")
