"""Drills of publishing: locks, concurrent clients, wrong clocks, killed processes."""

import os
import random
import shutil
import signal
import statistics
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import pairwise

from django.db import connection
from django.utils import timezone

from articles import clock
from articles.events import log
from articles.models import Article, Edition
from articles.publishing import PublicationRefused, bring_forward, broken_seals, publish, quick_fix, withdraw
from articles.refusals import has_waited_too_long
from tests.factories import approve, make_published, rewrite
from tests.together import together as at_once
from tools.drills.site import NotRun, on_other_server, start_there

EDITORS, CLIENTS, ROUNDS = 10, 8, 12
SHORT, LIMIT = 2, 1  # seconds: duration of a held lock, and time that a connection waits for it
AHEAD = 90  # error of a server's clock, in seconds


def held_lock():
    """Ten editors wait for a lock that is held for a short time, then for longer than they wait."""
    articles = [make_published(number=f" {number}") for number in range(EDITORS)]

    def fix(words):
        return [partial(quick_fix, article, "en", by=None, summary=words) for article in articles]

    with lock_held(SHORT):
        began = timezone.now()
        fixed = together(fix("It opens on Friday."))
    early = [fix for fix in fixed if fix.edition.live_from < began + timedelta(seconds=SHORT - 0.5)]
    assert not early, "An edition is older than the end of the wait."
    with lock_held():
        refused = together(fix("It opens on Saturday."), lock_timeout=LIMIT)
    assert all(has_given_up(refusal) for refusal in refused), refused
    assert not Edition.objects.filter(summary="It opens on Saturday.").exists()
    print(f"  held {SHORT} s: {len(fixed)} published, all after it")
    print(f"  held for longer than the {LIMIT} s that they wait: {len(refused)} told so, none published")


def many_at_once():
    """Eight clients publish at once. Print how long a publication takes, and how long it locks the log."""
    clients = [
        start_there("publish_often", make_published(number=f" {number}").pk) for number in range(CLIENTS)
    ]
    took, held = [], []
    for client in clients:
        for line in client.communicate(timeout=120)[0].splitlines():
            duration, other = map(float, line.split())
            took.append(duration)
            held.append(other)
    assert len(held) == CLIENTS * ROUNDS, f"{CLIENTS * ROUNDS - len(held)} publications failed."
    print(f"  a publication: {quantiles(took)}; from lock to commit: {quantiles(held)}")


def publish_often(article):
    """Publish one story repeatedly. Print the seconds of each publication, and its seconds under the lock."""
    locked, lock_log = [], log.lock_log

    def lock_noted():
        now = lock_log()
        locked.append(time.perf_counter())
        return now

    log.lock_log = lock_noted
    article = Article.objects.get(pk=article)
    quick_fix(article, "en", by=None, summary="It opens soon.")  # loads what a process needs once
    for number in range(ROUNDS):
        began = time.perf_counter()
        quick_fix(article, "en", by=None, summary=f"It opens at {number}.")
        ended = time.perf_counter()
        print(ended - began, ended - locked[-1])


def forward_against_withdrawal():
    """A scheduled edition is brought forward while the live text is withdrawn: both get a correct answer."""
    won = {"forward": 0, "withdrawal": 0, "both": 0}
    for number in range(12):
        article = make_published(number=f" {number}")
        change(article, f"Port reopens on day {number}")
        publish(article, "en", by=None, at=timezone.now() + timedelta(hours=1))
        results = together(
            [
                partial(bring_forward, article, "en", by=None),
                partial(withdraw, article, "en", by=None, note="It was wrong."),
            ]
        )
        refused = [isinstance(result, PublicationRefused) for result in results]
        errors = [result for result in results if isinstance(result, Exception)]
        assert not all(refused) and len(errors) == sum(refused), results
        won["both" if not any(refused) else "forward" if refused[1] else "withdrawal"] += 1
    print("  " + ", ".join(f"{name} {count}" for name, count in won.items()))


