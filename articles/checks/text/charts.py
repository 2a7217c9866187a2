"""Checks of tables that are shown as charts: drawable, with a title, the same figures in both languages."""

from collections import Counter
from itertools import starmap, zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.chart_html import chart_description
from articles.body.charts import Chart, charts_in
from articles.checks.registry import Finding, Severity, register


@register("chart.figures", Severity.WARNING, gettext_lazy("Every chart can be drawn from its table"))
def check_charts_drawable(context):
    for reading in charts_in(context.edition.body):
        if reading.problem:
            told = {"chart": chart_description(reading), "reason": reading.problem}
            message = _("Readers will see a table, not a chart (%(chart)s). %(reason)s") % told
            yield Finding("body", message, hint=_("Correct the table, or show it as a table."))


@register("chart.title", Severity.WARNING, gettext_lazy("Every chart has a title"))
def check_chart_titles(context):
    for reading in charts_in(context.edition.body):
        if reading.chart and not reading.title:
            message = _("A chart has no title: %(chart)s") % {"chart": chart_description(reading)}
            yield Finding("body", message, hint=_("Write what it shows into the caption of its table."))


@register("languages.charts", Severity.WARNING, gettext_lazy("Both languages have the same charts"))
def check_charts_in_both(context):
    here, there = context.edition.body, context.article.text("body", context.other_language)
    if not body.plain_text(here) or not body.plain_text(there):
        return
    for ours, theirs in zip_longest(charts_in(here), charts_in(there)):
        one = chart_description(ours or theirs)
        if not (ours and theirs):
            message = _("A chart is in one language alone: %(chart)s") % {"chart": one}
            hint = _("Show the table as a chart in the other language, or as a table here.")
            yield Finding("body", message, hint=hint)
        elif ours.kind != theirs.kind:
            both = {"chart": one, "other": chart_description(theirs)}
            message = _("A chart is of another kind in the other language: %(chart)s, %(other)s") % both
            yield Finding("body", message, hint=_("Choose the same kind of chart in both languages."))
        elif ours.chart and theirs.chart and (places := differing_figures(ours.chart, theirs.chart)):
            message = _("A chart has other figures in the other language (%(chart)s): %(figures)s")
            figures = "; ".join(f"{mine} – {other}" for mine, other in places[:3])
            hint = _("Compare the two tables. The unit may differ, if it does so for all figures.")
            yield Finding("body", message % {"chart": one, "figures": figures}, hint=hint)


def differing_figures(ours: Chart, theirs: Chart) -> list[tuple[str, str]]:
    """Return [(words here, words there)] of the cells of two charts whose figures differ.

    All figures of one may be the same power of ten times those of the other: 2.1 billion won are 21억 원.
    """
    pairs = list(_facing_figures(ours, theirs))
    known = [(one.value, other.value) for one, other in pairs if one and other and one.value and other.value]
    [(scale, _count)] = Counter(starmap(_power_of_ten, known)).most_common(1) or [(1, 0)]
    return [
        (one.words if one else "–", other.words if other else "–")
        for one, other in pairs
        if (one is None) != (other is None) or (one and one.value != other.value * scale)
    ]


def _facing_figures(ours, theirs):
    for mine, other in zip_longest(ours.series, theirs.series):
        yield from zip_longest(mine.figures if mine else (), other.figures if other else ())


def _power_of_ten(value, other):
    """Return the power of ten that `other` has to be multiplied by, or 1 where it is none."""
    ratio = abs(value / other).normalize()
    return ratio if ratio.as_tuple().digits == (1,) else 1
