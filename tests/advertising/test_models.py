"""Constraints of advertisements: complete languages, a known slot, an interval and a link."""

import pytest
from django.db import IntegrityError, transaction
from time_machine import travel

from articles.models import Event
from newsroom.advertising.models import AdSlot, Advertisement
from tests.advertising.makers import make_advertisement
from tests.factories import HOUR, INSTANT, NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "columns",
    [
        {"name": ""},
        {"advertiser": ""},
        {"slot": "sky"},
        {"placed_until": NOON},
        {"placed_until": NOON - HOUR},
        {"link": "javascript:alert(1)"},
        {"link": "/en/"},
        {"alt_en": ""},
        {"wide_ko": ""},
        {"phone_en": ""},
    ],
)
def test_the_database_refuses_what_no_page_could_show(columns):
    with travel(NOON - HOUR, tick=False):  # before the advertisement begins
        row = make_advertisement(placed_from=NOON)
        for name, value in columns.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_it_needs_a_language():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_advertisement(languages=())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_runs_in_the_languages_that_it_has_pictures_in(language):
    row = make_advertisement(languages=(language,))
    assert row.languages == [language]


def test_it_is_live_from_its_first_instant_to_before_its_last():
    row = make_advertisement(placed_from=NOON, placed_until=NOON + HOUR)
    shown = [NOON - INSTANT, NOON, NOON + HOUR - INSTANT, NOON + HOUR]
    assert [Advertisement.objects.live(at).exists() for at in shown] == [False, True, True, False]
    assert [Advertisement.objects.not_over(at).exists() for at in shown] == [True, True, True, False]
    assert [row.has_begun(at) for at in shown] == [False, True, True, True]


def test_the_log_tells_who_advertised_where_and_when():
    with travel(NOON, tick=False):
        make_advertisement(slot=AdSlot.LIST, placed_from=NOON)
    event = Event.objects.get(subject_type="advertisement")
    assert event.details["advertiser"] == "Haedong Paints"
    assert (event.details["slot"], event.details["languages"]) == ("list", ["en", "ko"])
    assert event.details["until"] is None


class TestPast:
    """An advertisement that readers have seen: NOON and the hour after it are past."""

    @pytest.mark.parametrize(
        "columns",
        [
            {"link": "https://other.example/"},
            {"alt_en": "Other words"},
            {"slot": AdSlot.LIST},
            {"placed_from": NOON + 2 * HOUR},
            {"wide_ko": ""},
            {"placed_until": NOON},
        ],
    )
    def test_nothing_that_they_saw_changes(self, columns):
        with travel(NOON + HOUR, tick=False):
            row = make_advertisement(placed_from=NOON - HOUR)
            for name, value in columns.items():
                setattr(row, name, value)
            with pytest.raises(TypeError, match=next(iter(columns))):
                row.save()

    def test_an_end_that_lies_ahead_moves_and_one_that_has_passed_stays(self):
        row = make_advertisement(placed_from=NOON, placed_until=NOON + 2 * HOUR)
        with travel(NOON + HOUR, tick=False):
            row.placed_until, row.name = NOON + 3 * HOUR, "Spring"
            row.save()
        with travel(NOON + 3 * HOUR, tick=False):
            row.placed_until = None
            with pytest.raises(TypeError):
                row.save()

    def test_it_is_not_deleted(self):
        row = make_advertisement(placed_from=NOON)
        with travel(NOON, tick=False):
            for delete in (row.delete, Advertisement.objects.all().delete):
                with pytest.raises(TypeError):
                    delete()

    def test_what_nobody_has_seen_changes_freely(self):
        row = make_advertisement(placed_from=NOON)
        with travel(NOON - INSTANT, tick=False):
            row.link, row.placed_from = "https://other.example/", NOON + HOUR
            row.save()
            stored = Advertisement.objects.get()
            assert (stored.link, stored.placed_from) == ("https://other.example/", NOON + HOUR)
            row.delete()
            assert not Advertisement.objects.exists()
