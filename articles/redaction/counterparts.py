"""Counterparts of redacted words in the other language, offered to the user for selection.

A name that is removed in one language would remain in the other, where it is spelled differently. The other
spelling is searched for in the rows that contain the words: in the column of a name or term for the other
language, and by its sound in facing passages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from articles.models import Article, Edition, EditionKind, Language, Term, TranslatedSegment, localized, other
from articles.redaction.passages import column_language, plain_lines
from articles.redaction.registry import Occurrence, Removal, find_occurrences, is_confidential, owner_of
from articles.text.edition_alignment import alignment_fits, recorded_translations
from articles.text.freshness import translation_units
from articles.text.name_sounds import names_by_sound
from articles.text.script import HANGUL, OTHER_LANGUAGE
from articles.text.segments import Segment, segments_of

NAMES = {"name", "short", "synonyms"}  # bilingual columns with names of people or things
MOST_OFFERED, MOST_UNANSWERED = 40, 40  # maximum of counterparts, and of passages without a counterpart
LONGEST_NAME = 100  # characters; longer texts are not offered as names


def find_counterparts(removal: Removal) -> "CounterpartSearch":
    """Return the CounterpartSearch for expressions in all rows, except confidential ones."""
    occurrences = (
        occurrence for occurrence in find_occurrences(removal) if not is_confidential(occurrence.row)
    )
    return CounterpartSearch(removal, occurrences)


def expression_language(expression: str) -> str:
    return Language.KO if HANGUL.search(expression) else Language.EN


@dataclass(frozen=True)
class FacingPassage:
    """A passage with words to remove, and its facing passage in the other language.

    owner  (model name, id) of the story or other object
    """

    language: str
    text: str
    facing: str
    owner: tuple[str, int] | None

    @property
    def other_language(self) -> str:
        return OTHER_LANGUAGE[self.language]


@dataclass
class Counterpart:
    """Words of the other language that may correspond to expressions of a redaction.

    expressions  the expressions that they may correspond to
    models       labels of models (authors, terms, …) with a row that has an expression in one language and
                 these words in the other
    passages     number of passages with these words that face a passage with an expression
    is_certain   whether the name in such a row is exactly the expression
    """

    words: str
    expressions: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    passages: int = 0
    is_certain: bool = False

    @property
    def language(self) -> str:
        return expression_language(self.words)


class CounterpartSearch:
    """Search for counterparts of expressions, in the rows with these expressions.

    removal      the Removal of the expressions
    occurrences  its Occurrences
    """

    def __init__(self, removal: Removal, occurrences: Iterable[Occurrence]):
        self.removal, self.occurrences = removal, list(occurrences)

    @cached_property
    def facing(self) -> list[FacingPassage]:
        """The FacingPassages of all rows with an alignment, each pair of texts once."""
        pairs = [*self._pairs_of_rows(), *self._pairs_of_stories(), *self._pairs_of_editions()]
        hits = (pair for pair in pairs if self.removal.places(pair.text) and pair.facing)
        return list({(pair.text, pair.facing): pair for pair in hits}.values())

    def unanswered(self, chosen: Removal) -> list[FacingPassage]:
        """Return up to MOST_UNANSWERED FacingPassages with a `facing` side that `chosen` does not change.

        chosen  the Removal of the counterparts that the user has chosen
        """
        pairs = [pair for pair in self.facing if not chosen.places(pair.facing)]
        return pairs[:MOST_UNANSWERED]

    def unmatched(self, chosen: Removal) -> list[str]:
        """Return the expressions without a Counterpart and without a facing passage that `chosen` changes."""
        matched = {expression for counterpart in self.counterparts for expression in counterpart.expressions}
        for pair in self.facing:
            if chosen.places(pair.facing):
                matched.update(self._matching(pair.text))
        return [expression for expression in self.removal.expressions if expression not in matched]

    @cached_property
    def counterparts(self) -> list[Counterpart]:
        """The Counterparts, certain ones first, then the most frequent; MOST_OFFERED at most."""
        by_words: dict[str, Counterpart] = {}
        for expression, words, model, is_whole in self._names():
            counterpart = by_words.setdefault(words, Counterpart(words))
            counterpart.expressions.add(expression)
            counterpart.models.add(model)
            counterpart.is_certain = counterpart.is_certain or is_whole
        for expression, words in self._sounds():
            counterpart = by_words.setdefault(words, Counterpart(words))
            counterpart.expressions.add(expression)
            counterpart.passages += 1
        asked = {expression.casefold() for expression in self.removal.expressions}
        left = [counterpart for counterpart in by_words.values() if counterpart.words.casefold() not in asked]
        ranked = sorted(
            left,
            key=lambda counterpart: (not counterpart.is_certain, -counterpart.passages, counterpart.words),
        )
        return ranked[:MOST_OFFERED]

    def _matching(self, text: str) -> list[str]:
        """Return the expressions that a text contains."""
        return [expression for expression, removal in self._removals.items() if removal.places(text)]

    @cached_property
    def _removals(self):
        return {expression: Removal([expression]) for expression in self.removal.expressions}

    def _names(self) -> Iterator[tuple[str, str, str, bool]]:
        """Yield (expression, name in the other language, model label, whether it is the whole name)."""
        for row, base, language in self._bilingual_columns():
            if base not in NAMES:
                continue
            text, there = getattr(row, localized(base, language)), OTHER_LANGUAGE[language]
            names = row.forms(there) if isinstance(row, Term) else [getattr(row, localized(base, there))]
            for expression in self._matching(text):
                is_whole = any(line.casefold() == expression.casefold() for line in text.splitlines())
                for name in names:
                    if name and len(name) <= LONGEST_NAME and expression_language(name) == there:
                        yield expression, name, row._meta.label_lower, is_whole

    def _sounds(self) -> Iterator[tuple[str, str]]:
        """Yield (expression, words) for words of each facing passage that sound like an expression."""
        for pair in self.facing:
            for expression in self._matching(pair.text):
                if expression_language(expression) == pair.language:
                    for words in names_by_sound(expression, pair.facing):
                        if expression_language(words) == pair.other_language:
                            yield expression, words

    def _bilingual_columns(self) -> Iterator[tuple]:
        """Yield (row, column name without its language, language of the hit) of columns in both languages."""
        for occurrence in self.occurrences:
            for name in occurrence.changes:
                base, _sign, language = name.rpartition("_")
                if language in OTHER_LANGUAGE and localized(base, OTHER_LANGUAGE[language]) in vars(
                    occurrence.row
                ):
                    yield occurrence.row, base, language

    def _pairs_of_rows(self) -> Iterator[FacingPassage]:
        """Yield the pairs of rows with one column per language, or with a source and its translation."""
        for row, base, language in self._bilingual_columns():
            if not isinstance(row, Article | Article.history.model) and base not in NAMES:
                here, there = (
                    plain_lines(getattr(row, localized(base, code)))
                    for code in (language, OTHER_LANGUAGE[language])
                )
                yield FacingPassage(language, here, there, owner_of(row))
        for occurrence in self.occurrences:
            for name in occurrence.changes:
                side, sign, rest = name.partition("_")
                facing = {"source": "target", "target": "source"}.get(side, "") + sign + rest
                if facing in vars(occurrence.row) and facing != name:
                    row, language = occurrence.row, column_language(occurrence.row, name)
                    if language:
                        texts = plain_lines(getattr(row, name)), plain_lines(getattr(row, facing))
                        yield FacingPassage(language, *texts, owner_of(row))

    def _pairs_of_stories(self) -> Iterator[FacingPassage]:
        """Yield the pairs of working copies, with the alignment recorded by translators. One query."""
        stories = [occurrence.row for occurrence in self.occurrences if isinstance(occurrence.row, Article)]
        kept = defaultdict(list)
        rows = TranslatedSegment.objects.filter(article__in=[story.pk for story in stories])
        for segment in rows.order_by("position") if stories else ():
            kept[segment.article_id].append(segment)
        for story in stories:
            source = Language(story.source_language)
            texts = {
                language: segments_of(*(story.text(name, language) for name in ("title", "summary", "body")))
                for language in Language
            }
            recorded = [segment.recorded() for segment in kept[story.pk]]
            yield from _aligned(texts, source, recorded, ("article", story.pk))

    def _pairs_of_editions(self) -> Iterator[FacingPassage]:
        """Yield the pairs of each edition with its source edition and with editions translated from it.

        If there are none, pair it with the latest edition in the other language. One query.
        """
        hits = [occurrence.row for occurrence in self.occurrences if isinstance(occurrence.row, Edition)]
        rows = Edition.objects.filter(article__in={edition.article_id for edition in hits})
        by_story = defaultdict(list)
        for edition in rows.exclude(kind__in=EditionKind.NOTICES).order_by("number") if hits else ():
            by_story[edition.article_id].append(edition)
        for edition in hits:
            there = [
                candidate
                for candidate in by_story[edition.article_id]
                if candidate.language != edition.language
            ]
            related = [
                candidate
                for candidate in there
                if _is_made_from(edition, candidate) or _is_made_from(candidate, edition)
            ]
            for facing in related or there[-1:]:
                yield from _edition_pairs(edition, facing)


def _is_made_from(translation, source):
    return translation.source_number == source.number


def _edition_pairs(edition, facing):
    translation, source = (edition, facing) if _is_made_from(edition, facing) else (facing, edition)
    texts = {Language(side.language): side.segments for side in (edition, facing)}
    stored = translation.printed.get("alignment")
    sides = source.segments, translation.segments
    recorded = recorded_translations(stored, *sides) if stored and alignment_fits(stored, *sides) else []
    yield from _aligned(texts, Language(source.language), recorded, ("article", edition.article_id))


def _aligned(
    texts: dict[Language, list[Segment]], source: Language, recorded, owner
) -> Iterator[FacingPassage]:
    """Yield both directions of each pair of segments of a text and its translation."""
    sides = texts[source], texts[other(source)]
    for unit in translation_units(*sides, recorded):
        here, there = (
            " ".join(side[index].words for index in indexes)
            for side, indexes in zip(sides, (unit.sources, unit.targets), strict=True)
        )
        yield FacingPassage(str(source), here, there, owner)
        yield FacingPassage(str(other(source)), there, here, owner)
