"""Constraints of issues and messages in the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.redaction.registry import Removal, find_occurrences
from newsroom.newsletters.models import Delivery, NewsletterIssue, PauseCause
from newsroom.newsletters.sending import settle_deliveries
from newsroom.operations.retention import prune
from tests.factories import NOON
from tests.newsletters.issues import make_issue, make_subscription


@pytest.fixture
def issue(db):
    return make_issue()


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "fr"},
        {"subject": ""},
        {"started_at": NOON},
        {"finished_at": NOON},
        {"send_at": NOON},
        {"scheduled_digest": "0" * 16},
        {"unsent": "tired"},
        {"paused_at": NOON, "cause": PauseCause.PERSON},
    ],
)
def test_an_issue(issue, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterIssue.objects.filter(pk=issue.pk).update(**fields)


def test_an_issue_that_is_paused_has_a_cause_and_is_not_finished(issue):
    started = {"started_at": NOON, "worked_at": NOON, "started_by": issue.created_by}
    NewsletterIssue.objects.filter(pk=issue.pk).update(**started)
    for fields in ({"paused_at": NOON}, {"paused_at": NOON, "cause": "person", "finished_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NewsletterIssue.objects.filter(pk=issue.pk).update(**fields)


def test_an_issue_that_is_being_sent_is_not_scheduled(issue):
    scheduled = {"send_at": NOON, "scheduled_by": issue.created_by, "scheduled_digest": issue.digest}
    NewsletterIssue.objects.filter(pk=issue.pk).update(**scheduled)
    started = {"started_at": NOON, "worked_at": NOON, "started_by": issue.created_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterIssue.objects.filter(pk=issue.pk).update(**started)


def test_a_message(issue):
    row = make_subscription()
    Delivery.objects.create(issue=issue, subscription=row)
    wrong = (
        {"subscription": row},
        {"outcome": "sent"},
        {"bounced_at": NOON},
        {"outcome": "x", "taken_at": NOON},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(issue=issue, **fields)


def test_figures_stay_when_messages_are_deleted(issue):
    sent = {"issue": issue, "taken_at": NOON}
    for outcome in ("sent", "sent", "refused", "skipped", ""):
        Delivery.objects.create(outcome=outcome, **sent)
    before = issue.counts()
    settle_deliveries(Delivery.objects.all())
    issue.refresh_from_db()
    assert not Delivery.objects.exists()
    assert issue.counts() == before == {"sent": 2, "refused": 1, "skipped": 1, "taken": 1, "waiting": 0}


def test_a_redaction_finds_the_text_of_an_issue_and_no_address(issue):
    make_subscription("harbor@example.com")
    found = [
        one.row for one in find_occurrences(Removal(["Harbor"])) if one.row._meta.app_label == "newsletters"
    ]
    assert found == [issue]


def test_messages_of_an_issue_that_stays_paused_are_deleted_but_those_that_wait(issue):
    NewsletterIssue.objects.filter(pk=issue.pk).update(
        started_at=NOON, worked_at=NOON, started_by=issue.created_by, paused_at=NOON, cause=PauseCause.EMPTY
    )
    waiting = Delivery.objects.create(issue=issue, subscription=make_subscription())
    Delivery.objects.create(issue=issue, taken_at=NOON, outcome="sent")
    assert not Delivery.objects.outdated(NOON + timedelta(days=90)).exists()
    prune(NOON + timedelta(days=91))
    assert list(Delivery.objects.all()) == [waiting]
    issue.refresh_from_db()
    assert issue.counts()["sent"] == 1
