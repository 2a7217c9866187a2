"""Readers subscribe, confirm and unsubscribe. No page reveals whether an address is known."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client, TestCase, override_settings
from lxml import html

from newsroom.newsletters.models import TEST_TOKEN, Subscription
from newsroom.newsletters.subscriptions import erase_address, export_address, normal_address
from newsroom.operations.retention import prune
from tests.factories import NOON, make_publication, make_standing_page
from tests.newsletters.issues import make_subscription
from tests.newsletters.mail_server import mail_server

IMMEDIATE = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
FORM, SUBSCRIBE = "/en/newsletter/", "/en/newsletter/subscribe/"


@override_settings(SITE_URL="https://news.example")
class ReaderTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        cache.clear()
        self.client = Client(enforce_csrf_checks=True)
        make_publication()

    def subscribe(self, address="Ada@Example.com", language="en", **headers):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"/{language}/newsletter/subscribe/", {"address": address}, **headers)

    def link(self, step="confirm"):
        """Return the path of a link in the latest message."""
        text = mail.outbox[-1].body
        return re.search(rf"https://news\.example(/\w\w/newsletter/{step}/\w+/)", text)[1]


class SubscribeTests(ReaderTestCase):
    def test_the_form_is_linked_in_the_footer_and_sets_no_cookie(self):
        page = self.client.get("/ko/")
        self.assertContains(page, '<a href="/ko/newsletter/">뉴스레터</a>')
        response = self.client.get(FORM)
        self.assertContains(response, "noindex, follow")
        self.assertEqual(len(response.cookies), 0)

    def test_the_form_links_the_page_about_privacy_and_leaves_the_others_to_the_footer(self):
        links = "//main//article[contains(@class, 'newsletter')]//a/@href"
        for slug, shown in (("about", []), ("privacy", ["/en/pages/privacy/"])):
            make_standing_page(slug, title_en=slug, body_en="<p>Text.</p>")
            self.assertEqual(html.fromstring(self.client.get(FORM).content.decode()).xpath(links), shown)

    def test_confirms_by_a_button_and_not_by_a_link_that_a_scanner_follows(self):
        self.assertRedirects(self.subscribe(), "/en/newsletter/requested/")
        self.assertEqual(mail.outbox[0].to, ["ada@example.com"])
        self.assertContains(self.client.get(self.link()), "Confirm subscription")
        row = Subscription.objects.get()
        self.assertIsNone(row.confirmed_at)
        response = self.client.post(self.link())
        self.assertContains(response, "Subscribed")
        self.assertEqual(response["Cache-Control"], "private, no-store")
        row.refresh_from_db()
        self.assertEqual(row.confirmed_at, NOON)

    def test_a_known_address_is_answered_alike_and_told_by_mail(self):
        make_subscription()
        unknown, known = self.subscribe("bo@example.com"), self.subscribe("ada@example.com")
        self.assertEqual((unknown.status_code, unknown.url), (known.status_code, known.url))
        self.assertIn("You already receive it", mail.outbox[1].body)
        self.assertEqual(Subscription.objects.count(), 2)

    def test_an_address_gets_one_message_an_hour(self):
        for _time in range(3):
            self.subscribe()
        self.assertEqual(len(mail.outbox), 1)
        self.clock.shift(timedelta(hours=1, seconds=1))
        self.subscribe()
        self.assertEqual(len(mail.outbox), 2)

    def test_a_network_that_asks_too_often_is_refused(self):
        answers = [self.subscribe(f"reader{number}@example.com") for number in range(21)]
        self.assertEqual([answer.status_code for answer in answers], [302] * 20 + [429])
        self.assertEqual(answers[-1]["Retry-After"], "3600")

    def test_links_that_are_opened_too_often_are_refused(self):
        address = f"/en/newsletter/confirm/{'0' * 32}/"
        answers = [self.client.get(address) for _time in range(121)]
        self.assertEqual([answer.status_code for answer in answers], [404] * 120 + [429])
        self.assertEqual(answers[-1]["Retry-After"], "3600")

    def test_what_is_no_address_stays_in_the_form_with_the_reason(self):
        for typed in ("", "ada", "a" * 300 + "@example.com", "ada@example.com\x00<b>"):
            response = self.subscribe(typed)
            page = html.fromstring(response.content.decode())
            self.assertEqual(response.status_code, 422)
            self.assertEqual(len(page.xpath("//*[@id='id_address_error']")), 1)
            [field] = page.xpath("//input[@name='address']")
            self.assertEqual(field.get("aria-invalid"), "true")
            self.assertIsNotNone(field.get("autofocus"))
        self.assertNotContains(self.client.get(FORM), "autofocus")
        self.assertFalse(Subscription.objects.exists())

    def test_the_address_of_a_refused_form_leads_to_an_empty_one_when_it_is_opened_again(self):
        self.assertEqual(self.subscribe("ada").status_code, 422)
        response = self.client.get(SUBSCRIBE)
        self.assertRedirects(response, FORM)
        self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_each_language_is_a_subscription_of_its_own(self):
        self.subscribe()
        self.subscribe(language="ko")
        self.assertIn("뉴스레터", mail.outbox[1].subject)
        self.client.post(self.link())
        confirmed = Subscription.objects.confirmed().values_list("language", flat=True)
        self.assertEqual(list(confirmed), ["ko"])

    def test_a_request_that_nobody_confirms_is_deleted_after_seven_days(self):
        self.subscribe()
        make_subscription("bo@example.com")
        prune(NOON + timedelta(days=6))
        self.assertEqual(Subscription.objects.count(), 2)
        prune(NOON + timedelta(days=8))
        self.assertEqual(Subscription.objects.get().address, "bo@example.com")
        self.assertContains(self.client.get(self.link()), "Link expired", status_code=404)

    def test_confirming_again_ends_a_suspension(self):
        make_subscription(suspended_at=NOON, reason="550", failures=2)
        self.subscribe("ada@example.com")
        self.client.post(self.link())
        row = Subscription.objects.get()
        self.assertEqual((row.suspended_at, row.failures), (None, 0))

    @override_settings(NEWSLETTERS=False)
    def test_can_be_switched_off(self):
        self.assertEqual(self.client.get(FORM).status_code, 404)
        self.assertEqual(self.subscribe().status_code, 404)
        self.assertNotContains(self.client.get("/en/"), FORM)


class UnsubscribeTests(ReaderTestCase):
    def setUp(self):
        super().setUp()
        self.row = make_subscription()
        self.address = f"/en/newsletter/unsubscribe/{self.row.token}/"

    def test_a_link_that_is_followed_changes_nothing_and_its_button_unsubscribes(self):
        self.assertContains(self.client.get(self.address), "<button>Unsubscribe</button>")
        self.assertTrue(Subscription.objects.exists())
        self.assertContains(self.client.post(self.address), "Unsubscribed")
        self.assertFalse(Subscription.objects.exists())
        self.assertContains(self.client.post(self.address), "Unsubscribed")

    @override_settings(NEWSLETTERS=False)
    def test_is_possible_when_nobody_can_subscribe_any_more(self):
        self.assertContains(self.client.get(self.address), "<button>Unsubscribe</button>")
        self.assertNotContains(self.client.post(self.address), FORM)
        self.assertFalse(Subscription.objects.exists())

    @override_settings(NEWSLETTERS=False)
    def test_lead_to_a_page_of_the_other_language_when_nobody_can_subscribe_any_more(self):
        page = html.fromstring(self.client.get(self.address).content.decode())
        [there] = page.xpath("//a[contains(@class, 'masthead__language')]/@href")
        self.assertEqual((there, self.client.get(there).status_code), ("/ko/", 200))

    def test_the_link_of_a_test_says_that_it_is_one(self):
        for request in (self.client.get, self.client.post):
            response = request(f"/en/newsletter/unsubscribe/{TEST_TOKEN}/")
            self.assertContains(response, "This is the link of a test message.")
        self.assertTrue(Subscription.objects.exists())

    def test_one_click_of_a_mail_program_is_done_at_once(self):
        response = self.client.post(self.address, {"List-Unsubscribe": "One-Click"})
        self.assertEqual((response.status_code, response.content), (200, b"Unsubscribed\n"))
        self.assertFalse(Subscription.objects.exists())

    def test_a_token_of_the_other_language_or_of_nobody_ends_nothing(self):
        for address in (self.address.replace("/en/", "/ko/"), f"/en/newsletter/unsubscribe/{'0' * 32}/"):
            self.assertEqual(self.client.post(address).status_code, 200)
        self.assertEqual(self.client.post("/en/newsletter/unsubscribe/x/").status_code, 404)
        self.assertTrue(Subscription.objects.exists())


class RefusedConfirmationTests(ReaderTestCase):
    """Strangers may enter any address; a failing task keeps its record and error."""

    def setUp(self):
        super().setUp()
        self.mailbox = self.enterContext(mail_server())
        self.enterContext(override_settings(TASKS=IMMEDIATE))

    def test_an_address_that_does_not_exist_fails_no_task_and_is_in_no_log(self):
        self.mailbox.refusals["ada@example.com"] = "550 5.1.1 unknown"
        with (
            self.assertLogs("newsroom.newsletters", "WARNING") as logged,
            self.assertNoLogs("django.tasks", "ERROR"),
        ):
            self.subscribe()
        self.assertNotIn("ada@", logged.output[0])
        self.assertIsNotNone(Subscription.objects.get().mailed_at)

    def test_when_the_mail_server_is_away_the_address_may_be_asked_again_at_once(self):
        self.mailbox.sender_answer = "451 4.3.0 later"
        with self.assertLogs("django.tasks", "ERROR"):
            self.subscribe()
        self.assertIsNone(Subscription.objects.get().mailed_at)
        self.mailbox.sender_answer = "250 OK"
        self.subscribe()
        self.assertEqual(len(self.mailbox.messages), 1)


class AddressTests(ReaderTestCase):
    def test_has_one_form(self):
        self.assertEqual(normal_address(" Ada@Bücher.Example "), "ada@xn--bcher-kva.example")
        self.assertEqual(normal_address("a@" + "x" * 80), "a@" + "x" * 80)
        self.assertEqual(normal_address("a\x00da@example.com\ud800"), "ada@example.com")

    def test_all_that_is_kept_is_exported_and_erased(self):
        make_subscription(reason="")
        make_subscription(language="ko")
        self.assertEqual([one["language"] for one in export_address("ADA@example.com")], ["en", "ko"])
        self.assertEqual(erase_address("ada@example.com"), 2)
        self.assertEqual(export_address("ada@example.com"), [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"address": ""},
        {"token": ""},
        {"language": "fr"},
        {"confirmed_at": NOON - timedelta(days=1)},
        {"suspended_at": NOON},
        {"suspended_at": NOON, "reason": "550", "confirmed_at": None},
    ],
)
def test_a_subscription_that_cannot_be_is_refused_by_the_database(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_subscription(**fields)
