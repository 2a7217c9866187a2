"""Factories of claims and statements."""

from datetime import date, timedelta

from articles import clock
from newsroom.claims.decisions import AgreedText, accept_claim, publish_statement, record_claim
from newsroom.claims.models import Claim, ClaimKind
from tests.factories import NOON, make_published


def make_claim(*, by, article=None, accepted=False, with_hold=True, **fields):
    """Make a claim of the port office for a reply, on the day of the story."""
    article = article or make_published(languages=("en", "ko"))
    known = {
        "article": article,
        "kind": ClaimKind.REPLY,
        "claimant": "항만공사",
        "wording": "항구는 닫힌 적이 없다.",
        "published_on": NOON.date(),
        "received_on": NOON.date(),
    }
    claim = record_claim(Claim(**(known | fields)), by=by, with_hold=with_hold)
    return accept_claim(claim, by=by, publish_by=date(2026, 3, 9)) if accepted else claim


AGREED = {
    "headline_en": "The port was never closed",
    "headline_ko": "항구는 닫힌 적이 없다",
    "text_en": "The port authority states that the harbor was open.",
    "text_ko": "항만공사는 항구가 열려 있었다고 밝혀 왔습니다.",
}
DAY = timedelta(days=1)


def make_statement(*, by, days=2, live_from=None, **fields):
    """Make the statement of an accepted claim, live for two days."""
    claim = make_claim(by=by, accepted=True, **fields)
    until = (live_from or clock.now()) + days * DAY
    return publish_statement(claim, AgreedText(**AGREED), by=by, live_from=live_from, live_until=until)
