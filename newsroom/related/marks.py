"""Marks of stories: counted, weighed, and the most distinctive ones stored."""

from collections import Counter
from collections.abc import Collection
from math import log
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.body.content import plain_text
from articles.models.edition import Edition, EditionKind
from articles.models.edition_listings import EditionTopic
from articles.models.term import Term
from articles.text.digests import digest_of
from articles.text.glossary import term_occurrences
from articles.text.names import is_distinctive
from articles.text.tf_idf import count_marks, heaviest_marks, rarity
from newsroom.related.models import Mark, Posting, Reading, Relation

LONGEST_TEXT = 20_000  # letters: what a story is about it says before
MOST_TERMS = 12
KEPT_WORDS = 48  # of a language
FOUND_BY = 10  # words of a language by which others find it


class MarkedStory(NamedTuple):
    """A story: its newest edition in each language, planned ones too, and its topics."""

    article_id: int
    editions: list
    topics: frozenset

    @property
    def digest(self):
        return digest_of([[edition.digest for edition in self.editions], sorted(self.topics)])

    @property
    def published_at(self):
        return min(edition.first_published_at for edition in self.editions)


def current_editions() -> QuerySet[Edition]:
    """Editions that readers have or will have: one that is planned is read before its embargo lifts."""
    is_open = Q(live_until=None) | Q(live_until__gt=timezone.now())
    return Edition.objects.filter(is_open).exclude(kind__in=EditionKind.NOTICES)


def current_stories(ids: Collection[int]) -> set[int]:
    """Return those of these ids that have an edition in force."""
    return set(current_editions().of_articles(ids).order_by().values_list("article_id", flat=True))


def forget_stories(ids: set[int]) -> None:
    """Drop stories from the index. Restored stories are read again, but not counted twice."""
    Posting.objects.filter(article_id__in=ids).delete()
    Relation.objects.filter(Q(article_id__in=ids) | Q(other_id__in=ids)).delete()
    Reading.objects.filter(pk__in=ids).update(digest="", related_at=timezone.now())


def stories_of(ids) -> list[MarkedStory]:
    """Return the MarkedStory of each of these ids that has an edition in force."""
    newest = {}
    for edition in current_editions().of_articles(ids).order_by("article_id", "language", "number"):
        newest.setdefault(edition.article_id, {})[edition.language] = edition
    filed = {}
    editions = [edition.pk for found in newest.values() for edition in found.values()]
    for article, topic in EditionTopic.objects.filter(edition__in=editions).values_list("article", "topic"):
        filed.setdefault(article, set()).add(topic)
    return [
        MarkedStory(pk, list(found.values()), frozenset(filed.get(pk, ()))) for pk, found in newest.items()
    ]


class PreparedMarks(NamedTuple):
    """A story and its counts, made before the transaction that stores them, as counting takes time."""

    story: MarkedStory
    counts: dict


def prepare_marks(ids: Collection[int]) -> dict[int, PreparedMarks]:
    """Return {id: PreparedMarks} of the stories that changed since they were read."""
    changed = changed_stories(ids)
    entries = tuple(term.entry() for term in Term.objects.all()) if changed else ()
    return {story.article_id: PreparedMarks(story, count_story_marks(story, entries)) for story in changed}


def changed_stories(ids: Collection[int]) -> list[MarkedStory]:
    """Return the MarkedStory of each of these ids that was never read, or changed since."""
    known = dict(Reading.objects.filter(pk__in=ids).values_list("pk", "digest"))
    return [story for story in stories_of(ids) if story.digest != known.get(story.article_id)]


def read_changed_stories(ids: Collection[int], ready: dict[int, PreparedMarks]) -> list[int]:
    """Read the changed ones of these stories; return their ids.

    ready  what was prepared of them; what has changed since is prepared here
    """
    digests = {story.article_id: story.digest for story in changed_stories(ids)}
    late = [pk for pk, digest in digests.items() if pk not in ready or ready[pk].story.digest != digest]
    ready = ready | prepare_marks(late)
    of = Reading.objects.count() if digests else 0
    for pk in digests:
        of += _store_reading(*ready[pk], of)
    return list(digests)


def count_story_marks(story, entries):
    """Return the marks of a story as {language: {mark: count}}, subjects under ""."""
    found = {"": Counter({f"@{topic}": 1 for topic in story.topics})}
    for edition in story.editions:
        language, text = str(edition.language), plain_text(edition.body)[:LONGEST_TEXT]
        found[language] = count_marks(language, edition.headline, edition.summary, text)
        whole = "\n".join([edition.headline, edition.summary, text])
        terms = Counter(f"#{key}" for key in _terms(whole, language, entries))
        found[""].update(dict(terms.most_common(MOST_TERMS)))
    return found


def _terms(text, language, entries):
    """Yield the id of a term for each distinctive form of it in a text."""
    for one in term_occurrences(text, language, entries):
        forms = getattr(one.entry, language)
        if not one.is_wrong and (one.form != forms.later or is_distinctive(one.form, forms.first)):
            yield one.entry.key


def _store_reading(story, counts, of):
    """Write the Reading of a story and the postings by which others find it; return how many more were read.

    of  how many stories were read before
    """
    reading = Reading.objects.filter(pk=story.article_id).first() or Reading(article_id=story.article_id)
    marks = {mark: count for found in counts.values() for mark, count in found.items()}
    if not reading.is_counted:
        _count(marks)
    is_new = reading._state.adding
    stories = dict(Mark.objects.filter(pk__in=list(marks)).values_list("pk", "stories"))
    rarities = {mark: rarity(stories.get(mark, 1), of) for mark in marks}
    kept, found_by = dict(counts[""]), list(counts[""])
    for language, found in counts.items():
        if language:
            weighed = {mark: (1 + log(count)) * rarities[mark] for mark, count in found.items()}
            best = heaviest_marks(weighed, KEPT_WORDS)
            kept |= {mark: found[mark] for mark in best}
            found_by += list(best)[:FOUND_BY]
    reading.counts, reading.digest, reading.published_at = kept, story.digest, story.published_at
    reading.is_counted, reading.related_at = True, None
    reading.save()
    Posting.objects.filter(article_id=story.article_id).delete()
    Posting.objects.bulk_create(
        Posting(mark=mark, article_id=story.article_id, published_at=story.published_at) for mark in found_by
    )
    return int(is_new)


def _count(marks):
    """Count one more story with these marks."""
    marks = sorted(marks)
    Mark.objects.bulk_create([Mark(text=mark) for mark in marks], ignore_conflicts=True)
    Mark.objects.filter(pk__in=marks).update(stories=F("stories") + 1)
