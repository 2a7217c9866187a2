"""Signed tokens in the page of a story, which the browser sends back once the story was read.

A token names the story and the day, but no reader: the page is the same for everybody on that day.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

SIGNER = "newsroom.pageviews"
MAX_LENGTH = 100
DAYS = 1  # for which a token counts after its own day


class PageView(NamedTuple):
    """One view of a story in one language."""

    article_id: int
    language: str


class InvalidToken(ValueError):
    """Error for a token that was not made by one of our pages."""


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


def token_day(at):
    return at.astimezone(UTC).toordinal()
