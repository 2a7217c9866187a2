"""Load for drills: readers who arrive at a fixed rate, and an editor who saves. Each request is recorded.

The module also has the drill of a long load, which measures for twenty minutes how memory and tables grow,
and which statements are slow.
"""

import http.client
import io
import itertools
import os
import random
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from statistics import mean
from typing import NamedTuple
from urllib.error import HTTPError

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from PIL import Image as Pillow

from articles.models import Article, Edition, Image
from tests.factories import make_author, make_published, make_user
from tools.bench.processes import memory_mb, percentile
from tools.drills import cluster
from tools.drills.browser import TIMEOUT, Browser, Page, PostedForm
from tools.drills.site import NotRun, SupervisedNewsroom

CONNECTIONS = 64
SUMMARY = "The harbor opens."
PASSWORD = "correct horse battery"  # noqa: S105 (of tests.factories)
KEPT, MADE, PICTURE, DESK = "kept pages", "other pages", "pictures", "the desk"
# For the long load.
MINUTES = float(os.environ.get("DRILL_MINUTES", "20"))
RATE, STORIES, EDITORS = 25, 200, 3  # RATE: requests of readers a second
SAVE, LOOK, FIX = 4, 3, 15  # seconds between two saves, screens and fixes
SAMPLE = 10  # seconds between two samples of the memory
FLAT = 1.05  # maximum memory in the last third of the time, as a multiple of the second third
ROWS = 60  # rows that a save or a fix may add to a table
SCREENS = """
    /admin/ /admin/board/ /admin/calendar/ /admin/report/ /admin/translations/ /admin/translations/pace/
    /admin/articles/article/ /admin/articles/edition/ /admin/articles/event/ /admin/articles/image/
""".split()


class Asked(NamedTuple):
    """A request, the time.time() when it was due, and the seconds from then until its answer was complete.

    status  of the answer; 0 if none arrived
    """

    kind: str
    due: float
    seconds: float
    status: int
    request: str  # its method and path

    @property
    def is_lost(self) -> bool:
        """Whether it got no answer or an error. All requested pages exist."""
        return self.status == 0 or self.status >= 400


