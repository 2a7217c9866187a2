"""The index of working copies, its queries, and the queue of stories to index."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection, models
from django.db.models import Max, Min
from django.db.models.functions import Now

from articles.models import Article
from articles.text.search.query import Expression
from newsroom.search.expressions import TokensField, tsquery

RECENT = 1_100  # size of the range of highest story ids, which is searched first
SPARE = 1.25  # safety factor for the estimated range of ids
DENSE = 8  # maximum ids per story in a collection that is read as one range

# Settings for one message, so that PostgreSQL combines the indexes of words and ids. Without them, it would
# read the words of each story in a range, because its planner ignores that these are compressed and stored
# separately.
BITMAPS_ONLY = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)
"""
# Resets the settings, because the message may be part of a longer transaction.
AS_BEFORE = """
    SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT;
    SET LOCAL max_parallel_workers_per_gather TO DEFAULT
"""
# For a query from a subselect, PostgreSQL expects few rows even if all stories match. So it uses the index
# of words.
MATCHES = "SELECT rowid FROM story_search_words WHERE words @@ (SELECT %s::tsquery)"
IN_RANGE = f"{MATCHES} AND rowid BETWEEN %s AND %s"
NEWEST = f"{IN_RANGE} ORDER BY rowid DESC LIMIT %s"
AMONG_DENSE = f"{IN_RANGE} AND rowid + 0 = ANY(%s::bigint[])"
AMONG_SPARSE = f"{MATCHES} AND rowid = ANY(%s::bigint[])"


class StoryWords(models.Model):
    """The tokens of a working copy in both languages; tokens of headlines and summaries also with a prefix.

    On SQLite this is a virtual FTS5 table, keyed by the story's id.
    """

    article = models.OneToOneField(
        Article,
        models.CASCADE,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="+",
    )
    words = TokensField()

    class Meta:
        managed = False
        db_table = "story_search_words"
        default_permissions = []

    def __str__(self):
        return f"words of story {self.article_id}"


class WaitingStoryQuerySet(models.QuerySet):
    def add_stories(self, ids: Iterable[int]) -> None:
        """Queue stories for indexing, 1,000 per statement."""
        self.bulk_create([self.model(article_id=pk) for pk in ids], batch_size=1000)


class WaitingStory(models.Model):
    """One save of a story that is not indexed yet. The latest saves are indexed first.

    A save only adds a row in its transaction, so it never waits for another save or for the index.
    """

    article_id = models.BigIntegerField(db_index=True)
    saved_at = models.DateTimeField(db_default=Now())

    objects = WaitingStoryQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["id"]

    def __str__(self):
        return f"story {self.article_id} to be indexed"


def newest_matches(expression: Expression, most: int, known: Sequence[int] = ()) -> list[int]:
    """Return the highest ids of matching stories, highest first: at most `most`, plus one if there are more.

    known  the highest matching ids, if already found

    A frequent word has too many matches to check each one. So PostgreSQL searches the newest stories first,
    then an estimated range of ids, then all. Needs at most four queries.
    """
    if connection.vendor != "postgresql":
        rows = StoryWords.objects.filter(words__matches=expression).order_by("-pk")
        return list(rows.values_list("pk", flat=True)[: most + 1])
    first, newest = StoryWords.objects.aggregate(first=Min("pk"), newest=Max("pk")).values()
    if first is None:
        return []
    query, ids = tsquery(expression), list(known)
    until = known[-1] - 1 if known else newest
    reach = _reach(newest - until, most, ids) or RECENT
    while until >= first and len(ids) <= most:
        since = max(until - reach, 0)
        ids += _ask(NEWEST, [query, since + 1, until, most + 1 - len(ids)])
        was_guess, until = reach != RECENT, since
        reach = until if was_guess else _reach(newest - until, most, ids) or until
    return ids


def _reach(read, most, ids):
    """Return the size of an id range that probably contains the remaining matches; 0 if nothing was found.

    read   size of the range searched so far
    ids    the matches in that range
    """
    wanted = most + 1 - len(ids)
    return RECENT + int(SPARE * read * wanted / len(ids)) if ids else 0


def matches_among(expression: Expression, ids: Collection[int]) -> list[int]:
    """Return the ids of the given stories that match, highest first."""
    if not ids:
        return []
    first, last = min(ids), max(ids)
    if connection.vendor != "postgresql":
        # With a list of ids, SQLite would search the words for each id.
        rows = StoryWords.objects.filter(words__matches=expression, pk__gte=first, pk__lte=last)
        return sorted(set(ids).intersection(rows.values_list("pk", flat=True)), reverse=True)
    is_dense = last - first < DENSE * len(ids)
    bounds = [first, last] if is_dense else []
    matches = _ask(AMONG_DENSE if is_dense else AMONG_SPARSE, [tsquery(expression), *bounds, list(ids)])
    return sorted(matches, reverse=True)


def _ask(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(f"{BITMAPS_ONLY};{statement};{AS_BEFORE}", parameters)
        cursor.nextset()  # skip the result of the settings
        return [pk for (pk,) in cursor.fetchall()]
