"""What a story speaks of: topics for its filing and for a link, terms for a mark, at their first mention."""

from dataclasses import dataclass, field

from articles import body
from articles.admin.story.marks import LinkOffer, find_unmarked, linkable_passages, term_offers
from articles.models import Language, Term, Topic, localized
from articles.text.names import Name, is_telling, mentions, plausible
from articles.workflow.permissions import Verb, may


@dataclass
class TopicOffer:
    """A topic that the text speaks of. `words` are its own, of the language that is looked at first."""

    topic: Topic
    words: str
    language: Language
    is_to_be_filed: bool
    links: list = field(default_factory=list)


def find_offers(article, user, *, filed, may_file):
    """The Offers of a story, in the order in which it speaks of them, then TermOffers; two queries.

    filed  the numbers of the topics that it is filed under; may_file  whether this person may file it
    """
    topics = {topic.pk: topic for topic in Topic.objects.filter(merged_into=None)}
    terms = list(Term.objects.all())
    names = [*_topic_names(topics.values()), *_term_names(terms, topics)]
    texts = {language: _story_text(article, language) for language in Language}
    names = plausible("\n".join(texts.values()), names)
    found = {}
    for language in dict.fromkeys([Language(article.source_language), *Language]):
        text = texts[language]
        for mention in mentions(text, names):
            if mention.key[0] and mention.key[0] not in found:
                words = text[mention.start : mention.end]
                found[mention.key[0]] = TopicOffer(
                    topics[mention.key[0]], words, language, may_file and mention.key[0] not in filed
                )
    marks = []
    for language in Language:
        if may(user, Verb.WRITE, language):
            html = article.text("body", language)
            marks.append(find_unmarked(html, language, terms, names))
            _add_topic_links(found, html, language, names, [link for _term, link in marks[-1].values()])
    return [*(offer for offer in found.values() if offer.is_to_be_filed or offer.links), *term_offers(marks)]


def unmarked_terms(article):
    """{language: [Link] of terms that are explained to readers and marked nowhere}; one query."""
    terms = list(Term.objects.all())
    names = plausible(
        "\n".join(_story_text(article, language) for language in Language), _term_names(terms, {})
    )
    found = {}
    for language in Language:
        marks = find_unmarked(article.text("body", language), language, terms, names)
        found[language] = [link for _term, link in marks.values()]
    return found


def _story_text(article, language):
    """All that a story says in a language."""
    head = [article.text(field, language) for field in ("title", "summary")]
    return "\n".join([*head, body.plain_text(article.text("body", language))])


def _topic_names(topics):
    """The Names of topics. A key is (number of the topic, what bears the name)."""
    for topic in topics:
        for language in Language:
            yield Name((topic.pk, "topic"), getattr(topic, localized("name", language)))


def _term_names(terms, topics):
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


def _add_topic_links(found, html, language, names, taken):
    """Note for each offer where the text of a language speaks of it first, unless it is linked there.

    taken  Links of terms: where a term is explained, its mark leads to the topic
    """
    linked = body.references(html).topics
    for text, all_of_it in linkable_passages(html, names) if found else ():
        for mention in all_of_it:
            number = mention.key[0]
            if number in found and number not in linked:
                linked.add(number)
                link = LinkOffer.at(mention, text, language)
                if link not in taken:
                    found[number].links.append(link)
