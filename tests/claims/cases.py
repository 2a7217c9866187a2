"""Claims that tests begin with."""

from datetime import date

from newsroom.claims.decisions import accept_claim, record_claim
from newsroom.claims.models import Claim, ClaimKind
from tests.factories import NOON, make_published


def make_claim(*, by, article=None, accepted=False, **fields):
    """A reply that the port office claims on the day of the story, accepted if asked for."""
    article = article or make_published(languages=("en", "ko"))
    known = {
        "article": article,
        "kind": ClaimKind.REPLY,
        "claimant": "항만공사",
        "wording": "항구는 닫힌 적이 없다.",
        "published_on": NOON.date(),
        "received_on": NOON.date(),
    }
    claim = record_claim(Claim(**(known | fields)), by=by)
    return accept_claim(claim, by=by, publish_by=date(2026, 3, 9)) if accepted else claim
