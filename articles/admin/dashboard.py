"""Dashboard: the work that waits for a user, and the state of the newsroom in figures.

Also contains the addresses, permissions and templates of the other screens for daily work.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin.board import board_context
from articles.admin.calendar import calendar_context
from articles.admin.display import (
    DAY,
    STALE,
    chip,
    datetime_html,
    format_day,
    headline_html,
    language_label,
    text_html,
)
from articles.admin.events import link_subject, subject_html, with_subject_names
from articles.admin.first_run import first_run_guide
from articles.admin.morning_report import report_context
from articles.admin.site import may_see, register_urls, render_panels
from articles.admin.story_rows import StoryLine, StoryRow, languages_by_verb, list_address, new_story_links
from articles.annotations import User
from articles.events.consumers import catch_up_for_page
from articles.models import (
    Article,
    DashboardList,
    DisplayStatus,
    Edition,
    Event,
    Language,
    LanguageProgress,
    Note,
    Waiting,
)
from articles.models.open_work import SENT_BACK, since
from articles.models.people import display_name
from articles.models.progress import MOST_COUNTED
from articles.models.stages import GONE, TOGETHER
from articles.translations import translation_address

MOST = 6  # waiting texts shown of each kind; the others are counted
LAST = 6  # recent events that are shown, each about a different object
READ = 60  # latest events of the log that are read to find LAST different objects
# Labels of the button for the most urgent work.
ACTS = {
    Waiting.ASSIGNED: _("Continue"),
    Waiting.RETURNED: _("Read the reason and revise"),
    Waiting.REVIEW: _("Review"),
    Waiting.PUBLISH: _("Check and publish"),
    Waiting.CORRECTION: _("Add the correction"),
    Waiting.OWN: _("Wait, or approve without review"),
    Waiting.ALSO_ASSIGNED: _("Continue"),
    Waiting.WRITING: _("Continue writing"),
    Waiting.BEHIND: _("Update the translation"),
    Waiting.TRANSLATE: _("Start translating"),
}
NOTES = 6
EXCERPT = 160  # characters of a note; longer notes are cut
# Translation work that is done on the translation screen, not in the story form.
TO_TRANSLATE = {Waiting.CORRECTION, Waiting.ALSO_ASSIGNED, Waiting.WRITING, Waiting.BEHIND, Waiting.TRANSLATE}
# Labels in the order of the work, from requested to retracted.
STATUSES = [(status, status.label) for status in DisplayStatus if status != DisplayStatus.NOTHING]
WORDS = [*STATUSES[:-2], ("behind", _("Outdated")), ("stale", STALE), *STATUSES[-2:]]
DONE = {DisplayStatus.LIVE}  # statuses without a bar: it would dwarf all others
WIDEST = 40  # pixels: the longest bar
SHOWN = 5  # stories of a panel
EDITIONS = SHOWN * len(Language)  # enough for SHOWN stories, even if all are in both languages
DAYS = 14
COLUMN, BAR, HEIGHT = 20, 7, 48  # width of a day, width and largest height of a bar, in units of the SVG


def dashboard_context(user: User, at: datetime) -> dict:
    """Return the context of admin/index.html, with only the parts that the user may view."""
    context = {"may_see_stories": may_see(user, "article"), "groups": [], "first": None}
    if context["may_see_stories"]:
        groups = waiting_groups(user, at)
        context |= {"groups": groups, "first": next(iter(groups), None), "acts": new_story_links(user)}
        context |= {"notes": notes_to_answer(user)}
        context["matrix"] = matrix = StatusMatrix(LanguageProgress.objects.counted(at))
        context["guide"] = guide = first_run_guide(user, sum(matrix.counts.values()), at)
        context["is_empty"] = is_empty = bool(guide) and not matrix.counts
        if not is_empty:
            catch_up_for_page()
            context["panels"] = render_panels(user, at)
        if may_see(user, "edition") and not is_empty:
            context["story_panels"] = story_panels(matrix, at=at)
            context["chart"] = PublishedChart(at)
    if may_see(user, "event"):
        log = Event.objects.with_headlines() if context["may_see_stories"] else Event.objects.all()
        context["recent_events"] = recent_events(with_subject_names(log))
    return context


def recent_events(log):
    """Return the template contexts of the latest events, at most one for each object."""
    latest = {}
    for event in log.select_related("actor")[:READ]:
        latest.setdefault((event.subject_type, event.subject_id), event)
    return [
        {
            "at": datetime_html(event.at),
            "subject": link_subject(event, subject_html(event)),
            "what": event.get_type_display(),
            "language": language_label(event.language),
            "actor": display_name(event.actor),
        }
        for event in list(latest.values())[:LAST]
    ]


def waiting_groups(user, at):
    """Return the work that waits for a user as WaitingGroups, most urgent first."""
    languages = languages_by_verb(user)
    if not any(languages.values()):
        return []
    groups = {}
    for row in LanguageProgress.objects.waiting_for(user, **languages, most=MOST, at=at):
        groups.setdefault(row.waiting, []).append(row)
    return [WaitingGroup(Waiting(kind), rows, ACTS[kind], at) for kind, rows in groups.items()]


def notes_to_answer(user):
    """Return [(Note, text, headline, address)] of threads that wait for the user's answer. One query."""
    if not user.has_perm("articles.view_note"):
        return []
    return [
        (
            note,
            text_html(note.text if len(note.text) <= EXCERPT else note.text[:EXCERPT].rstrip() + "…"),
            headline_html(note.article),
            f"{reverse('admin:articles_article_notes', args=[note.article_id])}#note-{note.called_in}",
        )
        for note in Note.objects.waiting_for(user)[:NOTES]
    ]


