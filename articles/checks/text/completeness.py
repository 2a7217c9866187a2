"""Checks that a text is complete, filed, named in its language, and of a bearable length."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.content import FACT_BOX
from articles.checks.registry import UNWANTED, Finding, Severity, register
from articles.models import Edition, Language, Wanted, localized
from articles.models.people import is_credited

UNCONFIRMED = "languages.machine"  # the check of a translation that has a machine draft nobody confirmed
# Checks that a text must pass before the desk can read it, also when it is submitted.
READABLE = (UNWANTED, "text.headline", "text.summary", "text.body", UNCONFIRMED)

# Characters beyond which a list of headlines on a phone wraps too often.
LENGTH_LIMITS = {
    ("title", Language.EN): 70,
    ("title", Language.KO): 35,
    ("summary", Language.EN): 200,
    ("summary", Language.KO): 100,
}
BEARABLE = 1.25  # times that: the writer is told as one types, the desk only beyond
FEWEST = {Language.EN: 25, Language.KO: 12}  # of a summary: less is a second headline at best


@register(UNWANTED, Severity.BLOCKER, gettext_lazy("A text is requested in this language"), is_waivable=False)
def check_wanted(context):
    if context.progress.wanted == Wanted.NOTHING and context.printed is None:
        yield Finding("wanted", _("Nothing is requested in this language. Request the full text or a brief."))


@register("text.headline", Severity.BLOCKER, gettext_lazy("There is a headline"), is_waivable=False)
def check_headline(context):
    if not context.edition.headline.strip():
        yield Finding("title", _("The headline is missing."))


@register("text.summary", Severity.BLOCKER, gettext_lazy("There is a summary"), is_waivable=False)
def check_summary(context):
    if not context.edition.summary.strip():
        yield Finding("summary", _("The summary is missing."))


@register(
    "text.body",
    Severity.BLOCKER,
    gettext_lazy("There is a text, unless a brief is requested"),
    is_waivable=False,
)
def check_body(context):
    if not context.edition.is_brief and not context.edition.body.strip():
        yield Finding("body", _("The text is missing. For headline and summary only, request a brief."))


@register("text.box", Severity.WARNING, gettext_lazy("Every fact box has a title"))
def check_box_titles(context):
    for block in body.body_blocks(context.edition.body):
        if block.startswith(f"<{FACT_BOX}>") and "<h3>" not in block:
            words = body.body_passages(block)[0][1]
            hint = _("Enter a title above the first line of the box.")
            yield Finding("body", _("A fact box has no title."), hint=hint, passage=words)


@register("filing.section", Severity.BLOCKER, gettext_lazy("The story has a section"), is_waivable=False)
def check_section(context):
    if context.edition.section_id is None:
        yield Finding("section", _("The section is missing."))


@register("filing.byline", Severity.WARNING, gettext_lazy("The story has a byline"))
def check_byline(context):
    if not context.edition.printed["bylines"]:
        hint = _("Add the author under Bylines, or publish without a byline.")
        yield Finding("bylines", _("No byline is shown in this language."), hint=hint)


@register(
    "sponsor.name", Severity.BLOCKER, gettext_lazy("A sponsored story names its sponsor"), is_waivable=False
)
def check_sponsor(context):
    if context.edition.is_sponsored and not context.edition.printed.get("sponsor", "").strip():
        hint = _("Enter the name that readers of this language know.")
        yield Finding("sponsor", _("The sponsor is missing in this language."), hint=hint)


@register(
    "sponsor.label", Severity.BLOCKER, gettext_lazy("Only a sponsored story has a sponsor"), is_waivable=False
)
def check_sponsored_label(context):
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
def check_sponsor_in_both_languages(context):
    if not context.edition.is_sponsored:
        return
    there = Edition.objects.live(context.at).of(context.article, context.other_language)
    if there.news().exists():
        language = Language(context.other_language).label
        message = _("Readers of the other language have this story as news: %(language)s.")
        hint = _("Publish that language as sponsored, too, or withdraw it.")
        yield Finding("sponsor", message % {"language": language}, hint=hint)


@register("text.headline_length", Severity.WARNING, gettext_lazy("The headline is not too long for lists"))
def check_headline_length(context):
    yield from find_too_long("title", context.edition.headline, context.language)


@register("text.summary_length", Severity.WARNING, gettext_lazy("The summary is of a sensible length"))
def check_summary_length(context):
    words = context.edition.summary.strip()
    yield from find_too_long("summary", words, context.language)
    if 0 < len(words) < FEWEST[Language(context.language)]:
        message = _("The summary has only %(number)s characters.") % {"number": len(words)}
        yield Finding("summary", message, hint=_("Sum up the story in one or two sentences."))


def find_too_long(field, words, language):
    most, long = LENGTH_LIMITS[field, Language(language)], len(words.strip())
    if long > most * BEARABLE:
        message = _("%(number)s characters: longer than about %(most)s")
        message %= {"number": number_format(long), "most": most}
        yield Finding(field, message, hint=_("Lists on phones wrap it, and other sites cut it off."))


def find_unnamed(context, field, things, message, hint):
    """Yield a Finding for each of [(row, thing)] that has no name in the language of the context."""
    for row, thing in things:
        if not getattr(thing, localized("name", context.language)).strip():
            yield Finding(field, message % {"name": thing}, hint=hint, row=row)


@register("names.section", Severity.BLOCKER, gettext_lazy("The section has a name in this language"))
def check_section_name(context):
    section = context.article.section
    message = _("The section “%(name)s” has no name in this language.")
    things = [(None, section)] if section is not None else []
    yield from find_unnamed(context, "section", things, message, _("Enter the name under Sections."))


@register(
    "names.byline", Severity.BLOCKER, gettext_lazy("Everyone in the byline has a name in this language")
)
def check_byline_names(context):
    languages = context.language, context.article.source_language
    things = [(row.pk, row.author) for row in context.rows.bylines if is_credited(row.role, *languages)]
    message, hint = _("“%(name)s” has no name in this language."), _("Enter the name under Authors.")
    yield from find_unnamed(context, "bylines", things, message, hint)


@register("names.topic", Severity.WARNING, gettext_lazy("Every topic has a name in this language"))
def check_topic_names(context):
    message = _("The topic “%(name)s” has no name in this language, so it is hidden there.")
    hint = _("Enter the name under Topics so that readers find the story.")
    yield from find_unnamed(context, "topics", [(one.pk, one) for one in context.rows.topics], message, hint)
