"""Checks of completeness: text, section, names in the language, lengths, charts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import starmap, zip_longest
from math import ceil

from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.block_html import chart_description
from articles.body.charts import Chart, ChartFigure, charts_in
from articles.body.content import FACT_BOX
from articles.body.manuscript.line_shapes import display_width
from articles.checks.context import CheckContext
from articles.checks.registry import UNWANTED, Finding, Severity, register
from articles.models import Edition, Language, Wanted, localized
from articles.models.people import is_credited


@register("chart.figures", Severity.WARNING, gettext_lazy("Every chart can be drawn from its table"))
def check_charts_drawable(context: CheckContext) -> Iterator[Finding]:
    for reading in charts_in(context.edition.body):
        if reading.problem:
            told = {"chart": chart_description(reading), "reason": reading.problem}
            message = _("Readers will see a table, not a chart (%(chart)s). %(reason)s") % told
            yield Finding("body", message, hint=_("Correct the table, or show it as a table."))


@register("chart.title", Severity.WARNING, gettext_lazy("Every chart has a title"))
def check_chart_titles(context: CheckContext) -> Iterator[Finding]:
    for reading in charts_in(context.edition.body):
        if reading.chart and not reading.title:
            message = _("A chart has no title: %(chart)s") % {"chart": chart_description(reading)}
            yield Finding("body", message, hint=_("Write what it shows into the caption of its table."))


@register("languages.charts", Severity.WARNING, gettext_lazy("Both languages have the same charts"))
def check_charts_in_both(context: CheckContext) -> Iterator[Finding]:
    here, there = context.edition.body, context.article.text("body", context.other_language)
    if not body.plain_text(here) or not body.plain_text(there):
        return
    for ours, theirs in zip_longest(charts_in(here), charts_in(there)):
        description = chart_description(ours or theirs)
        if not (ours and theirs):
            message = _("A chart is in one language only: %(chart)s") % {"chart": description}
            hint = _("Show the table as a chart in the other language, or as a table here.")
            yield Finding("body", message, hint=hint)
        elif ours.kind != theirs.kind:
            both = {"chart": description, "other": chart_description(theirs)}
            message = _("A chart is of another kind in the other language: %(chart)s, %(other)s") % both
            yield Finding("body", message, hint=_("Choose the same kind of chart in both languages."))
        elif ours.chart and theirs.chart and (places := differing_figures(ours.chart, theirs.chart)):
            message = _("A chart has other figures in the other language (%(chart)s): %(figures)s")
            figures = "; ".join(f"{mine} – {other}" for mine, other in places[:3])
            hint = _("Compare the two tables. The unit may differ, but only if it differs for all figures.")
            yield Finding("body", message % {"chart": description, "figures": figures}, hint=hint)


def differing_figures(ours: Chart, theirs: Chart) -> list[tuple[str, str]]:
    """Return [(words here, words there)] of the cells of two charts whose figures differ.

    The figures of two charts may differ by a power of ten, the same for all: 2.1 billion won are 21억 원.
    """
    pairs = list(_facing_figures(ours, theirs))
    known = [
        (figure.value, other.value)
        for figure, other in pairs
        if figure and other and figure.value and other.value
    ]
    [(scale, _count)] = Counter(starmap(_power_of_ten, known)).most_common(1) or [(1, 0)]
    return [
        (figure.words if figure else "–", other.words if other else "–")
        for figure, other in pairs
        if (figure is None) != (other is None) or (figure and other and figure.value != other.value * scale)
    ]


def _facing_figures(ours: Chart, theirs: Chart) -> Iterator[tuple[ChartFigure | None, ChartFigure | None]]:
    for mine, other in zip_longest(ours.series, theirs.series):
        yield from zip_longest(mine.figures if mine else (), other.figures if other else ())


def _power_of_ten(value: Decimal, other: Decimal) -> Decimal | int:
    """Return the factor between two values if it is a power of ten, else 1."""
    ratio = abs(value / other).normalize()
    return ratio if ratio.as_tuple().digits == (1,) else 1


UNCONFIRMED = "languages.machine"  # check of unconfirmed machine drafts
# Checks that a text must pass to be submitted or approved.
READABLE = (UNWANTED, "text.headline", "text.summary", "text.body", UNCONFIRMED)

# Lengths shown to the writer while typing, as measured by counted_length(). Of 104 real news headlines
# (NTREX-128; half in each language), 89 % are at most this long, and 98 % at most BEARABLE times as long.
LENGTH_LIMITS = {
    ("title", Language.EN): 80,
    ("title", Language.KO): 40,
    ("summary", Language.EN): 200,
    ("summary", Language.KO): 100,
}
BEARABLE = 1.25  # preflight warns beyond this multiple
FEWEST = {Language.EN: 25, Language.KO: 12}  # characters of a summary; shorter ones are second headlines


@register(UNWANTED, Severity.BLOCKER, gettext_lazy("A text is requested in this language"), is_waivable=False)
def check_wanted(context: CheckContext) -> Iterator[Finding]:
    if context.progress.wanted == Wanted.NOTHING and context.printed is None:
        yield Finding("wanted", _("Nothing is requested in this language. Request the full text or a brief."))


@register("text.headline", Severity.BLOCKER, gettext_lazy("There is a headline"), is_waivable=False)
def check_headline(context: CheckContext) -> Iterator[Finding]:
    if not context.headline.strip():
        yield Finding("title", _("The headline is missing."))


@register("text.summary", Severity.BLOCKER, gettext_lazy("There is a summary"), is_waivable=False)
def check_summary(context: CheckContext) -> Iterator[Finding]:
    if not context.summary.strip():
        yield Finding("summary", _("The summary is missing."))


@register(
    "text.body",
    Severity.BLOCKER,
    gettext_lazy("There is a text, unless a brief is requested"),
    is_waivable=False,
)
def check_body(context: CheckContext) -> Iterator[Finding]:
    if not context.is_brief and not context.body.strip():
        yield Finding("body", _("The text is missing. For headline and summary only, request a brief."))


@register("text.box", Severity.WARNING, gettext_lazy("Every fact box has a title"))
def check_box_titles(context: CheckContext) -> Iterator[Finding]:
    for block in body.body_blocks(context.edition.body):
        if block.startswith(f"<{FACT_BOX}>") and "<h3>" not in block:
            words = body.body_passages(block)[0][1]
            hint = _("Enter a title above the first line of the box.")
            yield Finding("body", _("A fact box has no title."), hint=hint, passage=words)


@register("filing.section", Severity.BLOCKER, gettext_lazy("The story has a section"), is_waivable=False)
def check_section(context: CheckContext) -> Iterator[Finding]:
    if context.edition.section_id is None:
        yield Finding("section", _("The section is missing."))


@register("filing.byline", Severity.WARNING, gettext_lazy("The story has a byline"))
def check_byline(context: CheckContext) -> Iterator[Finding]:
    if not context.edition.printed["bylines"]:
        hint = _("Add the author under Bylines, or publish without a byline.")
        yield Finding("bylines", _("No byline is shown in this language."), hint=hint)


@register(
    "sponsor.name", Severity.BLOCKER, gettext_lazy("A sponsored story names its sponsor"), is_waivable=False
)
def check_sponsor(context: CheckContext) -> Iterator[Finding]:
    if context.edition.is_sponsored and not context.edition.printed.get("sponsor", "").strip():
        hint = _("Enter the name that readers of this language know.")
        yield Finding("sponsor", _("The sponsor is missing in this language."), hint=hint)


@register(
    "sponsor.label", Severity.BLOCKER, gettext_lazy("Only a sponsored story has a sponsor"), is_waivable=False
)
def check_sponsored_label(context: CheckContext) -> Iterator[Finding]:
    is_named = context.printed is None and context.article.text("sponsor", context.language).strip()
    if is_named and not context.edition.is_sponsored:
        message = _("A sponsor is entered, but the story is not marked as sponsored.")
        yield Finding("sponsor", message, hint=_("Mark it as sponsored, or clear the sponsor."))


@register(
    "sponsor.languages",
    Severity.WARNING,
    gettext_lazy("A sponsored story is marked in both languages"),
    is_kept=False,
)
def check_sponsor_in_both_languages(context: CheckContext) -> Iterator[Finding]:
    if not context.edition.is_sponsored:
        return
    there = Edition.objects.live(context.at).of(context.article, context.other_language)
    if there.news().exists():
        language = Language(context.other_language).label
        message = _("In the other language, this story is published as news: %(language)s.")
        hint = _("Publish that language as sponsored, too, or withdraw it.")
        yield Finding("sponsor", message % {"language": language}, hint=hint)


@register("text.headline_length", Severity.WARNING, gettext_lazy("The headline is not too long for lists"))
def check_headline_length(context: CheckContext) -> Iterator[Finding]:
    yield from find_too_long("title", context.edition.headline, context.language)


@register("text.summary_length", Severity.WARNING, gettext_lazy("The summary has a suitable length"))
def check_summary_length(context: CheckContext) -> Iterator[Finding]:
    words = context.edition.summary.strip()
    yield from find_too_long("summary", words, context.language)
    if 0 < len(words) < FEWEST[Language(context.language)]:
        message = _("The summary has only %(number)s characters.") % {"number": len(words)}
        yield Finding("summary", message, hint=_("Sum up the story in one or two sentences."))


def counted_length(text: str, language: str) -> int:
    """Return the length of a text in characters, as static/js/admin/lengths.js counts it.

    In Korean, a half-width letter, digit, space or punctuation mark counts as half a character.
    """
    return ceil(display_width(text) / 2) if language == Language.KO else len(text)


def longest_text(field: str, language: str) -> int:
    """Return the maximum length of a headline or summary without a warning from preflight."""
    return int(LENGTH_LIMITS[field, Language(language)] * BEARABLE)


def find_too_long(field: str, words: str, language: str) -> Iterator[Finding]:
    most, long = LENGTH_LIMITS[field, Language(language)], counted_length(words.strip(), language)
    if long > longest_text(field, language):
        message = _("%(number)s characters: longer than about %(most)s")
        message %= {"number": number_format(long), "most": most}
        yield Finding(field, message, hint=_("Lists on phones wrap it, and other sites cut it off."))


def find_unnamed(
    context: CheckContext, field: str, things: Iterable[tuple[int | None, Model]], message: str, hint: str
) -> Iterator[Finding]:
    """Yield a Finding for each object without a name in the language of the context.

    field, message, hint  attributes of the Findings; the message gets the %(name)s of the object
    things                [(row of the Finding, object)]
    """
    for row, thing in things:
        if not getattr(thing, localized("name", context.language)).strip():
            yield Finding(field, message % {"name": thing}, hint=hint, row=row)


@register("names.section", Severity.BLOCKER, gettext_lazy("The section has a name in this language"))
def check_section_name(context: CheckContext) -> Iterator[Finding]:
    section = context.article.section
    message = _("The section “%(name)s” has no name in this language.")
    things = [(None, section)] if section is not None else []
    yield from find_unnamed(context, "section", things, message, _("Enter the name under Sections."))


@register(
    "names.byline", Severity.BLOCKER, gettext_lazy("Everyone in the byline has a name in this language")
)
def check_byline_names(context: CheckContext) -> Iterator[Finding]:
    languages = context.language, context.article.source_language
    things = [(row.pk, row.author) for row in context.rows.bylines if is_credited(row.role, *languages)]
    message, hint = _("“%(name)s” has no name in this language."), _("Enter the name under Authors.")
    yield from find_unnamed(context, "bylines", things, message, hint)


@register("names.topic", Severity.WARNING, gettext_lazy("Every topic has a name in this language"))
def check_topic_names(context: CheckContext) -> Iterator[Finding]:
    message = _("The topic “%(name)s” has no name in this language, so it is hidden there.")
    hint = _("Enter the name under Topics so that readers find the story.")
    yield from find_unnamed(
        context, "topics", [(topic.pk, topic) for topic in context.rows.topics], message, hint
    )
