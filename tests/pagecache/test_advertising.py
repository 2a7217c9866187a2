"""Kept pages with advertising are made again when their advertisement begins, ends or takes turns."""

from datetime import timedelta

import pytest

from newsroom.advertising.models import AdSlot
from tests.advertising.makers import make_advertisement
from tests.factories import HOUR, NOON
from tests.pagecache.ask import ask
from tests.public.newsdesk import tell

SECOND = timedelta(seconds=1)


def shown(handler, address):
    return b"sponsored nofollow" in ask(handler, address).body


@pytest.fixture
def address(at_noon):
    story = tell()
    story.refresh_from_db()
    return f"/en/articles/{story.pk}/{story.slug_en}/"


def test_a_page_shows_one_for_its_interval_alone(handler, at_noon, address):
    for slot in (AdSlot.FRONT, AdSlot.STORY):
        make_advertisement(slot=slot, placed_from=NOON + 2 * HOUR, placed_until=NOON + 4 * HOUR)
    handler.journal.look_again()
    for at, expected in (
        (NOON, False),
        (NOON + 2 * HOUR - SECOND, False),
        (NOON + 2 * HOUR, True),
        (NOON + 4 * HOUR - SECOND, True),
        (NOON + 4 * HOUR, False),
    ):
        at_noon.move_to(at)
        for page in ("/en/", address):
            assert shown(handler, page) is expected, (page, at)
            assert ask(handler, page).is_hit


def test_what_is_ended_early_leaves_kept_pages(handler, at_noon, address):
    row = make_advertisement()
    assert shown(handler, "/en/") and ask(handler, "/en/").is_hit
    row.placed_until = NOON + SECOND
    row.save()
    handler.journal.look_again()
    at_noon.move_to(NOON + 2 * SECOND)
    assert not shown(handler, "/en/")


def test_a_page_without_any_is_kept_when_one_is_made_for_another_slot_ends(handler, at_noon, address):
    assert not ask(handler, "/en/corrections/").is_hit
    make_advertisement()
    handler.journal.look_again()
    assert ask(handler, "/en/corrections/").is_hit


def test_kept_pages_take_turns_with_fresh_ones(handler, at_noon, address):
    for number in range(2):
        make_advertisement(link=f"https://{number}.example/")
    first = ask(handler, "/en/").body
    at_noon.move_to(NOON + HOUR - SECOND)
    assert ask(handler, "/en/").is_hit
    at_noon.move_to(NOON + HOUR)
    second = ask(handler, "/en/").body
    assert (b"//0.example" in first) != (b"//0.example" in second)
