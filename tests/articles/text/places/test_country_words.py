"""Word table of countries: without any one word, a text of the frozen corpus has other countries."""

from pathlib import Path

from articles.text import places, word_tables
from articles.text.places import countries, country_mentions  # noqa: F401, imported again for `read`
from articles.text.script import language_of
from tests.articles.text.needed_words import contains, useless_words

FILE = Path(countries.__file__).with_suffix(".toml")
TEXTS = word_tables.load_tables(Path(__file__).with_name("frozen_corpus.toml"))["countries"]
NAMES = sorted({*countries.LETTERS, *countries.ADJECTIVES})


def read(package, text):
    """Return the names of countries that a text denotes, and its mentions of countries."""
    language = language_of(text)
    named = [name for name in NAMES if package.countries.is_country_named([name], text, language)]
    return named, [tuple(mention) for mention in package.country_mentions.country_mentions(text, language)]


def may_depend_on(text, name, word):
    """Return whether a text has a word of a table. It may have the name of any code of CLDR."""
    return name == "words no_countries" or contains(text, word)


def test_each_word_is_needed():
    assert useless_words(places, FILE, TEXTS, read, contains=may_depend_on) == []
