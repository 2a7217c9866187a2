"""Search results for the list of stories: matching stories and passages."""

import re
from collections.abc import Collection
from itertools import batched
from typing import NamedTuple

from django.db import models

from articles.admin.site import FoundStories, Passage, register_story_search
from articles.models import Article
from articles.text.search.highlights import LONGEST_EXCERPTED, find_hits, marked_excerpt, marked_pieces
from articles.text.search.query import (
    AllOf,
    AnyOf,
    QueryWord,
    TypedWord,
    parse_query,
    parse_typed_words,
    phrase_pattern,
)
from articles.text.search.words import HANGUL
from newsroom.search.vocabulary import with_synonyms
from newsroom.story_search.consumer import StoryText, TextKind, story_texts, with_texts
from newsroom.story_search.models import WaitingStory, matches_among, newest_matches

MOST_FOUND = 1_000  # number of newest stories that a search returns
MOST_LEFT = 5_000  # if no more stories than this pass the filters, all of them are searched
MOST_FILTERED = 5_000  # otherwise, at most this many of the newest matches are filtered
ENOUGH = 500  # results that pass the filters among MOST_FOUND; if reached, older matches are not filtered
MOST_READ = 500  # number of newest stories whose texts a search reads for a phrase
READ_AT_ONCE = 100
MOST_WAITING = 1_000  # number of latest unindexed saves that are searched
NUMBER = re.compile("[0-9]{1,18}")
# The headline comes last, because the list already shows it.
SHOWN_FIRST = (TextKind.SUMMARY, TextKind.BODY, TextKind.CAPTION, TextKind.HEADLINE)


def find_stories(words: str, among: models.QuerySet[Article] | None = None) -> FoundStories | None:
    """Return the stories that have all words of a query, or have it as id; None without searchable words.

    among  the stories that pass the filters, or None without filters

    Stories waiting for indexing are matched by the letters of their headlines and summaries. If more than
    MOST_FOUND stories match (MOST_READ with a phrase), those with the highest ids are returned. With filters,
    more matches are considered (see MOST_LEFT). Needs at most eight queries, fourteen with filters, and five
    more for every READ_AT_ONCE stories that may contain a phrase.
    """
    parsed = parse_query(words)
    phrases = [word for word in parsed if word.phrase]
    asked = with_synonyms([word for word in parsed if not word.phrase]) + phrases
    if not asked:
        return None
    candidates = _find_candidates(AllOf(map(_candidate_ways, asked)), among, is_phrase=bool(phrases))
    ids = _with_phrases(candidates.ids, phrases) if phrases else set(candidates.ids)
    has_words = bool(ids) if phrases else candidates.has_words
    rows = Article.objects.all() if among is None else among.order_by()
    latest = WaitingStory.objects.order_by("-id").values_list("article_id", flat=True)[:MOST_WAITING]
    waiting = set(latest)
    if waiting:
        ids.update(rows.filter(pk__listed=waiting).matching(words).values_list("pk", flat=True))  # type: ignore[attr-defined]  # a queryset of its own class
    if NUMBER.fullmatch(words.strip()):
        ids.update(rows.filter(pk=int(words)).values_list("pk", flat=True))
    return FoundStories(
        ids=frozenset(ids),
        has_words=has_words or bool(ids),
        most=candidates.most,
        waiting=len(waiting),
        passages=lambda stories: find_passages([story.pk for story in stories], asked),
    )


class Candidates(NamedTuple):
    """Stories that may have all words of a search.

    ids        stories that pass the filters, highest ids first
    has_words  whether any story has the words, regardless of filters
    most       number of stories searched, if older ones may match, too; else None
    """

    ids: list[int]
    has_words: bool
    most: int | None


