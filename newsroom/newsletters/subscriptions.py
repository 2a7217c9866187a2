"""Operations on subscriptions: request, confirm, end, suspend, export, import and erase them.

Pages never reveal whether an address is known: every request has the same visible effect, and the task queue
sends the e-mail.
"""

import json
import logging
import re
import smtplib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles import clock
from articles.models.publication import Publication
from articles.models.text import line
from newsroom.newsletters.models import MOST_TEMPORARY, Delivery, Subscription

MAIL_AGAIN = timedelta(hours=1)  # minimum interval between confirmation e-mails for a subscription
LONGEST_REASON = Subscription._meta.get_field("reason").max_length
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")  # enhanced status codes of RFC 3463
# Beginnings of status codes whose cause is not the address: full mailbox, content, policy.
NOT_THE_ADDRESS = ("5.2.2", "5.6.", "5.7.")
# Columns of a subscription that are moved to another machine.
STORED = ("address", "language", "token", "asked_at", "confirmed_at", "failures", "suspended_at", "reason")
LINKS = {"confirm": "public:newsletter_confirm", "unsubscribe": "public:newsletter_unsubscribe"}


logger = logging.getLogger(__name__)


def normal_address(text: str) -> str:
    """Return an address in its stored form: lower case, with the domain in ASCII."""
    local, _at, domain = line(text).lower().rpartition("@")
    with suppress(UnicodeError):  # an invalid domain name is left for the mail server to refuse
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"


def request_subscription(address: str, language: str, at: datetime | None = None) -> None:
    """Store a request for the newsletter in a language. Send its e-mail at most once an hour."""
    at = at or clock.now()
    row, _is_new = Subscription.objects.get_or_create(
        address=normal_address(address), language=language, defaults={"asked_at": at}
    )
    rows = Subscription.objects.filter(pk=row.pk).filter(Q(mailed_at=None) | Q(mailed_at__lt=at - MAIL_AGAIN))
    if rows.update(mailed_at=at):
        Subscription.objects.filter(pk=row.pk, confirmed_at=None).update(asked_at=at)
        transaction.on_commit(lambda: send_confirmation.enqueue(row.pk))


@task
def send_confirmation(subscription_id: int) -> None:
    """Send the link that confirms a request, or a notice to an address that is subscribed already.

    If the server refuses the address, the task does not fail, because the record of a failed task would keep
    the address. If the mail server is away, the task fails, and the address may be entered again at once.
    """
    row = Subscription.objects.filter(pk=subscription_id).first()
    if row is None or clock.stopped_at() is not None:
        return
    with translation.override(row.language):
        name = publication_name(row.language)
        context = {
            "name": name,
            "is_known": row.confirmed_at is not None and row.suspended_at is None,
            "confirm": link_of(row, "confirm"),
            "unsubscribe": link_of(row, "unsubscribe"),
        }
        subject = _("Your newsletter from %(newspaper)s") % {"newspaper": name}
        text = render_to_string("newsletters/confirmation.txt", context)
        message = EmailMessage(subject, text, to=[row.address], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, ValueError) as error:
        # Do not log the errors themselves, because they contain the address.
        code = next((code for code, _answer in getattr(error, "recipients", {}).values()), "no address")
        logger.warning("The confirmation of subscription %s was refused: %s.", row.pk, code)
    except OSError:
        Subscription.objects.filter(pk=row.pk).update(mailed_at=None)
        raise


def publication_name(language: str) -> str:
    """Return the name of the publication in a language."""
    return Publication.objects.current().name_in(language)


def link_of(row: Subscription, step: str) -> str:
    """Return the absolute URL of a step ("confirm", "unsubscribe") for one subscription."""
    return settings.SITE_URL + reverse(LINKS[step], args=[row.language, row.token])


def find_subscription(token: str, language: str) -> Subscription | None:
    return Subscription.objects.filter(token=token, language=language).first()


def confirm_subscription(row: Subscription, at: datetime | None = None) -> None:
    """Confirm a request. End any suspension: a followed link proves that e-mail arrives."""
    rows = Subscription.objects.filter(pk=row.pk)
    at = at or clock.now()
    rows.filter(confirmed_at=None).update(confirmed_at=Greatest(F("asked_at"), at))
    rows.update(suspended_at=None, reason="", failures=0)


def unsubscribe(row: Subscription) -> None:
    """Delete a subscription with all its data. Rows of its sent messages remain, without the address."""
    row.delete()


def is_permanent(code: int, text: str) -> bool:
    """Return whether an answer of a mail server means that the address will never accept a message.

    Full mailboxes and suspected spam are not permanent, although servers answer them with 5xx codes.
    """
    status = STATUS.search(text)
    return code >= 500 and not (status and status[0].startswith(NOT_THE_ADDRESS))


def note_failure(pk: int, reason: str, *, permanently: bool) -> None:
    """Record a failed message, and suspend the subscription after a permanent or repeated failure."""
    rows = Subscription.objects.filter(pk=pk, suspended_at=None).confirmed()
    if not permanently:
        rows.update(failures=F("failures") + 1)
        rows = rows.filter(failures__gte=MOST_TEMPORARY)
    rows.update(suspended_at=clock.now(), reason=line(reason)[:LONGEST_REASON] or "-")


def note_success(pk: int) -> None:
    """Reset the temporary failures of a subscription."""
    Subscription.objects.filter(pk=pk, failures__gt=0).update(failures=0)


def export_address(address: str) -> list[dict]:
    """Return everything that is stored about an address: a dict for each subscription, or [].

    DjangoJSONEncoder can encode its values, which include datetimes.
    """
    stored = []
    for row in Subscription.objects.filter(address=normal_address(address)).order_by("pk"):
        facts = {
            "address": row.address,
            "language": row.language,
            "requested": row.asked_at,
            "confirmation_sent": row.mailed_at,
            "confirmed": row.confirmed_at,
            "temporary_failures": row.failures,
            "suspended": row.suspended_at,
            "reason": row.reason,
        }
        facts["messages"] = list(
            Delivery.objects.filter(subscription=row)
            .order_by("pk")
            .values("issue__subject", "taken_at", "outcome", "bounced_at")
        )
        stored.append(facts)
    return stored


def erase_address(address: str) -> int:
    """Delete everything that is stored about an address. Return the number of deleted subscriptions."""
    rows = Subscription.objects.filter(address=normal_address(address))
    return rows.delete()[1].get(Subscription._meta.label, 0)


def write_subscriptions() -> Iterator[str]:
    """Yield each confirmed subscription as a line of JSON, with the secret of its links."""
    for row in Subscription.objects.confirmed().order_by("pk").values(*STORED).iterator():
        yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


def store_subscriptions(lines: Iterable[str]) -> int:
    """Store lines of write_subscriptions without changing existing rows. Return the number of new rows.

    Raise ValueError with the line number if a line is invalid; nothing is stored then.
    """
    rows = []
    for number, text in enumerate(lines, 1):
        try:
            row = Subscription(**{name: value for name, value in json.loads(text).items() if name in STORED})
            row.clean_fields()
            row.validate_constraints(exclude={"language"})  # without uniqueness: the row may exist already
        except (ValueError, TypeError, AttributeError, ValidationError) as error:
            raise ValueError(f"line {number} is not a subscription") from error
        rows.append(row)
    with transaction.atomic():
        before = Subscription.objects.count()
        Subscription.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        return Subscription.objects.count() - before
