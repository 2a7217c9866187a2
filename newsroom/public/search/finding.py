"""Finds live editions in the index, and tells where in them the words stand."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Value

from articles.bilingual.search.asked import HEADING, All, Any
from newsroom.public.search.matching import mapped
from newsroom.public.search.models import SECONDS_UNTIL, Entry, Words

MOST = 500  # editions that are weighed, the newest of those found


class Row(NamedTuple):
    """A live edition that was found."""

    place: int
    edition_id: int
    article_id: int
    language: str
    first_published_at: datetime


class Standing(NamedTuple):
    """Which of the words, by their numbers, an edition has in headline, summary and anywhere."""

    headline: set
    summary: set
    anywhere: set


def indexed(editions):
    """Those editions that stand in the index as they are."""
    return editions.filter(search_entry__digest=F("digest"))


def candidates(editions, expression):
    """The newest MOST editions that an expression finds, as Rows; one more tells that there are more."""
    found = indexed(editions).filter(search_entry__words__words__matches=expression)
    found = found.order_by("-search_entry__words__entry_id")
    rows = found.values_list(
        "search_entry__words__entry_id", "pk", "article_id", "language", "first_published_at"
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


def standings(rows, asked, *, is_anywhere=False):
    """{place: Standing} of Rows, in one query.

    is_anywhere  whether to tell too which words stand in the text; else all of them do
    """
    if not rows:
        return {}
    places = Words.objects.filter(pk__gte=rows[-1].place, pk__lte=rows[0].place)
    parts = []
    for number, one in enumerate(asked):
        zones = [(0, "heading", mapped(one.plain, HEADING)), (1, "heading", one.plain)]
        for zone, column, expression in [*zones, *([(2, "words", one.ways)] if is_anywhere else [])]:
            part = places.filter(**{f"{column}__matches": expression})
            parts.append(part.values_list("pk", Value(zone), Value(number)))
    found = {row.place: Standing(set(), set(), set()) for row in rows}
    for place, zone, number in together(parts):
        if place in found:
            found[place][zone].add(number)
    return found


def counts_of(words, editions, *, most=20, places=None):
    """{key: in how many live editions its Asked are found, at most so many}; in one query.

    places  {key: place}: only the edition there is looked at
    """
    parts, keys = [], [key for key, asked in words.items() if asked]
    for number, key in enumerate(keys):
        found = indexed(editions).filter(search_entry__words__words__matches=words[key][0].ways)
        if places:
            found = found.filter(search_entry__words=places[key])
        some = found.order_by().values("search_entry__place")[:most]
        parts.append(Entry.objects.filter(pk__in=some).values_list(Value(number), "pk"))
    counts = {}
    for number, _place in together(parts) if parts else ():
        counts[keys[number]] = counts.get(keys[number], 0) + 1
    return counts
