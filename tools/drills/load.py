"""Readers who come at a rate, whether answers come or not, and an editor who saves; each request is noted."""

import http.client
import itertools
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.articles.admin.forms import PostedForm

TIMEOUT = 20  # seconds
CONNECTIONS = 64
PASSWORD = "correct horse battery"  # noqa: S105 (of a database that is removed)
KEPT, MADE, DESK = "kept pages", "other pages", "the desk"


class Asked(NamedTuple):
    """A request that was due at an instant of time.time(), and the seconds until its answer had come.

    status  of the answer; 0 if none came
    """

    kind: str
    due: float
    seconds: float
    status: int

    @property
    def is_lost(self) -> bool:
        return self.status == 0 or self.status >= 500


class Load:
    """Requests at a rate, of which each fifth asks for a page that is made for it."""

    def __init__(self, port: int, addresses: list[str], rate: float):
        self.port, self.rate, self.asked = port, rate, []
        self.kept = itertools.cycle(addresses)
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
                number, address = next(self.numbers), next(self.kept)
            due = self.began_at + number / self.rate
            if self.is_over.wait(max(due - time.time(), 0)):
                return
            is_made = number % 5 == 4
            path = f"/en/search/?q=harbor+{random.random()}" if is_made else address
            status, connection = ask(connection, self.port, path)
            kind = MADE if is_made else KEPT
            self.asked.append(Asked(kind, due, time.time() - due, status))


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


class Page:
    """An answer, as PostedForm reads it."""

    def __init__(self, answer):
        self.status, self.url, self.content = answer.status, answer.url, answer.read()


class Editor:
    """Somebody with a browser, logged in, who saves a story again and again and knows what was accepted."""

    def __init__(self, site: str, username: str, story):
        self.site, self.username = site, username
        self.address = f"/admin/articles/article/{story.pk}/change/"
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.asked, self.accepted, self.number, self.form = [], None, 0, None

    def log_in(self) -> None:
        """Log in with PASSWORD, which is set first as the site stores passwords."""
        get_user_model().objects.filter(username=self.username).update(
            password=PBKDF2PasswordHasher().encode(PASSWORD, "of a drill")
        )
        address = "/admin/login/?next=/admin/"
        page = self.send(address)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.content)[1].decode()
        fields = {"login": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        page = self.send(address, fields)
        assert page.url == f"{self.site}/admin/", f"Logged in, and led to {page.url}"

    def save(self) -> None:
        """Save the story with another summary; open the form first where the last answer has none."""
        words = f"It opens at {self.number}."
        self.number += 1
        self.form = self.form or self._form(None)
        if self.form:
            page = self._noted(self.form.data("_continue", summary_en=words))
            self.form = page and self._form(page)
            if page and page.url.split("?")[0].endswith("/change/") and b"errornote" not in page.content:
                self.accepted = words

    def _form(self, page):
        page = page or self._noted(None)
        return PostedForm(page) if page else None

    def _noted(self, data):
        """Send a request and note how it went; return the page, or None if it was lost."""
        began, status, page = time.time(), 0, None
        try:
            page = self.send(self.address, data)
            status = page.status
        except HTTPError as refused:
            status = refused.code
            refused.close()
        except (http.client.HTTPException, OSError):
            pass
        self.asked.append(Asked(DESK, began, time.time() - began, status))
        return page

    def send(self, path: str, data: dict | None = None) -> Page:
        """Return the page that a request leads to; raise HTTPError, HTTPException or OSError."""
        body = None if data is None else urlencode(data, doseq=True).encode()
        headers = {"Origin": self.site, "Referer": self.site + path, "Accept": "text/html"}
        request = Request(urljoin(self.site, path), data=body, headers=headers)  # noqa: S310
        with self.opener.open(request, timeout=TIMEOUT) as answer:
            return Page(answer)

    @contextmanager
    def saving(self, every: float) -> Iterator["Editor"]:
        """Save at intervals of some seconds, in a thread, until the block ends."""
        is_over = threading.Event()

        def work():
            while not is_over.wait(every):
                self.save()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            is_over.set()
            thread.join(2 * TIMEOUT + 5)
