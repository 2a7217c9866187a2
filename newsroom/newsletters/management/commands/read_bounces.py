"""Bounced messages: delivery status notifications (RFC 3464) from a mailbox or standard input.

A notification counts only if it returns the signed Message-ID of one of our messages, so that a forged one
suspends no one. The address in the notification is ignored.

Anyone may write to the mailbox. Messages are parsed with the older policy of `email`, because the newer one
takes minutes for a header of 50,000 characters.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from articles import clock
from newsroom.newsletters.composition import delivery_of_message_id
from newsroom.newsletters.models import Delivery
from newsroom.newsletters.subscriptions import is_permanent, note_failure

MOST_BYTES = 2_000_000  # limit for one notification; larger messages are ignored
RETURNED = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
MAILDIR = ("new", "cur")  # subfolders of a mailbox that contain complete messages


@dataclass(frozen=True)
class Bounce:
    """A notification about one message: the delivery's id, and whether the failure is permanent."""

    delivery: int
    is_permanent: bool
    reason: str


@dataclass
class BounceReport:
    """Numbers of messages read, by result.

    ignored  messages that are not bounces of our newsletters
    total    all messages
    """

    permanent: int = 0
    temporary: int = 0
    repeated: int = 0
    ignored: int = 0
    total: int = field(init=False, default=0)


def parse_bounce(data: bytes) -> Bounce | None:
    """Return the bounce of a notification, or None for anything else, including delays."""
    if len(data) > MOST_BYTES:
        return None
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = list(message.walk())
        status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
        delivery = next(filter(None, map(returned_delivery, parts)), None)
        failure = failed_recipient(status) if status is not None and delivery else None
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None  # anyone may send malformed messages to the mailbox
    if failure is None:
        return None
    code, reason = failure
    return Bounce(delivery, is_permanent(int(code[0]) * 100, code), reason)


def returned_delivery(part: Message) -> int | None:
    """Return the delivery id if a part of a notification is our message, in full or only its headers."""
    if part.get_content_type() not in RETURNED:
        return None
    content = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True) or b""
    head = content if isinstance(content, Message) else message_from_bytes(content, policy=policy.compat32)  # type: ignore[arg-type]  # bytes, as it is decoded
    return delivery_of_message_id(str(head["Message-ID"] or ""))


def failed_recipient(status: Message) -> tuple[str, str] | None:
    """Return (status code, text) of the first failed recipient, or None. A code is "5.1.1", for example."""
    for fields in status.get_payload():
        action, code = (str(fields.get(name, "")).strip().lower() for name in ("Action", "Status"))  # type: ignore[union-attr]  # a part of a report is a message
        if action == "failed" and code[:2] in ("4.", "5."):
            words = " ".join(str(fields.get("Diagnostic-Code", "")).partition(";")[2].split())  # type: ignore[union-attr]  # a part of a report is a message
            return code, f"{code} {words}".strip()
    return None


def apply_bounce(bounce: Bounce) -> bool:
    """Record a bounce. Return whether it was the first for its message."""
    rows = Delivery.objects.filter(pk=bounce.delivery, bounced_at=None).filter(~Q(taken_at=None))
    subscription = rows.values_list("subscription", flat=True).first()
    if not rows.update(bounced_at=clock.now()):
        return False
    if subscription:
        note_failure(subscription, bounce.reason, permanently=bounce.is_permanent)
    return True


def read_bounces(messages: Iterable[bytes]) -> BounceReport:
    """Record all notifications among some messages, and return a report."""
    report = BounceReport()
    for data in messages:
        report.total += 1
        bounce = parse_bounce(data)
        if bounce is None:
            report.ignored += 1
        elif not apply_bounce(bounce):
            report.repeated += 1
        elif bounce.is_permanent:
            report.permanent += 1
        else:
            report.temporary += 1
    return report


class Command(BaseCommand):
    help = (
        "Read delivery status notifications, and suspend subscriptions whose address does not exist. Reads "
        "one message from standard input, or all messages of a Maildir folder, which is not changed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", default="-", help="a Maildir folder (default: standard input)"
        )

    def handle(self, *, folder, **options):
        if folder == "-":
            report = read_bounces([sys.stdin.buffer.read(MOST_BYTES + 1)])
        else:
            report = read_bounces(self.messages(Path(folder)))
        self.stdout.write(
            f"{report.total} messages: {report.permanent} permanent failures, {report.temporary} temporary, "
            f"{report.repeated} known before, {report.ignored} others."
        )

    def messages(self, folder):
        """Yield the messages of a folder, each cut off just above the size limit of a notification."""
        parts = [folder / name for name in MAILDIR if (folder / name).is_dir()]
        if not parts:
            raise CommandError(f"{folder} is not a Maildir folder: it has no subfolders new and cur.")
        for path in sorted(entry for part in parts for entry in part.iterdir() if entry.is_file()):
            try:
                with path.open("rb") as file:
                    yield file.read(MOST_BYTES + 1)
            except OSError as error:
                self.stderr.write(f"{path} cannot be read: {error.strerror}.")
