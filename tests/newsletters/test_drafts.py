"""Drafts of newsletters: saved while a person types, offered in their language, deleted on saving."""

import json
from datetime import timedelta

from django.db import IntegrityError, transaction
from lxml import html

from newsroom.newsletters.models import NewsletterDraft, NewsletterIssue
from newsroom.operations.retention import prune
from tests.articles.admin.forms import PostedForm
from tests.factories import HOUR, NOON, make_published, make_user
from tests.newsletters.issues import make_issue
from tests.newsletters.test_admin import ADD, LIST, DeskTestCase

NOTICE = "//section[@class='draft']"


class DraftTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.first = make_published(number=1, languages=("en", "ko"))
        self.clock.shift(HOUR)
        self.lead = make_published(number=2, languages=("en", "ko"))

    def form(self, address):
        return PostedForm(self.client.get(address), "newsletterissue_form")

    def type(self, address, **typed):
        """Send the fields of the form at an address as the autosave of a browser does."""
        form = self.form(address)
        [there] = form.page.xpath("//@data-address")
        typed = {name: text if isinstance(text, list) else [text] for name, text in typed.items()}
        shown = {f"initial-{name}": form.values.get(f"initial-{name}", [""]) for name in typed}
        sent = {"tab": "one", "typed": typed, "shown": shown}
        return self.client.post(there, json.dumps(sent), content_type="application/json")

    def offered(self, address):
        return html.fromstring(self.client.get(address).content.decode()).xpath(NOTICE)


class NewIssueTests(DraftTestCase):
    def test_what_was_typed_is_offered_restored_in_its_language_and_saved(self):
        response = self.type(
            f"{ADD}?language=ko", introduction="안녕하십니까, 아침입니다.", stories=[str(self.first.pk)]
        )
        self.assertIn("Draft saved at", response.json()["kept"])
        [notice] = self.offered(ADD)
        self.assertIn("안녕하십니까, 아침입니다.", notice.text_content())
        self.assertEqual(notice.xpath(".//p[@class='passage']/@lang"), ["ko"])
        [link] = notice.xpath(".//a/@href")
        restored = self.client.get(ADD + link)
        self.assertContains(restored, "They are not saved yet.")
        self.assertContains(restored, "New Korean newsletter")
        self.assertNotContains(restored, "errornote")
        form = PostedForm(restored, "newsletterissue_form")
        self.assertEqual((form["subject"], form["language"]), ("항구 문 열어2", "ko"))
        self.assertEqual(form.values["stories"], [str(self.first.pk)])
        self.client.post(ADD, form.values)
        issue = NewsletterIssue.objects.get()
        self.assertEqual((issue.language, issue.introduction), ("ko", "안녕하십니까, 아침입니다."))
        self.assertEqual(issue.stories, [self.first.pk])
        self.assertFalse(NewsletterDraft.objects.exists())

    def test_boxes_that_were_all_unticked_stay_so(self):
        self.type(ADD, stories=[])
        [link] = self.offered(ADD)[0].xpath(".//a/@href")
        form = PostedForm(self.client.get(ADD + link), "newsletterissue_form")
        self.assertNotIn("stories", form)

    def test_one_window_has_one_and_old_ones_are_deleted(self):
        self.type(ADD, introduction="Good morning.")
        with self.assertRaises(IntegrityError), transaction.atomic():
            NewsletterDraft.objects.create(user=self.user, tab="one")
        prune(NOON + timedelta(days=999))
        self.assertFalse(NewsletterDraft.objects.exists())

    def test_its_person_alone_sees_it_and_others_keep_nothing(self):
        self.type(ADD, introduction="Good morning.")
        draft = NewsletterDraft.objects.get()
        self.client.force_login(make_user("jane", role="Managing editors"))
        self.assertEqual(self.offered(ADD), [])
        answer = self.client.get(f"{ADD}?draft={draft.pk}", follow=True)
        self.assertContains(answer, "Your draft is no longer available.")
        self.client.force_login(make_user("reporter", role="Reporters"))
        sent = json.dumps({"tab": "two", "typed": {"subject": ["x"]}})
        answer = self.client.post(f"{ADD}autosave/", sent, content_type="application/json")
        self.assertEqual(answer.status_code, 403)


class OldIssueTests(DraftTestCase):
    def setUp(self):
        super().setUp()
        self.issue = make_issue(articles=[self.lead, self.first], introduction="Good morning.")
        self.address = f"{LIST}{self.issue.pk}/change/"

    def test_what_was_typed_is_merged_with_what_a_colleague_saved(self):
        self.type(self.address, introduction="Good morning, Busan.")
        NewsletterIssue.objects.update(subject="Tides turn")
        [notice] = self.offered(self.address)
        self.assertEqual(notice.xpath(".//ins/text()"), [", Busan"])
        [link] = notice.xpath(".//a/@href")
        form = self.form(self.address + link)
        self.assertEqual((form["subject"], form["introduction"]), ("Tides turn", "Good morning, Busan."))
        self.assertEqual(form.values["stories"], [str(self.lead.pk), str(self.first.pk)])
        self.client.post(self.address, form.values)
        self.issue.refresh_from_db()
        self.assertEqual(
            (self.issue.subject, self.issue.introduction), ("Tides turn", "Good morning, Busan.")
        )
        self.assertFalse(NewsletterDraft.objects.exists())

    def test_stories_that_nobody_has_touched_are_not_offered(self):
        self.type(self.address, stories=[str(self.first.pk), str(self.lead.pk)])
        self.assertEqual(self.offered(self.address), [])
        self.type(self.address, stories=[str(self.first.pk)])
        self.assertEqual(len(self.offered(self.address)), 1)

    def test_words_typed_after_it_was_scheduled_are_kept(self):
        issue, at = self.issue, NOON + timedelta(days=1)
        scheduled = {"send_at": at, "scheduled_by": self.user, "scheduled_digest": issue.digest}
        NewsletterIssue.objects.update(**scheduled)
        self.type(self.address, introduction="Good morning, Busan.")
        NewsletterIssue.objects.update(**NewsletterIssue.UNSCHEDULED)
        self.assertEqual(len(self.offered(self.address)), 1)

    def test_whoever_deletes_the_newsletter_reads_no_draft_of_others(self):
        self.type(self.address, introduction="Good morning, Busan.")
        self.client.force_login(make_user("jane", role="Managing editors"))
        delete = f"{LIST}{self.issue.pk}/delete/"
        self.assertNotContains(self.client.get(delete), "utosaved draft")
        self.client.post(delete, {"post": "yes"})
        self.assertFalse(NewsletterDraft.objects.exists())

    def test_who_may_not_compose_its_language_keeps_nothing(self):
        self.client.force_login(make_user("ko", role="Korean desk"))
        sent = json.dumps({"tab": "two", "typed": {"subject": ["x"]}})
        answer = self.client.post(f"{LIST}{self.issue.pk}/autosave/", sent, content_type="application/json")
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(NewsletterDraft.objects.exists())
