"""Records of a story's history, with consecutive saves grouped and log events between them.

A translator saves each segment by itself; such saves are shown as one entry.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from articles.admin.display import text_language
from articles.admin.site import describe_events
from articles.admin.story.history.differences import diff_pairs, group_by_part
from articles.models import Event, EventType, Language
from articles.workflow.edit_session import PARTS
from articles.workflow.snapshot import Snapshot

EVENTS_A_PAGE = 200  # between the states of one page; the log has the rest
COLUMNS = (
    *("history_id", "history_date", "history_user_id", "snapshot__restored"),
    *(f"snapshot__versions__{part}" for part in PARTS),
)
SPAN = timedelta(minutes=30)  # from the first save of a run to its last


@dataclass
class SavedRecord:
    """The values of one history record by which saves are grouped.

    parts  those of "en", "ko" and "filing" that it changed: all in the first record, none without versions
    """

    id: int
    at: datetime
    user: int | None
    parts: frozenset
    is_plain: bool = True  # neither the first of the story nor a former state brought back


@dataclass
class SaveRun:
    """Consecutive records that are shown as one entry, the newest first."""

    saves: list = field(default_factory=list)

    @property
    def newest(self):
        return self.saves[0]

    @property
    def oldest(self):
        return self.saves[-1]

    def takes(self, saved, steps):
        """Return whether a later record belongs to this run.

        steps  {language: instants of its workflow steps, in order}; a step between two saves ends a run
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
    """Group records into SaveRuns, both newest first.

    Groups are formed from the oldest record on, so that a new save never changes an existing group.
    """
    found = []
    for saved in reversed(saves):
        if found and found[-1].takes(saved, steps):
            found[-1].saves.insert(0, saved)
        else:
            found.append(SaveRun([saved]))
    return found[::-1]


def saved_record(row, before):
    """Return the SavedRecord of a row of COLUMNS; `before` is the row of the previous record, or None."""
    names = {part: f"snapshot__versions__{part}" for part in PARTS}
    parts = frozenset(part for part, name in names.items() if before is None or row[name] != before[name])
    is_plain = before is not None and row["snapshot__restored"] is None
    return SavedRecord(row["history_id"], row["history_date"], row["history_user_id"], parts, is_plain)


class StoryHistory:
    """The history records of a story, the newest first, and the log events between them.

    runs    the SaveRuns; with a language, only of the records that changed its text
    before  {id of a record: id of the previous record}
    newest  the id of the current state, or None
    """

    def __init__(self, article, language=None):
        self.article, self.language = article, language
        rows = list(article.history.order_by("-history_date", "-history_id").values(*COLUMNS))
        saves = [saved_record(row, before) for row, before in pairwise([*rows, None])]
        self.dates = {saved.id: saved.at for saved in saves}
        self.before = {saved.id: older.id for saved, older in pairwise(saves)}
        self.newest = saves[0].id if saves else None
        shown = [saved for saved in saves if language is None or language in saved.parts]
        self.runs = group_saves(shown, self._steps())

    def _steps(self):
        """Return {language: instants of its workflow steps}; no run spans a step."""
        found = {}
        steps = Event.objects.about(self.article).filter(type__in=EventType.STEPS).order_by("at")
        for language, at in steps.values_list("language", "at"):
            found.setdefault(language, []).append(at)
        return found

    def entries(self, page):
        """Return the states and events of a page as template contexts, the newest first."""
        states, found = self._states(page), list(self._events(page))
        descriptions = describe_events(found)
        events = [
            {
                "event": event,
                "at": event.at,
                "language": Language(event.language) if event.language else None,
                "reason_language": text_language(event.reason),
                "description": descriptions.get(event.id),
            }
            for event in found
        ]
        # A step at the instant of a save was taken after it.
        return sorted([*events, *states], key=lambda entry: (entry["at"], "event" in entry), reverse=True)

    def _states(self, page):
        pairs = [(self.before.get(run.oldest.id), run.newest.id) for run in page.object_list]
        wanted = {pk for pair in pairs for pk in pair} - {None}
        records = self.article.history.select_related("history_user").in_bulk(wanted)
        states = {pk: Snapshot.of_record(record) for pk, record in records.items()}
        found = diff_pairs([(states.get(before), states[pk]) for before, pk in pairs])
        return [
            {
                "record": records[pk],
                "at": records[pk].history_date,
                "before": before,
                "run": [(saved, self.before.get(saved.id)) for saved in run.saves] if run.saves[1:] else [],
                "choose_from": self.before.get(self.newest),
                "restored": self.dates.get(records[pk].snapshot.get("restored")),
                "parts": group_by_part(changes, self.language),
            }
            for run, (before, pk), changes in zip(page.object_list, pairs, found, strict=True)
        ]

    def _events(self, page):
        """Return the events between the first state of this page and that of the next page."""
        events = Event.objects.concerning(self.article).select_related("actor")
        if self.language:
            events = events.filter(language__in=[self.language, ""])
        if page.has_next():
            events = events.filter(at__gte=page.object_list[-1].oldest.at)
        if page.has_previous():
            events = events.filter(at__lt=self.runs[page.start_index() - 2].oldest.at)
        return events[:EVENTS_A_PAGE]
