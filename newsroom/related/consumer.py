"""The event consumer that counts, weighs and stores the marks of changed stories, then relates them."""

import threading
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from math import log
from typing import NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles.body.content import plain_text
from articles.events.consumers import event_consumer
from articles.models.edition import Edition, EditionKind
from articles.models.edition_listings import EditionTopic
from articles.models.event import Event, EventType
from articles.models.term import Term
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.digests import digest_of
from articles.text.glossary import GlossaryEntry, term_occurrences
from articles.text.names import is_distinctive
from newsroom.related.models import IdList, Mark, Posting, Reading, Relation
from newsroom.related.similarity import RelationCache, count_marks, heaviest_marks, rarity, relate_stories

LONGEST_TEXT = 20_000  # characters; a story's subject appears before that
MOST_TERMS = 12
KEPT_WORDS = 48  # words of a story that are stored per language
FOUND_BY = 10  # words per language with a Posting, so that other stories can find this one
# Fields of editions to load for the digest of a story (DIGESTED), and for counting its marks (COUNTED).
DIGESTED = ("article_id", "language", "digest", "first_published_at")
COUNTED = (*DIGESTED, "headline", "summary", "body")


class MarkedStory(NamedTuple):
    """A story with its newest edition in each language, including planned ones, and its topics.

    read_digest  digest of its Reading, or None
    is_counted   whether its marks are in the counts of Mark
    """

    article_id: int
    editions: list
    topics: frozenset
    read_digest: str | None
    is_counted: bool

    @property
    def digest(self):
        return digest_of([[edition.digest for edition in self.editions], sorted(self.topics)])

    @property
    def published_at(self):
        return min(edition.first_published_at for edition in self.editions)


def current_editions(at: datetime | None = None) -> QuerySet[Edition]:
    """Return the editions live or planned at an instant (default: now), except notices and sponsored stories.

    Planned editions are read early, so that their related stories are ready when the embargo ends.
    """
    editions = Edition.objects.unended(at or timezone.now()).news()
    return editions.exclude(kind__in=EditionKind.NOTICES)


def marked_editions(articles: Collection[int], fields: Collection[str], at: datetime) -> QuerySet[Edition]:
    """Return the current editions of stories, annotated with topics and columns of the Reading."""
    topics = EditionTopic.objects.filter(edition=OuterRef("pk")).values("topic_id")
    readings = Reading.objects.filter(pk=OuterRef("article_id"))
    editions = current_editions(at).filter(article__pk__listed=articles).only(*fields)
    return editions.order_by("article_id", "language", "number").annotate(
        topics=IdList(topics, column="topic_id"),
        read_digest=Subquery(readings.values("digest")),
        is_counted=Subquery(readings.values("is_counted")),
    )


def forget_stories(ids: set[int]) -> None:
    """Drop stories from the index. If they return, they are read again, but not counted twice."""
    if not ids:
        return
    Posting.objects.filter(article_id__in=ids).delete()
    Relation.objects.filter(Q(article_id__in=ids) | Q(other_id__in=ids)).delete()
    Reading.objects.filter(pk__in=ids).update(digest="", related_at=timezone.now())


def stories_of(ids: Collection[int], *fields: str) -> list[MarkedStory]:
    """Return the MarkedStory of each id that has a current edition, with one query.

    fields  columns of the editions to load: DIGESTED, or COUNTED to count marks
    """
    newest = {}
    for edition in marked_editions(ids, fields, timezone.now()):
        newest.setdefault(edition.article_id, {})[edition.language] = edition
    return [_marked_story(pk, list(by_language.values())) for pk, by_language in newest.items()]


def _marked_story(pk, editions):
    topics = frozenset(topic for edition in editions for topic in edition.topics or ())
    return MarkedStory(pk, editions, topics, editions[0].read_digest, bool(editions[0].is_counted))


class PreparedMarks(NamedTuple):
    """A story and its counts, computed before the transaction that stores them, because counting is slow.

    counts  {language: {mark: count}}, with topics and terms under ""
    """

    story: MarkedStory
    counts: dict

    def marks(self):
        """Return {mark: count} of both languages, topics and terms."""
        return {mark: count for marks in self.counts.values() for mark, count in marks.items()}


def prepare_marks(ids: Collection[int]) -> dict[int, PreparedMarks]:
    """Return {id: PreparedMarks} of the stories that have changed since they were read."""
    changed = changed_stories(ids)
    return count_marks_of(changed, glossary_entries() if changed else ())


def count_marks_of(
    stories: Iterable[MarkedStory], entries: tuple[GlossaryEntry, ...]
) -> dict[int, PreparedMarks]:
    """Return {id: PreparedMarks} of stories loaded with COUNTED, without queries."""
    return {story.article_id: PreparedMarks(story, count_story_marks(story, entries)) for story in stories}


def glossary_entries() -> tuple[GlossaryEntry, ...]:
    return tuple(term.entry() for term in Term.objects.all())


def changed_stories(ids: Collection[int], fields: Collection[str] = COUNTED) -> list[MarkedStory]:
    """Return the MarkedStory of each id that was never read, or that has changed since it was read."""
    return [story for story in stories_of(ids, *fields) if story.digest != story.read_digest]


