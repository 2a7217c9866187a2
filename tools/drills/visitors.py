"""Readers and an editor of a drill, who talk to a site by HTTP and note each request that fails."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.articles.admin.forms import PostedForm

TIMEOUT = 30  # seconds
PASSWORD = "correct horse battery"  # noqa: S105  (of make_user)


class Answer:
    """An answer, as PostedForm reads it."""

    def __init__(self, status, headers, content):
        self.status, self.headers, self.content = status, headers, content


class Visitor:
    """Somebody who asks a site for pages, each on a connection of its own, as nginx does.

    stories   as (number, slug)
    failures  [address, status or error] of what was not answered, or refused
    seconds   that each request took
    """

    def __init__(self, port, stories):
        self.port, self.stories, self.cookies = port, stories, {}
        self.failures, self.seconds = [], []

    def work_on(self, is_over):
        """Work until it is over; what keeps somebody from working on is a failure, too."""
        try:
            self.work(is_over)
        except Exception as problem:
            self.failures.append([type(self).__name__, repr(problem)])

    def ask(self, method, address, fields=None):
        """Return the Answer, or None for a request that failed."""
        body = urlencode(fields, doseq=True) if fields else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began_at = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, address, body, {"Connection": "close", **headers})
            answer = connection.getresponse()
            content = answer.read()
        except (http.client.HTTPException, OSError) as problem:
            self.failures.append([address, repr(problem)])
            return None
        finally:
            connection.close()
            self.seconds.append(time.monotonic() - began_at)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        if answer.status >= 400:
            self.failures.append([address, answer.status])
            return None
        return Answer(answer.status, answer.headers, content)


class Reader(Visitor):
    """A reader who goes from page to page until it is over."""

    def work(self, is_over):
        addresses = ["/en/", "/ko/", *(f"/en/articles/{number}/{slug}/" for number, slug in self.stories)]
        while not is_over.is_set():
            for address in addresses:
                self.ask("GET", address)


class Editor(Visitor):
    """An editor who changes one story after another until it is over, and looks whether it was saved."""

    saved = 0

    def work(self, is_over):
        login = self.ask("GET", "/admin/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', login.content)[1].decode()
        known = {"login": "editor", "password": PASSWORD, "csrfmiddlewaretoken": token}
        entered = self.ask("POST", "/admin/login/", known)
        assert entered.status == 302, "The editor cannot log in."
        while not is_over.is_set():
            for number, _slug in self.stories:
                self.change(f"/admin/articles/article/{number}/change/")

    def change(self, address):
        words = f"It opens after {self.saved} changes."
        page = self.ask("GET", address)
        answer = page and self.ask("POST", address, PostedForm(page).data(summary_en=words))
        page = answer and self.ask("GET", address)
        if page:
            if answer.status == 302 and PostedForm(page)["summary_en"] == words:
                self.saved += 1
            else:
                self.failures.append([address, "It was not saved."])