def _find_candidates(expression, among, *, is_phrase):
    """Return the Candidates of an expression; `among` as in find_stories."""
    most = MOST_READ if is_phrase else MOST_FOUND
    matches = newest_matches(expression, most)
    if among is None:
        return Candidates(matches[:most], bool(matches), most if len(matches) > most else None)
    if len(matches) > most:
        left = list(among.order_by().values_list("pk", flat=True)[: MOST_LEFT + 1])
        if len(left) <= MOST_LEFT:
            return _first_candidates(matches_among(expression, left), None, is_phrase)
    ids = _filtered(matches[:most], among)
    if len(matches) > most and len(ids) < min(ENOUGH, most):
        passed, most = most, MOST_FILTERED
        matches = newest_matches(expression, most, matches)
        ids += _filtered(matches[passed:most], among)
    return _first_candidates(ids, most if len(matches) > most else None, is_phrase, has_words=bool(matches))


def _first_candidates(ids, most, is_phrase, *, has_words=True):
    """Return the Candidates with these ids, which are cut to MOST_READ for a phrase."""
    if is_phrase and len(ids) > MOST_READ:
        ids, most = ids[:MOST_READ], MOST_READ
    return Candidates(ids, has_words, most)


def _filtered(ids, among):
    """Return the ids that pass the filters, highest first."""
    if not ids:
        return []
    is_dense = ids[0] - ids[-1] < 2 * len(ids)
    rows = among.filter(pk__range=(ids[-1], ids[0])).among(ids) if is_dense else among.filter(pk__listed=ids)
    return sorted(rows.order_by().values_list("pk", flat=True), reverse=True)


def _candidate_ways(query_word):
    """Return the expression of a word or phrase.

    The index may divide a Korean text into other words than the phrase, so a story with all words of the
    phrase is a candidate, too.
    """
    if not (query_word.phrase and HANGUL.search(query_word.phrase)):
        return query_word.ways
    words = parse_typed_words([TypedWord(word) for word in query_word.phrase.split()])
    return AnyOf([query_word.ways, AllOf(word.ways for word in words)]) if words else query_word.ways


def _with_phrases(ids, phrases):
    """Return the ids of the stories that have each phrase in at least one text."""
    patterns = [pattern for phrase in phrases if (pattern := phrase_pattern(phrase.phrase))]
    matching = set()
    for some in batched(ids, READ_AT_ONCE):
        for article in with_texts(some):
            texts = [story_text.text for story_text in story_texts(article)]
            if all(any(map(pattern.search, texts)) for pattern in patterns):
                matching.add(article.pk)
    return matching


def find_passages(ids: Collection[int], asked: Collection[QueryWord]) -> dict[int, Passage]:
    """Return {story id: the passage with the most query words}, if any, with at most five queries."""
    passages = {}
    for article in with_texts(ids):
        if passage := _best_passage(article, asked):
            passages[article.pk] = passage
    return passages


def _best_passage(article: Article, asked):
    texts = story_texts(article)
    texts.sort(
        key=lambda story_text: (
            SHOWN_FIRST.index(story_text.kind) if story_text.kind in SHOWN_FIRST else len(SHOWN_FIRST)
        )
    )
    best, most = None, 0
    for story_text in texts:
        excerpt = _excerpt(story_text, asked)
        count = sum(any(True for _hit in find_hits(excerpt, [word])) for word in asked) if excerpt else 0
        if count > most:
            label = str(story_text.kind.label)
            best, most = Passage(label, story_text.language, marked_pieces(excerpt, asked)), count
        if most == len(asked):
            break
    return best


def _excerpt(story_text: StoryText, asked):
    """Return an excerpt of a text around the first match, or "".

    If the query has phrases, only these count as matches.
    """
    if phrases := [word for word in asked if word.phrase]:
        hits = (
            pattern.search(story_text.text) for word in phrases if (pattern := phrase_pattern(word.phrase))
        )
        first = min((hit.start() for hit in hits if hit), default=None)
        if first is None:
            return ""
        return marked_excerpt(story_text.text[max(0, first - LONGEST_EXCERPTED // 2) :], phrases)
    starts = range(0, len(story_text.text), LONGEST_EXCERPTED)
    excerpts = (marked_excerpt(story_text.text[start:][:LONGEST_EXCERPTED], asked) for start in starts)
    return next(filter(None, excerpts), "")


register_story_search(find_stories)
