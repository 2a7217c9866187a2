"""What the story rests on: at least one source, and each of them checked by somebody."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.registry import Finding, Severity, register


@register("source.none", Severity.WARNING, gettext_lazy("The story rests on a source"))
def check_source_given(copy):
    if not copy.sources:
        yield Finding(
            "sources",
            _("No source is given."),
            hint=_("Add under Sources what the story rests on, and who has checked it."),
        )


@register("source.unchecked", Severity.WARNING, gettext_lazy("Every source was checked by somebody"))
def check_sources_checked(copy):
    for source in copy.sources:
        if source.checked_at is None:
            yield Finding(
                "sources",
                _("Nobody has checked the source “%(source)s”.") % {"source": source},
                hint=_("Check it and tick “Checked” beside it; your name and the time are kept."),
                row=source.pk,
            )
