"""What is checked between a source and its translation, segment by segment. Pure: knows no database.

Precision first: a check that cries wolf is switched off.
"""

from collections.abc import Iterable

from articles.checks.translation import glossary, length, markdown, numbers, quotes, scripts, tags
from articles.checks.translation.pair import Discrepancy, SegmentPair
from articles.text.glossary import GlossaryEntry

__all__ = ["Discrepancy", "SegmentPair", "discrepancies"]


def discrepancies(
    pair: SegmentPair, terms: Iterable[GlossaryEntry] = (), elsewhere: Iterable[GlossaryEntry] = ()
) -> list[Discrepancy]:
    """The Discrepancies of a Pair; none while its target is empty.

    terms      those of the glossary in force on the day of the story
    elsewhere  those that another segment of the translation names: Korean does not repeat what is known
    """
    if not pair.target_inline.text.strip():
        return []
    # What is not in its language yet says nothing about figures, names and length.
    if found := [*scripts.untranslated(pair)] or [*scripts.script(pair)]:
        return found
    return [
        *numbers.numbers(pair),
        *glossary.glossary(pair, tuple(terms), frozenset(elsewhere)),
        *quotes.quotes(pair),
        *markdown.markdown(pair),
        *scripts.script_of_source(pair),
        *length.length(pair),
        *tags.tags(pair),
    ]
