"""Freshness and provenance of translations.

Freshness is computed from both texts of the working copy and never stored: TranslatedSegment keeps the source
that a segment was made from, and a Translation compares it with the current source, for the admin, the
translation screen and preflight. Queries that filter by freshness compare digests instead:
LanguageProgress.is_stale.

Provenance is that recorded source. EditSession.finish calls record_provenance in each save. On the
translation screen, the translator declares the source. Elsewhere it is found by aligning both texts: an
existing segment keeps its source even if it is rewritten; a new segment gets the current source.

If a segment is wrongly shown as stale, compare source_html of its TranslatedSegment with the current source:
they differ in words. translated_by and translated_at say who recorded it. articles.text.freshness compares.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article, Language, LanguageProgress, TranslatedSegment, Wanted, other
from articles.text.freshness import (
    WORDLESS,
    Freshness,
    TranslationUnit,
    is_fully_translated,
    translation_units,
)
from articles.text.segments import RecordedTranslation, Segment, segments_digest, segments_of
from articles.text.sentences import count_words

UPDATED_FIELDS = "position source_html target_html reason is_draft translated_by translated_at".split()
UPDATED_FIELDS += (
    "machine_engine machine_model machine_html machine_at machine_changed confirmed_by confirmed_at".split()
)


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
        """Return whether there is a translation and none of its segments needs work."""
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
        """{id(unit): its unit id}, because TranslationUnits are not hashable."""
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

        row  primary key of its TranslatedSegment, which stays the same if the id changes with the source
        """
        for index, (unit, own_id) in enumerate(zip(self.units, self.unit_ids, strict=True)):
            own_row = unit.recorded and unit.recorded.row
            if own_id == unit_id or (row and own_row and own_row.pk == row):
                return index
        return None

    def record_aligned_units(self):
        """Set `recorded` of the translated units that were found by alignment only."""
        for unit in self.units:
            if unit.recorded is None and unit.targets:
                sources, targets = self.sources_of(unit), self.targets_of(unit)
                unit.recorded = RecordedTranslation(tuple(sources), tuple(targets))

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
    done   number of segments that need no work
    total  number of segments that have a source or had one
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

    {} if the language is not the source, or if its translation is not requested, was never complete, or is
    still current.

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
    for segment in TranslatedSegment.objects.filter(article__in={row.article_id for row in rows}):
        kept[segment.article_id, segment.language].append(segment)
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


def record_provenance(
    edit, after, parts: set[str], *, recorded: list[RecordedTranslation] | None = None
) -> Translation:
    """Record the provenance of a translation in a save. Return the Translation as its rows now describe it.

    The rows are written. The digests of both languages are set on edit.progress, which the caller saves.

    edit      the EditSession that is being finished
    after     the Snapshot that it writes
    parts     the changed parts, from "en", "ko" and "filing"
    recorded  the RecordedTranslations declared by a translator; None to find them by alignment
    """
    source_language = edit.article.source_language
    language = other(source_language)
    row, before = edit.progress[language], edit.before
    rows = edit.rows.translated
    del edit.rows.translated  # clear the cached property: its rows are written below and must be read again
    if before.filing["source_language"] != source_language:
        rows = _swap_languages(rows, language)
    if row.wanted == Wanted.BRIEF:  # body rows stay as they are until the body is wanted again
        rows = [segment for segment in rows if recorded_from_rows([segment], Wanted.BRIEF)]
    texts = {code: _snapshot_segments(after, code, row.wanted) for code in Language}
    for code in Language:
        edit.progress[code].segments_digest = segments_digest(_snapshot_segments(after, code))
        edit.progress[code].opening_digest = segments_digest(_snapshot_segments(after, code, Wanted.BRIEF))
    is_stated = recorded is not None
    if recorded is None:
        recorded = _recorded_before(before, rows, source_language, row.wanted)
    translation = Translation(texts[source_language], texts[language], recorded)
    if not is_stated and {language, source_language} <= parts:
        translation = _pair_rewritten_segments(translation, before, source_language, row.wanted)
    _set_digests(edit.progress[source_language], row, is_whole=translation.is_whole)
    if language in parts or source_language in parts or recorded or rows:
        translation = _write_rows(edit.article, language, translation, rows, by=edit.by)
    return translation


def _set_digests(source_row, row, *, is_whole):
    """Set the digests that queries use to find stale translations: see articles.models.stages.is_stale."""
    source_row.source_digest, source_row.translated_digest = None, ""
    row.source_digest = (
        source_row.opening_digest if row.wanted == Wanted.BRIEF else source_row.segments_digest
    )
    if is_whole:
        row.translated_digest = row.source_digest
    elif row.translated_digest == row.source_digest:
        row.translated_digest = ""


def _snapshot_segments(snapshot, language, wanted=Wanted.FULL):
    text = snapshot.text[language]
    return segments_of(text["title"], text["summary"], "" if wanted == Wanted.BRIEF else text["body"])


def _recorded_before(before, rows, source_language, wanted):
    """Return the RecordedTranslations of the rows; without rows, align the texts before this save."""
    if rows:
        return recorded_from_rows(rows, wanted)
    source = _snapshot_segments(before, source_language, wanted)
    target = _snapshot_segments(before, other(source_language), wanted)
    translation = Translation(source, target)
    return [
        RecordedTranslation(tuple(translation.sources_of(unit)), tuple(translation.targets_of(unit)))
        for unit in translation.units
        if unit.targets
    ]


