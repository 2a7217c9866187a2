"""Comparison of a live translation with its source, and the passages that the source has changed since."""

from dataclasses import dataclass
from typing import NamedTuple

from articles.models.edition import Edition
from articles.text import edition_alignment
from articles.text.differences import Piece, compare_sentences
from articles.text.freshness import Freshness, TranslationUnit, translation_units
from articles.text.merge import apply_corrections, edit_steps
from newsroom.public.story_editions import (
    StoryEditions,
    announced_by_number,
    newer_source_number,
    notice_after,
)

MOST_MENDED = 10  # later versions whose quick fixes are recognised


@dataclass
class TranslationComparison:
    """Both texts as Segments, and the Units that align them."""

    source: list
    target: list
    units: list
    known: set  # keys of the source's segments when it was translated: missing ones were left out on purpose
    public: set  # passages of that text that readers can still read at the address of its edition
    mended: dict  # {passage of that text: the same after quick fixes}
    has_news: bool  # whether a change of the source was announced since; a fixed typo is not

    @classmethod
    def read(cls, translation, source, past):
        """Compare two live editions; one query if the translated source is no longer live."""
        target = translation.segments
        then, public, mended = _source_as_translated(translation, source, past)
        kept = translation.printed.get("alignment") if then is not None else None
        # The number now belongs to another text.
        if kept and not edition_alignment.alignment_fits(kept, then, target):
            then, kept = None, None
        then = source.segments if then is None else then
        if kept is None:  # no alignment was stored, or its text was never live: align again
            kept = edition_alignment.make_alignment(then, target, [])
        made = edition_alignment.recorded_translations(kept, then, target)
        found = translation_units(source.segments, target, made)
        return cls(
            source=source.segments,
            target=target,
            units=found,
            known={segment.key for segment in then},
            public=public,
            mended=mended,
            has_news=is_behind_source(translation, past),
        )

    def before(self, unit):
        """Return the words of the source that a unit was translated from; they may not be public.

        Typos that were fixed since are fixed, so that they are not shown as changes.
        """
        sources = unit.made.sources if unit.made else []
        return " ".join(self.mended.get(one.words, one.words) for one in sources)

    def now(self, unit):
        return " ".join(self.source[place].words for place in unit.sources)

    def changes(self, unit):
        """Return the sentences of the source that differ, or its new text if the old is not public.

        The old text is not public if the translation was made from a draft, from a scheduled edition, or from
        one that was taken back. Sentences with a quick fix are shown as fixed.
        """
        now = self.now(unit)
        known = self.public | set(self.mended)
        if unit.made is None or all(one.words in known for one in unit.made.sources):
            return compare_sentences(self.before(unit), now)
        return [[Piece("same", now)]] if now else []

    def is_outdated(self, unit: TranslationUnit) -> bool:
        """Return whether the source has added it since, or now says something else."""
        is_known = any(self.source[place].key in self.known for place in unit.sources)
        has_changed = unit.state in (Freshness.STALE, Freshness.REMOVED)
        has_changed = has_changed or (unit.state == Freshness.NEW and not is_known)
        return has_changed and self.before(unit) != self.now(unit)


def is_behind_source(translation: Edition, past: list[Edition]) -> bool:
    """Return whether the source has changed for readers since the translation, or had before it."""
    if translation.source_number is None:
        return False
    made_from_older = any(before for _sources, _targets, before in translation.printed.get("alignment") or [])
    return newer_source_number(translation, past) is not None or made_from_older


def _source_as_translated(translation, source, past):
    """Return (Segments of the source when translated, its public passages, its fixed passages).

    The Segments are None if that edition was never live: it is scheduled, or was cancelled.
    """
    number = translation.source_number
    if number not in [one.number for one in past if one.language == source.language]:
        return None, set(), {}
    announced = announced_by_number(past, source.language)
    version = announced[max(one for one in announced if one <= number)]
    if notice_after(announced, version.number):
        return _source_texts(source, {number})[number].segments, set(), {}
    later = [one for one in announced.values() if one.number > version.number and one.minor]
    fixes = [(number, version.last), *((one.number, one.last) for one in later[-MOST_MENDED:])]
    texts = _source_texts(source, {number for pair in fixes for number in pair})
    words = {number: [segment.words for segment in text.segments] for number, text in texts.items()}
    public = set(words[version.last])
    return texts[number].segments, public, mended_passages(words[number], fixes, words)


def _source_texts(source, numbers):
    """Return {number: edition} of the source; the live one needs no query."""
    texts = {source.number: source}
    if numbers - set(texts):
        found = Edition.objects.of(source.article_id, source.language).filter(number__in=numbers)
        texts |= {edition.number: edition for edition in found}
    return texts


def mended_passages(then, fixes, words):
    """Return {passage: the same after later quick fixes} of a text.

    fixes  [(edition number, number of its last quick fix)], oldest first
    words  {number: passages}
    """
    now = then
    for announced, last in fixes:
        now = apply_corrections(now, words[announced], words[last])
    pairs = [(then[i], now[k]) for i, j, k, m in edit_steps(then, now) if j - i == m - k == 1]
    return {passage: mended for passage, mended in pairs if mended != passage and then.count(passage) == 1}


SHOWN = 160  # characters of a passage that are shown


class OutdatedPassage(NamedTuple):
    """A passage of the translation, "" if it is missing, and the changes of its source.

    changes  the sentences that differ, from articles.text.differences; [] if the source removed it and the
             old words are not public
    """

    text: str
    changes: list


def outdated_passages(editions: StoryEditions, past: list[Edition]) -> list[OutdatedPassage]:
    """Return the outdated passages of a live translation; [] without a query if the source is unchanged."""
    here, there = editions.here, editions.live_there
    if there is None or there.is_brief or here.is_brief or not is_behind_source(here, past):
        return []
    comparison = TranslationComparison.read(here, there, past)
    return [_outdated_passage(comparison, unit) for unit in comparison.units if comparison.is_outdated(unit)]


def _outdated_passage(comparison, unit):
    text = " ".join(comparison.target[place].words for place in unit.targets)
    if len(text) > SHOWN:
        text = text[:SHOWN].rsplit(" ", 1)[0] + "…"
    return OutdatedPassage(text, comparison.changes(unit))
