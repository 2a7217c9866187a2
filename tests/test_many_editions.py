"""The newspaper for measurements: its pages are answered, and it has the promised numbers of stories."""

import pytest

from articles.models import Edition
from articles.text.edition_alignment import alignment_fits
from tests import many_editions
from tests.factories import NOON


@pytest.fixture
def live(db):
    many_editions.make_many_editions(60, at=NOON, sentences=50)
    return Edition.objects.live(NOON)


def test_all_kinds_of_pages_are_answered(live, client):
    story = live.in_language("en").filter(is_brief=False).first()
    lists = ["/en/", "/ko/sections/economy/", "/en/feed.atom"]
    for address in [story.get_absolute_url(), *lists]:
        assert client.get(address).status_code == 200, address


def test_stories_are_published_in_another_order_than_that_of_their_ids(live):
    ids = [edition.article_id for edition in live.in_language("en").newest_first()]
    assert ids not in (sorted(ids), sorted(ids, reverse=True))


@pytest.mark.parametrize("language", many_editions.LANGUAGES)
def test_a_fixed_number_of_stories_has_the_rare_word(live, language, client):
    words = many_editions.RARE_WORDS[language]
    with_it = live.in_language(language).filter(body__contains=words).count()
    assert 0 < with_it <= many_editions.HITS
    assert words in client.get(f"/{language}/search/?q={words}").content.decode()


def test_translations_are_aligned_with_their_sources(live):
    sources = {edition.article_id: edition for edition in live.filter(source_number=None)}
    translations = [one for one in live.exclude(source_number=None) if not one.is_brief]
    assert translations
    for one in translations:
        source = sources[one.article_id]
        assert alignment_fits(one.printed["alignment"], source.segments, one.segments)
