"""Names that are printed beside a text stand in its language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.registry import Finding, Severity, register
from articles.models import localized
from articles.models.people import is_credited


def lacks_name(thing, copy):
    return not getattr(thing, localized("name", copy.language)).strip()


@register("names.section", Severity.BLOCKER, gettext_lazy("The section has a name in this language"))
def check_section_name(copy):
    filed = copy.article.section
    if filed is not None and lacks_name(filed, copy):
        yield Finding(
            "section",
            _("The section “%(name)s” has no name in this language.") % {"name": filed},
            hint=_("Name it under Sections."),
        )


@register("names.byline", Severity.BLOCKER, gettext_lazy("Whoever signs has a name in this language"))
def check_byline_names(copy):
    for row in copy.rows.bylines:
        is_printed = is_credited(row.role, copy.language, copy.article.source_language)
        if is_printed and lacks_name(row.author, copy):
            yield Finding(
                "bylines",
                _("“%(name)s” has no name in this language.") % {"name": row.author},
                hint=_("Write the name under Authors."),
                row=row.pk,
            )


@register("names.topic", Severity.WARNING, gettext_lazy("Every topic has a name in this language"))
def check_topic_names(copy):
    for filed in copy.rows.topics:
        if lacks_name(filed, copy):
            yield Finding(
                "topics",
                _("The topic “%(name)s” has no name in this language, so it is hidden there.")
                % {"name": filed},
                hint=_("Name it under Topics, and its readers find the story."),
                row=filed.pk,
            )