def wrong_clock():
    """A server whose clock is 90 seconds ahead shows nothing early, and its editions can be withdrawn."""
    if not shutil.which("faketime"):
        raise NotRun("faketime is not installed (Debian: apt install faketime).")
    article, scheduled = make_published(), make_published(number=" 2")
    change(scheduled, "Port reopens on Monday")
    publish(scheduled, "en", by=None, at=timezone.now() + timedelta(seconds=AHEAD - 30))
    answer = on_other_server("wrong_clock_there", article.pk, scheduled.pk, clock=f"+{AHEAD}s")
    difference, headline = answer.strip().split("\t")
    assert headline != "Port reopens on Monday", "An embargoed story was shown early."
    edition = article.editions.get(live_until=None)
    late = abs((edition.live_from - timezone.now()).total_seconds())
    assert late < 30, "The wrong clock is in the edition."
    began = time.perf_counter()
    withdraw(article, "en", by=None, note="It was wrong.")
    print(f"  measured {difference} s; withdrawn at once, in {(time.perf_counter() - began) * 1000:.0f} ms")


def wrong_clock_there(article, scheduled):
    """Print the measured difference, and the headline that readers see, on a server whose clock is wrong."""
    quick_fix(Article.objects.get(pk=article), "en", by=None, summary="It opens on Friday.")
    headline = Edition.objects.live().get(article=scheduled, language="en").headline
    print(f"{clock.difference().total_seconds():.1f}\t{headline}")


def killed_publishers():
    """Processes are killed while they publish: nothing is half written, and others continue."""
    articles = [make_published(number=f" {number}") for number in range(3)]
    before = Edition.objects.count()
    for _round in range(4):
        worker = start_there("publish_for_ever", *(article.pk for article in articles))
        worker.stdout.readline()  # wait for its first publication
        time.sleep(random.uniform(0.05, 0.4))
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
    count = Edition.objects.count() - before
    began = time.perf_counter()
    for article in articles:
        quick_fix(article, "en", by=None, summary="It opens on Sunday.")
    print(f"  4 killed after {count} publications; three more took {time.perf_counter() - began:.2f} s")


def publish_for_ever(*articles):
    rows = [Article.objects.get(pk=pk) for pk in articles]
    for number in range(1_000_000):
        words = f"It opens at {number} of {os.getpid()}."
        quick_fix(rows[number % len(rows)], "en", by=None, summary=words)
        print(number, flush=True)


def change(article, headline):
    rewrite(article, title_en=headline)
    approve(article, "en")


def together(acts, *, lock_timeout=None):
    """Call functions at the same moment, each in a thread with a connection.

    Return the result of each, or the exception that it raised.

    lock_timeout  seconds that they wait for a lock, or None for the configured limit
    """

    def limited(act):
        def run():
            if lock_timeout:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{lock_timeout}s"])
            return act()

        return run

    return at_once(*map(limited, acts))


@contextmanager
def lock_held(seconds=None):
    """Hold the lock of the log in another connection, for some seconds or until the block ends."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold():
        with log.unit_of_work():
            log.lock_log()
            is_held.set()
            is_over.wait(seconds)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    is_held.wait(30)
    try:
        yield
    finally:
        if seconds is None:
            is_over.set()
        thread.join()


def has_given_up(result):
    return isinstance(result, Exception) and has_waited_too_long(result)


def quantiles(seconds):
    cut = statistics.quantiles([duration * 1000 for duration in seconds], n=100)
    return f"median {cut[49]:.1f} ms, p99 {cut[98]:.1f} ms"


def check_editions():
    """Check the rules that all editions must meet. Return the number of editions."""
    chains = {}
    for edition in Edition.objects.order_by("article", "language", "number"):
        chains.setdefault((edition.article_id, edition.language), []).append(edition)
    for chain in chains.values():
        assert [edition.number for edition in chain] == list(range(1, len(chain) + 1)), "A number is missing."
        assert chain[-1].live_until is None, "The last edition has ended."
        assert all(edition.live_until == following.live_from for edition, following in pairwise(chain)), (
            "A gap."
        )
    assert not list(broken_seals()), "A seal is broken."
    return sum(map(len, chains.values()))