class Load:
    """Requests at a fixed rate: one in five for a page that is not kept, and one in five for a picture.

    addresses  paths of kept pages, for the other requests
    rate       requests a second
    pictures   paths of pictures; if empty, kept pages are requested instead
    """

    def __init__(self, port: int, addresses: list[str], rate: float, pictures: tuple[str, ...] = ()):
        self.port, self.rate, self.asked = port, rate, []
        self.kept, self.pictures = itertools.cycle(addresses), itertools.cycle(pictures)
        self.is_over, self.lock, self.numbers = threading.Event(), threading.Lock(), itertools.count()

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """Send requests until the block ends."""
        self.began_at = time.time() + 0.1
        threads = [threading.Thread(target=self._read, daemon=True) for _number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(TIMEOUT + 5)

    def _read(self):
        connection = None
        while True:
            with self.lock:
                number = next(self.numbers)
                kind, path = self._choose(number)
            due = self.began_at + number / self.rate
            if self.is_over.wait(max(due - time.time(), 0)):
                return
            status, connection = ask(connection, self.port, path)
            self.asked.append(Asked(kind, due, time.time() - due, status, f"GET {path}"))

    def _choose(self, number):
        if number % 5 == 4:
            return MADE, f"/en/search/?q=harbor+{random.random()}"
        picture = next(self.pictures, None) if number % 5 == 2 else None
        return (PICTURE, picture) if picture else (KEPT, next(self.kept))


def ask(connection, port, path):
    """Return the status of an answer, 0 for none, and the connection for the next request or None."""
    try:
        return exchange(connection, port, path)
    except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
        # A server may close a kept-alive connection just when it is used again. Browsers retry.
        if connection is None:
            return 0, None
    except (http.client.HTTPException, OSError):
        return 0, None
    return ask(None, port, path)


def exchange(connection, port, path):
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status, connection


def make_person(username: str) -> str:
    """Create a user whose password is hashed as on a real site, not as in tests. Return the username."""
    password = PBKDF2PasswordHasher().encode(PASSWORD, "of a drill")
    user = make_user(username, language="en")
    get_user_model().objects.filter(pk=user.pk).update(password=password)
    return username


def make_picture() -> bytes:
    out = io.BytesIO()
    Pillow.radial_gradient("L").resize((1000, 500)).save(out, "PNG")
    return out.getvalue()


def show_pictures() -> None:
    """Make the pictures of the library public: each becomes the photograph of an author."""
    for image in Image.objects.all():
        make_author(f"author-{image.pk}", photo=image)


def fixed_summary(number: int) -> str:
    """Return a summary that states the facts of SUMMARY in other words, different for successive numbers."""
    return f"The harbor opens, say those who work in it{' again' * (number % 9)}."


def publish_stories(count: int) -> list[Article]:
    """Publish stories whose summary a quick fix may replace with a fixed_summary."""
    return [make_published(number=f" {number}", summary_en=SUMMARY) for number in range(count)]


class Editor(Browser):
    """An editor who saves a story repeatedly and keeps the last accepted text. Each request is recorded."""

    def __init__(self, site: str, story: int):
        super().__init__(site)
        self.story = f"/admin/articles/article/{story}/"
        self.asked, self.number = [], 0
        self.accepted: str | None = None
        self.form: PostedForm | None = None

    def send(self, path: str, body: bytes | None, headers: dict) -> Page:
        began, status = time.time(), 0
        try:
            page = super().send(path, body, headers)
            status = page.status
        except HTTPError as refused:
            status = refused.code
            raise
        finally:
            request = f"{'GET' if body is None else 'POST'} {path}"
            self.asked.append(Asked(DESK, began, time.time() - began, status, request))
        return page

    def save(self) -> None:
        """Save the story with another summary. Open the form first if the last answer does not contain it."""
        address, words = f"{self.story}change/", f"It opens at {self.number}."
        self.number += 1
        opened, self.form = self.form, None
        opened = opened or self.get(address).form("article_form")
        page = self.post(address, opened.data("_continue", summary_en=words))
        self.form = page.form("article_form")
        if page.path == address and page.status == 200:
            self.accepted = words

    def fix(self) -> None:
        """Publish another summary as a quick fix that causes no preflight warning."""
        self.number += 1
        self.act(self.story, "quick-fix", summary=fixed_summary(self.number))
        self.form = None

    @contextmanager
    def working(self, act, every: float) -> Iterator["Editor"]:
        """Call a function every few seconds, in a thread, until the block ends."""
        is_over = threading.Event()

        def work():
            while not is_over.wait(every):
                with suppress(http.client.HTTPException, OSError):  # send() has recorded it
                    act()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            is_over.set()
            thread.join(3 * TIMEOUT)


def tell_requests(asked: list[Asked]) -> None:
    """Print the number and the times of the requests. Raise AssertionError if one was lost or refused."""
    lost = [request for request in asked if request.is_lost]
    assert not lost, f"{len(lost)} of {len(asked)} requests were lost or refused, the first: {lost[0]}"
    for kind in sorted({request.kind for request in asked}):
        took = [request.seconds for request in asked if request.kind == kind]
        half, most, all_of_them = (percentile(took, share) for share in (0.5, 0.99, 1))
        print(
            f"  {kind}: {len(took)} requests, half within {half:.0f} ms, 99 % within {most:.0f} ms, ", end=""
        )
        print(f"all within {all_of_them:.0f} ms")


def soak():
    """Readers read, editors save and publish for twenty minutes: memory does not grow, tables grow little."""
    if not cluster.running:
        raise NotRun("it reads the log of its own PostgreSQL server: unset DATABASE_URL.")
    stories = publish_stories(STORIES)
    options = {
        "valkey": True,
        "follows": True,
        "SECOND_FACTOR": "0",
        "METRICS_TOKEN": secrets.token_urlsafe(),
    }
    with SupervisedNewsroom(**options) as newsroom, ExitStack() as running:
        editors = [Editor(newsroom.url, story.pk) for story in stories[: EDITORS + 2]]
        for number, editor in enumerate(editors):
            editor.log_in(make_person(f"soak-{number}"), PASSWORD)
        *savers, looker, fixer = editors
        screens = itertools.cycle(SCREENS)
        addresses = [
            "/en/",
            "/ko/",
            *(edition.get_absolute_url() for edition in Edition.objects.live().newest_first()),
        ]
        load = Load(newsroom.port, addresses, RATE)
        works = [(saver, saver.save, SAVE) for saver in savers]
        works += [(looker, lambda: looker.get(next(screens)), LOOK), (fixer, fixer.fix, FIX)]
        rows, began = table_rows(), time.monotonic()
        running.enter_context(load.running())
        for editor, act, every in works:
            running.enter_context(editor.working(act, every))
        samples = sample_memory(newsroom, began + MINUTES * 60)
        running.close()
        tell_requests(load.asked + [request for editor in editors for request in editor.asked])
        tell_memory(samples)
        tell_tables(rows, sum(editor.number for editor in editors))
        tell_statements(cluster.running.long_statements())


def table_rows() -> dict[str, int]:
    """Return {table: number of rows}."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            [counts[name]] = cursor.fetchone()
    return counts


def sample_memory(newsroom, until) -> list[dict[str, float]]:
    """Return a list of {process: megabytes}, measured every SAMPLE seconds. The workers are added up.

    until  the time.monotonic() when to stop
    """
    samples = []
    while time.monotonic() < until:
        time.sleep(SAMPLE)
        workers = sum(map(memory_mb, newsroom.workers))
        samples.append({"site": workers, "follow_log": memory_mb(newsroom.follower.pid)})
        if len(samples) % 12 == 0:
            print(f"  {samples[-1]['site']:.0f} MB", end="", flush=True)
    print()
    return samples


def tell_memory(samples):
    third = len(samples) // 3
    for name, first in samples[0].items():
        middle, last = (
            mean(sample[name] for sample in part) for part in (samples[third : 2 * third], samples[-third:])
        )
        print(f"  memory of {name}: {first:.0f} MB at first, then {middle:.1f} MB, at last {last:.1f} MB")
        assert last <= middle * FLAT, f"The memory of {name} grows."


def tell_tables(before, changes):
    grown = {table: count - before.get(table, 0) for table, count in table_rows().items()}
    grown = {table: rows for table, rows in grown.items() if rows}
    for table, rows in sorted(grown.items(), key=lambda pair: -pair[1]):
        print(f"  {table}: {rows:+} rows, {rows / changes:.2f} a change")
    assert max(grown.values()) <= ROWS * changes, "A table grows with more than the changes."


def tell_statements(statements):
    busy = [statement for statement in statements if statement.ms - statement.waited_ms >= cluster.LONG]
    print(
        f"  {len(statements)} statements of {cluster.LONG} ms or more, "
        f"{len(statements) - len(busy)} of them waits"
    )
    for statement in busy[:10]:
        print(
            f"    {statement.ms:.0f} ms, of which {statement.waited_ms:.0f} waited: {statement.words[:200]}"
        )
