"""The index of working copies, in a table of its own: its newest matches, and what is to be indexed anew."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection, models
from django.db.models import Max, Min
from django.db.models.functions import Now

from articles.models import Article
from articles.text.search.query import Expression
from newsroom.search.expressions import TokensField, tsquery

RECENT = 1_100  # numbers of stories in which an expression is looked for first
SPARE = 1.25  # times the numbers in which as many are expected as are still wanted
DENSE = 8  # numbers for each story of a collection that is read as one range

# For one message, which is a transaction of its own. PostgreSQL would read the words of each story of a
# range, for it does not know that they lie elsewhere, and packed; so it meets the index of words with that of
# numbers.
BITMAPS_ONLY = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)
"""
# For who asks within a longer transaction.
AS_BEFORE = """
    SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT;
    SET LOCAL max_parallel_workers_per_gather TO DEFAULT
"""
# Of a query that is selected PostgreSQL expects to find little, even where all stories have the word, and
# makes use of the index of words.
MATCHES = "SELECT rowid FROM story_search_words WHERE words @@ (SELECT %s::tsquery)"
IN_RANGE = f"{MATCHES} AND rowid BETWEEN %s AND %s"
NEWEST = f"{IN_RANGE} ORDER BY rowid DESC LIMIT %s"
AMONG_DENSE = f"{IN_RANGE} AND rowid + 0 = ANY(%s::bigint[])"
AMONG_SPARSE = f"{MATCHES} AND rowid = ANY(%s::bigint[])"


class StoryWords(models.Model):
    """The tokens of a working copy in both languages; those of headlines and summaries with a prefix too.

    On SQLite a virtual table of FTS5, whose rows have a number alone: that of the story.
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
        """Let stories be indexed anew. One statement for a thousand of them."""
        self.bulk_create([self.model(article_id=pk) for pk in ids], batch_size=1000)


class WaitingStory(models.Model):
    """One save of a story that the index lacks. The latest are indexed first.

    A save adds a row in its transaction and changes none, so that it waits neither for another nor for the
    index.
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
    """Return the ids of the stories with the highest numbers that match; one more than `most` if there are.

    known  the newest of them, where they have been found before

    On PostgreSQL among the newest stories, then in as many as it should take, then in all: of a frequent word
    the index holds too many to look each of them up. Four queries at most.
    """
    if connection.vendor != "postgresql":
        rows = StoryWords.objects.filter(words__matches=expression).order_by("-pk")
        return list(rows.values_list("pk", flat=True)[: most + 1])
    first, newest = StoryWords.objects.aggregate(first=Min("pk"), newest=Max("pk")).values()
    if first is None:
        return []
    query, found = tsquery(expression), list(known)
    until = known[-1] - 1 if known else newest
    reach = _reach(newest - until, most, found) or RECENT
    while until >= first and len(found) <= most:
        since = max(until - reach, 0)
        found += _ask(NEWEST, [query, since + 1, until, most + 1 - len(found)])
        was_guess, until = reach != RECENT, since
        reach = until if was_guess else _reach(newest - until, most, found) or until
    return found


def _reach(read, most, found):
    """Return the numbers that should hold what is wanted, where so many held what was found; 0 of none."""
    wanted = most + 1 - len(found)
    return RECENT + int(SPARE * read * wanted / len(found)) if found else 0


def matches_among(expression: Expression, ids: Collection[int]) -> list[int]:
    """Return those of some stories that match, the highest numbers first."""
    if not ids:
        return []
    first, last = min(ids), max(ids)
    if connection.vendor != "postgresql":
        # Or SQLite looks the words up for each of them.
        rows = StoryWords.objects.filter(words__matches=expression, pk__gte=first, pk__lte=last)
        return sorted(set(ids).intersection(rows.values_list("pk", flat=True)), reverse=True)
    is_dense = last - first < DENSE * len(ids)
    bounds = [first, last] if is_dense else []
    found = _ask(AMONG_DENSE if is_dense else AMONG_SPARSE, [tsquery(expression), *bounds, list(ids)])
    return sorted(found, reverse=True)


def _ask(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(f"{BITMAPS_ONLY};{statement};{AS_BEFORE}", parameters)
        cursor.nextset()  # the first is of the settings
        return [pk for (pk,) in cursor.fetchall()]
