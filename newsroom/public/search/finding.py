"""Finds live editions in the index, and tells where in them the words stand."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, ExpressionWrapper, F, Value

from articles.bilingual.search.asked import All, Any
from newsroom.public.search.models import SECONDS_A_DAY, SECONDS_UNTIL, Entry, Words, day_of

MOST = 500  # editions that are weighed, the newest of those found
RECENT = 4_000  # entries among which a frequent word is looked for first
MOST_DAYS = 400
LONGER = 4  # times that a list of places is longer than the one before it
LOOKED_AT = 50  # the newest editions with a word, of which one is live, or the word is taken for gone
ALWAYS = (-(1 << 62), (1 << 62) - 1)


class Row(NamedTuple):
    """A live edition that was found; headline and summary as the index has their tokens."""

    place: int
    edition_id: int
    article_id: int
    language: str
    first_published_at: datetime
    headline: str
    summary: str


def indexed(editions):
    """Those editions that stand in the index as they are."""
    return editions.filter(search_entry__digest=F("digest"))


def candidates(editions, expression, span=ALWAYS):
    """The newest MOST editions that an expression finds, as Rows; one more tells that there are more.

    span  the first place and the last where to look
    """
    if connection.vendor == "postgresql":
        rows = []
        for places in pages_of_places(expression, span):
            found = indexed(editions).filter(search_entry__in=places)
            rows += _rows(found, "search_entry__place", MOST + 1 - len(rows))
            if len(rows) > MOST:
                break
        return rows
    found = indexed(editions).filter(search_entry__words__words__matches=expression)
    found = found.filter(search_entry__words__gte=span[0], search_entry__words__lte=span[1])
    return _rows(found, "search_entry__words__entry_id", MOST + 1)


def _rows(found, place, most):
    columns = ("pk", "article_id", "language", "first_published_at")
    rows = found.order_by(f"-{place}").values_list(
        place, *columns, "search_entry__headline", "search_entry__summary"
    )
    return [Row(*row) for row in rows[:most]]


def pages_of_places(expression, span):
    """Yield the places that an expression finds, newest first, in lists: some of them may not be live.

    Each list is longer than the one before it, so that even of a hundred thousand there are few.
    """
    most = 2 * MOST
    if recent := recent_span(span):
        found = _places(expression, recent, most)
        if len(found) > MOST:
            yield found
            span, most = (span[0], found[-1] - 1), LONGER * most
    while found := _places(expression, span, most):
        yield found
        if len(found) < most:
            break
        span, most = (span[0], found[-1] - 1), LONGER * most


def within(span):
    return Words.objects.filter(pk__gte=span[0], pk__lte=span[1])


def recent_span(span):
    """The days of the newest RECENT entries of a span, or None where it has no more than these."""
    places = within(span).order_by("-pk").values_list("pk", flat=True)
    edge = places[RECENT : RECENT + 1].first()
    return None if edge is None else (edge, min(places[0], span[1]))


def in_days(expression, span):
    """An expression for the days of a span alone, which the index knows; for all days where they are many."""
    first, last = ((place >> SECONDS_UNTIL) // SECONDS_A_DAY for place in span)
    if last - first > MOST_DAYS:
        return expression
    days = range(first, last + 1)
    return All([expression, Any(day_of(day * SECONDS_A_DAY << SECONDS_UNTIL) for day in days)])


def _places(expression, span, most):
    return list(_newest(expression, span).values_list("pk", flat=True)[:most])


def _newest(expression, span):
    # By a sum, or PostgreSQL would read each row in the order of its number.
    spot = ExpressionWrapper(F("pk") + 0, BigIntegerField())
    found = Words.objects.filter(words__matches=in_days(expression, span)).annotate(spot=spot)
    return found.filter(spot__gte=span[0], spot__lte=span[1]).order_by("-spot")


def all_of(asked, filters=()):
    return All([*(one.ways for one in asked), *filters])


def any_of(asked, filters=()):
    some = Any(one.ways for one in asked)
    return All([some, *filters]) if filters else some


def span_of(since, until):
    """The first place and the last of what was first published from an instant until before another."""
    first, last = ALWAYS
    if since:
        first = max(first, int(since.timestamp()) << SECONDS_UNTIL)
    if until:
        last = min(last, ((int(until.timestamp()) + 1) << SECONDS_UNTIL) - 1)
    return first, last


def together(parts):
    """The rows of several querysets in one query."""
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


def words_of(rows, asked):
    """{place: the numbers of the words that it has} of Rows, in one query."""
    span = rows[-1].place, rows[0].place
    is_by_days = connection.vendor == "postgresql"
    places = within(span)
    parts = [
        places.filter(words__matches=in_days(one.ways, span) if is_by_days else one.ways).values_list(
            "pk", Value(number)
        )
        for number, one in enumerate(asked)
    ]
    found = {row.place: set() for row in rows}
    for place, number in together(parts):
        if place in found:
            found[place].add(number)
    return found


def stands_in(tokens, expression):
    """Whether tokens between blanks are those of an expression."""
    if isinstance(expression, str):
        return f" {expression} " in tokens
    some = any if isinstance(expression, Any) else all
    return some(stands_in(tokens, part) for part in expression)


def counts_of(ways, editions, span, *, most=20):
    """{key: in how many of the editions, all of a span, its expression is found}; in one query, or a few."""
    if connection.vendor != "postgresql":
        return _counted(ways, editions, most)
    recent = recent_span(span)
    counts = _counted_by_places(ways, editions, most, recent) if recent else {}
    rare = {key: way for key, way in ways.items() if key not in counts}
    return counts | _counted_by_places(rare, editions, most, span)


def _counted(ways, editions, most):
    keys, parts = list(ways), []
    for number, key in enumerate(keys):
        found = indexed(editions).filter(search_entry__words__words__matches=ways[key])
        some = found.order_by().values("search_entry__place")[:most]
        parts.append(Entry.objects.filter(pk__in=some).values_list(Value(number), "pk"))
    return Counter(keys[number] for number, _place in (together(parts) if parts else ()))


def _counted_by_places(ways, editions, most, span):
    """The same by the newest places of each, whose editions are then looked at."""
    keys, parts = list(ways), []
    for number, key in enumerate(keys):
        parts.append(_newest(ways[key], span).values_list(Value(number), "pk")[:LOOKED_AT])
    found = list(together(parts)) if parts else []
    there = indexed(editions).filter(search_entry__in={place for _number, place in found})
    live = set(there.order_by().values_list("search_entry__place", flat=True)) if found else set()
    counts = Counter(keys[number] for number, place in found if place in live)
    return {key: min(count, most) for key, count in counts.items()}
