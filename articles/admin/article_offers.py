"""Topics that a story speaks of: offered for its filing, and for a link where it speaks of them first."""

from dataclasses import dataclass, field

from articles import body
from articles.bilingual.names import Name, is_telling, mentions, plausible
from articles.models import Language, Term, Topic, localized
from articles.workflow.permissions import Verb, may

AROUND = 24  # letters beside a mention, by which the editor finds it again
# Where links to topics stand: not in headings, captions and names of speakers.
LINKED = {"p", "li"}


@dataclass
class Link:
    """Words that may become a link to the topic: what stands before, they themselves, what follows."""

    language: Language
    before: str
    words: str
    after: str


@dataclass
class Offer:
    """A topic that the text speaks of. `words` are its own, of the language that is looked at first."""

    topic: Topic
    words: str
    language: Language
    is_to_be_filed: bool
    links: list = field(default_factory=list)


def offers(article, user, *, filed, may_file):
    """The Offers of a story, in the order in which it speaks of them; two queries.

    filed  the numbers of the topics that it is filed under; may_file  whether this person may file it
    """
    topics = {topic.pk: topic for topic in Topic.objects.filter(merged_into=None)}
    names = [*_of_topics(topics.values()), *_of_terms(Term.objects.all(), topics)]
    texts = {language: _text(article, language) for language in Language}
    names = plausible("\n".join(texts.values()), names)
    found = {}
    for language in dict.fromkeys([Language(article.source_language), *Language]):
        text = texts[language]
        for mention in mentions(text, names):
            if mention.key[0] and mention.key[0] not in found:
                words = text[mention.start : mention.end]
                found[mention.key[0]] = Offer(
                    topics[mention.key[0]], words, language, may_file and mention.key[0] not in filed
                )
    for language in Language:
        if found and may(user, Verb.WRITE, language):
            _add_links(found, article.text("body", language), language, names)
    return [offer for offer in found.values() if offer.is_to_be_filed or offer.links]


def _text(article, language):
    """All that a story says in a language."""
    head = [article.text(field, language) for field in ("title", "summary")]
    return "\n".join([*head, body.plain_text(article.text("body", language))])


def _of_topics(topics):
    """The Names of topics. A key is (number of the topic, what bears the name)."""
    for topic in topics:
        for language in Language:
            yield Name((topic.pk, "topic"), getattr(topic, localized("name", language)))


def _of_terms(terms, topics):
    """The Names of the glossary: of its topic, or of the one that bears its name (일본 of Japan).

    A term that belongs to no topic only says what a longer name is.
    """
    called = {
        getattr(topic, localized("name", language)).casefold(): topic.pk
        for topic in topics.values()
        for language in Language
    }
    for term in terms:
        names = [getattr(term, localized("name", language)).casefold() for language in Language]
        alike = next((called[name] for name in names if name and name in called), None)
        number = term.topic_id if term.topic_id in topics else alike
        for language in Language:
            name, short = (getattr(term, localized(part, language)) for part in ("name", "short"))
            for form in term.forms(language):
                if form != short or is_telling(short, name):
                    yield Name((number, f"term {term.pk}"), form, term.is_exact)


def _add_links(found, html, language, names):
    """Note for each offer where the text of a language speaks of it first, unless it is linked there."""
    linked = body.references(html).topics
    # What is a link already, or in another language, is passed over.
    for role, text in body.passages(body.muted(html, ("a", "span"))):
        if role not in LINKED:
            continue
        for mention in mentions(text, names):
            number = mention.key[0]
            if number in found and number not in linked:
                linked.add(number)
                before, after = text[: mention.start][-AROUND:], text[mention.end :][:AROUND]
                words = text[mention.start : mention.end]
                found[number].links.append(
                    Link(language, _unmuted(before, last=True), words, _unmuted(after))
                )


def _unmuted(beside, *, last=False):
    """What stands beside a mention as far as it is known: letters that were muted are not."""
    parts = beside.split("0")
    return parts[-1] if last else parts[0]
