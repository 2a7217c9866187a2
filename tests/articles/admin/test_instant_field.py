"""Instants as people type them, in one time zone or another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from articles.admin.forms.fields import InstantField, InstantInput, upcoming_times

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


@pytest.mark.parametrize("text", ["2026-07-01T09:00", "2026-07-01 09:00", "2026-07-01T09:00:00"])
def test_date_and_time_are_one_text_with_or_without_a_letter_between(text):
    assert read(text) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_the_zone_is_the_newsrooms_unless_another_is_named(settings):
    assert InstantField().clean("2026-07-01T09:00") == datetime(2026, 7, 1, 0, tzinfo=UTC)
    settings.TIME_ZONE = "Europe/Berlin"
    assert InstantField().clean("2026-07-01T09:00") == datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(("second", "shown"), [(0, "2026-07-01T09:00"), (30, "2026-07-01T09:00:30")])
def test_an_instant_is_shown_as_browsers_read_it_and_is_not_changed_by_that(second, shown):
    at, field = datetime(2026, 7, 1, 0, 0, second, tzinfo=UTC), InstantField(zone=SEOUL)
    assert InstantInput().format_value(field.prepare_value(at)) == shown
    assert not field.has_changed(at, shown)


@pytest.mark.parametrize(
    ("typed", "again"),
    [("2026-07-01 09:00", "2026-07-01T09:00"), ("tomorrow", "tomorrow"), ("", ""), (None, None)],
)
def test_text_of_a_refused_form_is_kept(typed, again):
    assert InstantInput().format_value(typed) == again


def test_a_text_may_name_its_own_offset():
    assert read("2026-07-01T09:00+09:00") == datetime(2026, 7, 1, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_explained():
    told = refusal("2026-03-29T02:30")
    assert "does not exist in Europe/Berlin" in told
    assert "from Mar 29, 2026, 01:59 (UTC+01:00) to Mar 29, 2026, 03:00 (UTC+02:00)" in told


def test_an_hour_that_comes_twice_is_asked_about():
    told = refusal("2026-10-25T02:30")
    assert "occurs twice" in told
    assert "02:30 (UTC+02:00)" in told
    assert "02:30 (UTC+01:00)" in told
    assert read("2026-10-25T02:30", reading=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read("2026-10-25T02:30", reading=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-40", "2026-02-30T10:00", "2026-02-30 10:00"])
def test_what_is_no_instant_is_refused_by_name(text):
    assert refusal(text).startswith(f"“{text}” is not a date and time.")


def test_without_an_instant_a_required_field_is_refused():
    assert refusal("")


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T00:00", "0001-01-01T00:00Z"])
def test_years_at_either_end_of_the_calendar_are_refused(text):
    assert refusal(text, zone=SEOUL) == "Choose a year from 1900 to 9998."


class TestUpcomingTimes:
    def times(self, text, zone=SEOUL):
        local = datetime.fromisoformat(text).replace(tzinfo=zone)
        return [label for _value, label in upcoming_times(local, zone)]

    def test_they_are_the_next_hour_this_evening_and_tomorrow_morning(self):
        assert self.times("2026-03-02T09:20") == ["Today, 10 a.m.", "Today, 6 p.m.", "Tomorrow, 6 a.m."]

    def test_a_night_editor_is_offered_the_same_morning(self):
        assert self.times("2026-03-02T00:30")[:2] == ["Today, 1 a.m.", "Today, 6 a.m."]

    def test_an_hour_that_is_about_to_begin_is_too_soon(self):
        assert self.times("2026-03-02T09:55")[0] == "Today, 11 a.m."

    def test_an_hour_after_midnight_is_tomorrow(self):
        assert self.times("2026-03-02T23:20") == ["Tomorrow, midnight", "Tomorrow, 6 a.m."]

    def test_an_hour_that_the_clock_skips_or_repeats_is_not_offered(self):
        assert "Today, 2 a.m." not in self.times("2026-03-29T00:55", BERLIN)
        assert "Today, 2 a.m." not in self.times("2026-10-25T00:55", BERLIN)
