"""Figures of readership as CSV files, for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.models import Language
from newsroom.interchange.export_records import record_export
from newsroom.interchange.text_files import escape_formula
from newsroom.pageviews.admin.charts import ViewsChart
from newsroom.pageviews.referrers import Referrer


def csv_response(
    request: HttpRequest, name: str, rows: Iterable[list], *, stories: Iterable[int] = ()
) -> HttpResponse:
    """Return rows as a file to download, and record the export.

    It has the byte order mark by which spreadsheets recognise UTF-8.
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
    """Return a row for each column of a chart."""
    head = [_("From"), *(language.label for language in chart.languages)]
    return [head, *([column.start.isoformat(), *column.cells] for column in chart.columns)]


def rows_of_stories(stories: list, referrers: dict) -> list[list]:
    """Return a row for each story and language that was read.

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
