"""Deadlines of press law, counted in days and months."""

from datetime import date

import pytest

from newsroom.claims.models.claim import add_months, lapse_day
from newsroom.claims.publication import answer_deadline


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 2), 3, date(2026, 6, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 3, date(2027, 3, 31)),
    ],
)
def test_a_month_ends_with_its_last_day(day, months, expected):
    assert add_months(day, months) == expected


def test_the_first_day_does_not_count(settings):
    settings.CLAIM_ANSWER_DAYS = 3
    assert answer_deadline(date(2026, 2, 27)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("learned_on", "is_follow_up", "expected"),
    [
        (None, False, date(2026, 9, 2)),
        (date(2026, 3, 10), False, date(2026, 6, 10)),
        (date(2026, 8, 20), False, date(2026, 9, 2)),
        (None, True, None),
        (date(2027, 1, 5), True, date(2027, 4, 5)),
    ],
)
def test_a_claim_lapses_by_whichever_period_ends_first(learned_on, is_follow_up, expected):
    assert lapse_day(date(2026, 3, 2), learned_on, is_follow_up=is_follow_up) == expected
