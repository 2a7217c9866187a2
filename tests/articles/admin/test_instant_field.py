"""Instants as people type them, by one clock or another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from articles.admin.forms.instant_field import InstantField

BERLIN, SEOUL = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Seoul")


def read(text, zone=BERLIN, **options):
    return InstantField(zone=zone, **options).clean(text)


def refusal(text, **options):
    with pytest.raises(ValidationError) as refused:
        read(text, **options)
    return refused.value.messages[0]


def test_the_clock_of_a_zone_tells_the_instant():
    assert read("2026-07-01T09:00") == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert read("2026-07-01T09:00", SEOUL) == datetime(2026, 7, 1, 0, tzinfo=UTC)


def test_a_text_may_name_its_own_offset():
    assert read("2026-07-01T09:00+09:00") == datetime(2026, 7, 1, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_explained():
    told = refusal("2026-03-29T02:30")
    assert "does not exist in Europe/Berlin" in told
    assert "from Mar 29, 2026, 01:59 (UTC+01:00) straight to Mar 29, 2026, 03:00 (UTC+02:00)" in told


def test_an_hour_that_comes_twice_is_asked_about():
    told = refusal("2026-10-25T02:30")
    assert "comes twice" in told
    assert "02:30 (UTC+02:00)" in told
    assert "02:30 (UTC+01:00)" in told
    assert read("2026-10-25T02:30", reading=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read("2026-10-25T02:30", reading=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30T10:00", "0001-01-01T00:00"])
def test_what_is_no_instant_is_refused(text):
    assert refusal(text, zone=SEOUL)
