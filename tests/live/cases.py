"""Factories of live coverage."""

from newsroom.live.models import LiveEntry
from newsroom.live.publication import begin_coverage, post_entry, translate_entry
from tests.factories import make_published

WORDS = {
    "en": "The harbor gate opened at nine.",
    "ko": "항구의 문이 아홉 시에 열렸다.",
}


def make_live(*, by=None, languages=("en", "ko"), **fields):
    """Make a published story with live coverage."""
    article = make_published(languages=languages, **fields)
    begin_coverage(article, by=by)
    return article


def post(article, language="en", text="", *, by=None, **options):
    """Post an entry, by default with words in its language."""
    return post_entry(article, language, text or WORDS[language], by=by, **options)


def translate(entry, text="", *, by=None, seen=None):
    """Translate an entry into its other language."""
    there = "ko" if entry.language == "en" else "en"
    seen = seen or entry.version
    return translate_entry(entry.article, entry.number, there, text or WORDS[there], by=by, seen=seen)


def rows(article, at=None):
    """Return [(number, language, text)] of the live entries, newest first."""
    found = LiveEntry.objects.live(at).filter(article=article).newest_first()
    return list(found.values_list("number", "language", "text"))
