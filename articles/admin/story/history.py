"""History of a story: its records and the log events between them, comparison, and restoring.

Consecutive saves are grouped into one entry, because the translation screen saves each segment separately.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.display import text_language
from articles.admin.forms.fields import is_number
from articles.admin.site import describe_events
from articles.admin.story.differences import diff_pairs, group_by_part, piece_label
from articles.admin.story.screens import StoryScreen
from articles.models import Article, Event, EventType, Language
from articles.workflow.edit_session import PARTS, EditConflict, versions
from articles.workflow.restoration import RestoreRefused, may_restore, restore
from articles.workflow.snapshot import PIECES, Snapshot

RUNS_A_PAGE = 25
EVENTS_A_PAGE = 200  # most events that a page shows between its states; the event log lists all
COLUMNS = (
    *("history_id", "history_date", "history_user_id", "snapshot__restored"),
    *(f"snapshot__versions__{part}" for part in PARTS),
)
SPAN = timedelta(minutes=30)  # longest time from the first to the last save of a run


@dataclass
class SavedRecord:
    """The values of one history record that decide how saves are grouped.

    parts  the changed parts, of "en", "ko" and "filing": all for the first record of a story; empty if the
           record and the previous one have no versions
    """

    id: int
    at: datetime
    user: int | None
    parts: frozenset
    is_plain: bool = True  # neither the first record of the story nor the restoration of a former state


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

        steps  {language: sorted instants of its workflow steps}; a step between two saves ends a run
        """
        first, last = self.oldest, self.newest
        if len(saved.parts) != 1 or saved.parts != first.parts or "filing" in saved.parts:
            return False
        [language] = saved.parts
        instants = steps.get(language, [])
        # A step at the instant of a save was taken after it.
        has_no_step_between = bisect_left(instants, last.at) == bisect_left(instants, saved.at)
        is_same_person = first.user is not None and saved.user == first.user
        is_near = saved.at - first.at <= SPAN
        return is_same_person and is_near and has_no_step_between and first.is_plain and saved.is_plain


def group_saves(saves, steps):
    """Group records into SaveRuns, both newest first.

    Start from the oldest record, so that a new save never changes an existing group.
    """
    runs = []
    for saved in reversed(saves):
        if runs and runs[-1].takes(saved, steps):
            runs[-1].saves.insert(0, saved)
        else:
            runs.append(SaveRun([saved]))
    return runs[::-1]


def saved_record(row, before):
    """Return the SavedRecord of a row of COLUMNS; `before` is the row of the previous record, or None."""
    names = {part: f"snapshot__versions__{part}" for part in PARTS}
    parts = frozenset(part for part, name in names.items() if before is None or row[name] != before[name])
    is_plain = before is not None and row["snapshot__restored"] is None
    return SavedRecord(row["history_id"], row["history_date"], row["history_user_id"], parts, is_plain)


