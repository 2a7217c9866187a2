"""Which passages of a translation its source has left behind: told to readers, sentence by sentence."""

from typing import NamedTuple

from articles.bilingual import as_printed
from articles.bilingual.comparison import by_sentence
from articles.bilingual.freshness import State, units
from articles.models.edition import Edition

SHOWN = 160  # signs by which readers know a passage again


class Outdated(NamedTuple):
    """A passage of the translation, "" for what it lacks, and what its source says now.

    changes  the sentences that differ, as articles.bilingual.comparison gives passages
    """

    text: str
    changes: list


def outdated(standing, history):
    """The Outdated passages of a live translation; [] without a query while its source stands as it was.

    history  the editions of both languages that readers were told of: a mended typo of the source is none
    """
    here, there = standing.here, standing.live_there
    if here.source_number is None or there is None or there.is_brief or here.is_brief:
        return []
    kept = here.printed.get("alignment")
    newest = max((past.number for past in history if past.language == there.language), default=0)
    if newest <= here.source_number and not any(before for _sources, _targets, before in kept or []):
        return []
    target, then = here.segments, _source(here, there)
    if kept is None:  # an edition from before that was kept: told anew
        kept = as_printed.alignment(then, target, [])
    known = {segment.key for segment in then}
    return _passages(there.segments, target, as_printed.made_of(kept, then, target), known)


def _source(here, there):
    """The Segments of the source as it was translated."""
    if there.number == here.source_number:
        return there.segments
    past = Edition.objects.of(here.article_id, there.language).get(number=here.source_number)
    return past.segments


def _passages(source, target, made, known):
    """known  the keys of what the source said then: what the translation lacks of it is its own decision"""
    found = []
    for unit in units(source, target, made):
        before = " ".join(one.words for one in unit.made.sources) if unit.made else ""
        now = " ".join(source[place].words for place in unit.sources)
        is_lacking = unit.state == State.NEW and not any(source[place].key in known for place in unit.sources)
        if before != now and (is_lacking or unit.state in (State.STALE, State.REMOVED)):
            text = " ".join(target[place].words for place in unit.targets)
            found.append(Outdated(_shortened(text), by_sentence(before, now)))
    return found


def _shortened(text):
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"
