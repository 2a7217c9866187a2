"""The token of a story's page: the same for every reader of a day, and nobody else can make one."""

from datetime import timedelta

import pytest
from django.core.signing import Signer

from newsroom.pageviews.tokens import MAX_LENGTH, InvalidToken, PageView, read_token, sign_token
from tests.factories import HOUR, NOON

DAY = timedelta(days=1)
MIDNIGHT = NOON + 12 * HOUR


def test_names_the_story_and_its_language():
    assert read_token(sign_token(17, "ko", NOON), NOON + HOUR) == PageView(17, "ko")


def test_is_the_same_for_all_readers_of_a_day():
    assert sign_token(17, "ko", NOON) == sign_token(17, "ko", NOON + 11 * HOUR)
    assert sign_token(17, "ko", NOON) != sign_token(17, "ko", MIDNIGHT)


@pytest.mark.parametrize(("later", "counts"), [(HOUR, True), (DAY, True), (2 * DAY, False), (-DAY, False)])
def test_counts_on_its_day_and_the_next(later, counts):
    assert (read_token(sign_token(17, "en", NOON), NOON + later) is not None) == counts


def test_is_short_enough_to_be_taken():
    assert len(sign_token(2**63 - 1, "en", NOON)) <= MAX_LENGTH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17:en:739677",
        sign_token(17, "en", NOON)[:-1],
        sign_token(17, "en", NOON).replace("17", "18", 1),
        sign_token(17, "en", NOON) + "x" * 100_000,
        Signer(salt="another").sign("17:en:739677"),
        Signer(salt="newsroom.pageviews").sign("17"),
        "17\0:en:739677:abc",
        "가" * 50,
    ],
)
def test_that_is_none_of_ours_is_refused(text):
    with pytest.raises(InvalidToken):
        read_token(text, NOON)
