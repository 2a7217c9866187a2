"""The message that a mail server gets: both parts, list headers, and the links of its subscriber."""

import re

import time_machine
from django.core import mail
from django.test import TestCase, override_settings

from articles.models import Language
from newsroom.newsletters.composition import IssueContent, message_id_of
from newsroom.newsletters.models import Delivery
from newsroom.newsletters.sending import send_messages
from tests.factories import NOON, make_publication, make_published, make_user
from tests.newsletters.issues import make_issue, make_subscription
from tests.newsletters.mail_server import mail_server


@override_settings(SITE_URL="https://news.example", DEFAULT_FROM_EMAIL="Desk <desk@news.example>")
class MessageTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        make_publication(legal_notice_ko="등록번호 1")

    def receive(self, language, **fields):
        """Send an issue to one subscriber through a server; return (message, subscription, delivery)."""
        row = make_subscription(language=language)
        issue = make_issue(language, **fields)
        issue.started_by, issue.started_at, issue.worked_at = issue.created_by, NOON, NOON
        issue.save()
        delivery = Delivery.objects.create(issue=issue, subscription=row)
        with mail_server() as mailbox:
            send_messages(IssueContent.render(issue, NOON), [delivery])
        return mailbox.parsed(), row, delivery

    def test_headers_let_mail_programs_unsubscribe_by_one_click(self):
        message, row, delivery = self.receive("ko", subject="항구 문 열어")
        address = f"https://news.example/ko/newsletter/unsubscribe/{row.token}/"
        self.assertEqual(message["List-Unsubscribe"], f"<{address}>")
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(message["List-Id"], "<newsletter-ko.news.example>")
        self.assertEqual(message["Precedence"], "bulk")
        self.assertEqual(message["Message-ID"], message_id_of(delivery))
        self.assertEqual(message["Subject"], "항구 문 열어")
        [sender] = message["From"].addresses
        self.assertEqual((sender.display_name, sender.addr_spec), ("시험항구신문", "desk@news.example"))
        self.assertEqual(message["To"], row.address)

    def test_both_parts_have_the_stories_and_the_link_of_the_subscriber(self):
        for language, headline in (("en", "Harbor opens"), ("ko", "항구 문 열어")):
            issue = make_issue(language, by=make_user(language))
            content = IssueContent.render(issue, NOON)
            message = content.message("ada@example.com", "f" * 32)
            for part in (message.body, message.alternatives[0].content):
                self.assertIn(headline, part)
                self.assertIn(f"https://news.example/{language}/newsletter/unsubscribe/{'f' * 32}/", part)
                self.assertIn(f"https://news.example/{language}/articles/{issue.stories[0]}/", part)
                self.assertEqual("등록번호 1" in part, language == "ko")
                self.assertNotIn(content.marker, part)
            self.assertIn(f'<html lang="{language}">', message.alternatives[0].content)

    def test_nothing_is_loaded_without_an_image_and_what_was_typed_is_no_markup(self):
        issue = make_issue(subject="<b>Bold", introduction="<img src=x>\n\nTwo")
        content = IssueContent.render(issue, NOON)
        self.assertIsNone(re.search(r"<(img|link|script|style)|url\(|@import", content.html))
        self.assertIn("&lt;b&gt;Bold", content.html)
        self.assertIn("<img src=x>", content.text)

    def test_stories_stand_in_their_order_and_briefs_are_marked(self):
        first, second = make_published(number=1), make_published(number=2)
        content = IssueContent.render(make_issue(articles=[second, first]), NOON)
        self.assertEqual([story.headline for story in content.stories], ["Harbor opens2", "Harbor opens1"])

    def test_a_language_gets_no_story_of_the_other(self):
        english = make_published(number=1)
        content = IssueContent.render(make_issue(Language.KO, articles=[english]), NOON)
        self.assertEqual(content.stories, [])
        self.assertEqual(mail.outbox, [])
