"""E-mail: at once or in the morning, in each person's language, at least once."""

import smtplib
from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from articles.workflow.assignments import assign
from articles.workflow.notes import write_note
from articles.workflow.transitions import perform
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.mail import CLAIM, MailServerUnreachable, mail_due, refused_readers
from newsroom.notifications.models import Notification
from newsroom.operations.management.commands import follow_log
from tests.factories import HOUR, make_article, make_user
from tests.together import together

NINE = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Seoul"))


def make_reader(username="translator", **fields):
    told = {"email": f"{username}@example.org", "mail": "at_once"} | fields
    return make_user(username, role="Korean translators", **told)


@override_settings(SITE_URL="https://news.example")
class MailingTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NINE, tick=False))
        self.desk = make_user("desk", role="Korean desk", first_name="Bora", last_name="Testman")
        self.article = make_article(languages=("en", "ko"))

    def tell(self, user, article=None):
        assign(article or self.article, "ko", to=user, by=self.desk)
        catch_up()

    def sent(self, at=None):
        """Return the recipients of one round of e-mail."""
        mail.outbox.clear()
        mail_due(at or datetime.now(ZoneInfo("UTC")))
        return [message.to[0] for message in mail.outbox]


class WhenTests(MailingTestCase):
    def test_at_once(self):
        self.tell(make_reader())
        self.assertEqual(self.sent(), ["translator@example.org"])
        self.assertEqual(self.sent(), [])

    def test_a_step_that_can_be_undone_is_mailed_after_half_a_minute(self):
        editor = make_user("editor-ko", role="Korean desk", email="editor@example.org", mail="at_once")
        perform("submit", self.article, language="ko", by=self.desk)
        catch_up()
        self.assertEqual(self.sent(NINE + timedelta(seconds=29)), [])
        self.assertEqual(self.sent(NINE + timedelta(seconds=31)), [editor.email])

    def test_the_digest_comes_once_in_the_morning(self):
        self.tell(make_reader(mail="digest"))
        self.tell(make_reader("other", mail="digest"), make_article())
        self.assertEqual(self.sent(), [])
        self.clock.move_to(NINE + timedelta(hours=21, minutes=59))
        self.assertEqual(self.sent(), [])
        self.clock.move_to(NINE + timedelta(hours=22))
        self.assertEqual(self.sent(), ["translator@example.org", "other@example.org"])
        self.assertEqual(self.sent(), [])

    def test_a_morning_that_was_missed_is_made_up_for(self):
        self.tell(make_reader(mail="digest"))
        self.clock.shift(timedelta(hours=30))
        self.assertEqual(len(self.sent()), 1)

    def test_nobody_who_wants_none_who_left_who_has_no_address_or_who_has_read_it(self):
        people = [
            make_reader("never", mail="never"),
            make_reader("left"),
            make_reader("nowhere", email=""),
            make_reader("reading"),
        ]
        for person in people:
            self.tell(person, make_article())
        people[1].is_active = False
        people[1].save()
        Notification.objects.filter(user=people[3]).update(read_at=NINE)
        self.assertEqual(self.sent(), [])

    def test_who_begins_to_get_e_mail_is_not_told_of_what_is_over(self):
        reader = make_reader(mail="never")
        self.tell(reader)
        self.clock.shift(timedelta(days=8))
        reader.mail = "at_once"
        reader.save()
        self.assertEqual(self.sent(), [])


class WordsTests(MailingTestCase):
    def message(self, **fields):
        self.tell(make_reader(**fields))
        self.assertEqual(len(self.sent()), 1)
        return mail.outbox[0]

    def test_it_says_what_of_which_story_by_whom_and_where(self):
        message = self.message()
        [notification] = Notification.objects.all()
        address = f"https://news.example/admin/notifications/{notification.pk}/"
        self.assertEqual(message.subject, "Assigned to you: Harbor opens")
        for words in (
            "Assigned to you · Korean",
            "Harbor opens",
            "Bora Testman, March 2, 2026, 9 a.m.",
            address,
        ):
            self.assertIn(words, message.body)
        [(page, kind)] = message.alternatives
        self.assertEqual(kind, "text/html")
        self.assertIn(f'<a href="{address}" lang="en">Harbor opens</a>', page)

    def test_it_is_in_the_language_of_the_person(self):
        message = self.message(language="ko")
        self.assertIn("항구 문 열어", message.subject)
        self.assertIn("2026년 3월 2일 오전 9:00", message.body)
        self.assertIn('<html lang="ko">', message.alternatives[0][0])

    def test_several_are_one_e_mail(self):
        reader = make_reader()
        self.tell(reader)
        write_note(self.article, "@translator, who says <b>so</b>?", by=self.desk, language="ko")
        catch_up()
        self.assertEqual(len(self.sent()), 1)
        message = mail.outbox[0]
        self.assertEqual(message.subject, "2 notifications")
        self.assertIn("who says <b>so</b>?", message.body)
        self.assertIn("who says &lt;b&gt;so&lt;/b&gt;?", message.alternatives[0][0])

    def test_from_the_newsroom_by_a_machine(self):
        message = self.message()
        self.assertEqual(message.from_email, "newsroom@localhost")
        self.assertEqual(message.message()["Auto-Submitted"], "auto-generated")


