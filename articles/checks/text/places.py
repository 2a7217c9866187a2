"""Places: those that neither the gazetteer nor the newsroom's glossary knows rest on a checked source."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.registry import Finding, Severity, register
from articles.checks.text.atlas import is_in_atlas
from articles.checks.text.gazetteer import gazetteer
from articles.checks.text.printed import own_passages
from articles.checks.text.sourcing import is_sourced, sourced_passages
from articles.models import Language
from articles.text.places.unknown import unknown_places
from articles.text.sentences import sentences


@register(
    "text.place.unknown", Severity.WARNING, gettext_lazy("Places are known, or rest on a checked source")
)
def check_unknown_places(copy):
    """One Finding a sentence; a place is named where it stands first."""
    segments, passages = own_passages(copy), sourced_passages(copy)
    text = " ".join(segment.text for segment in segments)
    knows, told = _known_places(copy.terms).knows, set()
    for segment in segments:
        for sentence in sentences(segment.text):
            places = [
                place
                for place in unknown_places(sentence, knows, text, segment.text)
                if place.name not in told
                and not any(place.name in words for words in passages)
                and not is_in_atlas(place.name)
            ]
            told |= {place.name for place in places}
            if places and not is_sourced(sentence, passages):
                yield Finding(
                    segment.field,
                    _("No place of this name is known: %(places)s.")
                    % {"places": ", ".join(place.called for place in places)},
                    hint=_(
                        "Make sure that it exists and is written so. Then add a checked source whose passage"
                        " is this sentence, or enter the place in the glossary."
                    ),
                    passage=sentence.strip(),
                    row=segment.row,
                )


def _known_places(terms):
    """The gazetteer with the places of the glossary, and with all that the glossary knows to be none."""
    names = [form for term in terms for language in Language for form in term.forms(language)]
    return gazetteer().with_names(names)
