"""What a story explains at its first mention: topics and terms of the glossary, marked by the editor."""

from typing import NamedTuple

from articles.models.language import localized
from articles.models.term import Term


class Explanation(NamedTuple):
    """A short text that opens at a first mention. `url` is "" where no topic page is to be read."""

    id: str
    name: str
    text: str
    url: str
    topic: str = ""  # the name of that page


def marked_terms(numbers, language):
    """{number: Term} of those that the page's language may explain: its name and a text are written there."""
    if not numbers:
        return {}
    name, text = localized("name", language), localized("explanation", language)
    rows = Term.objects.filter(pk__in=numbers).exclude(**{name: ""}).exclude(**{text: ""})
    return {row.pk: row for row in rows.only("pk", name, text, "topic")}


class Explanations:
    """Answers articles.body.render with ids, each once: at the first mention.

    `shown` is what the page then holds, in the order of the text.


    terms     {number: Term}, by marked_terms
    subjects  {number: Subject} of topics: those that are marked, and those of the terms
    """

    def __init__(self, language, terms, subjects):
        self.language, self.terms, self.subjects = language, terms, subjects
        self.shown = []
        self.seen = set()

    def first(self, kind, number):
        """The id of what opens at a mark, or None: nothing to tell, or told before."""
        if kind == "term":
            told = self._of_term(self.terms.get(number))
        else:
            told = self._of_topic(self.subjects.get(number))
        if told is None or told in self.seen:
            return None
        self.seen.add(told)
        name = f"mention-{self.language}-{len(self.seen)}"
        self.shown.append(Explanation(name, *told))
        return name

    def url(self, number):
        """Where later marks of a term lead, or None."""
        term = self.terms.get(number)
        subject = term and self.subjects.get(term.topic_id)
        return (subject.url or None) if subject else None

    def _of_term(self, term):
        if term is None:
            return None
        name, text = (getattr(term, localized(part, self.language)) for part in ("name", "explanation"))
        subject = self.subjects.get(term.topic_id)
        return (name, text, subject.url, subject.name) if subject else (name, text, "", "")

    def _of_topic(self, subject):
        if subject is None or not subject.description:
            return None
        return subject.name, subject.description, subject.url, subject.name
