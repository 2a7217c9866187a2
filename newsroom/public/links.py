"""Link targets and explanations in texts, at an instant and in a page's language, and rendering of texts."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from articles import body
from articles.compiled_queries import ListOf, compiled_query
from articles.models.edition import Edition
from articles.models.language import localized
from articles.models.taxonomy import Topic
from articles.models.term import Term
from newsroom.pagecache.kept_parts import kept_rows
from newsroom.pagecache.page_keys import depend_on
from newsroom.public.pictures import (
    gallery_sizes,
    images_by_id,
    large_picture_url,
    library_picture,
    place_picture,
    printed_picture,
)


def live_stories(numbers: set[int], language: str, at: datetime) -> dict[int, Edition]:
    """Return {article id: live edition}, in the page's language if possible. At most one query."""
    if not numbers:
        return {}
    depend_on("story", *numbers)
    stories = {}
    for edition in linked_editions(numbers=numbers, at=at):
        if edition.article_id not in stories or edition.language == language:
            stories[edition.article_id] = edition
    return stories


@compiled_query(numbers=ListOf(models.BigIntegerField()), at=models.DateTimeField())
def linked_editions(numbers, at):
    """Return the live editions of stories by id, with the fields that a link needs.

    Without compilation, a story or a feed would need 5 % more processor time.
    """
    return Edition.objects.live(at).filter(article__pk__listed=numbers).for_link().order_by()


class TopicSummary(NamedTuple):
    """A topic with its texts in one language. `url` is "" if the topic has no live story."""

    name: str
    explanation: str
    url: str
    topic: int = 0  # id of the topic that it was merged into, or its own id


def topic_summaries(
    numbers: set[int], language: str, at: datetime, filed: Collection[int] = ()
) -> dict[int, TopicSummary]:
    """Return {topic id: TopicSummary} of the topics that have a name in the language.

    A merged topic has the summary of its target. At most two queries.

    filed  ids of topics that are known to have a live story, which is then not queried
    """
    summaries = kept_rows("topic", numbers, (language,), lambda ids: named_topics(ids, language).get)
    unsure = {summary.topic for number, summary in summaries.items() if number not in filed}
    unsure -= {summaries[number].topic for number in filed if number in summaries}
    with_stories = kept_rows("topic-stories", unsure, (), lambda ids: topics_with_stories(ids, at).get)
    without_stories = unsure - with_stories.keys()
    return {
        number: summary._replace(url="") if summary.topic in without_stories else summary
        for number, summary in summaries.items()
    }


def depend_on_topics(
    numbers: Collection[int], summaries: dict[int, TopicSummary], filed: Collection[int]
) -> None:
    """Make a page depend on the topics with ids `numbers`.

    summaries  result of topic_summaries for at least these ids
    filed      as in topic_summaries
    """
    topics = {number: summaries[number].topic for number in numbers if number in summaries}
    depend_on("topic", *numbers, *topics.values())
    depend_on("topic-stories", *(topic for number, topic in topics.items() if number not in filed))


def named_topics(numbers: set[int], language: str) -> dict[int, TopicSummary]:
    """Return topic_summaries, but with the `url` of all topics, even without a live story. One query."""
    name, explanation = localized("name", language), localized("explanation", language)
    topics = {topic.pk: topic for topic in topics_with_mergers(name, explanation, numbers=numbers)}
    depend_on("topic", *(topics.keys() - numbers))
    summaries = {}
    for number in numbers:
        topic = topics.get(number)
        if topic and topic.merged_into_id:
            topic = topics.get(topic.merged_into_id)
        if topic and not topic.merged_into_id and getattr(topic, name):
            url = reverse("public:topic", args=[language, topic.slug])
            summaries[number] = TopicSummary(getattr(topic, name), getattr(topic, explanation), url, topic.pk)
    return summaries


@compiled_query(numbers=ListOf(models.BigIntegerField()))
def topics_with_mergers(name, explanation, numbers):
    """Return the topics with some ids, and the topics that they were merged into.

    Without compilation, a story would need 5 % more processor time.

    name, explanation  names of the columns to load, which exist for each language
    """
    merged_into = Topic.objects.filter(pk__listed=numbers).values("merged_into")
    topics = Topic.objects.filter(Q(pk__listed=numbers) | Q(pk__in=merged_into))
    return topics.only(name, explanation, "slug", "merged_into").order_by()


def topics_with_stories(numbers: set[int], at: datetime) -> dict[int, bool]:
    """Return {topic id: True} of the topics that have a live story in either language, in one query."""
    has_stories = Exists(Edition.objects.live(at).filter(topic_filings__topic=OuterRef("pk")))
    topics = Topic.objects.filter(has_stories, pk__in=numbers)
    return dict.fromkeys(topics.values_list("pk", flat=True), True)


