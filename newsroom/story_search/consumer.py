"""The consumer that keeps the index of working copies up to date.

Saves create no events. Instead, each save queues its story in its own transaction, and the consumer processes
the queue. Texts are analyzed without any lock. A story is then written only if all its rows are still queued,
because another process or a redaction may have been faster.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db import DatabaseError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.body.content import plain_text
from articles.events.consumers import Backlog, event_consumer
from articles.models import Article, ArticleTopic, Byline, EventType, Language, localized
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.korean.morphemes import analyze_batches
from articles.text.search.query import HEADING
from articles.text.search.words import RAW, THEN, index_text, written_words
from articles.workflow.edit_session import after_save
from newsroom.search.expressions import Tokens
from newsroom.search.index import LONGEST_TEXT, erase_deleted_words, is_refusal
from newsroom.story_search.models import StoryWords, WaitingStory

STORIES_AT_ONCE = 20
# {kind of object: function that takes ids of objects and returns the ids of the stories that show them}
STORIES_OF = {
    "topic": lambda ids: ArticleTopic.objects.filter(tag__in=ids).values_list("content_object", flat=True),
    "author": lambda ids: Byline.objects.filter(author__in=ids).values_list("article", flat=True),
    "image": lambda ids: Article.objects.filter(lead_image__in=ids).values_list("pk", flat=True),
}

logger = logging.getLogger(__name__)


class TextKind(models.TextChoices):
    """Searchable parts of a story."""

    HEADLINE = "headline", _("Headline")
    SUMMARY = "summary", _("Summary")
    BODY = "body", _("Text")
    CAPTION = "caption", _("Caption")
    TOPIC = "topic", _("Topic")
    AUTHOR = "author", _("Author")


class StoryText(NamedTuple):
    """A text of a story in one language."""

    kind: TextKind
    language: Language
    text: str


def with_texts(ids: Collection[int]) -> models.QuerySet[Article]:
    """Return stories with all data for `story_texts`, with five queries."""
    rows = Article.objects.filter(pk__listed=set(ids)).order_by().select_related("lead_image")
    return rows.prefetch_related("topic_items__tag", "bylines__author")


def story_texts(article: Article) -> list[StoryText]:
    """Return the non-empty texts of a story loaded by `with_texts`, in both languages."""
    non_empty = []
    for language in Language:
        body = plain_text(article.text("body", language))[:LONGEST_TEXT]
        image = article.lead_image
        caption = article.text("lead_caption", language)
        caption = caption or (getattr(image, localized("caption", language)) if image else "")
        name = localized("name", language)
        texts = [
            (TextKind.HEADLINE, article.text("title", language)),
            (TextKind.SUMMARY, article.text("summary", language)),
            (TextKind.BODY, body),
            (TextKind.CAPTION, caption),
            *((TextKind.TOPIC, getattr(item.tag, name)) for item in article.topic_items.all()),
            *((TextKind.AUTHOR, getattr(byline.author, name)) for byline in article.bylines.all()),
        ]
        non_empty += [StoryText(kind, language, text) for kind, text in texts if text]
    return non_empty


def story_tokens(texts: Collection[StoryText]) -> Tokens:
    """Return the tokens of a story's texts, headlines and summaries first, without queries."""
    top, rest = {}, {}
    for kind, _language, text in texts:
        is_top = kind in (TextKind.HEADLINE, TextKind.SUMMARY)
        (top if is_top else rest).update(index_text(written_words(text)).all)
    headings = (HEADING + token for token in top if token[0] != RAW and THEN not in token)
    return Tokens({**top, **dict.fromkeys(headings), **rest})


class WaitingBatch(NamedTuple):
    """Queued stories, with their texts, which are read after the queue.

    rows    {story id: ids of its queue rows}
    texts   {story id: StoryTexts} of existing stories
    """

    rows: dict[int, set[int]]
    texts: dict[int, list]


@after_save
def queue_story(article_id: int) -> None:
    """Queue a story for indexing, in the transaction of its save."""
    WaitingStory.objects.create(article_id=article_id)


def queue_all_stories() -> None:
    """Queue all stories for indexing, and remove deleted stories from the index."""
    StoryWords.objects.filter(~Exists(Article.objects.filter(pk=OuterRef("pk")))).delete()
    waiting = WaitingStory.objects.filter(article_id=OuterRef("pk"))
    ids = Article.objects.filter(~Exists(waiting)).order_by("pk").values_list("pk", flat=True)
    WaitingStory.objects.add_stories(ids.iterator())


