"""One button of the story's form: what it says, who may press it where, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

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
    is_inspected  preflight stands before it: its warnings are looked at and confirmed
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
    is_inspected: bool = False
    alone: bool | None = None
    is_for_both: bool = False

    @property
    def button(self):
        return str(self.label).rstrip("…")

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
