"""Provenance of translated segments: the source that each was made from, recorded whenever a text is saved.

On the translation screen, a translator states it. Elsewhere it is found by aligning both texts: a segment
that existed keeps its source, however it is rewritten; a new one was made from the source as it is now.
"""

from dataclasses import replace

from django.utils import timezone

from articles.models import Language, TranslatedSegment, Wanted, other
from articles.text.freshness import Freshness, TranslationUnit
from articles.text.segments import RecordedTranslation, segments_digest, segments_of
from articles.translations.freshness import Translation, made_from_rows

UPDATED_FIELDS = "position source_html target_html reason is_draft translated_by translated_at".split()
UPDATED_FIELDS += (
    "machine_engine machine_model machine_html machine_at machine_changed confirmed_by confirmed_at".split()
)


def record_provenance(edit, after, parts: set[str], *, made: list[RecordedTranslation] | None = None) -> None:
    """Record the provenance of a translation in a save, and set the digests of both languages.

    edit   the EditSession that is being finished; after  the Snapshot that it writes; parts  those it changed
    made   the RecordedTranslations that the translator states; None to find them by alignment
    """
    source_language = edit.article.source_language
    language = other(source_language)
    row, before = edit.progress[language], edit.before
    kept = edit.rows.translated
    del edit.rows.translated  # they are written below, and read again by whoever needs them then
    if before.filing["source_language"] != source_language:
        kept = _swap_languages(kept, language)
    if row.wanted == Wanted.BRIEF:  # the rows of the body wait until it is wanted again
        kept = [one for one in kept if made_from_rows([one], Wanted.BRIEF)]
    texts = {one: _snapshot_segments(after, one, row.wanted) for one in Language}
    for one in Language:
        edit.progress[one].segments_digest = segments_digest(_snapshot_segments(after, one))
        edit.progress[one].opening_digest = segments_digest(_snapshot_segments(after, one, Wanted.BRIEF))
    is_stated = made is not None
    if not is_stated:
        made = _recorded_before(before, kept, source_language, row.wanted)
    translation = Translation(texts[source_language], texts[language], made)
    if not is_stated and {language, source_language} <= parts:
        translation = _pair_rewritten_segments(translation, before, source_language, row.wanted)
    if language in parts or source_language in parts or made or kept:
        _write_rows(edit.article, language, translation, kept, by=edit.by)
    _set_digests(edit.progress[source_language], row, is_whole=translation.is_whole)


def _set_digests(source_row, row, *, is_whole):
    """Set what tells, without the texts, whether a translation is whole and current."""
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


def _recorded_before(before, kept, source_language, wanted):
    """Return the RecordedTranslations of the rows, or without rows those of both texts before this save."""
    if kept:
        return made_from_rows(kept, wanted)
    source, target = (
        _snapshot_segments(before, one, wanted) for one in (source_language, other(source_language))
    )
    translation = Translation(source, target)
    return [
        RecordedTranslation(tuple(translation.sources_of(unit)), tuple(translation.targets_of(unit)))
        for unit in translation.units
        if unit.targets
    ]


def _pair_rewritten_segments(translation, before, source_language, wanted):
    """Take segments that were rewritten in both languages in one save as made from each other."""
    known = {segment.content for segment in _snapshot_segments(before, source_language, wanted)}
    made = {id(one): one for one in translation.made}
    for unit in translation.units:
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        is_new = any(segment.content not in known for segment in sources)
        is_rewritten = unit.made and [one.content for one in targets] != [
            one.content for one in unit.made.targets
        ]
        if is_rewritten and targets and is_new:
            made[id(unit.made)] = replace(unit.made, sources=tuple(sources), targets=tuple(targets))
    return Translation(translation.source, translation.target, list(made.values()))


def _swap_languages(kept, language):
    """Turn the rows around for a story whose source language changed; drop rows with one side only."""
    for row in kept:
        row.language, row.source_html, row.target_html = language, row.target_html, row.source_html
    both = [row for row in kept if row.source_html and row.target_html]
    lost = [row.pk for row in kept if row not in both]
    TranslatedSegment.objects.filter(pk__in=lost).delete()
    TranslatedSegment.objects.bulk_update(both, ["language", "source_html", "target_html"])
    return both


def _write_rows(article, language, translation, kept, *, by):
    """Write the rows of the units that changed, and leave the others alone."""
    now, new, changed, kept_ids = timezone.now(), [], [], set()
    for position, unit in enumerate(units_in_made_order(_kept_units(translation))):
        made = unit.made or RecordedTranslation(tuple(translation.sources_of(unit)), ())
        row = made.row or TranslatedSegment(article=article, language=language)
        before = row.position, _row_content(row)
        row.position, row.reason, row.is_draft = position, made.reason, made.is_draft
        targets = translation.targets_of(unit)
        row.machine = made.machine if targets else None
        html = " ".join(segment.html for segment in targets)
        row.machine_changed = row.machine and row.machine.percent_changed(html)
        row.source_html = "".join(segment.wrapped() for segment in made.sources)
        row.target_html = "".join(segment.wrapped() for segment in targets)
        if before[1] != _row_content(row):
            row.translated_by, row.translated_at = by, now
        kept_ids.add(row.pk)
        if before != (position, _row_content(row)):
            (changed if row.pk else new).append(row)
    gone = [row.pk for row in kept if row.pk not in kept_ids]
    if gone:
        TranslatedSegment.objects.filter(pk__in=gone).delete()
    TranslatedSegment.objects.bulk_update(changed, UPDATED_FIELDS, batch_size=100)
    TranslatedSegment.objects.bulk_create(new, batch_size=100)


def units_in_made_order(units: list[TranslationUnit]) -> list[TranslationUnit]:
    """Return units in the order in which they were made, which shows those that have moved since.

    A unit that is made now comes behind the one that it follows in the text.
    """
    rows = {id(unit): unit.made.row for unit in units if unit.made and unit.made.row}
    found = sorted((unit for unit in units if id(unit) in rows), key=lambda unit: rows[id(unit)].position)
    before = None
    for unit in units:
        if id(unit) not in rows:
            place = next((at + 1 for at, one in enumerate(found) if one is before), 0)
            found.insert(place, unit)
        before = unit
    return found


def _kept_units(translation):
    return [
        unit
        for unit in translation.units
        if unit.targets
        or (unit.made and unit.made.reason and unit.state in (Freshness.LEFT_OUT, Freshness.STALE))
    ]


def _row_content(row):
    return row.source_html, row.target_html, row.reason, row.is_draft, row.machine