@dataclass
class WaitingText(StoryRow):
    """One language of a story that waits for the user."""

    @property
    def address(self):
        is_translation = self.row.language != self.row.article.source_language
        if is_translation and self.row.waiting in TO_TRANSLATE:
            return translation_address(self.row.article_id, self.row.language)
        return super().address

    @property
    def is_stale(self):
        """Return whether to mark that the source has changed. Groups of outdated texts need no mark."""
        return self.row.is_stale and self.row.waiting not in (Waiting.BEHIND, Waiting.CORRECTION)

    @property
    def since(self):
        return datetime_html(since(self.row))

    @property
    def source_stage(self):
        return super().source_stage if self.row.waiting == Waiting.TRANSLATE and self.row.source_stage else ""

    @property
    def reason(self):
        """Return the reason why the text was sent back, or ""."""
        return text_html(self.row.step_reason) if self.row.step in SENT_BACK else ""


@dataclass
class WaitingGroup:
    """Texts that wait for the same reason. `act` is the label of the group's button."""

    kind: Waiting
    rows: list
    act: str
    at: datetime

    @property
    def lines(self):
        return [WaitingText(row, self.at) for row in self.rows]

    @property
    def total(self):
        return self.rows[0].total

    @property
    def rest(self):
        return self.total - len(self.rows)

    @property
    def address(self):
        if self.kind == Waiting.TRANSLATE:
            return reverse("translations:queue")
        return list_address(waiting=self.kind)


@dataclass
class StatusCount:
    """Number of stories with a status in a language, and the width of its bar."""

    language: Language
    standing: str
    count: int
    width: int = 0

    @property
    def address(self):
        return list_address(**{self.language.value: self.standing})

    @property
    def words(self):
        """Return the number, or “1,000+” if it exceeds the counting limit."""
        return formats.number_format(min(self.count, MOST_COUNTED)) + "+" * (self.count > MOST_COUNTED)


class StatusMatrix:
    """Numbers of stories by status and language."""

    def __init__(self, counts):
        """Build the rows, [(word, label, [StatusCount of each language])].

        counts  {(language, word): number of stories}; a word is a DisplayStatus, "behind" or "stale"
        """
        self.counts = counts
        self.languages = list(Language)
        most = max((count for (_one, word), count in counts.items() if word not in DONE), default=0)
        self.rows = [
            (word, label, [self.cell(language, word, most) for language in Language]) for word, label in WORDS
        ]

    def cell(self, language, word, most):
        count = self.counts.get((language.value, str(word)), 0)
        width = 0 if word in DONE or not count else max(2, round(WIDEST * count / most))
        return StatusCount(language, str(word), count, width)

    def cells(self, word):
        """Return the StatusCount of each language for a status, or for a group of statuses in TOGETHER."""
        _label, words = TOGETHER.get(word, ("", [word]))
        return [
            StatusCount(
                language, word, sum(self.counts.get((language.value, str(status)), 0) for status in words)
            )
            for language in Language
        ]


@dataclass
class PanelStory(StoryLine):
    """One story of a panel with its languages in the panel: [(language, chip, time)]."""

    article: Article
    languages: list = field(default_factory=list)


