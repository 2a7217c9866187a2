"""Provenance of translated segments: their source at the time of translation, recorded in each save.

EditSession.finish calls record_provenance in each save. On the translation screen, the translator declares
the source. Elsewhere it is found by aligning both texts: an existing segment keeps its source even if it is
rewritten; a new segment gets the current source.

A segment that is wrongly stale has a row (TranslatedSegment) whose source_html differs in words from the
current source. Check who wrote it last (translated_by, translated_at), and articles.text.freshness.
"""

from dataclasses import replace

from django.utils import timezone

from articles.models import Language, TranslatedSegment, Wanted, other
from articles.text.freshness import Freshness, TranslationUnit
from articles.text.segments import RecordedTranslation, segments_digest, segments_of
from articles.translations.freshness import Translation, recorded_from_rows

UPDATED_FIELDS = "position source_html target_html reason is_draft translated_by translated_at".split()
UPDATED_FIELDS += (
    "machine_engine machine_model machine_html machine_at machine_changed confirmed_by confirmed_at".split()
)


def record_provenance(
    edit, after, parts: set[str], *, recorded: list[RecordedTranslation] | None = None
) -> None:
    """Record the provenance of a translation in a save, and set the digests of both languages.

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
        rows = [one for one in rows if recorded_from_rows([one], Wanted.BRIEF)]
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
    if language in parts or source_language in parts or recorded or rows:
        _write_rows(edit.article, language, translation, rows, by=edit.by)
    _set_digests(edit.progress[source_language], row, is_whole=translation.is_whole)


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
    recorded = {id(one): one for one in translation.recorded}
    for unit in translation.units:
        if unit.recorded is None:
            continue
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        is_source_new = any(segment.content not in contents_before for segment in sources)
        contents, former_contents = (
            [one.content for one in side] for side in (targets, unit.recorded.targets)
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
    """Write the rows of units that changed, and delete the `rows` that no longer belong to a unit."""
    now, new, changed, ids_in_use = timezone.now(), [], [], set()
    for position, unit in enumerate(in_recorded_order(_units_with_row(translation))):
        recorded = unit.recorded or RecordedTranslation(tuple(translation.sources_of(unit)), ())
        row = recorded.row or TranslatedSegment(article=article, language=language)
        position_before, content_before = row.position, _row_content(row)
        _set_columns(row, recorded, translation.targets_of(unit))
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
