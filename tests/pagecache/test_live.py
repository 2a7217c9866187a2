"""Kept pages of a live story are replaced as soon as a process knows of a new entry."""

from tests.live.cases import WORDS, make_live, post
from tests.pagecache.ask import ask


def test_kept_pages_have_an_entry_as_soon_as_it_is_known(handler, at_noon):
    story = make_live()
    page = f"/en/articles/{story.pk}/{story.slug_en}/"
    part = page + "live/"
    for address in (page, part, "/en/"):
        ask(handler, address)
        assert ask(handler, address).is_hit
    etag = ask(handler, part).headers["ETag"]
    assert ask(handler, part, HTTP_IF_NONE_MATCH=etag).status == 304
    post(story)
    handler.journal.look_again()
    for address in (page, part):
        answer = ask(handler, address, HTTP_IF_NONE_MATCH=etag)
        assert WORDS["en"].encode() in answer.body
        assert not answer.is_hit
    assert ask(handler, "/en/").is_hit  # an entry concerns only its story
