#!/usr/bin/env python3
"""Measures the desk's screens with ten stories and with two thousand, on a database of its own: `make bench`.

    tools/bench.py                 10 and 2000 stories
    tools/bench.py --stories 500   10 and 500
    tools/bench.py --stories 0     the translation memory and the search alone
    tools/bench.py --texts 100000  the search among so many, which take minutes to make; 0 leaves it out

Times are told as multiples of the plainest screen of the same run, so that machines can be compared. Exit 1
when a screen asks more queries for many stories than for few, or takes more than SLOWEST times the plainest.
The translation memory is asked at 50,000 entries a language, in multiples of comparing 1,000 sentences; the
readers' search among 20,000 stories, in multiples of reading the newest twenty.
DATABASE_URL chooses the database server; only a test database is made there, and removed.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

FEW, MANY = 10, 2000
TIMES = 5  # the fastest of so many counts
SLOWEST = 150
PLAINEST = "/admin/password_change/"
REMEMBERED, LOOKUPS = 50_000, 100
SLOWEST_LOOKUP = 40  # times as long as comparing a sentence with 1,000 others, which takes more than 1 ms
TEXTS = 20_000
SLOWEST_SEARCH = 30  # times as long as reading a page of stories, which takes more than 1 ms
SCREENS = {
    "first screen": "/admin/",
    "board": "/admin/board/",
    "column of the board": "/admin/board/?column=in_review",
    "overdue on the board": "/admin/board/?only=overdue",
    "calendar": "/admin/calendar/",
    "morning report": "/admin/report/",
    "translators' queue": "/admin/translations/",
    "queue, searched": "/admin/translations/?q=harbor",
    "translators' pace": "/admin/translations/pace/",
    "list of stories": "/admin/articles/article/",
    "list, in review": "/admin/articles/article/?en=in_review",
    "form of a story": "/admin/articles/article/{story}/change/",
    "history of a story": "/admin/articles/article/{story}/history/",
}


def measured(client, address):
    """(seconds, queries) of one screen."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # what is asked once a process
    with CaptureQueriesContext(connection) as queries:
        if client.get(address).status_code != 200:
            sys.exit(f"{address} does not answer.")
    asked = len(queries)  # the next request forgets them
    return min(seconds(client, address) for _time in range(TIMES)), asked


def seconds(client, address):
    start = time.perf_counter()
    client.get(address)
    return time.perf_counter() - start


def round_of(client, story):
    """{screen: (seconds, queries)}, the plainest among them, measured before each of the others."""
    found = {}
    for name, address in SCREENS.items():
        plain = measured(client, PLAINEST)
        found[PLAINEST] = min(found.get(PLAINEST, plain), plain)
        found[name] = measured(client, address.format(story=story))
    return found


def measure(stories):
    """Return the figures of the round with few stories, and of that with many."""
    from django.test import Client
    from django.utils import timezone

    from tests.factories import make_user
    from tests.many_stories import make_many

    user, now = make_user(), timezone.now()
    client = Client()
    client.force_login(user)
    story = make_many(FEW, by=user, at=now).pk
    few = round_of(client, story)
    make_many(stories - FEW, by=user, at=now)
    return few, round_of(client, story)


def told(few, many, stories):
    """Print the table; return what is wrong."""
    floor = min(few[PLAINEST][0], many[PLAINEST][0])
    print(f"{'':22}{f'{FEW} stories':>22}{f'{stories} stories':>22}")
    wrong = []
    for name in SCREENS:
        (taken, queries), (taken_then, queries_then) = few[name], many[name]
        ratio, ratio_then = taken / floor, taken_then / floor
        print(f"{name:22}{ratio:9.1f}× {queries:3} queries{ratio_then:9.1f}× {queries_then:3} queries")
        if queries_then > queries:
            wrong.append(f"{name}: {queries_then} queries for many stories, {queries} for few")
        if ratio_then > SLOWEST:
            wrong.append(f"{name}: {ratio_then:.0f} times the plainest screen, {SLOWEST} at most")
    print(f"1× is {floor * 1000:.1f} ms here.")
    return wrong


def look_up():
    """{language: seconds of (a lookup in the memory at its 95th percentile, the floor, the first lookup)}."""
    from random import Random

    from articles.models import Language
    from newsroom.translations.memory.matches import memory_matches
    from newsroom.translations.models import MemoryEntry
    from tests.many_pairs import edited, remember_many

    remember_many(REMEMBERED)
    found, chance = {}, Random(2)  # noqa: S311
    for language in Language:
        texts = list(MemoryEntry.objects.from_language(language).values_list("source_text", flat=True)[:1000])
        first = timed(memory_matches, texts[0], source_language=language)
        asked = [edited(chance, text, language) for text in texts[:LOOKUPS]]
        floor = min(timed(compare, asked[0], texts) for _time in range(20))
        taken = sorted(
            min(timed(memory_matches, text, source_language=language) for _time in range(TIMES))
            for text in asked
        )
        found[language.label] = taken[LOOKUPS * 95 // 100], floor, first
    return found


def compare(text, others):
    from rapidfuzz import fuzz

    return [fuzz.ratio(text, other) for other in others]


def timed(act, *args, **kwargs):
    start = time.perf_counter()
    act(*args, **kwargs)
    return time.perf_counter() - start


def told_of_memory(found):
    """Print what lookups took; return what is wrong."""
    wrong = []
    for language, (taken, floor, first) in found.items():
        ratio = taken / floor
        print(f"memory, {language:14}{ratio:9.1f}× {taken * 1000:5.1f} ms (the first {first * 1000:.0f} ms)")
        if ratio > SLOWEST_LOOKUP:
            wrong.append(f"memory, {language}: {ratio:.0f} times the floor, {SLOWEST_LOOKUP} at most")
    return wrong


def search_among(texts):
    """Seconds of (a search at its median, at its 95th percentile, the floor)."""
    from django.db import connection

    from articles.models import Edition
    from newsroom.search.questions import SearchQuestion, ask
    from tests.factories import make_section
    from tests.many_texts import make_texts, queries

    make_texts(texts, section=make_section())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    at = Edition.objects.latest("first_published_at").first_published_at
    newest = Edition.objects.live(at).in_language("ko").for_list()[:20]
    floor = min(timed(list, newest.all()) for _time in range(20))
    taken = sorted(
        min(timed(ask, SearchQuestion(words, language), at) for _time in range(TIMES))
        for words, language in queries()
    )
    return taken[len(taken) // 2], taken[len(taken) * 95 // 100], floor


def told_of_search(texts, median, taken, floor):
    """Print what searches took; return what is wrong."""
    name = f"search among {texts:,}"
    print(f"{name:22}{taken / floor:9.1f}× {taken * 1000:5.1f} ms (the median {median * 1000:.1f} ms)")
    if taken > SLOWEST_SEARCH * floor:
        return [f"{name}: {taken / floor:.0f} times a page of stories, {SLOWEST_SEARCH} at most"]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=int, default=MANY)
    parser.add_argument("--texts", type=int, default=TEXTS)
    counts = parser.parse_args()

    import django
    from django.db import connection

    django.setup()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        wrong = told(*measure(counts.stories), counts.stories) if counts.stories else []
        wrong += told_of_memory(look_up())
        wrong += told_of_search(counts.texts, *search_among(counts.texts)) if counts.texts else []
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print("\n".join(wrong) or "No screen asks more for many stories than for few.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
