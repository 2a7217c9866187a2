"""The Readership screens for all stories and for one, their CSV files, and the admin of most-read stories."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import path, re_path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import preferred_text
from articles.admin.site import register_menu_screen, register_urls
from articles.admin.story_rows import story_address
from articles.annotations import StaffRequest
from articles.body.field import format_count
from articles.models import Author, Edition, Language, Section
from articles.models.language import other
from articles.models.planning import day_of
from newsroom.interchange.text_files import escape_formula
from newsroom.pageviews.models import MostRead, ReadingsBefore, Referrer
from newsroom.pageviews.readership import (
    DAY,
    LanguageViews,
    ReadershipPeriod,
    ViewsChart,
    first_day_of_story,
    rank_views,
    share_bars,
    sum_over_time,
    sum_referrers_of_stories,
)
from newsroom.security.log import record_export

PERIODS = {
    "day": gettext_lazy("24 hours"),
    "week": gettext_lazy("7 days"),
    "month": gettext_lazy("30 days"),
}
STORY_PERIODS = {"all": gettext_lazy("Since publication"), **PERIODS}
DAYS = {"week": 7, "month": 30}
ROWS, ROWS_OF_FILE = 20, 1_000


def may_see_readership(user) -> bool:
    """Return whether a user may see page views: the same users who may see editions."""
    return user.has_perm("articles.view_edition")


register_menu_screen("Readership", gettext_lazy("Readership"), "admin:readership", may_see_readership)


@register_urls
def readership_urls(site):
    return [
        path("readership/", site.admin_view(overview), name="readership"),
        # At most as many digits as a database id has.
        re_path(
            "^readership/(?P<article_id>[1-9][0-9]{0,17})/$",
            site.admin_view(story_readership),
            name="story_readership",
        ),
    ]


@dataclass(frozen=True)
class ReadershipChoice:
    """The period, language and file requested by a query string; the file is "" for the page itself."""

    periods: dict
    period: str
    language: str
    file: str

    @classmethod
    def parse(cls, asked: dict, periods: dict, files: tuple) -> "ReadershipChoice":
        """Return the choice of a query string. Raise ValueError for a value that no page offers."""
        period, language, file = (asked.get(name, "") for name in ("period", "language", "file"))
        period = period or next(iter(periods))
        if period not in periods or language not in ("", *Language) or file not in ("", *files):
            raise ValueError
        return cls(periods, period, language, file)

    def address(self, **changes: str) -> str:
        """Return the query string of the same page with other choices."""
        return f"?{urlencode({'period': self.period, 'language': self.language} | changes)}"

    @property
    def times_file(self) -> str:
        return self.address(file="times")

    @property
    def stories_file(self) -> str:
        return self.address(file="stories")

    @property
    def period_tabs(self) -> list[tuple]:
        return [
            (self.address(period=period), words, period == self.period)
            for period, words in self.periods.items()
        ]

    @property
    def language_tabs(self) -> list[tuple]:
        labels = {"": _("Both languages")} | {language.value: language.label for language in Language}
        return [
            (self.address(language=language), words, language == self.language)
            for language, words in labels.items()
        ]


def readership_view(periods: dict, *files: str) -> Callable:
    """Return a decorator that checks permission and choice, for a view that takes a ReadershipChoice."""

    def decorate(view):
        @require_safe
        @wraps(view)
        def respond(request, **arguments):
            if not may_see_readership(request.user):
                raise PermissionDenied
            try:
                choice = ReadershipChoice.parse(request.GET, periods, files)
            except ValueError:
                return HttpResponseBadRequest(_("Unknown period or language. Choose from the page."))
            return view(request, choice, **arguments)

        return respond

    return decorate


@readership_view(PERIODS, "times", "stories")
def overview(request: StaffRequest, choice: ReadershipChoice) -> HttpResponse:
    """Show the page views of all stories over a period, with rankings of stories, sections and authors.

    A query string may request a CSV file instead.
    """
    scope = {"language": choice.language}
    if choice.period == "day":
        period = ReadershipPeriod.of_hours(request.at, **scope)
    else:
        period = ReadershipPeriod.of_days(request.at, DAYS[choice.period], **scope)
    name = f"readership-{choice.period}-{day_of(request.at)}"
    if choice.file == "stories":
        return csv_response(request, f"{name}-stories", story_cells(period))
    sums = sum_over_time(period)
    chart = ViewsChart(period, sums)
    if choice.file:
        return csv_response(request, name, rows_over_time(chart))
    ranked = rank_views(period, ROWS)
    context = admin.site.each_context(request) | {
        "title": _("Readership"),
        "choice": choice,
        "chart": chart,
        "total": sums.total,
        "referrers": referrer_bars(sums),
        "languages": chart.languages,
        "stories": views_rows(ranked.stories, named_stories(ranked.stories, request.at), chart.languages),
        "sections": views_rows(ranked.sections, names_of(Section, ranked.sections), chart.languages),
        "authors": views_rows(ranked.authors, names_of(Author, ranked.authors), chart.languages),
    }
    return TemplateResponse(request, "pageviews/readership.html", context)


@readership_view(STORY_PERIODS, "times")
def story_readership(request: StaffRequest, choice: ReadershipChoice, article_id: str) -> HttpResponse:
    """Show the page views of one story, and when its editions went live, or return the CSV file."""
    editions = Edition.objects.begun(request.at).of_articles([article_id])
    editions = list(editions.defer("body", "printed").order_by("live_from", "number"))
    if not editions:
        raise Http404
    scope = {"language": choice.language, "article_id": int(article_id)}
    if choice.period == "day":
        period = ReadershipPeriod.of_hours(request.at, **scope)
    else:
        first = first_day_of_story(editions[0].first_published_at, request.at)
        count = DAYS.get(choice.period) or (day_of(request.at) - first + DAY).days
        period = ReadershipPeriod.of_days(request.at, count, **scope)
    sums, shown = (
        sum_over_time(period),
        [edition for edition in editions if choice.language in ("", edition.language)],
    )
    chart = ViewsChart(period, sums, shown)
    if choice.file:
        name = f"readership-{article_id}-{day_of(request.at)}"
        return csv_response(request, name, rows_over_time(chart), stories=[int(article_id)])
    headlines = {edition.language: edition.headline for edition in editions if edition.headline}
    language, headline = preferred_headline(headlines)
    context = admin.site.each_context(request) | {
        "title": _("Readership of a story"),
        "choice": choice,
        "chart": chart,
        "total": sums.total,
        "referrers": referrer_bars(sums),
        "editions": shown[::-1],
        "headline": headline,
        "headline_language": language,
        "story_address": story_address(int(article_id)),
    }
    return TemplateResponse(request, "pageviews/story.html", context)


@dataclass(frozen=True)
class ViewsRow:
    """A row of a table of stories, sections or authors.

    lang     language of the name
    address  URL of the page about the row, or ""
    figures  page views in each language shown
    bars     [(language, x, width)], on a scale of 0 to 100
    """

    name: str
    lang: str
    address: str
    figures: list[str]
    bars: list
    total: str


def views_rows(ranking: list[LanguageViews], names: dict, languages: list) -> list[ViewsRow]:
    """Return the rows of a table.

    names  {id: (language of the name, name, address)}; rows without a name are left out
    """
    most, rows = max((views.total for views in ranking), default=0), []
    for views in ranking:
        if views.id not in names:
            continue
        lang, name, address = names[views.id]
        counts = [getattr(views, language) for language in languages]
        bars, x = [], 0
        for language, count in zip(languages, counts, strict=True):
            width = round(100 * count / most, 1)
            bars.append((language, round(x, 1), width))
            x += width
        figures = [format_count(count) for count in counts]
        rows.append(ViewsRow(name, lang, address, figures, bars, format_count(views.total)))
    return rows


def referrer_bars(sums):
    return share_bars([(referrer.label, count) for referrer, count in sums.referrers.items()])


def names_of(model, ranking):
    rows = model.objects.in_bulk([views.id for views in ranking])
    return {pk: (*preferred_text(row, "name"), "") for pk, row in rows.items()}


def headlines_of(stories: Iterable[int], at) -> dict[int, dict[str, str]]:
    """Return {article id: {language: latest headline that readers have seen}}. One query."""
    rows = Edition.objects.begun(at).of_articles(list(stories)).exclude(headline="").order_by("number")
    headlines: dict[int, dict[str, str]] = {}
    for article_id, language, headline in rows.values_list("article_id", "language", "headline"):
        headlines.setdefault(article_id, {})[language] = headline
    return headlines


def preferred_headline(headlines):
    """Return (language, headline), if possible in the interface language; "" if there is no headline."""
    mine = get_language()
    language = mine if mine in headlines else other(mine)
    return language, headlines.get(language, "")


def named_stories(stories, at):
    headlines = headlines_of([views.id for views in stories], at)
    return {
        pk: (*preferred_headline(by_language), reverse("admin:story_readership", args=[pk]))
        for pk, by_language in headlines.items()
    }


def story_cells(period):
    """Return the rows of the CSV file of stories, for at most ROWS_OF_FILE stories."""
    stories = rank_views(period, ROWS_OF_FILE).stories
    ids = [views.id for views in stories]
    headlines, referrers = headlines_of(ids, period.at), sum_referrers_of_stories(period, ids)
    named = [(views, headlines[views.id]) for views in stories if views.id in headlines]
    return rows_of_stories(named, referrers)


def csv_response(
    request: StaffRequest, name: str, rows: Iterable[list], *, stories: Iterable[int] = ()
) -> HttpResponse:
    """Return rows as a CSV file to download, and record the export.

    The file starts with a byte order mark, so that spreadsheets recognise UTF-8.
    """
    rows = list(rows)
    record_export("readership", "CSV", len(rows) - 1, request=request, stories=stories)
    file = io.StringIO("\ufeff")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([escape_formula(str(cell)) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def rows_over_time(chart: ViewsChart) -> list[list]:
    """Return a header row, and a row for each column of a chart."""
    head = [_("From"), *(language.label for language in chart.languages)]
    return [head, *([column.start.isoformat(), *column.cells] for column in chart.columns)]


def rows_of_stories(stories: list, referrers: dict) -> list[list]:
    """Return a header row, and a row for each story and language with page views.

    stories    [(LanguageViews, {language: headline})]
    referrers  as returned by sum_referrers_of_stories
    """
    kinds = list(Referrer)
    head = [_("Story"), _("Language"), _("Headline"), _("Page views")]
    rows = [[*head, *(kind.label for kind in kinds)]]
    for views, headlines in stories:
        for language in Language:
            if counts := referrers.get((views.id, language)):
                cells = [views.id, language.value, headlines.get(language, ""), counts.total()]
                rows.append([*cells, *(counts[kind] for kind in kinds)])
    return rows


@admin.register(MostRead)
class MostReadAdmin(ReadOnlyAdmin):
    """Read-only admin of the most-read stories, for users who may see editions."""

    view_permission = "articles.view_edition"
    list_display = ("place", "story", "language", "last_day", "before")
    list_display_links = None
    list_filter = ("language",)
    ordering = ("language", "place")
    sortable_by = ()

    def get_queryset(self, request):
        """Add the current headline, and the page views before the last two days."""
        rows = super().get_queryset(request)
        live = Edition.objects.live().filter(article=OuterRef("article_id"), language=OuterRef("language"))
        before = ReadingsBefore.objects.filter(
            article_id=OuterRef("article_id"), language=OuterRef("language")
        )
        return rows.annotate(
            headline=Subquery(live.values("headline")[:1]), reads_before=Subquery(before.values("reads")[:1])
        )

    @admin.display(description=gettext_lazy("story"))
    def story(self, row):
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html(
            '<a href="{}" lang="{}">{}</a>', address, row.language, row.headline or row.article_id
        )

    @admin.display(description=gettext_lazy("in the last 24 hours"))
    def last_day(self, row):
        return row.reads

    @admin.display(description=gettext_lazy("before the last two days"))
    def before(self, row):
        return row.reads_before or 0
