"""Terms that readers could be told of, and that the text names without a mark at the first mention."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from articles import body
from articles.models import Language, Term, Validity
from articles.text.names import mentions

CONTEXT_LETTERS = 24  # letters beside a mention, by which the editor finds it again
# Where links stand: not in headings, captions and names of speakers.
LINKABLE = {"p", "li"}


@dataclass
class LinkOffer:
    """Words that may become a link: what stands before, they themselves, what follows."""

    language: Language
    before: str
    words: str
    after: str

    @property
    def told_before(self):
        """What stands before, from a whole word on, where it does not begin there."""
        is_cut = len(self.before) == CONTEXT_LETTERS and " " in self.before
        return f"… {self.before.partition(' ')[2]}" if is_cut else self.before

    @property
    def told_after(self):
        is_cut = len(self.after) == CONTEXT_LETTERS and " " in self.after
        return f"{self.after.rpartition(' ')[0]} …" if is_cut else self.after

    @classmethod
    def at(cls, mention, text, language):
        before, after = text[: mention.start][-CONTEXT_LETTERS:], text[mention.end :][:CONTEXT_LETTERS]
        words = text[mention.start : mention.end]
        return cls(language, _known_letters(before, last=True), words, _known_letters(after))


@dataclass
class TermOffer:
    """A term that is explained to readers, but not where the text speaks of it first."""

    term: Term
    words: str
    language: Language
    links: list = field(default_factory=list)


def linkable_passages(html, names):
    """(text, its Mentions) of all that may hold links; passing over links, and words of another language."""
    for role, text in body.passages(body.muted(html, ("a", "span"))):
        if role in LINKABLE:
            yield text, mentions(text, names)


def find_unmarked(html, language, terms, names):
    """{term's number: (Term, Link)} of what a text speaks of first, unexplained though readers could be told.

    names  Names whose keys are (…, "term 7") for those of terms
    Precision first: only terms in force, only words that name one term alone, and nothing of a term that the
    text marks anywhere, though that be a later mention.
    """
    marked, today = body.references(html).terms, timezone.localdate()
    told = {
        f"term {term.pk}": term
        for term in terms
        if term.is_explained(language)
        and term.pk not in marked
        and term.validity_on(today) == Validity.IN_FORCE
    }
    found, unclear = {}, set()
    for text, all_of_it in linkable_passages(html, names) if told else ():
        of_terms = {one for one in all_of_it if one.key[1] != "topic"}
        alike = Counter((one.start, one.end) for one in of_terms)
        for one in all_of_it:
            term = told.get(one.key[1])
            if term and alike[one.start, one.end] > 1:
                unclear.add(term.pk)
            elif term:
                found.setdefault(term.pk, (term, LinkOffer.at(one, text, language)))
    return {number: told for number, told in found.items() if number not in unclear}


def term_offers(marks):
    """The TermOffers of what is unmarked in several languages, in the order of the text."""
    found = {}
    for term, link in (pair for of_language in marks for pair in of_language.values()):
        found.setdefault(term.pk, TermOffer(term, link.words, link.language)).links.append(link)
    return list(found.values())


def _known_letters(beside, *, last=False):
    """What stands beside a mention as far as it is known: letters that were muted are not."""
    parts = beside.split("0")
    return parts[-1] if last else parts[0]
