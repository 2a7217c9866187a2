"""Newsletters at the desk: composing from the front page, preview, sending, pausing, subscriptions."""

from unittest import mock

import time_machine
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import TestCase, override_settings
from lxml import html

from articles.models import Language
from articles.publishing import withdraw
from articles.workflow.permissions import ROLES
from newsroom.newsletters.models import TEST_TOKEN, NewsletterIssue, PauseCause, Subscription
from newsroom.newsletters.sending import pause
from newsroom.security.models import SecurityEvent
from tests.articles.admin.forms import PostedForm
from tests.factories import HOUR, NOON, make_published, make_user
from tests.newsletters.issues import make_issue, make_subscription

ADD, LIST = "/admin/newsletters/newsletterissue/add/", "/admin/newsletters/newsletterissue/"
SUBSCRIPTIONS = "/admin/newsletters/subscription/"
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@override_settings(SITE_URL="https://news.example", TASKS=QUEUE)
class DeskTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        self.user = make_user(email="desk@example.org")
        self.client.force_login(self.user)

    def step(self, issue, name):
        with self.captureOnCommitCallbacks(execute=True):
            response = self.client.post(f"{LIST}{issue.pk}/", {name: "1"}, follow=True)
        issue.refresh_from_db()
        return response

    def send(self, issue, **options):
        """Press the button of the page that confirms the sending."""
        return self.client.post(f"{LIST}{issue.pk}/send/", {"seen": issue.digest}, **options)


class ComposeTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.first = make_published(number=1, languages=("en", "ko"))
        self.clock.shift(HOUR)
        self.lead = make_published(number=2, languages=("en", "ko"))

    def test_the_form_is_the_front_page(self):
        form = PostedForm(self.client.get(f"{ADD}?language=ko"), "newsletterissue_form")
        self.assertEqual(form["subject"], "항구 문 열어2")
        page = html.fromstring(self.client.get(f"{ADD}?language=en").content.decode())
        ticked = page.xpath("//input[@name='stories'][@checked]/@value")
        self.assertEqual(ticked, [str(self.lead.pk), str(self.first.pk)])
        labels = [
            " ".join(one.text_content().split()) for one in page.xpath("//label[.//input[@name='stories']]")
        ]
        self.assertEqual(labels, ["Harbor opens2", "Harbor opens1"])

    def test_headlines_are_marked_with_the_language_of_the_newsletter(self):
        withdraw(self.lead, "en", by=None, note="It was wrong.")
        issue = make_issue(articles=[self.lead, self.first])
        self.user.language = "ko"
        self.user.save()
        page = html.fromstring(self.client.get(f"{LIST}{issue.pk}/change/").content.decode())
        marks = page.xpath("//label[.//input[@name='stories']]//*[@lang='en']/text()")
        self.assertEqual(sorted(marks), ["Harbor opens1", "Harbor opens2"])

    def test_its_subject_is_marked_with_its_language_where_it_heads_a_page(self):
        issue = make_issue(articles=[self.lead])
        make_subscription()
        self.user.language = "ko"
        self.user.save()
        for address in (f"{LIST}{issue.pk}/", f"{LIST}{issue.pk}/send/"):
            page = html.fromstring(self.client.get(address).content.decode())
            self.assertEqual(page.xpath("//h1/@lang | //*[@aria-current='page']/*/@lang"), ["en", "en"])

    def test_its_page_shows_markup_as_words(self):
        issue = make_issue(articles=[self.lead], introduction="Is 3 < 4? <b>Yes</b>")
        self.assertContains(self.client.get(f"{LIST}{issue.pk}/"), "Is 3 &lt; 4? &lt;b&gt;Yes&lt;/b&gt;")

    def test_saving_leads_to_its_page_with_the_text(self):
        form = PostedForm(self.client.get(f"{ADD}?language=en"), "newsletterissue_form")
        form["introduction"] = "Good morning.\nHere is the news."
        response = self.client.post(ADD, form.values)
        issue = NewsletterIssue.objects.get()
        self.assertRedirects(response, f"{LIST}{issue.pk}/", fetch_redirect_response=False)
        self.assertEqual((issue.language, issue.created_by), ("en", self.user))
        self.assertEqual(issue.stories, [self.lead.pk, self.first.pk])
        page = self.client.get(response.url)
        self.assertContains(page, "Good morning.")
        self.assertContains(page, "Nobody has subscribed to this newsletter yet.")
        message = self.client.get(f"{LIST}{issue.pk}/message/")
        self.assertContains(message, '<html lang="en">')
        self.assertIn("default-src 'none'", message["Content-Security-Policy"])
        self.assertNotIn("script", message["Content-Security-Policy"])

    def test_quotation_marks_are_typographic_as_in_its_stories(self):
        form = PostedForm(self.client.get(f"{ADD}?language=en"), "newsletterissue_form")
        form["subject"], form["introduction"] = 'Busan\'s "last" ferry', "It's Monday."
        self.client.post(ADD, form.values)
        issue = NewsletterIssue.objects.get()
        self.assertEqual((issue.subject, issue.introduction), ("Busan’s “last” ferry", "It’s Monday."))

    def test_the_list_has_the_names_of_people_as_other_screens(self):
        make_issue(articles=[self.lead], created_by=make_user("ha", first_name="Neul-sol", last_name="Ha"))
        self.assertContains(self.client.get(LIST), "Neul-sol Ha")

    def test_a_story_that_has_left_the_front_page_meanwhile_can_be_chosen(self):
        form = PostedForm(self.client.get(f"{ADD}?language=en"), "newsletterissue_form")
        with mock.patch("newsroom.newsletters.admin.front_page_editions", return_value=[]):
            wrong = dict(form.values) | {"stories": [str(self.lead.pk), "99999", "x"]}
            self.assertContains(self.client.post(ADD, wrong), "Harbor opens2", status_code=422)
            self.client.post(ADD, form.values)
        self.assertEqual(NewsletterIssue.objects.get().stories, [self.lead.pk, self.first.pk])

    def test_without_a_story_or_a_subject_it_is_shown_again_with_what_was_typed(self):
        form = PostedForm(self.client.get(f"{ADD}?language=en"), "newsletterissue_form")
        values = dict(form.values) | {"stories": [], "subject": "", "introduction": "Typed <b>"}
        response = self.client.post(ADD, values)
        self.assertContains(response, "Choose at least one story.", status_code=422)
        self.assertContains(response, "Typed &lt;b&gt;", status_code=422)

    def test_an_editor_composes_what_they_may_publish(self):
        allowed = {}
        for role in [*ROLES, None]:
            name = (role or "nobody").lower().replace(" ", "-")
            self.client.force_login(make_user(name, role=role))
            allowed[role] = [
                self.client.post(
                    ADD, {"language": one, "subject": "x", "stories": [self.lead.pk]}
                ).status_code
                for one in Language
            ]
        self.assertEqual(allowed["Managing editors"], [302, 302])
        self.assertEqual((allowed["English desk"], allowed["Korean desk"]), ([302, 403], [403, 302]))
        others = {role: found for role, found in allowed.items() if role not in
                  ("Managing editors", "English desk", "Korean desk")}  # fmt: skip
        self.assertEqual(set(map(tuple, others.values())), {(403, 403)})

    def test_one_that_is_being_sent_cannot_be_changed(self):
        issue = make_issue(articles=[self.lead])
        address = f"{LIST}{issue.pk}/change/"
        form = PostedForm(self.client.get(address), "newsletterissue_form")
        make_subscription()
        self.send(issue)
        form["subject"] = "Other"
        response = self.client.post(address, form.values)
        self.assertContains(response, 'value="Other"', status_code=409)
        self.assertContains(response, "is being sent already, or was sent", status_code=409)
        issue.refresh_from_db()
        self.assertEqual(issue.subject, "Harbor opens")


class StepTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.issue = make_issue()
        make_subscription()

    def test_sending_asks_once_more(self):
        address = f"{LIST}{self.issue.pk}/send/"
        self.assertContains(self.client.get(address), "The newsletter goes to 1 subscriber.")
        self.assertTrue(NewsletterIssue.objects.get().is_draft)
        response = self.send(self.issue, follow=True)
        self.assertContains(response, "The newsletter is being sent.")
        self.assertContains(response, "<strong>0</strong> of 1 messages")
        self.assertContains(self.send(self.issue), "is being sent already", status_code=409)

    def test_a_draft_that_has_changed_meanwhile_is_shown_first(self):
        NewsletterIssue.objects.update(introduction="Added by a colleague.")
        refused = self.send(self.issue)
        self.assertContains(refused, "has changed since you read it", status_code=409)
        self.issue.refresh_from_db()
        self.assertTrue(self.issue.is_draft)
        self.assertContains(refused, self.issue.digest, status_code=409)
        self.assertEqual(self.send(self.issue).status_code, 302)

    def test_is_paused_and_continued(self):
        self.send(self.issue)
        self.assertContains(self.step(self.issue, "_pause"), "Paused. The remaining messages wait")
        self.assertEqual(self.issue.cause, PauseCause.PERSON)
        self.assertContains(self.step(self.issue, "_continue"), "Sending continues where it stopped.")
        self.assertTrue(self.issue.is_sending)
        self.assertContains(self.step(self.issue, "_continue"), "Nothing was changed")

    def test_says_why_it_was_paused(self):
        self.send(self.issue)
        pause(self.issue, PauseCause.SERVER, "550 5.7.1 not yours")
        self.assertContains(self.client.get(f"{LIST}{self.issue.pk}/"), "550 5.7.1 not yours")

    @override_settings(TASKS={"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}})
    def test_a_test_goes_to_the_person_alone(self):
        self.assertContains(self.step(self.issue, "_test"), "A test is on its way to desk@example.org.")
        [message] = mail.outbox
        self.assertEqual((message.to, message.subject), (["desk@example.org"], "Harbor opens"))
        self.assertIn(f"https://news.example/en/newsletter/unsubscribe/{TEST_TOKEN}/", message.body)

    def test_its_previews_have_the_link_of_a_test(self):
        for path in ("", "message/", "message/?text"):
            self.assertContains(self.client.get(f"{LIST}{self.issue.pk}/{path}"), TEST_TOKEN)

    def test_who_may_not_publish_the_language_reads_and_takes_no_step(self):
        self.client.force_login(make_user("ko", role="Korean desk"))
        page = self.client.get(f"{LIST}{self.issue.pk}/")
        self.assertNotContains(page, "Send to")
        self.assertEqual(self.step(self.issue, "_test").status_code, 403)
        self.assertEqual(self.send(self.issue).status_code, 403)
        self.client.force_login(make_user("reporter", role="Reporters"))
        for path in ("", "send/", "message/"):
            self.assertEqual(self.client.get(f"{LIST}{self.issue.pk}/{path}").status_code, 403)

    def test_the_list_says_the_state(self):
        self.assertContains(self.client.get(LIST), "Draft")
        self.send(self.issue)
        self.assertContains(self.client.get(LIST), "Being sent")


class SubscriptionTests(DeskTestCase):
    def test_lists_nobody_unless_a_whole_address_is_entered(self):
        row = make_subscription()
        for query in ("", "?q=ada", "?q=%40example.com"):
            self.assertNotContains(self.client.get(SUBSCRIPTIONS + query), "subscription/" + str(row.pk))
        self.assertContains(self.client.get(SUBSCRIPTIONS), "Confirmed: 1. Not confirmed: 0. Suspended: 0.")
        self.assertContains(self.client.get(f"{SUBSCRIPTIONS}?q=ADA@example.com"), f"subscription/{row.pk}")

    def test_an_export_is_in_the_security_log(self):
        make_subscription()
        response = self.client.get(f"{SUBSCRIPTIONS}export/?q=ada@example.com")
        self.assertEqual(response.json()[0]["address"], "ada@example.com")
        event = SecurityEvent.objects.get(kind="exported")
        self.assertEqual(event.details, {"what": "newsletter address", "format": "JSON", "count": 1})
        self.assertEqual(self.client.get(f"{SUBSCRIPTIONS}export/?q=bo@example.com").status_code, 404)

    def test_is_deleted_by_those_who_may(self):
        row = make_subscription()
        self.client.post(f"{SUBSCRIPTIONS}{row.pk}/delete/", {"post": "yes"})
        self.assertFalse(Subscription.objects.exists())
        entry = LogEntry.objects.get()
        self.assertEqual((entry.user, entry.object_id, entry.object_repr), (self.user, str(row.pk), "- (en)"))

    def test_others_see_nothing(self):
        make_subscription()
        for role in ("English desk", "Reporters"):
            self.client.force_login(make_user(role.replace(" ", ""), role=role))
            for path in ("", "export/?q=ada@example.com"):
                self.assertEqual(self.client.get(SUBSCRIPTIONS + path).status_code, 403)