class LinkResolver:
    """Link targets for articles.body.render: stories, topics and pictures, read in advance.

    stories       {id: live edition}; a link to any other story becomes plain text
    topics        {id: TopicSummary}; a link to a topic without explanation or page becomes plain text
    picture       function that returns the Picture for an id, or None
    explanations  Explanations, if the page shows them; otherwise marked terms become plain text
    absolute      function that turns a path into an absolute URL, for a text that is published elsewhere
    is_page       whether the text is on our own page, which has embedded frames and charts
    is_sponsored  whether links to other sites tell search engines that they are sponsored
    """

    gallery_sizes = staticmethod(gallery_sizes)

    def __init__(
        self,
        stories,
        topics,
        picture,
        explanations=None,
        *,
        absolute=str,
        is_page=True,
        is_sponsored=False,
    ):
        self.shows_frames = self.draws_charts = is_page
        self.external_rel = "sponsored noopener" if is_sponsored else "noopener"
        self.stories, self.topics, self.picture = stories, topics, picture
        self.explanations, self.absolute = explanations, absolute

    @classmethod
    def read(cls, wanted, language: str, at, picture=None, **options):
        """Return a resolver for the stories and topics in articles.body.References. At most three queries."""
        stories = live_stories(wanted.articles, language, at)
        return cls(stories, topic_summaries(wanted.topics, language, at), picture, **options)

    def article(self, number):
        edition = self.stories.get(number)
        return edition and (self.absolute(edition.get_absolute_url()), str(edition.language))

    def topic(self, number):
        summary = self.topics.get(number)
        return self.absolute(summary.url) if summary and summary.explanation and summary.url else None

    def image(self, number):
        picture = self.picture(number)
        if not picture:
            return None
        shown_as = place_picture(picture, "figure")
        sources = [source._asdict() for source in shown_as.sources]
        return (
            picture._asdict() | shown_as._asdict() | {"sources": sources, "large": large_picture_url(picture)}
        )

    def explanation(self, kind, number):
        return self.explanations and self.explanations.first(kind, number)

    def term(self, number):
        return self.explanations and self.explanations.url(number)


def edition_body(
    edition, stories, topics, insight_name, explanations=None, *, images, at, use=None
) -> SafeString:
    """Render the body of an edition, with the pictures that it printed: see printed_picture.

    stories, topics, explanations  see LinkResolver
    images                         {id: Image} of the pictures in the body
    use                            PictureUse for publication outside the site, such as in feeds; the result
                                   then has no pull quotes, galleries, frames and charts
    """

    def picture(number):
        return printed_picture(edition, images.get(number), at, use)

    options = {"is_page": use is None, "is_sponsored": edition.is_sponsored}
    resolver = LinkResolver(stories, topics, picture, explanations, **options)
    html = edition.body
    if use is not None:
        html = body.without_galleries(body.without_pull_quotes(html))
    return body.render(html, language=edition.language, resolver=resolver, insight_name=insight_name)


def standing_page_body(html: str, language: str, at: datetime, insight_name: str) -> str:
    """Render the body of a standing page, with pictures as they are in the library now."""
    wanted = body.references(html)
    images = images_by_id(wanted.images)
    resolver = LinkResolver.read(
        wanted, language, at, lambda number: library_picture(images.get(number), language, at)
    )
    return body.render(html, language=language, resolver=resolver, insight_name=insight_name)


class Explanation(NamedTuple):
    """A short text that opens at the first mention of a term or topic. `url` is "" without a topic page."""

    id: str  # id of its element, unique on the page
    name: str
    text: str
    url: str
    topic: str = ""  # name of the topic page; "" for a term without a topic


def marked_terms(numbers: set[int], language: str) -> dict[int, Term]:
    """Return {id: Term} of the terms that have a name and an explanation in a language. At most one query."""
    if not numbers:
        return {}
    depend_on("term", *numbers)
    name, text = localized("name", language), localized("explanation", language)
    rows = Term.objects.filter(pk__in=numbers).exclude(**{name: ""}).exclude(**{text: ""})
    return {row.pk: row for row in rows.only("pk", name, text, "topic")}


class Explanations:
    """Explanations for articles.body.render, each opened only at its first mention.

    shown     the Explanations used so far, in the order of the text
    terms     {id: Term}, from marked_terms
    subjects  {id: TopicSummary} of the marked topics and of the topics of the terms
    """

    def __init__(self, language, terms, subjects):
        self.language, self.terms, self.subjects = language, terms, subjects
        self.shown = []
        self.seen = set()

    def first(self, kind, number):
        """Return Explanation.id for a mark; None if it has no explanation or was explained before.

        kind    "term" or "topic"
        number  id of the Term or Topic
        """
        content = self._of_term(number) if kind == "term" else self._of_topic(number)
        if content is None or content in self.seen:
            return None
        self.seen.add(content)
        name = f"mention-{self.language}-{len(self.seen)}"
        self.shown.append(Explanation(name, *content))
        return name

    def url(self, number):
        """Return the address of a term's topic page, for later mentions; None without one."""
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
