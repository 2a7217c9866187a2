"""Readers who come at a rate, whether answers come or not, and an editor who saves; each request is noted."""

import http.client
import io
import itertools
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.error import HTTPError

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from PIL import Image

from tests.factories import make_user
from tools.bench.processes import percentile
from tools.drills.browser import TIMEOUT, Browser, Page

CONNECTIONS = 64
PASSWORD = "correct horse battery"  # noqa: S105 (of tests.factories)
KEPT, MADE, PICTURE, DESK = "kept pages", "other pages", "pictures", "the desk"


class Asked(NamedTuple):
    """A request that was due at an instant of time.time(), and the seconds until its answer had come.

    status  of the answer; 0 if none came
    """

    kind: str
    due: float
    seconds: float
    status: int
    request: str  # its method and path

    @property
    def is_lost(self) -> bool:
        """Whether it was not answered as it should: all that is asked for is there."""
        return self.status == 0 or self.status >= 400


class Load:
    """Requests at a rate, of which each fifth asks for a page that is made for it, and another for a picture.

    pictures  their addresses; without any, pages are asked for instead
    """

    def __init__(self, port: int, addresses: list[str], rate: float, pictures: tuple[str, ...] = ()):
        self.port, self.rate, self.asked = port, rate, []
        self.kept, self.pictures = itertools.cycle(addresses), itertools.cycle(pictures)
        self.is_over, self.lock, self.numbers = threading.Event(), threading.Lock(), itertools.count()

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """Ask until the block ends."""
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
    """Return the status of the answer to a request, 0 for none, and the connection for the next or None."""
    try:
        return exchange(connection, port, path)
    except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
        # A server may close a connection that is kept alive just as it is used again; browsers ask again.
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
    """Make somebody whose password is stored as the site does, not the tests; return the username."""
    password = PBKDF2PasswordHasher().encode(PASSWORD, "of a drill")
    user = make_user(username, language="en")
    get_user_model().objects.filter(pk=user.pk).update(password=password)
    return username


def make_picture() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((1000, 500)).save(out, "PNG")
    return out.getvalue()


def show_pictures() -> None:
    """Let readers see the pictures of the library: each is the photograph of an author."""
    from articles.models import Image
    from tests.factories import make_author

    for image in Image.objects.all():
        make_author(f"author-{image.pk}", photo=image)


class Editor(Browser):
    """An editor who saves a story again and again and knows what was accepted; each request is noted."""

    def __init__(self, site: str, story: int):
        super().__init__(site)
        self.story = f"/admin/articles/article/{story}/"
        self.asked, self.accepted, self.number, self.form = [], None, 0, None

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
        """Save the story with another summary; open the form first where the last answer has none."""
        address, words = f"{self.story}change/", f"It opens at {self.number}."
        self.number += 1
        opened, self.form = self.form, None
        opened = opened or self.get(address).form("article_form")
        page = self.post(address, opened.data("_continue", summary_en=words))
        self.form = page.form("article_form")
        if page.path == address and page.status == 200:
            self.accepted = words

    def fix(self) -> None:
        """Publish another summary as a quick fix, of which preflight warns of nothing."""
        self.number += 1
        words = f"The harbor opens, say those who work in it{' again' * (self.number % 9)}."
        self.act(self.story, "quick-fix", summary=words)
        self.form = None

    @contextmanager
    def working(self, act, every: float) -> Iterator["Editor"]:
        """Do something at intervals of some seconds, in a thread, until the block ends."""
        is_over = threading.Event()

        def work():
            while not is_over.wait(every):
                with suppress(http.client.HTTPException, OSError):  # of which is a note
                    act()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            is_over.set()
            thread.join(3 * TIMEOUT)


def tell_requests(asked: list[Asked]) -> None:
    """Print the number of requests, and their times. Raise AssertionError if one was lost or refused."""
    lost = [one for one in asked if one.is_lost]
    assert not lost, f"{len(lost)} of {len(asked)} requests were lost or refused, the first: {lost[0]}"
    for kind in sorted({one.kind for one in asked}):
        took = [one.seconds for one in asked if one.kind == kind]
        half, most, all_of_them = (percentile(took, share) for share in (0.5, 0.99, 1))
        print(
            f"  {kind}: {len(took)} requests, half within {half:.0f} ms, 99 % within {most:.0f} ms, ", end=""
        )
        print(f"all within {all_of_them:.0f} ms")
