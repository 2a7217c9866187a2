"""The history of a working copy: who changed what in which language, and what differs between two states."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from articles.admin.events.exception_words import tell_exceptions
from articles.admin.headlines import typed_in
from articles.admin.placement_words import tell_placements
from articles.admin.story.history.changes import diff_pairs, group_by_part
from articles.admin.story.history.runs import COLUMNS, group_saves, saved_record
from articles.admin.story.page import StoryPages
from articles.models import Event, Happening, Language
from articles.workflow.states import State

RUNS_A_PAGE = 25
EVENTS_A_PAGE = 200  # between the states of one page; more is a flood, and stands in the log


class HistoryAdmin(StoryPages):
    """Tells what happened to a story. Nothing is changed from here."""

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        if "from" in request.GET and "to" in request.GET:
            return self._compared(request, article)
        language = request.GET.get("language")
        language = Language(language) if language in Language.values else None
        chronicle = StoryHistory(article, language)
        page = Paginator(chronicle.runs, RUNS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "title": _("History"),
            "page": page,
            "entries": chronicle.entries(page),
            "newest": chronicle.newest,
            "language": language,
            "languages": Language,
            "may_restore": self.has_change_permission(request, article),
        } | (extra_context or {})
        return self.story_page(request, article, "history", context)

    def _compared(self, request, article):
        """What leads from the older of two states to the newer."""
        numbers = [request.GET["from"], request.GET["to"]]
        if not all(number.isdecimal() and len(number) < 19 for number in numbers):
            raise Http404
        if int(numbers[0]) == int(numbers[1]):
            return HttpResponseRedirect(request.path)
        found = article.history.select_related("history_user").in_bulk([int(number) for number in numbers])
        if len(found) < 2:
            raise Http404
        older, newer = (found[number] for number in sorted(found))
        [told] = diff_pairs([(State.of_record(older), State.of_record(newer))])
        context = {
            "title": _("What differs"),
            "older": older,
            "newer": newer,
            "parts": group_by_part(told),
            "may_restore": self.has_change_permission(request, article),
        }
        return self.story_page(request, article, "compare", context)


class StoryHistory:
    """The records of a story's history, the newest first, and the lines of the log between them.

    runs  of the records, saves in a row being one; with a language, of those that changed its text
    """

    def __init__(self, article, language=None):
        self.article, self.language = article, language
        rows = list(article.history.order_by("-history_date", "-history_id").values(*COLUMNS))
        saves = [saved_record(row, before) for row, before in zip(rows, [*rows[1:], None], strict=True)]
        self.dates = {saved.number: saved.at for saved in saves}
        self.before = {one.number: older.number for one, older in zip(saves, saves[1:], strict=False)}
        self.newest = saves[0].number if saves else None
        told = [saved for saved in saves if language is None or language in saved.parts]
        self.runs = group_saves(told, self._steps())

    def _steps(self):
        """When each text took a step at the desk: no run of saves goes over that."""
        found = {}
        steps = Event.objects.about(self.article).filter(happening__in=Happening.STEPS).order_by("at")
        for language, at in steps.values_list("language", "at"):
            found.setdefault(language, []).append(at)
        return found

    def entries(self, page):
        """States and events of a page in the order of time: [{"record", "parts", …}, {"event", …}]."""
        states, found = self._states(page), list(self._events(page))
        told = tell_placements(found) | tell_exceptions(found)
        events = [
            {
                "event": event,
                "at": event.at,
                "language": Language(event.language) if event.language else None,
                "spoken": typed_in(event.reason),
                "told": told.get(event.number),
            }
            for event in found
        ]
        # What was done to a text at an instant was done after it was saved.
        return sorted([*events, *states], key=lambda entry: (entry["at"], "event" in entry), reverse=True)

    def _states(self, page):
        pairs = [(self.before.get(run.oldest.number), run.newest.number) for run in page.object_list]
        wanted = {number for pair in pairs for number in pair} - {None}
        records = self.article.history.select_related("history_user").in_bulk(wanted)
        states = {number: State.of_record(record) for number, record in records.items()}
        found = diff_pairs([(states.get(before), states[number]) for before, number in pairs])
        return [
            {
                "record": records[number],
                "at": records[number].history_date,
                "before": before,
                "run": self._told_singly(run),
                "choose_from": self.before.get(self.newest),
                "restored": self.dates.get(records[number].snapshot.get("restored")),
                "parts": group_by_part(told, self.language),
            }
            for run, (before, number), told in zip(page.object_list, pairs, found, strict=True)
        ]

    def _told_singly(self, run):
        """The saves of a run, each with the number of the state before it; [] where it is one alone."""
        if len(run.saves) == 1:
            return []
        return [(saved, self.before.get(saved.number)) for saved in run.saves]

    def _events(self, page):
        """Those of the time between the page's states and the next page's."""
        events = Event.objects.concerning(self.article).select_related("actor")
        if self.language:
            events = events.filter(language__in=[self.language, ""])
        if page.has_next():
            events = events.filter(at__gte=page.object_list[-1].oldest.at)
        if page.has_previous():
            events = events.filter(at__lt=self.runs[page.start_index() - 2].oldest.at)
        return events[:EVENTS_A_PAGE]
