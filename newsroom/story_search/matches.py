"""Stories that match the words of an editor, and the passages that matched."""

import re
from collections.abc import Collection

from django.db import connection
from django.db.models import F

from articles.admin.site import FoundStories, Passage
from articles.models import Article
from articles.text.search.highlights import LONGEST_EXCERPTED, find_hits, marked_excerpt, marked_pieces
from articles.text.search.query import AllOf, QueryWord, parse_query
from newsroom.search.expressions import index_scans_only
from newsroom.search.query_corrections import with_synonyms
from newsroom.story_search.index import StoryText, TextKind, story_texts, with_texts
from newsroom.story_search.models import StoryWords, WaitingStory

MOST_FOUND = 5_000  # stories of one search; the newest of more
MOST_WAITING = 1_000  # saves, the latest, that are looked through
NUMBER = re.compile("[0-9]{1,18}")
# A headline is seen in the list; it comes last of what could be shown.
SHOWN_FIRST = (TextKind.SUMMARY, TextKind.BODY, TextKind.CAPTION, TextKind.HEADLINE)


def find_stories(words: str) -> FoundStories | None:
    """Return the stories that have all words, or that number; None if no word is one that can be searched.

    A story that waits to be indexed is found by the letters of its headlines and summaries as well. Four
    queries at most, and on PostgreSQL those of a transaction. Of more than MOST_FOUND stories those with the
    highest numbers are found.
    """
    asked = with_synonyms(parse_query(words))
    if not asked:
        return None
    ids = _matching_ids(AllOf(one.ways for one in asked))
    is_more, ids = len(ids) > MOST_FOUND, set(ids[:MOST_FOUND])
    rows = WaitingStory.objects.order_by("-id").values_list("article_id", flat=True)[:MOST_WAITING]
    waiting = set(rows)
    if waiting:
        ids.update(Article.objects.filter(pk__listed=waiting).matching(words).values_list("pk", flat=True))
    if NUMBER.fullmatch(words.strip()):
        ids.add(int(words))
    return FoundStories(
        ids=frozenset(ids),
        most=MOST_FOUND if is_more else None,
        waiting=len(waiting),
        passages=lambda stories: find_passages([one.pk for one in stories], asked),
    )


@index_scans_only()
def _matching_ids(expression):
    rows = StoryWords.objects.filter(words__matches=expression)
    # PostgreSQL would rather read the words of each story, in order, than sort what the index finds.
    newest = (F("article_id") + 0).desc() if connection.vendor == "postgresql" else "-pk"
    return list(rows.order_by(newest).values_list("pk", flat=True)[: MOST_FOUND + 1])


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
    starts = range(0, len(one.text), LONGEST_EXCERPTED)
    excerpts = (marked_excerpt(one.text[start:][:LONGEST_EXCERPTED], asked) for start in starts)
    return next(filter(None, excerpts), "")
