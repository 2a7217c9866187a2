"""Keeps what each segment of a translation was made from, whenever either text is saved.

In the workbench a translator says so. Anywhere else it is told by aligning: what was there keeps the source
that it was made from, however it is rewritten; what is new was made from the source as it is now.
"""

from dataclasses import replace

from django.utils import timezone

from articles.models import Language, TranslatedSegment, Wanted, other
from articles.text.segments import digest, segments_of
from articles.text.translation.freshness import Freshness, RecordedTranslation
from articles.translations.freshness import Translation, made_of

WRITTEN = ["position", "source_html", "target_html", "reason", "is_draft", "translated_by", "translated_at"]


def trace(edit, after, parts, *, made=None):
    """Write down what became of the translation in a save, and the digests of both languages.

    edit   the Edit that is being finished; after  the Snapshot of what it writes; parts  what it changed
    made   what the translator says, as Made; None: to be told by aligning
    """
    source_language = edit.article.source_language
    language = other(source_language)
    row, before = edit.progress[language], edit.before
    kept = list(TranslatedSegment.objects.filter(article=edit.article).order_by("position"))
    if before.filing["source_language"] != source_language:
        kept = _turned(kept, language)
    if row.wanted == Wanted.BRIEF:  # what was made of the body waits until it is wanted again
        kept = [one for one in kept if made_of([one], Wanted.BRIEF)]
    texts = {one: _segments(after, one, row.wanted) for one in Language}
    for one in Language:
        edit.progress[one].segments_digest = digest(_segments(after, one))
        edit.progress[one].opening_digest = digest(_segments(after, one, Wanted.BRIEF))
    if made is None:
        made = _told(before, kept, source_language, row.wanted)
        translation = Translation(texts[source_language], texts[language], made)
        if language in parts and source_language in parts:
            translation = _written_together(translation, before, source_language, row.wanted)
    else:
        translation = Translation(texts[source_language], texts[language], made)
    if language in parts or source_language in parts or made or kept:
        _write(edit.article, language, translation, kept, by=edit.by)
    settle(row, edit.progress[source_language], translation)


def settle(row, source_row, translation):
    """Note on the Progress of a translation, unsaved, with which source it is whole."""
    now = source_row.opening_digest if row.wanted == Wanted.BRIEF else source_row.segments_digest
    if translation.is_whole:
        row.translated_digest = now
    elif row.translated_digest == now:
        row.translated_digest = ""


def _segments(snapshot, language, wanted=Wanted.FULL):
    text = snapshot.text[language]
    return segments_of(text["title"], text["summary"], "" if wanted == Wanted.BRIEF else text["body"])


def _told(before, kept, source_language, wanted):
    """The Made of what is kept; where nobody kept anything, as both texts stood before this save."""
    if kept:
        return made_of(kept, wanted)
    source, target = (_segments(before, one, wanted) for one in (source_language, other(source_language)))
    translation = Translation(source, target)
    return [
        RecordedTranslation(tuple(translation.sources_of(unit)), tuple(translation.targets_of(unit)))
        for unit in translation.units
        if unit.targets
    ]


def _written_together(translation, before, source_language, wanted):
    """Who rewrites a segment of both languages in one save has made one from the other."""
    known = {segment.key for segment in _segments(before, source_language, wanted)}
    made = {id(one): one for one in translation.made}
    for unit in translation.units:
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        is_new = any(segment.key not in known for segment in sources)
        if unit.made and targets and is_new and not _same(targets, unit.made.targets):
            made[id(unit.made)] = replace(unit.made, sources=tuple(sources), targets=tuple(targets))
    return Translation(translation.source, translation.target, list(made.values()))


def _same(segments, others):
    return [one.key for one in segments] == [one.key for one in others]


def _turned(kept, language):
    """The rows of a story whose other language is the source now, without those that have one side alone."""
    for row in kept:
        row.language, row.source_html, row.target_html = language, row.target_html, row.source_html
    both = [row for row in kept if row.source_html and row.target_html]
    lost = [row.pk for row in kept if row not in both]
    TranslatedSegment.objects.filter(pk__in=lost).delete()
    TranslatedSegment.objects.bulk_update(both, ["language", "source_html", "target_html"])
    return both


def _write(article, language, translation, kept, *, by):
    """Make the rows say what the units do: those that changed are written, the others left alone."""
    now, new, changed, standing = timezone.now(), [], [], set()
    for position, unit in enumerate(as_made(_kept_units(translation))):
        made = unit.made or RecordedTranslation(tuple(translation.sources_of(unit)), ())
        row = made.row or TranslatedSegment(article=article, language=language)
        before = row.position, _said(row)
        row.position, row.reason, row.is_draft = position, made.reason, made.is_draft
        row.source_html = "".join(segment.wrapped() for segment in made.sources)
        row.target_html = "".join(segment.wrapped() for segment in translation.targets_of(unit))
        if before[1] != _said(row):
            row.translated_by, row.translated_at = by, now
        standing.add(row.pk)
        if before != (position, _said(row)):
            (changed if row.pk else new).append(row)
    gone = [row.pk for row in kept if row.pk not in standing]
    if gone:
        TranslatedSegment.objects.filter(pk__in=gone).delete()
    TranslatedSegment.objects.bulk_update(changed, WRITTEN, batch_size=100)
    TranslatedSegment.objects.bulk_create(new, batch_size=100)


def as_made(units):
    """Units in the order in which they were made, by which one that has moved since is known.

    What is made now stands behind the unit that it follows in the text.
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


def _said(row):
    return row.source_html, row.target_html, row.reason, row.is_draft