def _pair_rewritten_segments(translation, before, source_language, wanted):
    """Return a Translation that pairs segments rewritten in both languages by the same save."""
    contents_before = {segment.content for segment in _snapshot_segments(before, source_language, wanted)}
    recorded = {id(segment): segment for segment in translation.recorded}
    for unit in translation.units:
        if unit.recorded is None:
            continue
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        is_source_new = any(segment.content not in contents_before for segment in sources)
        contents, former_contents = (
            [segment.content for segment in side] for side in (targets, unit.recorded.targets)
        )
        if targets and contents != former_contents and is_source_new:
            pair = replace(unit.recorded, sources=tuple(sources), targets=tuple(targets))
            recorded[id(unit.recorded)] = pair
    return Translation(translation.source, translation.target, list(recorded.values()))


def _swap_languages(rows, language):
    """Swap the sides of the rows for a new source language; delete rows with only one side."""
    for row in rows:
        row.language, row.source_html, row.target_html = language, row.target_html, row.source_html
    with_both_sides = [row for row in rows if row.source_html and row.target_html]
    others = [row.pk for row in rows if row not in with_both_sides]
    TranslatedSegment.objects.filter(pk__in=others).delete()
    TranslatedSegment.objects.bulk_update(with_both_sides, ["language", "source_html", "target_html"])
    return with_both_sides


def _write_rows(article, language, translation, rows, *, by):
    """Write the rows of units that changed, and delete the `rows` that no longer belong to a unit.

    Return the Translation as the rows describe it.
    """
    now, new, changed, ids_in_use, written = timezone.now(), [], [], set(), []
    for position, unit in enumerate(in_recorded_order(_units_with_row(translation))):
        recorded = unit.recorded or RecordedTranslation(tuple(translation.sources_of(unit)), ())
        row = recorded.row or TranslatedSegment(article=article, language=language)
        position_before, content_before = row.position, _row_content(row)
        targets = tuple(translation.targets_of(unit))
        _set_columns(row, recorded, targets)
        written.append((unit, replace(recorded, targets=targets, row=row, machine=row.machine)))
        row.position = position
        has_changed = _row_content(row) != content_before
        if has_changed:
            row.translated_by, row.translated_at = by, now
        ids_in_use.add(row.pk)
        if has_changed or position != position_before:
            (changed if row.pk else new).append(row)
    unused = [row.pk for row in rows if row.pk not in ids_in_use]
    if unused:
        TranslatedSegment.objects.filter(pk__in=unused).delete()
    TranslatedSegment.objects.bulk_update(changed, UPDATED_FIELDS, batch_size=100)
    TranslatedSegment.objects.bulk_create(new, batch_size=100)
    return _as_written(translation, written)


def _as_written(translation, written):
    """Return a Translation as its rows describe it.

    It is aligned again only if the rows differ from the recorded units, or from the order of the translation:
    equal passages could then be paired differently.

    written  [(unit, its RecordedTranslation as written)] in the order of the rows
    """
    recorded_now = [recorded for _unit, recorded in written]
    has_same_order = [id(unit.recorded) for unit, _now in written] == list(map(id, translation.recorded))
    targets = [place for unit, _now in written for place in unit.targets]
    if not has_same_order or targets != list(range(len(translation.target))):
        return Translation(translation.source, translation.target, recorded_now)
    for unit, recorded in written:
        unit.recorded = recorded
    translation.recorded = recorded_now
    return translation


def _set_columns(row, recorded, targets):
    """Set the columns of a row, except its position, from a RecordedTranslation and its current targets."""
    row.reason, row.is_draft = recorded.reason, recorded.is_draft
    row.machine = recorded.machine if targets else None
    html = " ".join(segment.html for segment in targets)
    row.machine_changed = row.machine and row.machine.percent_changed(html)
    row.source_html = "".join(segment.wrapped() for segment in recorded.sources)
    row.target_html = "".join(segment.wrapped() for segment in targets)


def in_recorded_order(units: list[TranslationUnit]) -> list[TranslationUnit]:
    """Return units in the order of their rows, so that moved segments can be recognised.

    A unit without a row is inserted after the unit that precedes it in the text.
    """
    rows = {id(unit): unit.recorded.row for unit in units if unit.recorded and unit.recorded.row}
    ordered = sorted((unit for unit in units if id(unit) in rows), key=lambda unit: rows[id(unit)].position)
    before = None
    for unit in units:
        if id(unit) not in rows:
            index = next((index + 1 for index, other in enumerate(ordered) if other is before), 0)
            ordered.insert(index, unit)
        before = unit
    return ordered


def _units_with_row(translation):
    """Return the units that have a row: translated units, and units left out for a reason."""
    return [unit for unit in translation.units if unit.targets or _is_left_out(unit)]


def _is_left_out(unit):
    has_reason = unit.recorded is not None and unit.recorded.reason
    return has_reason and unit.state in (Freshness.LEFT_OUT, Freshness.STALE)


def _row_content(row):
    """Return the columns that identify a translation: a change sets translated_by and translated_at."""
    return row.source_html, row.target_html, row.reason, row.is_draft, row.machine
