"""Who says it: vague attribution without a checked source that points at the sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.registry import Finding, Severity, register
from articles.checks.text.sourcing import is_sourced, sourced_passages
from articles.text.attribution import vague_attributions
from articles.text.sentences import sentences


@register(
    "source.vague", Severity.WARNING, gettext_lazy("What is attributed vaguely rests on a checked source")
)
def check_vague_attribution(copy):
    passages = sourced_passages(copy)
    for segment in copy.segments:
        for sentence in sentences(segment.text):
            places = vague_attributions(sentence)
            if places and not is_sourced(sentence, passages):
                start, end = places[0]
                yield Finding(
                    segment.field,
                    _("“%(words)s” names nobody who answers for it.")
                    % {"words": sentence[start:end].strip()},
                    hint=_(
                        "Name the person or the institution. If that cannot be, add a checked source whose"
                        " passage is this sentence."
                    ),
                    passage=sentence.strip(),
                )
