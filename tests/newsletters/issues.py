"""Factories of newsletters and their subscribers."""

from articles.models import Language
from newsroom.newsletters.models import NewsletterIssue, Subscription
from tests.factories import NOON, make_published, make_user


def make_subscription(address="ada@example.com", language="en", **fields):
    """Make a confirmed subscription."""
    facts = {"asked_at": NOON, "confirmed_at": NOON} | fields
    return Subscription.objects.create(address=address, language=language, **facts)


def make_subscriptions(count, language="en"):
    rows = (
        Subscription(
            address=f"reader{number}@example.com", language=language, asked_at=NOON, confirmed_at=NOON
        )
        for number in range(count)
    )
    return Subscription.objects.bulk_create(rows, batch_size=1000)


def make_issue(language="en", *, articles=None, by=None, **fields):
    """Make a draft with the given stories, or with one that is live in both languages."""
    if articles is None:
        articles = [make_published(languages=tuple(Language.values), at=fields.pop("at", None))]
    facts = {"subject": "Harbor opens", "created_by": by or make_user("composer")} | fields
    return NewsletterIssue.objects.create(
        language=language, stories=[article.pk for article in articles], **facts
    )
