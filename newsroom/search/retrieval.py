"""Live editions found in the index, and the places of the words in them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property

from articles.models.edition import Edition
from articles.text.search.query import AllOf, AnyOf, Expression, QueryWord
from newsroom.search.expressions import INDEX_SCANS_ONLY, HeadingWeight, tsquery
from newsroom.search.models import SECONDS_UNTIL, Entry, Words, times_between

MOST = 500  # editions that are weighed, the newest of those found
SPARE = 100  # places beside these, of which some may not be live any more
RECENT = 4_000  # entries among which a frequent word is looked for first
RARE = 40  # finds among them, or fewer: a word that is looked for in all at once
HEADLINE, SUMMARY, TEXT = 6, 2, 1  # what a word is worth there
LONGER = 4  # times that a list of places is longer than the one before it
LOOKED_AT = 50  # the newest editions with a word, of which one is live, or the word is taken for gone

# One statement for all ways, for making Django's takes longer than the answer, in one message with the
# settings that hold for it. The place is a sum, or each row of the span would have its words read, packed
# and elsewhere.
NEWEST = """
    SELECT way.number, found.rowid
    FROM unnest(%s::int[], %s::tsquery[]) AS way(number, words)
    CROSS JOIN LATERAL (
        SELECT rowid FROM search_words
        WHERE search_words.words @@ way.words AND rowid + 0 BETWEEN %s AND %s
        ORDER BY rowid + 0 DESC
        LIMIT %s
    ) AS found
"""


class PlaceSpan:
    """A range of places, both ends included; by default all places.

    recent  the bounds of the newest RECENT entries in it, as `recent_bounds` returned them; None if they have
            to be asked for
    """

    def __init__(self, first=-(1 << 62), last=(1 << 62) - 1, recent=None):
        self.first, self.last, self._recent = first, last, recent

    def recent_bounds(self) -> tuple[int, int] | tuple[()]:
        """Return the first and the last place of the newest RECENT entries; () if there are no more."""
        places = Words.objects.filter(pk__gte=self.first, pk__lte=self.last).order_by("-pk")
        newest = Subquery(places.values("pk")[:1])
        return places.values_list("pk", newest)[RECENT : RECENT + 1].first() or ()

    @cached_property
    def recent(self):
        """Return the PlaceSpan of the newest RECENT entries, or None if there are no more than these."""
        bounds = self.recent_bounds() if self._recent is None else self._recent
        return PlaceSpan(*bounds) if bounds else None

    def before(self, place):
        return PlaceSpan(self.first, place - 1)

    def reaching(self, times, span):
        """Return a span so many times as long, within another PlaceSpan."""
        return PlaceSpan(max(span.first, self.last - int(times * (self.last - self.first))), self.last)

    @cached_property
    def _times(self):
        return AnyOf(times_between(self.first, self.last))

    def newest(self, ways, most=None):
        """Return [(index of a way, place)], the newest matches of each expression, on PostgreSQL."""
        queries = [tsquery(AllOf([way, self._times]) if self._times else way) for way in ways]
        with connection.cursor() as cursor:
            asked = [list(range(len(queries))), queries, self.first, self.last, most]
            cursor.execute(f"{INDEX_SCANS_ONLY};{NEWEST}", asked)
            cursor.nextset()  # the first is of the settings
            return cursor.fetchall()


class FoundEdition(NamedTuple):
    """A live edition that was found, and its weight by headline and summary."""

    place: int
    edition_id: int
    article_id: int
    language: str
    worth: int

    @property
    def first_published_at(self):
        """To the second."""
        return datetime.fromtimestamp(self.place >> SECONDS_UNTIL, UTC)


class SearchScope(NamedTuple):
    """The live editions to search that the index holds in their current form, and their PlaceSpan."""

    editions: QuerySet
    span: PlaceSpan


def search_scope(
    at: datetime, since: datetime | None = None, until: datetime | None = None, recent: tuple | None = None
) -> SearchScope:
    """Return the SearchScope of the editions live at an instant, first published in [since, until).

    recent  see PlaceSpan
    """
    editions = Edition.objects.live(at).filter(search_entry__digest=F("digest"))
    places = {"last": ((int(min(until or at, at).timestamp()) + 1) << SECONDS_UNTIL) - 1}
    if since:
        editions = editions.filter(first_published_at__gte=since)
        places["first"] = int(since.timestamp()) << SECONDS_UNTIL
    if until:
        editions = editions.filter(first_published_at__lt=until)
    return SearchScope(editions, PlaceSpan(**places, recent=recent))


def recent_bounds(at: datetime) -> tuple[int, int] | tuple[()]:
    """Return the bounds of the newest RECENT entries at an instant, for `search_scope`; SQLite needs none."""
    return search_scope(at).span.recent_bounds() if connection.vendor == "postgresql" else ()


def matching_editions(scope: SearchScope, expression: Expression, worth: Combinable) -> list[FoundEdition]:
    """Return the newest MOST editions with an expression in a SearchScope; one more if there are more."""
    editions, span = scope
    if connection.vendor == "postgresql":
        rows = []
        for places in pages_of_places(expression, span):
            found = editions.filter(search_entry__place__listed=set(places))
            rows += _rows(found, "search_entry__place", MOST + 1 - len(rows), worth)
            if len(rows) > MOST:
                break
        return rows
    found = editions.filter(search_entry__words__words__matches=expression)
    found = found.filter(search_entry__words__gte=span.first, search_entry__words__lte=span.last)
    return _rows(found, "search_entry__words__entry_id", MOST + 1, worth)


def _rows(found, place, most, worth):
    rows = found.order_by(f"-{place}").values_list(place, "pk", "article_id", "language", worth)
    return [FoundEdition(*row) for row in rows[:most]]


def weight_of_headings(asked: list[QueryWord]) -> Combinable:
    """Return the weight of an entry's headline and summary: the more of the words, the more."""
    columns = {"search_entry__headline": HEADLINE, "search_entry__summary": SUMMARY}
    return HeadingWeight([one.plain for one in asked], columns) + Value(TEXT * len(asked))


