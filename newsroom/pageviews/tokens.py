"""Signed tokens in the page of a story, which the browser sends back once the story was read, in a report.

A token names the story and the day, but no reader: the page is the same for everybody on that day.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

from newsroom.pageviews.models import REPORTED, Referrer

SIGNER = "newsroom.pageviews"
MAX_LENGTH = 100
MAX_REPORT_LENGTH = MAX_LENGTH + 1 + max(len(one) for one in REPORTED)
DAYS = 1  # for which a token counts after its own day


class PageView(NamedTuple):
    """One view of a story in one language."""

    article_id: int
    language: str


class InvalidToken(ValueError):
    """Error for a report that was not made by one of our pages."""


def sign_token(article_id: int, language: str, at: datetime) -> str:
    return Signer(salt=SIGNER).sign(f"{article_id}:{language}:{token_day(at)}")


def read_token(token: str, at: datetime) -> PageView | None:
    """Return the PageView of a token, or None if it is too old. Raise InvalidToken for anything else."""
    try:
        article_id, language, day = Signer(salt=SIGNER).unsign(token[: MAX_LENGTH + 1]).split(":")
    except (BadSignature, ValueError) as error:
        raise InvalidToken from error
    is_in_time = 0 <= token_day(at) - int(day) <= DAYS
    return PageView(int(article_id), language) if is_in_time else None


def read_report(report: str, at: datetime) -> tuple[PageView | None, Referrer]:
    """Return the PageView of a report, None if its token is too old, and the Referrer that it names.

    A report is a token, a space and the type; the scripts of older pages send the token alone. Raise
    InvalidToken for anything else.
    """
    token, _space, name = report.partition(" ")
    if name and name not in REPORTED:
        raise InvalidToken
    return read_token(token, at), Referrer(name or Referrer.UNKNOWN)


def token_day(at):
    return at.astimezone(UTC).toordinal()
