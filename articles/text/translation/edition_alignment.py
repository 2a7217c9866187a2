"""Alignment of the segments of a printed translation with those of the printed source, as editions keep it.

A list of [places in the source's edition, places in the translation, made from]. Places count the Segments
of each edition, headline and summary included; "made from" is empty where the translation was made from what
that edition says, else the wrapped source that it was made from.
"""

from collections.abc import Iterable, Sequence

from articles.text.segments import Segment, segments_in
from articles.text.translation.freshness import Freshness, translation_units
from articles.text.translation.recorded import RecordedTranslation


def make_alignment(
    source: Sequence[Segment], target: Sequence[Segment], made: Iterable[RecordedTranslation]
) -> list[list]:
    """Return the alignment of a translation from its recorded segments; units without one are left out."""
    found = []
    for unit in translation_units(source, target, made):
        if not unit.targets and unit.state != Freshness.LEFT_OUT:
            continue
        is_older = unit.state in (Freshness.STALE, Freshness.REMOVED)
        before = "".join(one.wrapped() for one in unit.made.sources) if is_older else ""
        found.append([unit.sources, unit.targets, before])
    return found


def recorded_translations(
    kept: Iterable[list], source: Sequence[Segment], target: Sequence[Segment]
) -> list[RecordedTranslation]:
    """Return the RecordedTranslations that an alignment stands for, between the same two editions."""
    found = []
    for sources, targets, before in kept:
        made_from = segments_in(before) if before else [source[place] for place in sources]
        found.append(RecordedTranslation(tuple(made_from), tuple(target[place] for place in targets)))
    return found


def alignment_fits(kept: Iterable[list], source: Sequence[Segment], target: Sequence[Segment]) -> bool:
    """Return whether every place of an alignment exists in the two editions."""
    return all(
        max(targets, default=-1) < len(target) and (before or max(sources, default=-1) < len(source))
        for sources, targets, before in kept
    )
