"""Comparison of a live translation with its source, and its passages whose source has changed since."""

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

MOST_FIXED = 10  # later source editions whose quick fixes are taken into account


@dataclass
class TranslationComparison:
    """Comparison of a live translation with its live source.

    source, target   both texts as Segments
    units            the TranslationUnits that align them
    translated_keys  keys of the segments of the source as translated; those that the translation lacks were
                     left out on purpose
    public           passages of the source as translated that are still public at the address of its edition
    fixed            {passage of the source as translated: its text after quick fixes}
    has_news         result of is_behind_source
    """

    source: list
    target: list
    units: list
    translated_keys: set
    public: set
    fixed: dict
    has_news: bool

    @classmethod
    def of(cls, translation, source, past):
        """Compare two live editions. One query if the source has a newer edition than the translated one.

        past  past and current editions of the story in both languages
        """
        target = translation.segments
        translated, public, fixed = _source_as_translated(translation, source, past)
        alignment = translation.printed.get("alignment") if translated is not None else None
        # If the alignment does not fit, the source number no longer refers to the translated text.
        if alignment and not edition_alignment.alignment_fits(alignment, translated, target):
            translated, alignment = None, None
        if translated is None:
            translated = source.segments
        if alignment is None:  # none is stored, or its source was never live: align again
            alignment = edition_alignment.make_alignment(translated, target, [])
        recorded = edition_alignment.recorded_translations(alignment, translated, target)
        return cls(
            source=source.segments,
            target=target,
            units=translation_units(source.segments, target, recorded),
            translated_keys={segment.key for segment in translated},
            public=public,
            fixed=fixed,
            has_news=is_behind_source(translation, past),
        )

    def before(self, unit):
        """Return the source text that a unit was translated from, or "". Not always public: see changes().

        Later quick fixes are applied, so that fixed typos do not count as changes.
        """
        sources = unit.recorded.sources if unit.recorded else []
        return " ".join(self.fixed.get(segment.words, segment.words) for segment in sources)

    def now(self, unit):
        """Return the current source text of a unit; "" if the source no longer has it."""
        return " ".join(self.source[index].words for index in unit.sources)

    def changes(self, unit):
        """Return the changed sentences of a unit's source as lists of Pieces.

        If the old text is not public, return only the new text, or [] if there is none. It is not public if
        the translation was made from a draft, from a scheduled edition, or from an edition that was taken
        back. Sentences with a quick fix are shown as fixed.
        """
        now = self.now(unit)
        public = self.public | self.fixed.keys()
        if unit.recorded is None or all(segment.words in public for segment in unit.recorded.sources):
            return compare_sentences(self.before(unit), now)
        return [[Piece("same", now)]] if now else []

    def is_outdated(self, unit: TranslationUnit) -> bool:
        """Return whether the source of a unit was added, changed or removed since the translation."""
        was_there = any(self.source[index].key in self.translated_keys for index in unit.sources)
        is_added = unit.state == Freshness.NEW and not was_there
        has_changed = is_added or unit.state in (Freshness.STALE, Freshness.REMOVED)
        return has_changed and self.before(unit) != self.now(unit)


def is_behind_source(translation: Edition, past: list[Edition]) -> bool:
    """Return whether the source has newer announced editions, or a passage translates an older text."""
    if translation.source_number is None:
        return False
    alignment = translation.printed.get("alignment") or []
    is_made_from_older = any(before for _sources, _targets, before in alignment)
    return newer_source_number(translation, past) is not None or is_made_from_older


def _source_as_translated(translation, source, past):
    """Return (Segments, `public`, `fixed`) of the source as translated, for TranslationComparison.

    The Segments are None if the translated edition of the source has never been live. The other two are empty
    in this case, and if that edition was taken back.
    """
    number = translation.source_number
    if number not in [edition.number for edition in past if edition.language == source.language]:
        return None, set(), {}
    announced = announced_by_number(past, source.language)
    version = announced[max(other for other in announced if other <= number)]
    if notice_after(announced, version.number):
        return _source_texts(source, {number})[number].segments, set(), {}
    later = [edition for edition in announced.values() if edition.number > version.number and edition.minor]
    fixes = [(number, version.last), *((edition.number, edition.last) for edition in later[-MOST_FIXED:])]
    texts = _source_texts(source, {number for pair in fixes for number in pair})
    words = {number: [segment.words for segment in text.segments] for number, text in texts.items()}
    public = set(words[version.last])
    return texts[number].segments, public, fixed_passages(words[number], fixes, words)


def _source_texts(source, numbers):
    """Return {number: edition} of the source. One query, or none if only the live edition is needed."""
    texts = {source.number: source}
    if numbers - set(texts):
        editions = Edition.objects.of(source.article_id, source.language).filter(number__in=numbers)
        texts |= {edition.number: edition for edition in editions}
    return texts


def fixed_passages(before, fixes, words):
    """Return {passage: its text after later quick fixes} of the passages that these fixes changed.

    before  passages of the text
    fixes   [(edition number, number of its last quick fix)], oldest first
    words   {edition number: its passages}
    """
    after = before
    for announced, last in fixes:
        after = apply_corrections(after, words[announced], words[last])
    # Only passages that were neither split nor joined.
    pairs = [(before[i], after[k]) for i, j, k, m in edit_steps(before, after) if j - i == m - k == 1]
    return {passage: fixed for passage, fixed in pairs if fixed != passage and before.count(passage) == 1}


LONGEST = 160  # characters shown of a passage


class OutdatedPassage(NamedTuple):
    """A passage of a translation whose source has changed.

    text     its beginning; "" if the translation does not have the passage
    changes  result of TranslationComparison.changes
    """

    text: str
    changes: list


def outdated_passages(editions: StoryEditions, past: list[Edition]) -> list[OutdatedPassage]:
    """Return the OutdatedPassages of a live translation; [] without a query if the source is unchanged.

    Return [] also if one of the two is a brief.
    """
    here, there = editions.here, editions.live_there
    if there is None or there.is_brief or here.is_brief or not is_behind_source(here, past):
        return []
    comparison = TranslationComparison.of(here, there, past)
    return [_outdated_passage(comparison, unit) for unit in comparison.units if comparison.is_outdated(unit)]


def _outdated_passage(comparison, unit):
    text = " ".join(comparison.target[index].words for index in unit.targets)
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + "…"
    return OutdatedPassage(text, comparison.changes(unit))
