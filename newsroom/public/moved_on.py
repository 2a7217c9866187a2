"""Which passages of a translation its source has left behind: told to readers, sentence by sentence."""

from typing import NamedTuple

from newsroom.public.answering import Answers, is_behind

SHOWN = 160  # signs by which readers know a passage again


class Outdated(NamedTuple):
    """A passage of the translation, "" for what it lacks, and what its source says now.

    changes  the sentences that differ, as articles.text.differences gives passages; [] where it says
             nothing of it, and what it said is not public
    """

    text: str
    changes: list


def outdated(standing, past):
    """The Outdated passages of a live translation; [] without a query while its source stands as it was.

    past  all editions of both languages so far; of those a mended typo of the source is not told
    """
    here, there = standing.here, standing.live_there
    if here.source_number is None or there is None or there.is_brief or here.is_brief:
        return []
    if not is_behind(here, past):
        return []
    answers = Answers.read(here, there, past)
    return [passage(answers, unit) for unit in answers.units if answers.is_outdated(unit)]


def passage(answers, unit):
    text = " ".join(answers.target[place].words for place in unit.targets)
    return Outdated(_shortened(text), answers.changes(unit))


def _shortened(text):
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"
