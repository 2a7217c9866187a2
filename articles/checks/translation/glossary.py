"""Terms of the glossary: those that the source names stand in the translation, in a right form."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides
from articles.text.glossary import GlossaryEntry, TermWording, term_occurrences, term_wordings
from articles.text.places.countries import is_country_named


def find_term_discrepancies(
    pair: SegmentPair, terms: tuple[GlossaryEntry, ...], elsewhere: frozenset[GlossaryEntry] = frozenset()
) -> Iterator[Discrepancy]:
    if not terms:
        return
    source, target = pair.source_inline.text, pair.target_inline.text
    found = term_occurrences(target, pair.target_language, terms)
    named = {one.entry for one in found if not one.is_wrong}
    for one in found:
        if one.is_wrong:
            form = target[one.start : one.end]
            right = next(iter(getattr(one.entry, pair.target_language).right), "")
            yield Discrepancy(
                "glossary",
                _("The newsroom does not write “%(form)s”.") % {"form": form},
                _("Write “%(name)s”.") % {"name": right} if right else "",
                both_sides("", form),
                form,
            )
    met = named | elsewhere | {one.entry for one in found if one.is_wrong}
    for offer in term_wordings(source, pair.source_language, terms):
        if _is_term_wanted(offer) and offer.entry not in met and not _holds_term(pair, offer):
            first = offer.found[0]
            form = source[first.start : first.end]
            yield Discrepancy(
                "glossary",
                _("“%(term)s” of the source is missing from the translation.") % {"term": form},
                _("Write “%(name)s”.") % {"name": offer.first},
                both_sides(form, ""),
                "",
                form,
            )


def _is_term_wanted(offer: TermWording) -> bool:
    return bool(offer.first) and offer.is_certain and offer.entry.is_required


def _holds_term(pair: SegmentPair, offer: TermWording) -> bool:
    """Whether its words stand within others (국회의원, 쌀값) that name the term as well, or 한미 for 미국."""
    target, forms = pair.target_inline.text, getattr(offer.entry, pair.target_language).right
    text = "".join(target.split()).casefold()
    return any("".join(form.split()).casefold() in text for form in forms) or is_country_named(
        forms, target, pair.target_language
    )
