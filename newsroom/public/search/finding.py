"""Finds live editions in the index, and tells where in them the words stand."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Value

from articles.bilingual.search.asked import All, Any
from newsroom.public.search.models import SECONDS_UNTIL, Entry, Words

MOST = 500  # editions that are weighed, the newest of those found


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


def candidates(editions, expression):
    """The newest MOST editions that an expression finds, as Rows; one more tells that there are more."""
    found = indexed(editions).filter(search_entry__words__words__matches=expression)
    found = found.order_by("-search_entry__words__entry_id")
    rows = found.values_list(
        *("search_entry__words__entry_id", "pk", "article_id", "language", "first_published_at"),
        *("search_entry__headline", "search_entry__summary"),
    )
    return [Row(*row) for row in rows[: MOST + 1]]


def all_of(asked, filters=()):
    return All([*(one.ways for one in asked), *filters])


def any_of(asked, filters=()):
    some = Any(one.ways for one in asked)
    return All([some, *filters]) if filters else some


def since(editions, instant):
    """Those first published at an instant or after it; said of the index too, which is in that order."""
    first = int(instant.timestamp()) << SECONDS_UNTIL
    return editions.filter(first_published_at__gte=instant, search_entry__words__gte=first)


def until(editions, instant):
    end = (int(instant.timestamp()) + 1) << SECONDS_UNTIL
    return editions.filter(first_published_at__lt=instant, search_entry__words__lt=end)


def together(parts):
    """The rows of several querysets in one query."""
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


def words_of(rows, asked):
    """{place: the numbers of the words that it has} of Rows, in one query."""
    places = Words.objects.filter(pk__gte=rows[-1].place, pk__lte=rows[0].place)
    parts = [
        places.filter(words__matches=one.ways).values_list("pk", Value(number))
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


def counts_of(words, editions, *, most=20):
    """{key: in how many live editions its Asked are found, at most so many}; in one query."""
    parts, keys = [], [key for key, asked in words.items() if asked]
    for number, key in enumerate(keys):
        found = indexed(editions).filter(search_entry__words__words__matches=words[key][0].ways)
        some = found.order_by().values("search_entry__place")[:most]
        parts.append(Entry.objects.filter(pk__in=some).values_list(Value(number), "pk"))
    counts = {}
    for number, _place in together(parts) if parts else ():
        counts[keys[number]] = counts.get(keys[number], 0) + 1
    return counts