def pages_of_places(expression, span):
    """Yield the places that an expression finds, newest first, in lists: some of them may not be live.

    Each list is longer than the one before it, so that even of a hundred thousand there are few. A frequent
    word is found among the newest entries, and one that is not quite so in as many as it should take.
    """
    most = MOST + SPARE
    found = _places(expression, span.recent, most) if span.recent else []
    if RARE < len(found) <= MOST:
        found = _places(expression, span.recent.reaching(2 * most / len(found), span), most)
    if len(found) > MOST:
        yield found
        span, most = span.before(found[-1]), LONGER * most
    while found := _places(expression, span, most):
        yield found
        if len(found) < most:
            break
        span, most = span.before(found[-1]), LONGER * most


def _places(expression, span, most):
    return sorted((place for _number, place in span.newest([expression], most)), reverse=True)


def all_of(asked: list[QueryWord], filters: Sequence[str] = ()) -> AllOf:
    return AllOf([*(one.ways for one in asked), *filters])


def any_of(asked: list[QueryWord], filters: Sequence[str] = ()) -> AnyOf | AllOf:
    some = AnyOf(one.ways for one in asked)
    return AllOf([some, *filters]) if filters else some


def union_all(parts):
    """Return the rows of several querysets in one query."""
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


def words_by_place(rows: list[FoundEdition], asked: Sequence[QueryWord]) -> dict[int, set[int]]:
    """Return {place: indexes of the words that it has} of editions found, in one query."""
    span = PlaceSpan(rows[-1].place, rows[0].place)
    ways = [one.ways for one in asked]
    having = span.newest(ways) if connection.vendor == "postgresql" else _having(ways, span)
    found = {row.place: set() for row in rows}
    for number, place in having:
        if place in found:
            found[place].add(number)
    return found


def _having(ways, span):
    places = Words.objects.filter(pk__gte=span.first, pk__lte=span.last)
    return union_all(
        [
            places.filter(words__matches=way).values_list(Value(number), "pk")
            for number, way in enumerate(ways)
        ]
    )


def count_matches(ways: dict, scope: SearchScope, *, most: int = 20) -> dict:
    """Return {key: number of editions of a SearchScope with its expression}, in one query or a few.

    On PostgreSQL of the newest LOOKED_AT places: what all of these have lost is taken for gone.
    """
    editions, span = scope
    if connection.vendor != "postgresql":
        return _counted(ways, editions, most)
    counts = _counted_by_places(ways, editions, most, span.recent) if span.recent else {}
    rare = {key: way for key, way in ways.items() if key not in counts}
    return counts | _counted_by_places(rare, editions, most, span)


def _counted(ways, editions, most):
    keys, parts = list(ways), []
    for number, key in enumerate(keys):
        found = editions.filter(search_entry__words__words__matches=ways[key])
        some = found.order_by().values("search_entry__place")[:most]
        parts.append(Entry.objects.filter(pk__in=some).values_list(Value(number), "pk"))
    return Counter(keys[number] for number, _place in (union_all(parts) if parts else ()))


def _counted_by_places(ways, editions, most, span):
    """Count by the newest places of each expression, whose editions are then looked up."""
    keys = list(ways)
    found = span.newest(ways.values(), LOOKED_AT) if ways else []
    places = {place for _number, place in found}
    there = editions.filter(search_entry__place__listed=places)
    live = set(there.order_by().values_list("search_entry__place", flat=True)) if found else set()
    counts = Counter(keys[number] for number, place in found if place in live)
    return {key: min(count, most) for key, count in counts.items()}
