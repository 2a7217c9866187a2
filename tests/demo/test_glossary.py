"""The demonstration stories follow the glossary."""

import pytest

from articles import body
from articles.models import Term
from articles.text.glossary import term_occurrences
from newsroom.demo import content

COLUMNS = {field.name for field in Term._meta.get_fields()} - {"successor", "topic"}
ENTRIES = [
    Term(pk=number, **{name: held for name, held in columns.items() if name in COLUMNS}).entry()
    for number, columns in enumerate(content.read_newspaper()["terms"], start=1)
]
# These are named only in sources and histories.
ASIDE = {"Dalmuri Fish Auction", "Velmoran Ministry of Fisheries", "Dalmuri Wharf Elementary School"}


def found(language):
    for story in content.read_stories():
        texts = story.get(language, {})
        passages = [texts.get("title", ""), texts.get("summary", ""), body.plain_text(texts.get("body", ""))]
        yield from term_occurrences("\n".join(passages), language, ENTRIES)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_stories_name_its_terms_and_none_wrongly(language):
    named = list(found(language))
    assert [one.form for one in named if one.is_wrong] == []
    assert {entry.en.first for entry in ENTRIES} - {one.entry.en.first for one in named} <= ASIDE
