"""References for the engine: terms of the glossary, and former translations that give nothing away."""

from collections.abc import Iterable, Sequence

from articles.models import Edition, other
from articles.text.glossary import GlossaryEntry, term_wordings
from articles.text.segments import Segment
from newsroom.machine_translation.engines.engine import TermHint, TranslationExample
from newsroom.translations.memory.entries import words_only
from newsroom.translations.memory.matches import MemoryMatch, memory_matches

MOST_TERMS, MOST_EXAMPLES, MATCHES_A_SEGMENT = 20, 5, 2


def term_hints(
    segments: Sequence[Segment], source_language: str, entries: Iterable[GlossaryEntry]
) -> tuple[TermHint, ...]:
    """Return the wordings of the terms that segments name, each once."""
    text = "\n".join(segment.words for segment in segments)
    found = term_wordings(text, source_language, entries)
    hints = [TermHint(one.found[0].form, one.first) for one in found if one.first]
    return tuple(dict.fromkeys(hints))[:MOST_TERMS]


def translation_examples(texts: Sequence[str], source_language: str) -> tuple[TranslationExample, ...]:
    """Return the closest former translations of texts with numbered tags, the best first.

    Only those from files, and those whose both sides readers have: the memory also has approved translations
    of stories that are not published.
    """
    found = [
        match
        for text in texts
        for match in memory_matches(text, source_language=source_language, limit=MATCHES_A_SEGMENT)
    ]
    found.sort(key=lambda match: -match.score)
    public = _PublicWords(found, source_language)
    examples = [
        TranslationExample(words_only(one.entry.source_text), words_only(one.entry.target_text))
        for one in found
        if public.has(one)
    ]
    return tuple(dict.fromkeys(examples))[:MOST_EXAMPLES]


class _PublicWords:
    """The words that readers have of the stories of matches, in both languages. One query."""

    def __init__(self, matches: list[MemoryMatch], source_language: str):
        self.languages = (source_language, other(source_language))
        stories = {match.entry.article_id for match in matches if match.entry.article_id}
        self.words = {}
        for edition in Edition.objects.live().of_articles(stories) if stories else ():
            words = {segment.words for segment in edition.segments}
            self.words[edition.article_id, edition.language] = words

    def has(self, match: MemoryMatch) -> bool:
        entry = match.entry
        if entry.article_id is None:
            return bool(entry.origin)
        sides = zip(self.languages, (entry.source_text, entry.target_text), strict=True)
        return all(
            words_only(text) in self.words.get((entry.article_id, language), ()) for language, text in sides
        )
