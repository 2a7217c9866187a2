"""A client that fills and posts forms like a browser without scripts."""

import json
import re
import uuid
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.articles.admin.forms import PostedForm

TIMEOUT = 20  # seconds
ACTIONS = "action/en/"


class File(NamedTuple):
    """A file to upload."""

    field: str
    name: str
    content_type: str
    content: bytes


class Page:
    """The final answer to a request, after redirects."""

    def __init__(self, answer):
        self.status, self.url, self.content = answer.status, answer.url, answer.read()

    @property
    def path(self) -> str:
        """The path without the query."""
        return "/" + self.url.split("/", 3)[3].split("?")[0]

    def form(self, form_id: str) -> PostedForm:
        return PostedForm(self, form_id)


class Browser:
    """A browser of one user: it keeps cookies and follows redirects.

    Requests raise HTTPError for a status of 400 or more, and HTTPException or OSError if no answer arrives.
    """

    def __init__(self, site: str, *handlers):
        self.site = site  # scheme, host and port
        self.cookies = CookieJar()
        self.opener = build_opener(*handlers, HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Page:
        return self.send(path, None, {})

    def post(self, path: str, data: dict, file: File | None = None) -> Page:
        """Post fields, {name: list or value}, and optionally a file."""
        if file is None:
            return self.send(path, urlencode(data, doseq=True).encode(), {})
        border = uuid.uuid4().hex
        body = b"".join(parts_of(data, file, border))
        return self.send(path, body, {"Content-Type": f"multipart/form-data; boundary={border}"})

    def send(self, path: str, body: bytes | None, headers: dict) -> Page:
        own = {"Origin": self.site, "Referer": urljoin(self.site, path), "Accept": "text/html"}
        request = Request(urljoin(self.site, path), data=body, headers=own | headers)  # noqa: S310
        with self.opener.open(request, timeout=TIMEOUT) as answer:
            return Page(answer)

    def log_in(self, login: str, password: str) -> None:
        """Log in with a password. Raise AssertionError if it does not lead to the index page."""
        form = self.get("/admin/login/").form("login-form")
        page = self.post("/admin/login/", form.data("", login=login, password=password))
        assert page.path == "/admin/", f"Logging in led to {page.url}."

    def upload(self, name: str, content: bytes) -> str:
        """Upload a PNG as the text editor does. Return its address."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        fields = {"alt_en": "A light", "csrfmiddlewaretoken": token}
        page = self.post(
            "/admin/articles/article/pick/image/upload/", fields, File("file", name, "image/png", content)
        )
        return json.loads(page.content)["picture"]["src"]

    def act(self, story: str, action: str, **fields) -> Page:
        """Take an action on the English text of a story: check all boxes on the action's page, and post it.

        story  the address of the story without `change/`
        """
        address = f"{story}{ACTIONS}{action}/"
        form = self.get(address).form("action_form")
        boxes = form.form.xpath(".//input[@type='checkbox']")
        confirmed = {box.get("name"): box.get("value", "on") for box in boxes}
        reason = {"reason": "Nobody else is here yet."} if "reason" in form else {}
        page = self.post(address, form.data("_save", **confirmed, **reason, **fields))
        assert page.path.endswith("/change/"), f"{action} led to {page.url}: {words_of(page.content)}"
        return page


def parts_of(data, file, border):
    """Yield the parts of a multipart/form-data body."""
    for name, values in data.items():
        for value in values if isinstance(values, list) else [values]:
            head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            yield f"{head}{value}\r\n".encode()
    head = f'--{border}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.name}"\r\n'
    yield f"{head}Content-Type: {file.content_type}\r\n\r\n".encode() + file.content
    yield f"\r\n--{border}--\r\n".encode()


def words_of(content: bytes) -> str:
    """Return the last 1,500 characters of a page's text, for a message."""
    return re.sub(r"<[^>]*>|\s+", " ", content.decode())[-1500:]
