"""Failure notifications (RFC 3464) count only for messages of this newsroom."""

import io
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from newsroom.newsletters.composition import delivery_of_message_id, message_id_of
from newsroom.newsletters.management.commands.read_bounces import parse_bounce, read_bounces
from newsroom.newsletters.models import Delivery, Outcome
from tests.factories import NOON
from tests.newsletters.issues import make_issue, make_subscription

NOTIFICATION = """\
From: MAILER-DAEMON@mx.example
To: newsroom@news.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system could not deliver the message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown user

--b
Content-Type: {returned}

{head}Subject: Harbor opens

--b--
"""


def notification(message_id, *, action="failed", status="5.1.1", returned="message/rfc822"):
    head = f"Message-ID: {message_id}\n" if message_id else ""
    text = NOTIFICATION.format(action=action, status=status, returned=returned, head=head)
    return text.replace("\n", "\r\n").encode()


class BounceTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.row = make_subscription()
        issue = make_issue()
        cls.delivery = Delivery.objects.create(
            issue=issue, subscription=cls.row, taken_at=NOON, outcome=Outcome.SENT
        )
        cls.message_id = message_id_of(cls.delivery)

    def state(self):
        self.row.refresh_from_db()
        return self.row.failures, bool(self.row.suspended_at)


class NotificationTests(BounceTestCase):
    def test_a_permanent_failure_suspends_with_the_answer(self):
        report = read_bounces([notification(self.message_id)])
        self.assertEqual((report.permanent, self.state()), (1, (0, True)))
        self.assertEqual(self.row.reason, "5.1.1 550 5.1.1 unknown user")

    def test_the_returned_head_alone_is_enough(self):
        read_bounces([notification(self.message_id, returned="text/rfc822-headers")])
        self.assertEqual(self.state(), (0, True))

    def test_a_full_mailbox_and_a_temporary_failure_are_counted(self):
        self.assertEqual(read_bounces([notification(self.message_id, status="5.2.2")]).temporary, 1)
        self.assertEqual(self.state(), (1, False))
        self.assertFalse(parse_bounce(notification(self.message_id, status="4.4.7")).is_permanent)

    def test_one_that_is_read_again_counts_once(self):
        report = read_bounces([notification(self.message_id, status="4.4.7")] * 3)
        self.assertEqual((report.temporary, report.repeated, self.state()), (1, 2, (1, False)))

    def test_a_forged_one_a_delay_and_anything_else_are_ignored(self):
        forged = self.message_id.replace(".", ".9", 1)
        others = [
            notification(forged),
            notification(""),
            notification("<newsletter.x.y@z>"),
            notification(self.message_id, action="delayed", status="4.4.1"),
            notification(self.message_id)[:400],
            b"",
            b"\xff\xfe\x00" * 1000,
            b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
            notification(self.message_id) + b"x" * 3_000_000,
            b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
            b"Content-Type: text/plain" + b";" * 1_000_000,
        ]
        self.assertEqual(read_bounces(others).ignored, len(others))
        self.assertEqual(self.state(), (0, False))

    def test_what_no_database_stores_is_left_out_of_the_answer(self):
        read_bounces([notification(self.message_id).replace(b"unknown user", b"\x00unknown\x1b \xff user")])
        self.row.refresh_from_db()
        self.assertTrue(self.row.reason.isprintable())
        self.assertIn("unknown", self.row.reason)

    def test_of_a_subscriber_who_is_gone_is_noted_all_the_same(self):
        self.row.delete()
        self.assertEqual(read_bounces([notification(self.message_id)]).permanent, 1)

    def test_a_message_id_names_its_message_alone(self):
        self.assertEqual(delivery_of_message_id(self.message_id), self.delivery.pk)
        for text in ("", "<a@b>", f"<newsletter.{self.delivery.pk}.@x>", "<newsletter.²." + "0" * 16 + "@x>"):
            self.assertIsNone(delivery_of_message_id(text))


class CommandTests(BounceTestCase):
    def test_reads_standard_input(self):
        stdin = mock.Mock(buffer=io.BytesIO(notification(self.message_id)))
        output = io.StringIO()
        with mock.patch("sys.stdin", stdin):
            call_command("read_bounces", stdout=output)
        self.assertIn("1 messages: 1 permanent failures", output.getvalue())

    def test_exports_and_erases_an_address(self):
        output = io.StringIO()
        call_command("export_newsletter_address", "ADA@example.com", stdout=output)
        self.assertIn('"issue__subject": "Harbor opens"', output.getvalue())
        call_command("erase_newsletter_address", "ada@example.com", stdout=output)
        self.assertIn("1 subscriptions were deleted.", output.getvalue())
        self.assertIsNone(Delivery.objects.get().subscription)


def test_reads_a_maildir_folder_and_refuses_another(db, tmp_path):
    with_new = tmp_path / "box" / "new"
    with_new.mkdir(parents=True)
    (with_new / "1").write_bytes(b"Subject: hello\r\n\r\n")
    output = io.StringIO()
    call_command("read_bounces", str(tmp_path / "box"), stdout=output)
    assert "1 messages: 0 permanent failures, 0 temporary, 0 known before, 1 others." in output.getvalue()
    try:
        call_command("read_bounces", str(with_new))
    except CommandError as error:
        assert "is not a Maildir folder" in str(error)
