"""Sending of issues in batches. It can be paused, and continued after any interruption.

No subscriber gets an issue twice. The row of a message is committed as taken before the mail server gets the
message, and with its outcome after the answer. One conditional UPDATE takes a row, so that two processes
never take the same row. A process that is killed in between leaves one message in doubt, which is shown as
such and not sent again. Each task sends a batch over one connection and queues the next. A task may safely
run twice.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from time import monotonic

from django.contrib.auth import get_user_model
from django.core.mail import mailers
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.tasks import task
from django.utils.translation import gettext_lazy

from articles import clock
from articles.annotations import InterfaceText
from articles.models.text import line
from articles.workflow.permissions import Actor
from newsroom.newsletters.composition import (
    IssueContent,
    NewsletterRefused,
    live_stories,
    locked_draft,
    message_id_of,
)
from newsroom.newsletters.models import (
    STALLED,
    TEST_TOKEN,
    Delivery,
    NewsletterIssue,
    Outcome,
    PauseCause,
    Subscription,
    UnsentCause,
    make_token,
)
from newsroom.newsletters.subscriptions import is_permanent, note_failure, note_success

AT_ONCE = 200  # messages in one task
SECONDS = 15  # a task that has run this long starts no further message: other e-mail must not wait
BETWEEN = timedelta(seconds=1)  # pause between batches, so that other tasks can run
FIRST_WAIT = timedelta(seconds=5)  # until the first retry if the mail server fails; doubled for each retry
MOST_WAITS = 6  # retries in a row; after the last one, the issue is paused
MOST_REFUSED = 5  # messages in a row refused for their text; then the issue is paused
SERVICE_CLOSES = 421  # SMTP code: the server closes the connection
LONGEST_DETAIL = NewsletterIssue._meta.get_field("detail").max_length

REFUSALS: dict[str, InterfaceText] = {
    UnsentCause.CHANGED: gettext_lazy("The newsletter has changed since you read it. Read it again."),
    UnsentCause.EMPTY: gettext_lazy("None of its stories is live. Choose stories that readers can open."),
    UnsentCause.NOBODY: gettext_lazy("Nobody has subscribed to this newsletter yet."),
}

logger = logging.getLogger(__name__)


class MailServerAway(Exception):
    """Raised if the mail server does not answer, or accepts nothing from the newsroom at the moment."""


class TextRefused(Exception):
    """Raised if messages of an issue cannot be built, or the mail server refuses their text."""


@task(priority=-10)
def send_batch(issue_id: int) -> None:
    """Send the next messages of an issue and queue the next batch. Safe to run twice.

    Do nothing if the issue is not being sent, or on a copy of the newsroom whose clock is stopped.
    """
    issue = NewsletterIssue.objects.sending().filter(pk=issue_id).first()
    if issue is None or clock.stopped_at() is not None:
        return
    NewsletterIssue.objects.filter(pk=issue_id).update(worked_at=clock.now())
    skip_unreachable(issue)
    waiting = list(issue.deliveries.waiting().select_related("subscription")[:AT_ONCE])
    if not waiting:
        finish(issue)
        return
    content = IssueContent.render(issue, clock.now())
    if not content.stories:
        pause(issue, PauseCause.EMPTY)
        return
    try:
        send_messages(content, waiting)
    except MailServerAway as error:
        if sent(waiting).exists():
            NewsletterIssue.objects.filter(pk=issue_id).update(waits=0)
        wait_or_pause(issue, str(error))
    except TextRefused as error:
        pause(issue, PauseCause.SERVER, str(error))
    else:
        NewsletterIssue.objects.filter(pk=issue_id, waits__gt=0).update(waits=0)
        queue_batch(issue)


def sent(deliveries: list[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], outcome=Outcome.SENT)


@task
def send_test(issue_id: int, user_id: int) -> None:
    """Send the present content of an issue to the user who requested the test."""
    issue = NewsletterIssue.objects.filter(pk=issue_id).first()
    user = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if issue and user and clock.stopped_at() is None:
        IssueContent.render(issue, clock.now()).message(user.email, TEST_TOKEN).send()


@transaction.atomic
def start(issue: NewsletterIssue, *, by: Actor, seen: str | None = None) -> NewsletterIssue:
    """Start sending a draft, and return it as it is now. Raise NewsletterRefused if it cannot be sent.

    seen  digest of the draft that the user read; None to skip the check
    """
    issue, at = locked_draft(issue.pk), clock.now()
    ensure_sendable(issue, at, seen)
    begin(issue, by=by, at=at)
    return issue


def ensure_sendable(issue: NewsletterIssue, at: datetime, seen: str | None) -> None:
    """Raise NewsletterRefused if a draft cannot be sent at an instant."""
    if cause := unsent_cause(issue, at, seen):
        raise NewsletterRefused(REFUSALS[cause])


def unsent_cause(issue: NewsletterIssue, at: datetime, seen: str | None) -> str:
    """Return the UnsentCause that prevents the sending of a draft at an instant, or ""."""
    if seen is not None and seen != issue.digest:
        return UnsentCause.CHANGED
    if not live_stories(issue.stories, issue.language, at):
        return UnsentCause.EMPTY
    is_read = Subscription.objects.reachable().filter(language=issue.language).exists()
    return "" if is_read else UnsentCause.NOBODY


def begin(issue: NewsletterIssue, *, by: Actor, at: datetime) -> None:
    """Start sending a draft that is locked and can be sent."""
    facts = {"started_at": at, "started_by": by, "worked_at": at, "unsent": ""}
    facts |= NewsletterIssue.UNSCHEDULED
    for name, value in facts.items():
        setattr(issue, name, value)
    issue.save(update_fields=[*facts])
    insert_deliveries(issue)
    queue_batch(issue)


def insert_deliveries(issue: NewsletterIssue) -> None:
    """Insert a row for each reachable subscriber of the issue, in one statement."""
    rows = Subscription.objects.reachable().filter(language=issue.language).order_by("pk")
    selected = rows.values_list(
        "pk", Value(issue.pk, models.BigIntegerField()), Value("", models.CharField())
    )
    select, values = selected.query.sql_with_params()
    columns = map(Delivery._meta.get_field, ("subscription", "issue", "outcome"))
    names = ", ".join(connection.ops.quote_name(field.column) for field in columns)  # type: ignore[union-attr]  # a column, not a relation
    table = connection.ops.quote_name(Delivery._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {select}", values)  # noqa: S608


def pause(issue: NewsletterIssue, cause: PauseCause, detail: str = "") -> bool:
    """Pause an issue before its next message. Return whether it was being sent."""
    facts = {"paused_at": clock.now(), "cause": cause, "detail": line(detail)[:LONGEST_DETAIL]}
    return bool(NewsletterIssue.objects.sending().filter(pk=issue.pk).update(**facts))


def resume(issue: NewsletterIssue) -> bool:
    """Continue an issue that is paused or was interrupted. Return whether it continues."""
    at = clock.now()
    is_waiting = Q(paused_at__isnull=False) | Q(worked_at__lt=at - STALLED)
    rows = NewsletterIssue.objects.filter(is_waiting, pk=issue.pk, finished_at=None)
    facts = {"paused_at": None, "cause": "", "detail": "", "waits": 0, "worked_at": at}
    if not rows.update(**facts):
        return False
    queue_batch(issue)
    return True


def finish(issue: NewsletterIssue) -> None:
    NewsletterIssue.objects.sending().filter(pk=issue.pk).update(finished_at=clock.now())


def queue_batch(issue: NewsletterIssue, wait: timedelta = BETWEEN) -> None:
    """Queue the next batch of an issue, after the transaction is committed."""
    waiting = send_batch
    if send_batch.get_backend().supports_defer:
        waiting = send_batch.using(run_after=clock.true_now() + wait)
    transaction.on_commit(lambda: waiting.enqueue(issue.pk))


def wait_or_pause(issue: NewsletterIssue, detail: str) -> None:
    """Queue a retry after a wait that doubles each time. After MOST_WAITS retries, pause the issue."""
    logger.warning("Newsletter %s waits for the mail server: %s", issue.pk, detail)
    NewsletterIssue.objects.filter(pk=issue.pk).update(waits=F("waits") + 1)
    waits = NewsletterIssue.objects.values_list("waits", flat=True).get(pk=issue.pk)
    if waits > MOST_WAITS:
        pause(issue, PauseCause.SERVER, detail)
    else:
        queue_batch(issue, FIRST_WAIT * 2 ** (waits - 1))


def skip_unreachable(issue: NewsletterIssue) -> None:
    """Mark messages as skipped if the subscriber has unsubscribed or was suspended since the start."""
    reachable = Subscription.objects.reachable().filter(pk=OuterRef("subscription"))
    rows = Delivery.objects.filter(~Exists(reachable), issue=issue, taken_at=None)
    rows.update(taken_at=clock.now(), outcome=Outcome.SKIPPED)


def send_messages(content: IssueContent, deliveries: list[Delivery]) -> None:
    """Send messages over one connection, until SECONDS have passed or the issue is no longer being sent.

    Raise MailServerAway, or TextRefused if the server refuses MOST_REFUSED messages in a row for their text.
    """
    begun_at, mailer, refused = monotonic(), mailers.default, 0
    ensure_writable(mailer, content)
    try:
        for delivery in deliveries:
            ensure_open(mailer)
            if not take(delivery):
                if not NewsletterIssue.objects.sending().filter(pk=content.issue.pk).exists():
                    return
                continue
            is_text_refused = send_message(mailer, content, delivery)
            refused = refused + 1 if is_text_refused else 0
            if refused >= MOST_REFUSED:
                raise TextRefused(is_text_refused)
            if monotonic() - begun_at > SECONDS:
                return
    finally:
        close_quietly(mailer)


def ensure_writable(mailer, content: IssueContent) -> None:
    """Raise TextRefused if messages cannot be built, for example because `MAIL_FROM` is not an address."""
    try:
        message = content.message("reader@example.com", make_token())
        getattr(mailer, "prep_address", str)(message.from_email)
        message.message()
    except ValueError as error:
        raise TextRefused(str(error)) from error


def ensure_open(mailer) -> None:
    """Open the connection, or reopen it if the server no longer answers. Raise MailServerAway on failure."""
    try:
        server = getattr(mailer, "connection", None)
        if isinstance(server, smtplib.SMTP) and not answers(server):
            close_quietly(mailer)
        mailer.open()
    except OSError as error:  # including smtplib's errors
        raise MailServerAway(str(error)) from error


def answers(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except OSError:
        return False


def close_quietly(mailer) -> None:
    try:
        mailer.close()
    except OSError:
        logger.info("The connection to the mail server was broken when it was closed.")


def take(delivery: Delivery) -> bool:
    """Take a message for this process only. Return whether it was taken.

    A message cannot be taken twice, while its issue is paused, or if its subscriber is not reachable.
    """
    # No joins: Django would move all conditions into a subquery, and PostgreSQL does not check those again
    # after it has waited for another process that takes the same row.
    reachable = Subscription.objects.reachable().filter(pk=OuterRef("subscription"))
    sending = NewsletterIssue.objects.sending().filter(pk=OuterRef("issue"))
    rows = Delivery.objects.filter(Exists(reachable), Exists(sending), pk=delivery.pk, taken_at=None)
    with transaction.atomic(durable=True):
        return bool(rows.update(taken_at=clock.now()))


def release(delivery: Delivery) -> None:
    """Release a taken message that the server has certainly not accepted.

    Reopen the issue: another process may have found no waiting messages and finished it in the meantime.
    """
    if Delivery.objects.filter(pk=delivery.pk, outcome="").update(taken_at=None):
        NewsletterIssue.objects.filter(pk=delivery.issue_id).update(finished_at=None)


def settle(delivery: Delivery, outcome: Outcome) -> None:
    with transaction.atomic(durable=True):
        Delivery.objects.filter(pk=delivery.pk, outcome="").update(outcome=outcome)


def send_message(mailer, content: IssueContent, delivery: Delivery) -> str:
    """Send a taken message and record its outcome. Return the answer if the server refused the text, else "".

    Raise MailServerAway if no message can be sent at the moment. The message waits again if the server has
    answered; otherwise it stays in doubt.
    """
    row = delivery.subscription
    try:
        mailer.send_messages([content.message(row.address, row.token, message_id_of(delivery))])
    except smtplib.SMTPRecipientsRefused as error:
        [(code, answer)] = error.recipients.values()
        if code == SERVICE_CLOSES:
            release(delivery)
            raise MailServerAway(answer_text(code, answer)) from error
        settle(delivery, Outcome.REFUSED)
        words = answer_text(code, answer)
        note_failure(row.pk, words, permanently=is_permanent(code, words))
    except smtplib.SMTPResponseException as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        if error.smtp_code < 500 or isinstance(error, smtplib.SMTPSenderRefused):
            release(delivery)
            raise MailServerAway(answer) from error
        settle(delivery, Outcome.REFUSED)
        return answer
    except OSError as error:  # no answer: the server may have accepted it
        raise MailServerAway(str(error) or type(error).__name__) from error
    except ValueError as error:  # an address that is invalid in a message
        settle(delivery, Outcome.REFUSED)
        note_failure(row.pk, str(error), permanently=True)
    else:
        settle(delivery, Outcome.SENT)
        note_success(row.pk)
    return ""


def answer_text(code: int, answer: bytes | str) -> str:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {words}"


@transaction.atomic
def settle_deliveries(rows: QuerySet) -> None:
    """Delete message rows, and add them to the counts of their issues."""
    for issue in NewsletterIssue.objects.filter(pk__in=rows.order_by().values("issue").distinct()):
        own = rows.filter(issue=issue)
        figures = {f"past_{name}": own.filter(outcome=name).count() for name in Outcome.values}
        figures["past_doubtful"] = own.filter(Q(outcome="")).count()
        changes = {name: F(name) + count for name, count in figures.items()}
        NewsletterIssue.objects.filter(pk=issue.pk).update(**changes)
    rows.delete()
