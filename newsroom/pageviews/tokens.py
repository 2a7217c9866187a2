"""Signed tokens that a story's page gives the browser to send back once the story was read.

It names the story and the day, nobody, and is the same for every reader of that day, so that the page is too.
"""

from datetime import UTC
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

SIGNER = "newsroom.pageviews"
MAX_LENGTH = 100
DAYS = 1  # after its own on which it still counts


class Read(NamedTuple):
    article_id: int
    language: str


class NoToken(ValueError):
    """The token that was sent was not made by one of our pages."""


def token_of(article_id, language, at):
    return Signer(salt=SIGNER).sign(f"{article_id}:{language}:{day_of(at)}")


def read_token(token, at):
    """The Read that a token stands for, or None for one that is too old. Raise NoToken for anything else."""
    try:
        article_id, language, day = Signer(salt=SIGNER).unsign(token[: MAX_LENGTH + 1]).split(":")
    except (BadSignature, ValueError) as error:
        raise NoToken from error
    is_in_time = 0 <= day_of(at) - int(day) <= DAYS
    return Read(int(article_id), language) if is_in_time else None


def day_of(at):
    return at.astimezone(UTC).toordinal()