class FailureTests(MailingTestCase):
    def test_an_address_that_is_refused_does_not_stop_the_rest(self):
        bad, good = make_reader("bad"), make_reader("good")
        self.tell(bad)
        self.tell(good, make_article())
        send = EmailMultiAlternatives.send

        def refuse(message, *args, **kwargs):
            if "bad@example.org" in message.to:
                raise smtplib.SMTPRecipientsRefused({})
            return send(message, *args, **kwargs)

        with (
            mock.patch.object(EmailMultiAlternatives, "send", refuse),
            self.assertLogs("newsroom.notifications"),
        ):
            self.assertEqual(self.sent(), ["good@example.org"])
        self.assertEqual(self.sent(), [])
        self.assertEqual(list(refused_readers(timezone.now() - timedelta(hours=1))), [bad])

    def test_while_the_server_is_away_nothing_is_lost(self):
        self.tell(make_reader())
        away = mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionRefusedError)
        with away, self.assertRaises(MailServerUnreachable):
            self.sent()
        self.assertEqual(self.sent(), ["translator@example.org"])

    def test_an_e_mail_of_a_process_that_died_is_sent_again_when_its_claim_has_ended(self):
        self.tell(make_reader())
        dying = mock.patch.object(EmailMultiAlternatives, "send", side_effect=SystemExit)
        with dying, self.assertRaises(SystemExit):
            self.sent()
        self.assertEqual(self.sent(), [])
        self.clock.shift(CLAIM + timedelta(seconds=1))
        self.assertEqual(self.sent(), ["translator@example.org"])
        self.clock.shift(CLAIM + timedelta(seconds=1))
        self.assertEqual(self.sent(), [])


class CommandTests(MailingTestCase):
    def test_send_notifications_reads_the_log_and_sends(self):
        assign(self.article, "ko", to=make_reader(), by=self.desk)
        call_command("send_notifications", verbosity=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_dry_run_sends_nothing(self):
        self.tell(make_reader())
        call_command("send_notifications", dry_run=True)
        self.assertEqual(mail.outbox, [])

    def test_one_round_of_follow_log_does_the_same(self):
        assign(self.article, "ko", to=make_reader(), by=self.desk)
        call_command("follow_log", once=True)
        self.assertEqual(len(mail.outbox), 1)

    def test_a_round_survives_whatever_goes_wrong(self):
        self.tell(make_reader())
        away = mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionRefusedError)
        with away, self.assertLogs("newsroom.operations"):
            call_command("follow_log", once=True)

    def test_a_follower_that_begins_when_its_parent_has_ended_ends_too(self):
        with mock.patch("signal.signal"), mock.patch.object(follow_log.Command, "round") as a_round:
            call_command("follow_log", parent=0)
        a_round.assert_not_called()


QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@override_settings(TASKS=QUEUE)
class QueueTests(TransactionTestCase):
    def test_a_round_runs_what_it_put_into_the_queue(self):
        assign(make_article(), "ko", to=make_reader(), by=make_user("desk", role="Korean desk"))
        call_command("follow_log", once=True)
        self.assertEqual(len(mail.outbox), 1)
        [done] = DBTaskResult.objects.all()
        self.assertEqual((done.status, done.return_value), ("SUCCESSFUL", 1))


class TogetherTests(TransactionTestCase):
    def test_two_processes_send_one_e_mail(self):
        desk, reader = make_user("desk", role="Korean desk"), make_reader()
        assign(make_article(), "ko", to=reader, by=desk)
        catch_up()
        sent = together(*[mail_due] * 3)
        self.assertEqual(sorted(sent), [0, 0, 1])
        self.assertLess(Notification.objects.get().mailed_at - Notification.objects.get().created_at, HOUR)