class StoryHistory:
    """The history records of a story, newest first, and the log events between them.

    runs    the SaveRuns; if a language is given, only of records that changed its text
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
        instants = {}
        steps = Event.objects.about(self.article).filter(type__in=EventType.STEPS).order_by("at")
        for language, at in steps.values_list("language", "at"):
            instants.setdefault(language, []).append(at)
        return instants

    def entries(self, page):
        """Return the states and events of a page as template contexts, newest first."""
        states, page_events = self._states(page), list(self._events(page))
        descriptions = describe_events(page_events)
        events = [
            {
                "event": event,
                "at": event.at,
                "language": Language(event.language) if event.language else None,
                "reason_language": text_language(event.reason),
                "description": descriptions.get(event.id),
            }
            for event in page_events
        ]
        # A step at the instant of a save was taken after it.
        return sorted([*events, *states], key=lambda entry: (entry["at"], "event" in entry), reverse=True)

    def _states(self, page):
        """Return the template contexts of the runs of a page: the state after each run, and its changes."""
        pairs = [(self.before.get(run.oldest.id), run.newest.id) for run in page.object_list]
        ids = {pk for pair in pairs for pk in pair} - {None}
        records = self.article.history.select_related("history_user").in_bulk(ids)
        states = {pk: Snapshot.of_record(record) for pk, record in records.items()}
        differences = diff_pairs([(states.get(before), states[pk]) for before, pk in pairs])
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
            for run, (before, pk), changes in zip(page.object_list, pairs, differences, strict=True)
        ]

    def _events(self, page):
        """Return the events from the oldest state of this page to the oldest state of the previous page."""
        events = Event.objects.concerning(self.article).select_related("actor")
        if self.language:
            events = events.filter(language__in=[self.language, ""])
        if page.has_next():
            events = events.filter(at__gte=page.object_list[-1].oldest.at)
        if page.has_previous():
            events = events.filter(at__lt=self.runs[page.start_index() - 2].oldest.at)
        return events[:EVENTS_A_PAGE]


class HistoryScreen(StoryScreen):
    """Screen of a story's history: list, comparison of two states, and restoring a former state."""

    def urls(self):
        return [self.path("history/<int:record_id>/restore/", self.restore_view, "restore")]

    def history_view(self, request, object_id):
        """Show the history, or compare two states (?from=, ?to=). Called by ArticleAdmin.history_view."""
        article = self.model_admin.get_object(request, unquote(object_id))
        if article is None:
            return self.model_admin._get_obj_does_not_exist_redirect(request, Article._meta, object_id)
        if not self.may_open(request, article):
            raise PermissionDenied
        language = request.GET.get("language")
        language = Language(language) if language in Language.values else None
        if "from" in request.GET and "to" in request.GET:
            return self._comparison_page(request, article, language)
        history = StoryHistory(article, language)
        page = Paginator(history.runs, RUNS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "title": _("History"),
            "page": page,
            "entries": history.entries(page),
            "newest": history.newest,
            "language": language,
            "languages": Language,
            "may_restore": self.may_open(request, article, to_change=True),
        }
        return self.page(request, article, "history", context)

    def _comparison_page(self, request, article, language):
        numbers = [request.GET["from"], request.GET["to"]]
        if not all(is_number(number) for number in numbers):
            raise Http404
        if int(numbers[0]) == int(numbers[1]):
            return HttpResponseRedirect(request.path)
        records = article.history.select_related("history_user").in_bulk([int(number) for number in numbers])
        if len(records) < 2:
            raise Http404
        older, newer = (records[number] for number in sorted(records))
        [changes] = diff_pairs([(Snapshot.of_record(older), Snapshot.of_record(newer))])
        context = {
            "title": _("Differences"),
            "older": older,
            "newer": newer,
            "parts": group_by_part(changes, language),
            "may_restore": self.may_open(request, article, to_change=True),
        }
        return self.page(request, article, "compare", context)

    def restore_view(self, request, object_id, record_id):
        article = self.story(request, object_id, to_change=True)
        record = article.history.select_related("history_user").filter(pk=record_id).first()
        if record is None:
            raise Http404
        if request.method == "POST":
            return self._restore_posted(request, article, record)
        pieces = [piece for piece in request.GET.getlist("piece") if piece in PIECES]
        return self._restore_page(request, article, record, pieces)

    def _restore_posted(self, request, article, record):
        """Restore the posted pieces. If this is refused, show the page again with the reasons."""
        pieces = [piece for piece in PIECES if piece in request.POST.getlist("piece")]
        if not pieces:
            messages.error(request, _("Select at least one part to restore."))
            return self._restore_page(request, article, record, [], status=422)
        try:
            left_out = restore(
                article, record, pieces, by=request.user, seen=posted_versions(request, article)
            )
        except EditConflict as conflict:
            parts = ", ".join(str(PARTS[part]) for part in conflict.parts)
            text = _(
                "Not restored: someone changed %(parts)s in the meantime. These are the differences from "
                "the current version."
            )
            reasons = [text % {"parts": parts}]
        except RestoreRefused as refusal:
            reasons = refusal.reasons
        else:
            labels = ", ".join(piece_label(piece) for piece in pieces)
            messages.success(request, _("Restored: %(pieces)s.") % {"pieces": labels})
            for reason in left_out:
                messages.warning(request, reason)
            return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
        for reason in reasons:
            messages.error(request, reason)
        return self._restore_page(request, article, record, pieces, status=409)

    def _restore_page(self, request, article, record, pieces, *, status=200):
        """Show the differences from the current version.

        Tick `pieces`, or if it is empty, all pieces that the user may restore.
        """
        [changes] = diff_pairs([(Snapshot.of(article), Snapshot.of_record(record))])
        mine = {change.piece for change in changes if may_restore(request.user, change.piece, article)}
        context = {
            "title": _("Restore"),
            "record": record,
            "parts": group_by_part(changes),
            "mine": mine,
            "chosen": mine & set(pieces) if pieces else mine,
            "seen": versions(article).items(),
        }
        return self.page(request, article, "restore", context, status=status)


def posted_versions(request, article):
    """Return {part: version} as shown on the page, with the current version if a part was not posted."""
    posted = {part: request.POST.get(f"seen_{part}", "") for part in PARTS}
    return {
        part: int(posted[part]) if is_number(posted[part]) else current
        for part, current in versions(article).items()
    }
