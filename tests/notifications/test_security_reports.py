"""The security report of the morning: its recipients, its text, sent once."""

import smtplib
from datetime import timedelta
from unittest import mock

from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_login_failed
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import TestCase, override_settings
from time_machine import travel

from articles import clock
from articles.workflow.notes import write_note
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.mail import CLAIM, MailServerUnreachable, has_due_mail, mail_due
from newsroom.security.permission_requests import Increase, ask_or_give
from tests.factories import make_article, make_user
from tests.notifications.test_mail import NINE
from tests.security.events import forget_all

DAY = timedelta(days=1)


@override_settings(SITE_URL="https://news.example")
class SecurityReportTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NINE, tick=False))
        self.chief = self.reader("chief", "Managing editors")
        self.admin = self.reader("admin", "Administrators", mail="at_once")
        forget_all()

    def reader(self, name, role, **fields):
        return make_user(name, role=role, **{"email": f"{name}@example.org", "mail": "digest"} | fields)

    def sent(self, days=0):
        """Return {address: message} of one round, some days later."""
        self.clock.shift(days * DAY)
        mail.outbox.clear()
        mail_due()
        return {message.to[0]: message for message in mail.outbox}

    def fail(self, name="nobody"):
        user_login_failed.send("x", credentials={"username": name})

    def test_nothing_happened_nothing_is_sent(self):
        self.assertEqual(self.sent(days=1), {})
        self.assertFalse(has_due_mail(clock.now()))

    def test_it_comes_once_in_the_morning_to_those_who_may_read_the_log(self):
        for number, role in enumerate(("Reporters", "Korean desk")):
            self.reader(f"writer{number}", role)
        self.reader("quiet", "Administrators", mail="never")
        self.reader("nowhere", "Administrators", email="")
        self.sent()
        forget_all()
        self.fail()
        self.assertEqual(self.sent(), {})
        self.assertEqual(set(self.sent(days=1)), {"chief@example.org", "admin@example.org"})
        self.assertEqual(self.sent(), {})
        self.assertEqual(self.sent(days=1), {})

    def test_it_counts_failed_logins_new_accounts_changed_permissions_and_requests(self):
        self.sent()
        forget_all()
        for name in ("dana", "dana", "kim"):
            self.fail(name)
        dana = make_user("dana", role="Reporters")
        desk = [Group.objects.get(name="Korean desk")]
        self.reader("second", "Administrators", mail="never")
        ask_or_give(Increase(groups=desk), by=self.admin, account=dana)
        text = self.sent(days=1)["chief@example.org"].body
        for words in (
            "3 failed logins: dana, kim",
            "https://news.example/admin/security/securityevent/?kind__exact=login_failed",
            "2 new accounts: dana, second",
            "dana: added to group (Reporters)",
            "1 permission request is waiting for a second person",
        ):
            self.assertIn(words, text)
        self.assertNotIn("permissionrequest", text)  # the chief may not decide it
        self.assertIn("permissionrequest/?state=open", self.sent_to_admin().body)

    def sent_to_admin(self):
        return next(message for message in mail.outbox if message.to == ["admin@example.org"])

    def test_permissions_that_one_person_gave_alone(self):
        self.sent()
        forget_all()
        ask_or_give(
            Increase(groups=[Group.objects.get(name="Korean desk")]), by=self.admin, account=self.chief
        )
        message = self.sent(days=1)["chief@example.org"]
        words = "chief: permissions given without a second person (Korean desk) · admin"
        self.assertIn(words, message.body)
        self.assertIn(words, message.alternatives[0][0])
        self.assertEqual(message.subject, "Morning report: accounts and permissions")

    def test_it_is_part_of_the_digest_and_in_the_language_of_the_person(self):
        self.chief.language = "ko"
        self.chief.save()
        self.sent()
        self.fail()
        write_note(make_article(), "@chief, look.", by=self.admin, language="en")
        catch_up()
        message = self.sent(days=1)["chief@example.org"]
        self.assertIn("로그인 실패 1건: nobody", message.body)
        self.assertIn("look.", message.body)

    def test_names_that_were_typed_are_no_html(self):
        self.sent()
        self.fail("<i>bob</i>")
        message = self.sent(days=1)["chief@example.org"]
        self.assertIn("&lt;i", message.alternatives[0][0])
        self.assertNotIn("<i>", message.alternatives[0][0])

    def test_it_is_sent_later_when_the_server_was_away_or_the_process_was_killed(self):
        self.sent()
        self.fail()
        away = mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionError)
        with away, self.assertRaises(MailServerUnreachable):
            self.sent(days=1)
        killed = mock.patch.object(EmailMultiAlternatives, "send", side_effect=KeyboardInterrupt)
        with killed, self.assertRaises(KeyboardInterrupt):
            self.sent()
        # The killed process had claimed the chief's report.
        self.assertEqual(set(self.sent()), {"admin@example.org"})
        self.clock.shift(CLAIM + timedelta(seconds=1))
        self.assertEqual(set(self.sent()), {"chief@example.org"})

    def test_a_refused_address_is_not_tried_again(self):
        self.sent()
        self.fail()
        refused = mock.patch.object(
            EmailMultiAlternatives, "send", side_effect=smtplib.SMTPRecipientsRefused({})
        )
        with refused, self.assertLogs("newsroom.notifications", "ERROR"):
            self.sent(days=1)
        self.assertEqual(self.sent(), {})
