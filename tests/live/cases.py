"""Live coverage that tests begin with."""

from newsroom.live.models import LiveEntry
from newsroom.live.publication import begin_coverage, post_entry, translate_entry
from tests.factories import make_published

WORDS = {
    "en": "The harbor gate opened at nine.",
    "ko": "항구의 문이 아홉 시에 열렸다.",
}


def make_live(*, by=None, languages=("en", "ko"), **fields):
    """A published story whose live coverage has begun."""
    article = make_published(languages=languages, **fields)
    begin_coverage(article, by=by)
    return article


def post(article, language="en", text="", *, by=None, **options):
    """An entry, with words of its language if none are given."""
    return post_entry(article, language, text or WORDS[language], by=by, **options)


def translate(entry, text="", *, by=None, seen=None):
    """The other language of an entry."""
    there = "ko" if entry.language == "en" else "en"
    seen = seen or entry.version
    return translate_entry(entry.article, entry.number, there, text or WORDS[there], by=by, seen=seen)


def rows(article, at=None):
    """[(number, language, text)] of what readers have, the newest first."""
    found = LiveEntry.objects.live(at).filter(article=article).newest_first()
    return list(found.values_list("number", "language", "text"))
