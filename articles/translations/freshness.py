"""Freshness of translations, computed from both texts of the working copy and never stored.

TranslatedSegment keeps the source that a segment was made from; this module compares it with the current
source, for the admin, the translation screen and preflight. Queries that filter by freshness compare digests
instead: LanguageProgress.is_stale.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from articles.models import Article, LanguageProgress, TranslatedSegment, Wanted, other
from articles.text.freshness import (
    WORDLESS,
    Freshness,
    is_fully_translated,
    translation_units,
)
from articles.text.segments import RecordedTranslation, Segment, segments_digest, segments_of
from articles.text.sentences import count_words


@dataclass
class Translation:
    """A translation of a story and its source.

    source, target  the Segments of both texts; for briefs only headline and summary
    recorded        the RecordedTranslations of its TranslatedSegments, in order
    """

    source: list
    target: list
    recorded: list = field(default_factory=list)

    @cached_property
    def units(self):
        return translation_units(self.source, self.target, self.recorded)

    @property
    def is_whole(self):
        """Return whether no segment needs to be translated, checked or removed."""
        return bool(self.target) and is_fully_translated(self.units)

    @cached_property
    def open_units(self):
        return [unit for unit in self.units if not unit.is_settled]

    @cached_property
    def unit_ids(self) -> list[str]:
        """The id of each unit. A screen or file uses it to find the unit again.

        If the unit has a source, the id contains its digest, so the id changes when the source changes.
        """
        counts, ids = Counter(), []
        for unit in self.units:
            side, segments = ("s", self.sources_of(unit)) if unit.sources else ("t", self.targets_of(unit))
            key = side + (segments[0].key[:16] if segments else "0")
            counts[key] += 1
            ids.append(f"{key}.{counts[key]}")
        return ids

    @cached_property
    def _ids_by_unit(self):
        """{id() of a TranslationUnit, which is not hashable: its unit id}."""
        return dict(zip(map(id, self.units), self.unit_ids, strict=True))

    def displayed(self, unit):
        sources = self.sources_of(unit)
        sources_then = unit.recorded.sources if unit.recorded else ()
        return DisplayedUnit(
            name=self._ids_by_unit[id(unit)],
            source=segments_stamp(sources),
            target=segments_stamp(self.targets_of(unit)),
            before=" ".join(segment.words for segment in sources_then),
            now=" ".join(segment.words for segment in sources),
        )

    def index_of(self, unit_id, row=None) -> int | None:
        """Return the index of the unit with an id or with a TranslatedSegment; None if it is gone.

        row  primary key of the TranslatedSegment, which stays when the id changes with the source; or None
        """
        for index, (unit, own_id) in enumerate(zip(self.units, self.unit_ids, strict=True)):
            own_row = unit.recorded and unit.recorded.row
            if own_id == unit_id or (row and own_row and own_row.pk == row):
                return index
        return None

    def sources_of(self, unit):
        return [self.source[place] for place in unit.sources]

    def targets_of(self, unit):
        return [self.target[place] for place in unit.targets]


def segments_stamp(segments: Sequence[Segment]) -> str:
    """Return a short digest of the displayed text of segments: 16 hexadecimal digits, "" for none."""
    return segments_digest(segments)[:16]


@dataclass(frozen=True)
class DisplayedUnit:
    """A unit of a Translation as displayed on a page.

    A form posts these values back to identify the accepted unit and to detect later changes.

    name            its id, see Translation.unit_ids
    source, target  the stamps of both sides, see segments_stamp
    before, now     words of the source that it was translated from, and of the current source
    """

    name: str
    source: str
    target: str
    before: str
    now: str


@dataclass(frozen=True)
class Workload:
    """The work left in a translation.

    words  number of source words in all segments that need new words; a stale segment counts in full
    done   number of segments that need no work, out of `total`, which have or had a source
    """

    words: int
    done: int
    total: int

    @classmethod
    def of(cls, translation, language):
        counted = [unit for unit in translation.units if unit.state != Freshness.ADDED]
        to_write = [unit for unit in translation.open_units if unit.state not in WORDLESS]
        sources = [segment for unit in to_write for segment in translation.sources_of(unit)]
        return cls(
            words=sum(count_words(segment.words, other(language)) for segment in sources),
            done=sum(unit.is_settled for unit in counted),
            total=len(counted),
        )


def wanted_segments(article, language, wanted=Wanted.FULL) -> list[Segment]:
    """Return the Segments of one language of a working copy that are wanted in translation."""
    title, summary, body = (article.text(name, language) for name in ("title", "summary", "body"))
    return segments_of(title, summary, "" if wanted == Wanted.BRIEF else body)


def translation_of(
    article: Article, progress: LanguageProgress, kept: Iterable[TranslatedSegment] | None = None
) -> Translation:
    """Return the Translation of a story into the language of a LanguageProgress.

    kept  its TranslatedSegments in order, if already read; otherwise this takes one query
    """
    language, wanted = progress.language, progress.wanted
    if kept is None:
        kept = TranslatedSegment.objects.filter(article=article, language=language)
    source = wanted_segments(article, other(language), wanted)
    return Translation(source, wanted_segments(article, language, wanted), recorded_from_rows(kept, wanted))


def stale_event_details(story, language: str) -> dict[str, int]:
    """Return the details of an event about a source: {"stale": number of segments that need work}.

    {} if the language is not the source, or its translation was never complete, or still is.

    story  the LockedStory
    """
    row = story.progress[other(language)]
    if language != story.article.source_language or row.wanted == Wanted.NOTHING:
        return {}
    if row.translated_digest in ("", row.source_digest):
        return {}
    return {"stale": len(translation_of(story.article, row, story.rows.translated).open_units)}


def read_translations(
    rows: list[LanguageProgress] | QuerySet[LanguageProgress],
) -> list[tuple[LanguageProgress, Translation]]:
    """Return [(LanguageProgress, its Translation)] for rows read with their stories' texts. One query."""
    kept = defaultdict(list)
    for one in TranslatedSegment.objects.filter(article__in={row.article_id for row in rows}):
        kept[one.article_id, one.language].append(one)
    return [(row, translation_of(row.article, row, kept[row.article_id, row.language])) for row in rows]


def recorded_from_rows(
    kept: Iterable[TranslatedSegment], wanted: str = Wanted.FULL
) -> list[RecordedTranslation]:
    """Return the RecordedTranslations of rows; for a brief, only headline and summary."""
    recorded = [row.recorded() for row in kept]
    if wanted != Wanted.BRIEF:
        return recorded
    return [
        translation
        for translation in recorded
        if any(segment.is_above for segment in (*translation.sources, *translation.targets))
    ]


def current_pairs(article: Article, language: str) -> list[tuple[str, str, str]]:
    """Return [(role, source HTML, target HTML)] of all current and finished segments, in order.

    Machine drafts that no one has changed are left out.
    """
    translation = translation_of(article, LanguageProgress.objects.get(article=article, language=language))
    pairs = []
    for unit in translation.units:
        if unit.state != Freshness.CURRENT or unit.is_draft:
            continue
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        source = " ".join(segment.html for segment in sources)
        target = " ".join(segment.html for segment in targets)
        origin = unit.recorded.machine if unit.recorded else None
        is_by_people = origin is None or origin.percent_changed(target) > 0
        if source and target and is_by_people:
            pairs.append((sources[0].role, source, target))
    return pairs
