"""Everything in the script of its language: Hangul on Korean pages, Latin letters on English ones."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.checks.registry import Finding, Severity, checked_passages, register
from articles.checks.text.printed import foreign_related
from articles.models import Language
from articles.text.script import foreign_passages


@register(
    "text.script", Severity.BLOCKER, gettext_lazy("Everything is written in its own language, unless marked")
)
def check_script(copy):
    text = copy.edition
    # Letters of what is marked as another language count for neither.
    muted = checked_passages(text.headline, text.summary, body.mute_marks(text.body))
    for segment, judged in zip(copy.segments, muted, strict=True):
        for passage in foreign_passages(judged.text, copy.language, role=segment.role):
            start = judged.text.find(passage)
            yield _script_finding(copy, segment, segment.text[start : start + len(passage)])
    for segment in copy.around:
        for passage in foreign_passages(segment.text, copy.language, role=segment.role):
            yield _script_finding(copy, segment, passage)
    for segment in foreign_related(copy):
        yield Finding(
            segment.field,
            _("This related story is written in %(language)s alone.")
            % {"language": Language(copy.other_language).label},
            hint=_("Choose its story, write it in this language as well, or take it out."),
            passage=segment.text,
            row=segment.row,
        )


def _script_finding(copy, segment, passage):
    return Finding(
        segment.field,
        _("This is not written in %(language)s.") % {"language": Language(copy.language).label},
        hint=_(
            "Translate it. A passage that should stay as it is, is marked as another language in the text,"
            " or stands"
            " in quotation marks or parentheses."
        ),
        passage=passage,
        row=segment.row,
    )
