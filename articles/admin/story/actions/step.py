"""One button of the story's form: what it says, who may press it where, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from articles.checks.registry import examine
from articles.workflow.permissions import may
from articles.workflow.transitions import is_last_writer


@dataclass(frozen=True)
class Step:
    """One button.

    label   what the button says
    done    what is said when it was done, or a function of the result that gives it
    verbs   who may: one of them in the language is enough
    fits    called with the Place of the language: whether the button makes sense there
    take    called with (article, language), by, seen, after and what was told; does it
    asks    the names of the fields that the person fills first, on a page of its own
    guide   a sentence above them
    finds   called with the Place: what preflight finds before anything is filled in; None where it is
            not asked
    is_review  whether a text goes on in review by it: what a translation lacks is shown before, which stops
            nothing
    is_for_both  whether the person has to have the verb in the other language too
    alone   True for what one does with a text of one's own, False for what only another does
    """

    label: str
    done: str | Callable
    verbs: tuple
    fits: Callable
    take: Callable
    asks: tuple = ()
    guide: str = ""
    is_grave: bool = False
    finds: Callable | None = None
    alone: bool | None = None
    is_review: bool = False
    is_for_both: bool = False

    @property
    def button(self):
        return str(self.label).rstrip("…")

    @property
    def is_inspected(self):
        """Whether preflight's warnings are looked at and confirmed."""
        return self.finds is not None

    def may(self, user, language):
        return any(may(user, verb, language) for verb in self.verbs)

    def done_with(self, result):
        return self.done(result) if callable(self.done) else self.done

    def suits(self, user, place):
        if self.is_for_both and not self.may(user, place.there.language):
            return False
        return self.alone is None or self.alone == is_last_writer(user, place.progress)


def at_stage(stage):
    return lambda place: place.progress.stage == stage


def in_copy(place):
    return examine(place.article, place.progress)


def in_both(place):
    return in_copy(place) + in_copy(place.there)


def in_planned(at):
    """What is found of the edition that lies ahead as of an instant, which is asked of the Place."""
    return lambda place: examine(place.article, place.progress, planned=place.ahead, at=at(place))


def nothing_yet(place):
    """What is judged is filled in first."""
    return []
