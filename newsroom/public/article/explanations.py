"""Explanations at first mentions of topics and glossary terms, as marked by the editor."""

from typing import NamedTuple

from articles.models.language import localized
from articles.models.term import Term
from newsroom.pagecache.page_keys import depend_on


class Explanation(NamedTuple):
    """A short text that opens at a first mention. `url` is "" if the topic has no page."""

    id: str
    name: str
    text: str
    url: str
    topic: str = ""  # the name of the topic page


def marked_terms(numbers: set[int], language: str) -> dict[int, Term]:
    """Return {id: Term} of the terms that have a name and an explanation in the page's language."""
    if not numbers:
        return {}
    depend_on("term", *numbers)
    name, text = localized("name", language), localized("explanation", language)
    rows = Term.objects.filter(pk__in=numbers).exclude(**{name: ""}).exclude(**{text: ""})
    return {row.pk: row for row in rows.only("pk", name, text, "topic")}


class Explanations:
    """Explanation ids for articles.body.render, each given once: at the first mention.

    shown     the Explanations that the page then holds, in the order of the text
    terms     {id: Term}, from marked_terms
    subjects  {id: TopicSummary} of topics: the marked ones, and those of the terms
    """

    def __init__(self, language, terms, subjects):
        self.language, self.terms, self.subjects = language, terms, subjects
        self.shown = []
        self.seen = set()

    def first(self, kind, number):
        """Return the id of the Explanation of a mark, or None without one or after its first mention."""
        content = self._of_term(number) if kind == "term" else self._of_topic(number)
        if content is None or content in self.seen:
            return None
        self.seen.add(content)
        name = f"mention-{self.language}-{len(self.seen)}"
        self.shown.append(Explanation(name, *content))
        return name

    def url(self, number):
        """Return the address that later marks of a term link to, or None."""
        term = self.terms.get(number)
        subject = term and self.subjects.get(term.topic_id)
        return (subject.url or None) if subject else None

    def _of_term(self, number):
        term = self.terms.get(number)
        if term is None:
            return None
        name, text = (getattr(term, localized(part, self.language)) for part in ("name", "explanation"))
        subject = self.subjects.get(term.topic_id)
        return (name, text, subject.url, subject.name) if subject else (name, text, "", "")

    def _of_topic(self, number):
        subject = self.subjects.get(number)
        if subject and subject.explanation:
            return subject.name, subject.explanation, subject.url, subject.name
        return None