class StoryPanel:
    """A panel of stories with a heading and counts by language."""

    def __init__(self, kind, label, cells, rows):
        self.kind, self.label, self.cells = kind, label, cells
        stories = {}
        for row in rows:
            story = stories.setdefault(row.article_id, PanelStory(row.article))
            story.languages.append(panel_language(row, kind))
        self.stories = list(stories.values())[:SHOWN]


def story_panels(matrix: StatusMatrix, *, at: datetime) -> list[StoryPanel]:
    """Return the panels of stories, most important first."""
    recent = [
        edition
        for language in Language
        for edition in Edition.objects.live(at).in_language(language).newest_first().for_desk()[:EDITIONS]
    ]
    recent.sort(key=lambda edition: (edition.first_published_at, edition.article_id), reverse=True)
    rows_by_name = LanguageProgress.objects.for_panels(most=EDITIONS, at=at)
    others = [StoryPanel(name, name.label, matrix.cells(name), rows) for name, rows in rows_by_name.items()]
    return [StoryPanel("live", _("Recently published"), matrix.cells("public"), recent), *others]


def panel_language(row, kind):
    """Return (language, chip or "", time) of a live Edition or a LanguageProgress in a panel."""
    if kind == "live":
        mark = chip("live", _("Brief")) if row.is_brief else ""
        return row.get_language_display(), mark, datetime_html(row.live_from)
    at, mark = row.latest_from, ""
    if kind == DashboardList.BEHIND:
        at = row.latest_behind_from
    elif kind == DashboardList.GONE:
        mark = chip(GONE[row.latest_kind].value, GONE[row.latest_kind].label)
    return row.get_language_display(), mark, datetime_html(at)


class PublishedChart:
    """Bar chart of the stories published on each of the last 14 days.

    days    ChartDays, oldest first
    totals  [(language, label, count)]
    """

    def __init__(self, at):
        zone = timezone.get_default_timezone()
        today = timezone.localtime(at, zone).date()
        dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        first = datetime.combine(dates[0], time.min, tzinfo=zone)
        counts = Edition.objects.published_by_day(first, at)
        most = max(counts.values(), default=0)
        self.days = [ChartDay(index, date, counts, most) for index, date in enumerate(dates)]
        self.totals = [
            (language, language.label, sum(counts.get((date, language.value), 0) for date in dates))
            for language in Language
        ]
        self.width, self.height = COLUMN * DAYS, HEIGHT + 16


class ChartDay:
    """One column of the chart: its label, and a (language, label, count, x, y, height) for each bar."""

    def __init__(self, index, date, counts, most):
        self.date = date
        self.words = format_day(date, DAY)
        self.middle = COLUMN * index + COLUMN // 2
        self.is_sunday = date.weekday() == 6
        self.bars = []
        for number, language in enumerate(Language):
            count = counts.get((date, language.value), 0)
            height = round(HEIGHT * count / most) if most else 0
            x = self.middle - BAR + number * (BAR + 1)
            self.bars.append((language, language.label, count, x, HEIGHT - height, height))

    @property
    def words_and_counts(self):
        """Return “Nov. 24: English 2, Korean 1”, or "" for a day without publications."""
        counts = [f"{label} {count}" for _language, label, count, *_place in self.bars if count]
        return f"{self.words}: {', '.join(counts)}" if counts else ""


# (name and address, function that returns the context, models that the user must be allowed to view)
SCREENS = [
    ("board", board_context, ["article"]),
    ("calendar", calendar_context, ["article"]),
    ("report", report_context, ["article", "edition", "event"]),
]


@register_urls
def screen_urls(site):
    screens = [
        path(f"{name}/", site.admin_view(screen_view(site, name, context, models)), name=name)
        for name, context, models in SCREENS
    ]
    return [path("", site.admin_view(dashboard_view(site)), name="index"), *screens]


def screen_view(site, name, context, models):
    """Return the view that renders admin/<name>/<name>.html with context(request, at)."""

    @require_safe
    def view(request):
        if not all(may_see(request.user, model) for model in models):
            raise PermissionDenied
        return TemplateResponse(
            request, f"admin/{name}/{name}.html", site.each_context(request) | context(request, request.at)
        )

    return view


def dashboard_view(site):
    """Return the view of the dashboard. Django's own index would build the menu twice."""

    def index(request):
        context = site.each_context(request)
        context |= {
            "title": site.index_title,
            "app_list": context["available_apps"],
            "now": timezone.localtime(request.at, timezone.get_default_timezone()),
        }
        context |= dashboard_context(request.user, request.at)
        return TemplateResponse(request, "admin/index.html", context)

    return index
