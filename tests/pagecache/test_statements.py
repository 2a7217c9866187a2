"""Kept pages with a press-law statement are made again when it begins and when it ends."""

from datetime import timedelta

from tests.claims.cases import AGREED, DAY, make_statement
from tests.factories import HOUR, NOON, make_user
from tests.pagecache.ask import ask
from tests.public.newsdesk import tell


def shows(handler, address, language):
    return AGREED[f"text_{language}"].encode() in ask(handler, address).body


def test_pages_show_a_statement_for_its_time_alone(handler, at_noon):
    story = tell(languages=("en", "ko"))
    story.refresh_from_db()
    pages = {"/en/": "en", "/ko/": "ko"}
    pages |= {f"/{code}/articles/{story.pk}/{getattr(story, f'slug_{code}')}/": code for code in ("en", "ko")}
    assert not any(shows(handler, page, code) for page, code in pages.items())
    assert all(ask(handler, page).is_hit for page in pages)
    make_statement(by=make_user(), article=story, live_from=NOON + HOUR, days=1)
    handler.journal.look_again()
    for at, expected in (
        (NOON, False),
        (NOON + HOUR, True),
        (NOON + HOUR + DAY - timedelta(seconds=1), True),
    ):
        at_noon.move_to(at)
        assert {shows(handler, page, code) for page, code in pages.items()} == {expected}, at
        assert ask(handler, "/en/").is_hit
    at_noon.move_to(NOON + HOUR + DAY)
    assert {shows(handler, page, code) for page, code in pages.items()} == {False}