def read_changed_stories(
    ids: Collection[int], ready: dict[int, PreparedMarks], known: RelationCache | None = None
) -> list[Reading]:
    """Read the changed stories, and forget those without a current edition; return the new Readings.

    ready  PreparedMarks by id; marks that are missing or outdated are prepared here
    known  cache to fill with the new counts, if the stories are related next
    """
    stories = {story.article_id: story for story in stories_of(ids, *DIGESTED)}
    forget_stories(set(ids) - stories.keys())
    changed = [pk for pk, story in stories.items() if story.read_digest != story.digest]
    if not changed:
        return []
    late = [pk for pk in changed if pk not in ready or ready[pk].story.digest != stories[pk].digest]
    ready = ready | (prepare_marks(late) if late else {})
    read = [ready[pk]._replace(story=stories[pk]) for pk in changed if pk in ready]
    return _store_readings(read, known)


def count_story_marks(story, entries):
    """Return the marks of a story as {language: {mark: count}}, with topics and terms under ""."""
    marks = {"": Counter({f"@{topic}": 1 for topic in story.topics})}
    for edition in story.editions:
        language, text = str(edition.language), plain_text(edition.body)[:LONGEST_TEXT]
        marks[language] = count_marks(language, edition.headline, edition.summary, text)
        whole = "\n".join([edition.headline, edition.summary, text])
        terms = Counter(f"#{key}" for key in _terms(whole, language, entries))
        marks[""].update(dict(terms.most_common(MOST_TERMS)))
    return marks


def _terms(text, language, entries):
    """Yield the id of the term for each occurrence in a text, unless its form is wrong or ambiguous."""
    for occurrence in term_occurrences(text, language, entries):
        forms = getattr(occurrence.entry, language)
        if not occurrence.is_wrong and (
            occurrence.form != forms.later or is_distinctive(occurrence.form, forms.first)
        ):
            yield occurrence.entry.key


def _store_readings(read, known):
    """Write the Readings and Postings of stories; return the Readings.

    The rarity of a story's marks is determined among all stories read before it.
    """
    uncounted = [prepared for prepared in read if not prepared.story.is_counted]
    stories, counted = Reading.objects.count(), _count_marks(read, uncounted)
    related_at = None if known is None else timezone.now()
    rows, found_by = [], []
    for prepared in read:
        story, marks = prepared.story, prepared.marks()
        if not story.is_counted:
            counted.update(marks.keys())
        rarities = {mark: rarity(counted.get(mark, 1), stories) for mark in marks}
        kept, distinctive = _distinctive_marks(prepared.counts, rarities)
        rows.append(
            Reading(
                article_id=story.article_id,
                digest=story.digest,
                published_at=story.published_at,
                counts=kept,
                is_counted=True,
                related_at=related_at,
            )
        )
        found_by += [(mark, story) for mark in distinctive]
        stories += story.read_digest is None
    changed = ["digest", "published_at", "counts", "is_counted", "related_at"]
    Reading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article_id"], update_fields=changed
    )
    Posting.objects.filter(article_id__in=[row.pk for row in rows]).delete()
    Posting.objects.bulk_create(
        Posting(mark=mark, article_id=story.article_id, published_at=story.published_at)
        for mark, story in found_by
    )
    if known is not None:
        known.begin(stories, counted)
    return rows


def _count_marks(read, uncounted):
    """Add the uncounted stories to the counts; return the previous {mark: number of stories}."""
    added = Counter(mark for prepared in uncounted for mark in prepared.marks())
    counted = Counter(Mark.objects.count_stories(added))
    others = {mark for prepared in read for mark in prepared.marks()} - counted.keys()
    counted.update(Mark.objects.story_counts(others))
    counted.subtract(added)
    return counted


def _distinctive_marks(counts, rarities):
    """Return ({mark: count} to store in the Reading of a story, marks for its Postings)."""
    kept, found_by = dict(counts[""]), list(counts[""])
    for language, marks in counts.items():
        if language:
            weighed = {mark: (1 + log(count)) * rarities[mark] for mark, count in marks.items()}
            best = heaviest_marks(weighed, KEPT_WORDS)
            kept |= {mark: marks[mark] for mark in best}
            found_by += list(best)[:FOUND_BY]
    return kept, found_by


at_hand = threading.local()  # its attribute `prepared` hands the marks from analyze_stories to `related`


def story_events(events):
    return events.filter(subject_type="article", type__in=EventType.MOVES)


def analyze_stories(events):
    """Count the marks of the events' stories, for `related`, before any row is locked."""
    at_hand.prepared = prepare_marks({event.subject_id for event in events})


# Batches are small, because each is one transaction.
@event_consumer("related", wanted=story_events, at_once=10, prepare=analyze_stories)
def related(events: list[Event]) -> int:
    """Read and relate the stories that changed; return the number of stories read."""
    known = RelationCache()
    readings = read_changed_stories(
        {event.subject_id for event in events}, at_hand.__dict__.pop("prepared", {}), known
    )
    if readings:
        relate_stories(readings, known)
    return len(readings)


@on_redaction(Reading, Mark, Posting)
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Read redacted stories again, and delete the redacted words."""
    ids = set(redacted.objects.get("article", []))
    Posting.objects.filter(article_id__in=ids).delete()
    Reading.objects.filter(pk__in=ids).update(counts={}, digest="")
    read_changed_stories(ids, {})
    used = Posting.objects.values("mark")
    words = redacted.indexed_words(Mark.objects.all(), "text")
    Mark.objects.filter(pk__in=words).exclude(pk__in=used).delete()
