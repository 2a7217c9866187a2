"""The history of a working copy: who changed what in which language, and what differs between two states."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from articles.admin.article_page import StoryPages
from articles.admin.headlines import typed_in
from articles.admin.history_changes import by_part, changes_of_each
from articles.models import Event, Language
from articles.workflow.states import State

RECORDS_A_PAGE = 25
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
        chronicle = Chronicle(article, language)
        page = Paginator(chronicle.numbers, RECORDS_A_PAGE).get_page(request.GET.get("p"))
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
        [told] = changes_of_each([(State.of_record(older), State.of_record(newer))])
        context = {
            "title": _("What differs"),
            "older": older,
            "newer": newer,
            "parts": by_part(told),
            "may_restore": self.has_change_permission(request, article),
        }
        return self.story_page(request, article, "compare", context)


class Chronicle:
    """The records of a story's history, the newest first, and the lines of the log between them.

    numbers  of the records; with a language, of those that changed its text
    """

    def __init__(self, article, language=None):
        self.article, self.language = article, language
        column = f"snapshot__versions__{language or 'filing'}"
        rows = list(
            article.history.order_by("-history_date", "-history_id").values_list(
                "history_id", "history_date", column
            )
        )
        self.dates = {number: date for number, date, _version in rows}
        self.before = {row[0]: older[0] for row, older in zip(rows, rows[1:], strict=False)}
        self.newest = rows[0][0] if rows else None
        self.numbers = list(self.dates)
        if language:
            versions = {number: version for number, _date, version in rows}
            self.numbers = [
                number for number in self.numbers if versions[number] != versions.get(self.before.get(number))
            ]

    def entries(self, page):
        """States and events of a page in the order of time: [{"record", "parts", …}, {"event", …}]."""
        states = self._states(page)
        events = [
            {
                "event": event,
                "at": event.at,
                "language": Language(event.language) if event.language else None,
                "spoken": typed_in(event.reason),
            }
            for event in self._events(page)
        ]
        # What was done to a text at an instant was done after it was saved.
        return sorted([*events, *states], key=lambda entry: (entry["at"], "event" in entry), reverse=True)

    def _states(self, page):
        numbers = list(page.object_list)
        wanted = {*numbers, *(self.before[number] for number in numbers if number in self.before)}
        records = self.article.history.select_related("history_user").in_bulk(wanted)
        states = {number: State.of_record(record) for number, record in records.items()}
        pairs = [(states.get(self.before.get(number)), states[number]) for number in numbers]
        return [
            {
                "record": records[number],
                "at": records[number].history_date,
                "before": self.before.get(number),
                "choose_from": self.before.get(self.newest),
                "restored": self.dates.get(records[number].snapshot.get("restored")),
                "parts": by_part(found, self.language),
            }
            for number, found in zip(numbers, changes_of_each(pairs), strict=True)
        ]

    def _events(self, page):
        """Those of the time between the page's states and the next page's."""
        events = Event.objects.about(self.article).select_related("actor")
        if self.language:
            events = events.filter(language__in=[self.language, ""])
        if page.has_next():
            events = events.filter(at__gte=self.dates[page.object_list[-1]])
        if page.has_previous():
            last = self.numbers[page.start_index() - 2]
            events = events.filter(at__lt=self.dates[last])
        return events[:EVENTS_A_PAGE]
