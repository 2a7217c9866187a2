"""Stories that match the words of an editor, and the passages that matched."""

import re
from collections.abc import Collection
from itertools import batched

from django.db import connection
from django.db.models import F

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
from newsroom.search.expressions import index_scans_only
from newsroom.search.terms import with_synonyms
from newsroom.story_search.consumer import StoryText, TextKind, story_texts, with_texts
from newsroom.story_search.models import StoryWords, WaitingStory

MOST_FOUND = 5_000  # stories of one search; the newest of more
MOST_READ = 500  # stories of one search whose texts are read for a phrase; the newest of more
READ_AT_ONCE = 100
MOST_WAITING = 1_000  # saves, the latest, that are looked through
NUMBER = re.compile("[0-9]{1,18}")
# A headline is seen in the list; it comes last of what could be shown.
SHOWN_FIRST = (TextKind.SUMMARY, TextKind.BODY, TextKind.CAPTION, TextKind.HEADLINE)


def find_stories(words: str) -> FoundStories | None:
    """Return the stories that have all words, or that number; None if no word is one that can be searched.

    A story that waits to be indexed is found by the letters of its headlines and summaries as well. Four
    queries at most, and on PostgreSQL those of a transaction; five more for each READ_AT_ONCE stories that
    may contain a phrase. Of more than MOST_FOUND stories, or of MOST_READ with a phrase, those with the
    highest numbers are found.
    """
    parsed = parse_query(words)
    phrases = [one for one in parsed if one.phrase]
    asked = with_synonyms([one for one in parsed if not one.phrase]) + phrases
    if not asked:
        return None
    found = _matching_ids(AllOf(map(_candidate_ways, asked)))
    most = MOST_READ if phrases else MOST_FOUND
    is_more, ids = len(found) > most, set(found[:most])
    if phrases:
        ids = _with_phrases(found[:most], phrases)
    rows = WaitingStory.objects.order_by("-id").values_list("article_id", flat=True)[:MOST_WAITING]
    waiting = set(rows)
    if waiting:
        ids.update(Article.objects.filter(pk__listed=waiting).matching(words).values_list("pk", flat=True))
    if NUMBER.fullmatch(words.strip()):
        ids.add(int(words))
    return FoundStories(
        ids=frozenset(ids),
        most=most if is_more else None,
        waiting=len(waiting),
        passages=lambda stories: find_passages([one.pk for one in stories], asked),
    )


@index_scans_only()
def _matching_ids(expression):
    rows = StoryWords.objects.filter(words__matches=expression)
    # PostgreSQL would rather read the words of each story, in order, than sort what the index finds.
    newest = (F("article_id") + 0).desc() if connection.vendor == "postgresql" else "-pk"
    return list(rows.order_by(newest).values_list("pk", flat=True)[: MOST_FOUND + 1])


def _candidate_ways(one):
    """Return the expression that finds a word. A Korean phrase may be cut into other words in a text."""
    if not (one.phrase and HANGUL.search(one.phrase)):
        return one.ways
    words = parse_typed_words([TypedWord(word) for word in one.phrase.split()])
    return AnyOf([one.ways, AllOf(word.ways for word in words)]) if words else one.ways


def _with_phrases(ids, phrases):
    """Return the ids of the stories with each phrase in one of their texts."""
    patterns = [pattern for one in phrases if (pattern := phrase_pattern(one.phrase))]
    found = set()
    for some in batched(ids, READ_AT_ONCE):
        for article in with_texts(some):
            texts = [one.text for one in story_texts(article)]
            if all(any(map(pattern.search, texts)) for pattern in patterns):
                found.add(article.pk)
    return found


def find_passages(ids: Collection[int], asked: Collection[QueryWord]) -> dict[int, Passage]:
    """Return {id: the passage with most of the words} of stories, in five queries at most."""
    found = {}
    for article in with_texts(ids):
        if passage := _best_passage(article, asked):
            found[article.pk] = passage
    return found


def _best_passage(article: Article, asked):
    texts = story_texts(article)
    texts.sort(key=lambda one: SHOWN_FIRST.index(one.kind) if one.kind in SHOWN_FIRST else len(SHOWN_FIRST))
    best, most = None, 0
    for one in texts:
        excerpt = _excerpt(one, asked)
        count = sum(any(True for _hit in find_hits(excerpt, [word])) for word in asked) if excerpt else 0
        if count > most:
            best, most = Passage(one.kind.label, one.language, marked_pieces(excerpt, asked)), count
        if most == len(asked):
            break
    return best


def _excerpt(one: StoryText, asked):
    """Return a passage of a text around the first hit, or around a phrase, or ""."""
    if phrases := [word for word in asked if word.phrase]:
        hits = (pattern.search(one.text) for word in phrases if (pattern := phrase_pattern(word.phrase)))
        first = min((hit.start() for hit in hits if hit), default=None)
        if first is None:
            return ""
        return marked_excerpt(one.text[max(0, first - LONGEST_EXCERPTED // 2) :], phrases)
    starts = range(0, len(one.text), LONGEST_EXCERPTED)
    excerpts = (marked_excerpt(one.text[start:][:LONGEST_EXCERPTED], asked) for start in starts)
    return next(filter(None, excerpts), "")


register_story_search(find_stories)
