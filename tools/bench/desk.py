"""Costs of desk screens with ten and with two thousand stories, of translation memory, search and consumers.

Times are multiples of the plainest screen of the same run, so that machines can be compared. A screen fails
if it needs more queries for many stories than for few, or takes more than SLOWEST times the plainest.
The other units are: for the translation memory with 50,000 entries in each language, comparing 1,000
sentences; for search among 20,000 stories, reading the newest twenty; for the consumers of search and of
related stories, analyzing the words of one story.
"""

import sys
import time
from random import Random

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rapidfuzz import fuzz

from articles.body.content import plain_text
from articles.events.consumers import catch_up_all
from articles.models import Edition, Event, EventType, Language
from articles.text.search.words import written_words
from newsroom.related.consumer import related
from newsroom.search.consumer import search
from newsroom.search.index import remove_entries
from newsroom.search.models import Entry
from newsroom.search.questions import SearchQuestion, ask
from newsroom.story_search.consumer import queue_all_stories
from newsroom.translations.memory_matches import memory_matches
from newsroom.translations.models import MemoryEntry
from tests.factories import make_section, make_user
from tests.many_pairs import edited, remember_many
from tests.many_stories import make_many
from tests.many_texts import make_texts, queries

FEW = 10
TIMES = 5  # repetitions; the fastest counts
SLOWEST = 150  # multiple of the plainest screen; a slower screen fails
PLAINEST = "/admin/password_change/"
REMEMBERED, LOOKUPS = 50_000, 100
SLOWEST_LOOKUP = 40  # multiple of comparing a sentence with 1,000 others, which takes more than 1 ms
SLOWEST_SEARCH = 30  # multiple of reading a page of stories, which takes more than 1 ms
SCREENS = {
    "first screen": "/admin/",
    "board": "/admin/board/",
    "column of the board": "/admin/board/?column=in_review",
    "overdue on the board": "/admin/board/?only=overdue",
    "board by person": "/admin/board/?by=person",
    "calendar": "/admin/calendar/",
    "morning report": "/admin/report/",
    "translators' queue": "/admin/translations/",
    "queue, searched": "/admin/translations/?q=harbor",
    "translators' pace": "/admin/translations/pace/",
    "list of stories": "/admin/articles/article/",
    "list, in review": "/admin/articles/article/?en=in_review",
    "list, searched": "/admin/articles/article/?q=harbor",
    "form of a story": "/admin/articles/article/{story}/change/",
    "history of a story": "/admin/articles/article/{story}/history/",
    "preview of a story": "/admin/preview/{story}/en/",
    "breaking news": "/admin/breaking-news/",
    "readership": "/admin/readership/",
    "diary": "/admin/diary/diaryitem/",
    "images": "/admin/articles/image/",
    "contracts": "/admin/articles/picturecontract/",
}
READ, FOLLOWED = 1000, 200  # stories indexed before the measurement, and stories indexed in it
SLOWEST_CONSUMER = 4  # multiple of analyzing the words of a story, which takes some milliseconds
MOST_QUERIES = 5  # queries that a consumer may make for each story


def measured(client, address):
    """Return (seconds, queries) of one screen."""
    client.get(address)  # fills the caches of the process
    with CaptureQueriesContext(connection) as queries:
        if client.get(address).status_code != 200:
            sys.exit(f"{address} does not answer.")
    asked = len(queries)  # read now, because the next request empties the list
    return fastest(client.get, address), asked


def fastest(act, *args, times=TIMES, **kwargs):
    """Return the seconds of the fastest of several calls."""
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        act(*args, **kwargs)
        taken.append(time.perf_counter() - start)
    return min(taken)


def round_of(client, story):
    """Return {screen: (seconds, queries)}. The plainest screen is measured before each of the others."""
    times = {}
    for name, address in SCREENS.items():
        plain = measured(client, PLAINEST)
        times[PLAINEST] = min(times.get(PLAINEST, plain), plain)
        times[name] = measured(client, address.format(story=story))
    return times


def read_log():
    """Process all events, so that no screen has to. Skip the consumer of related stories."""
    queue_all_stories()  # bulk inserts have not queued them
    catch_up_all(without=["related"])