def index_waiting(*, batches: int | None = None, processes: int = 1) -> Iterator[int]:
    """Index queued stories, latest saves first; yield the number of stories processed in each batch.

    batches    maximum number of batches; None for the whole queue
    processes  number of processes that analyze texts; only this process uses the database
    """
    waiting = _waiting_batches(batches)
    for batch, tokens in analyze_batches(_analyze, waiting, processes=processes):
        yield _write(batch, tokens)


def _analyze(batch):
    return {pk: story_tokens(texts) for pk, texts in batch.texts.items()}


def _waiting_batches(batches):
    last = None
    while batches is None or batches > 0:
        rows = WaitingStory.objects.order_by("-id")
        rows = rows.filter(pk__lt=last) if last else rows
        newest = list(rows.values_list("pk", "article_id")[:STORIES_AT_ONCE])
        if not newest:
            return
        last = newest[-1][0]
        yield _read_batch({article_id for _pk, article_id in newest})
        batches = batches and batches - 1


def _read_batch(ids):
    rows = defaultdict(set)
    for pk, article_id in WaitingStory.objects.filter(article_id__listed=ids).values_list("pk", "article_id"):
        rows[article_id].add(pk)
    return WaitingBatch(dict(rows), {article.pk: story_texts(article) for article in with_texts(rows)})


def _write(batch, tokens):
    """Write the stories of a batch and delete their queue rows; return the number of stories done."""
    with story_search.lock():
        queued = set().union(*batch.rows.values())
        there = set(WaitingStory.objects.filter(pk__listed=queued).values_list("pk", flat=True))
        ready = {pk for pk, rows in batch.rows.items() if rows <= there}
        # Stories that are being saved or deleted wait for the next round.
        articles = Article.objects.filter(pk__listed=ready).order_by().values_list("pk", flat=True)
        free = set(articles.select_for_update(skip_locked=True))
        done = free | (ready - set(articles) if free != ready else set())
        StoryWords.objects.filter(pk__in=done).delete()
        _insert({pk: tokens[pk] for pk in free if pk in tokens})
        ended = set().union(*(batch.rows[pk] for pk in done))
        WaitingStory.objects.filter(pk__listed=ended).delete()
    return len(done)


def _insert(tokens):
    """Write the tokens of stories. If the database refuses the tokens of a story, write it without tokens."""
    try:
        with transaction.atomic():
            StoryWords.objects.bulk_create(StoryWords(pk=pk, words=words) for pk, words in tokens.items())
    except DatabaseError as problem:
        if not is_refusal(problem):
            raise
        if len(tokens) > 1:
            for pk, words in tokens.items():
                _insert({pk: words})
            return
        logger.exception("Story %s cannot be searched.", *tokens)
        StoryWords.objects.bulk_create(StoryWords(pk=pk, words=Tokens()) for pk in tokens)


def named_objects(events):
    """Return the changes of topics, authors and pictures, whose words are indexed with their stories."""
    return events.filter(subject_type__in=STORIES_OF, type=EventType.CHANGED)


@event_consumer(
    "story_search",
    wanted=named_objects,
    backlog=Backlog(
        lambda batches: sum(index_waiting(batches=batches)), WaitingStory.objects.all, "saved_at"
    ),
)
def story_search(events):
    """Queue the stories that show changed topics, authors or pictures; return their number."""
    objects = defaultdict(set)
    for event in events:
        objects[event.subject_type].add(event.subject_id)
    ids = _stories_of(objects)
    WaitingStory.objects.add_stories(ids)
    return len(ids)


def _stories_of(objects: Mapping[str, Iterable[int]]) -> list[int]:
    """Return the ids of the stories that show objects, given as {kind: ids}."""
    return sorted({pk for kind, ids in objects.items() if kind in STORIES_OF for pk in STORIES_OF[kind](ids)})


@on_redaction(StoryWords)
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Remove stories with redacted words from the index, and queue them for indexing.

    They get new queue rows, so that no process writes texts that it read earlier.
    """
    ids = {*redacted.objects.get("article", []), *_stories_of(redacted.objects)}
    StoryWords.objects.filter(article__in=Article.objects.filter(pk__listed=ids)).delete()
    WaitingStory.objects.filter(article_id__listed=ids).delete()
    WaitingStory.objects.add_stories(sorted(ids))
    erase_deleted_words(StoryWords)
