"""The token of a story's page is the same for all readers of a day, and cannot be forged."""

from datetime import timedelta

import pytest
from django.core.signing import Signer

from newsroom.pageviews.counters import (
    MAX_LENGTH,
    MAX_REPORT_LENGTH,
    InvalidToken,
    PageView,
    read_report,
    read_token,
    sign_token,
)
from newsroom.pageviews.models import REPORTED, Referrer
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


@pytest.mark.parametrize("referrer", REPORTED)
def test_is_reported_with_the_type_of_the_page_before(referrer):
    report = f"{sign_token(17, 'en', NOON)} {referrer}"
    assert read_report(report, NOON) == (PageView(17, "en"), referrer)
    assert len(report) <= MAX_REPORT_LENGTH


def test_of_an_older_page_comes_without_a_type():
    assert read_report(sign_token(17, "en", NOON), NOON) == (PageView(17, "en"), Referrer.UNKNOWN)


@pytest.mark.parametrize(
    "name", ["unknown", "Search", "search direct", "https://example.org/", " ", "from_own"]
)
def test_is_refused_with_a_type_that_no_page_reports(name):
    with pytest.raises(InvalidToken):
        read_report(f"{sign_token(17, 'en', NOON)} {name}", NOON)
