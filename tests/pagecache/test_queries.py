"""Numbers of queries of pages made by a process that has already made others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.advertising.models import AdSlot
from newsroom.pagecache import journal
from newsroom.search import statements
from newsroom.search.consumer import catch_up
from tests.advertising.makers import make_advertisement
from tests.factories import HOUR, make_author, make_topic
from tests.pagecache.ask import FRESH, ask
from tests.public.newsdesk import make_image, tell

pytestmark = pytest.mark.django_db
MOST = {
    "/en/": 5,
    "/en/search/?q=harbor": 5,
    "/en/sections/economy/": 4,
    "/en/topics/harbours/": 4,
    "/en/authors/bora-testman/": 4,
    "/en/corrections/": 4,
    "/en/feed.atom": 4,
}


@pytest.fixture
def address(at_noon, monkeypatch):
    """Return the address of the last of some stories with related stories and all advertising slots."""
    monkeypatch.setattr(statements, "RECENT", 2)
    filed = {"topics": [make_topic()], "authors": [make_author()], "lead_image": make_image()}
    for number in range(6):
        story = tell(number=f" {number}", languages=("en", "ko"), **filed)
    for slot in AdSlot.values:
        make_advertisement(slot=slot)
    catch_up()
    at_noon.shift(HOUR)
    story.refresh_from_db()
    return f"/en/articles/{story.pk}/{story.slug_en}/"


def queries_of(handler, page):
    with CaptureQueriesContext(connection) as queries:
        answer = ask(handler, page, **FRESH)
    assert answer.status == 200, page
    return answer, [query["sql"] for query in queries]


def test_are_few(handler, address, monkeypatch):
    monkeypatch.setattr(journal, "INTERVAL", 600)  # do not read the log a second time
    for page, most in (MOST | {address: 4}).items():
        ask(handler, page, **FRESH)
        answer, asked = queries_of(handler, page)
        assert len(asked) <= most, (page, asked)
        assert not any("advertising_" in sql for sql in asked), page
    assert b"sponsored nofollow" in answer.body


def test_of_a_search_know_where_the_newest_entries_begin(handler, address):
    pages = ["/en/search/?q=harbor", "/en/search/?q=harbor&order=date"]
    found = [queries_of(handler, page)[0].body.count(b"Harbor") for page in pages * 2]
    assert found[0] == found[2] and found[1] == found[3]
    tell(number=" 7", languages=("en", "ko"))
    catch_up()
    handler.journal.look_again()
    assert queries_of(handler, pages[0])[0].body.count(b"Harbor") > found[0]