def measure_screens(stories):
    """Print the times of the screens with few stories and with many. Return the failures."""
    user, now, client = make_user(), timezone.now(), Client()
    client.force_login(user)
    story = make_many(FEW, by=user, at=now).pk
    read_log()
    few = round_of(client, story)
    make_many(stories - FEW, by=user, at=now)
    read_log()
    many = round_of(client, story)
    floor, wrong = min(few[PLAINEST][0], many[PLAINEST][0]), []
    print(f"{'':22}{f'{FEW} stories':>22}{f'{stories} stories':>22}")
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


def measure_memory():
    """Print the time of a lookup in the translation memory. Return the failures."""
    remember_many(REMEMBERED)
    wrong, chance = [], Random(2)
    for language in Language:
        texts = list(MemoryEntry.objects.from_language(language).values_list("source_text", flat=True)[:1000])
        first = fastest(memory_matches, texts[0], times=1, source_language=language)
        asked = [edited(chance, text, language) for text in texts[:LOOKUPS]]
        floor = fastest(compare, asked[0], texts, times=20)
        taken = sorted(fastest(memory_matches, text, source_language=language) for text in asked)
        remark = f"the first {first * 1000:.0f} ms"
        wrong += report(f"memory, {language.label}", taken, floor, remark, most=SLOWEST_LOOKUP)
    return wrong


def compare(text, others):
    return [fuzz.ratio(text, other) for other in others]


def report(name, taken, floor, remark, *, most):
    """Print the 95th percentile of sorted times. Return it as a failure if it is too high."""
    slow = taken[len(taken) * 95 // 100]
    print(f"{name:22}{slow / floor:9.1f}× {slow * 1000:5.1f} ms ({remark})")
    return [f"{name}: {slow / floor:.0f} times the floor, {most} at most"] if slow > most * floor else []


def measure_search(texts):
    """Print the time of a search among texts. Return the failures."""
    make_texts(texts, section=make_section())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    at = Edition.objects.latest("first_published_at").first_published_at
    newest = Edition.objects.live(at).in_language("ko").for_list()[:20]
    floor = fastest(lambda: list(newest.all()), times=20)
    taken = sorted(fastest(ask, SearchQuestion(words, language), at) for words, language in queries())
    remark = f"the median {taken[len(taken) // 2] * 1000:.1f} ms"
    return report(f"search among {texts:,}", taken, floor, remark, most=SLOWEST_SEARCH)


def measure_consumers():
    """Print, for search and for related stories, the time and the queries per story. Return the failures."""
    read_log()
    make_texts(READ + FOLLOWED, section=make_section("followed"))
    editions = list(Edition.objects.filter(section__slug="followed").order_by("article_id"))
    remove_entries(Entry.objects.filter(article_id__in={edition.article_id for edition in editions}))
    ids = sorted({edition.article_id for edition in editions})
    log_publications(ids[:READ])
    read_log()
    related.catch_up()
    log_publications(ids[READ:])
    texts = [edition for edition in editions if edition.article_id in set(ids[READ:])]
    parts = [part for text in texts for part in (text.headline, text.summary, plain_text(text.body))]
    floor = fastest(lambda: [written_words(part) for part in parts], times=2) / FOLLOWED
    wrong = []
    for consumer in (search, related):
        taken, queries = followed(consumer)
        name = f"{consumer.name}, a story"
        print(f"{name:22}{taken / floor:9.1f}× {taken * 1000:5.1f} ms ({queries:.1f} queries)")
        if taken > SLOWEST_CONSUMER * floor or queries > MOST_QUERIES:
            wrong.append(
                f"{consumer.name}: {taken / floor:.0f} times the words, {queries:.1f} queries a story"
            )
    return wrong


def log_publications(ids):
    """Log a publication of each story."""
    now = timezone.now()
    QuerySet(Event).bulk_create(
        Event(type=EventType.PUBLISHED, subject_type="article", subject_id=pk, at=now, details={})
        for pk in ids
    )


def followed(consumer):
    """Return (seconds, queries) that a consumer takes per story, for the events of FOLLOWED stories."""
    with CaptureQueriesContext(connection) as queries:
        taken = fastest(consumer.catch_up, times=1)
    return taken / FOLLOWED, len(queries) / FOLLOWED
