"""Saves in a row that are told as one: a translator's, who saves each segment by itself."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from articles.models import Language

PARTS = (*Language.values, "filing")
COLUMNS = (
    *("history_id", "history_date", "history_user_id", "snapshot__restored"),
    *(f"snapshot__versions__{part}" for part in PARTS),
)
SPAN = timedelta(minutes=30)  # from the first save of a run to its last


@dataclass
class SavedRecord:
    """One record of the history, as far as a run is told by it.

    parts  of "en", "ko" and "filing", those that it changed: all of the first, none of one without versions
    """

    number: int
    at: datetime
    user: int | None
    parts: frozenset
    is_plain: bool = True  # neither the first of the story nor a former state brought back


@dataclass
class SaveRun:
    """Records that are one line, the newest first: mostly one."""

    saves: list = field(default_factory=list)

    @property
    def newest(self):
        return self.saves[0]

    @property
    def oldest(self):
        return self.saves[-1]

    def takes(self, saved, steps):
        """Whether a later record belongs to it.

        steps  {language: the instants, in order, of the steps that its text took}: told between two saves
        """
        first, last = self.oldest, self.newest
        if len(saved.parts) != 1 or saved.parts != first.parts or "filing" in saved.parts:
            return False
        [language] = saved.parts
        taken = steps.get(language, [])
        # A step at the instant of a save was taken after it.
        is_undisturbed = bisect_left(taken, last.at) == bisect_left(taken, saved.at)
        is_same = first.user is not None and saved.user == first.user
        is_near = saved.at - first.at <= SPAN
        return is_same and is_near and is_undisturbed and first.is_plain and saved.is_plain


def group_saves(saves, steps):
    """The Runs of records, both the newest first. They are told from the oldest on: a new save moves none."""
    found = []
    for saved in reversed(saves):
        if found and found[-1].takes(saved, steps):
            found[-1].saves.insert(0, saved)
        else:
            found.append(SaveRun([saved]))
    return found[::-1]


def saved_record(row, before):
    """The Saved of a row of values of the history, by COLUMNS; before  that of the one before it, or None."""
    names = {part: f"snapshot__versions__{part}" for part in PARTS}
    parts = frozenset(part for part, name in names.items() if before is None or row[name] != before[name])
    is_plain = before is not None and row["snapshot__restored"] is None
    return SavedRecord(row["history_id"], row["history_date"], row["history_user_id"], parts, is_plain)
