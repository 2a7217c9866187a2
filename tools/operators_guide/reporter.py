"""Somebody who works at the newsroom through nginx, over TLS, with forms as a browser posts them."""

import http.client
import re
import socket
import ssl
import uuid
from functools import partial
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

from PIL import Image

from tests.articles.admin.forms import ADD, PostedForm

SITE = "https://news.example"
CERTIFICATE = "etc/letsencrypt/live/news.example/fullchain.pem"
PASSWORD = "a harbor of many words"
CLAIMED = "203.0.113.9"  # an address that a browser may claim to come from
WORDS = "The second gate opened on Monday."


class LocalConnection(http.client.HTTPSConnection):
    """A connection to this machine, whatever the name."""

    def connect(self):
        here = socket.create_connection(("127.0.0.1", 443), timeout=60)
        self.sock = self._context.wrap_socket(here, server_hostname=self.host)


class LocalHandler(HTTPSHandler):
    def https_open(self, request):
        return self.do_open(partial(LocalConnection, context=self._context), request)


class Page:
    """An answer, as PostedForm reads it."""

    def __init__(self, answer):
        self.status, self.url, self.content = answer.status, answer.url, answer.read()

    def form(self, form_id):
        return PostedForm(self, form_id)


class Reporter:
    """A person with a browser of their own. A request that is refused raises AssertionError."""

    def __init__(self, root: Path):
        context = ssl.create_default_context(cafile=str(root / CERTIFICATE))
        self.opener = build_opener(LocalHandler(context=context), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        return self._send(path, None, {})

    def post(self, path: str, data: dict) -> Page:
        return self._send(
            path, urlencode(data, doseq=True).encode(), {"Origin": SITE, "Referer": SITE + path}
        )

    def _send(self, path, body, headers):
        headers = headers | {"X-Forwarded-For": CLAIMED, "X-Forwarded-Proto": "http"}
        request = Request(urljoin(SITE, path), data=body, headers=headers)  # noqa: S310
        try:
            return Page(self.opener.open(request, timeout=90))
        except HTTPError as error:
            words = re.sub(r"<[^>]*>|\s+", " ", error.read().decode())
            raise AssertionError(f"{path}: {error.code} {words[-1500:]}") from None

    def choose_password(self, link: str) -> None:
        """Open the link of the first administrator."""
        page = self.get(link)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.content)[1].decode()
        fields = {"new_password1": PASSWORD, "new_password2": PASSWORD, "csrfmiddlewaretoken": token}
        assert self.post(link, fields).url == f"{SITE}/admin/", "The link did not log in."

    def upload_picture(self) -> int:
        """Upload a picture that nginx refuses unless it is told; return its size in bytes."""
        data = BytesIO()
        Image.effect_noise((1400, 1100), 90).save(data, "PNG")
        fields = self.get("/admin/articles/image/add/").form("image_form").data("_save", alt_en="Noise")
        border, parts = uuid.uuid4().hex, []
        for name, values in fields.items():
            for value in values:
                parts.append(
                    f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                )
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="noise.png"\r\n'
        parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + data.getvalue())
        parts.append(f"\r\n--{border}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={border}", "Origin": SITE}
        page = self._send("/admin/articles/image/add/", b"".join(parts), headers)
        assert page.url.endswith("/admin/articles/image/"), page.url
        return len(data.getvalue())

    def publish(self) -> str:
        """Write, approve and publish a story; return its address."""
        section = self.get("/admin/articles/section/add/").form("section_form")
        self.post(
            "/admin/articles/section/add/", section.data("_save", name_en="News", name_ko="뉴스", slug="news")
        )
        form = self.get(ADD).form("article_form")
        [number] = form.form.xpath(".//select[@name='section']/option[normalize-space()='News']/@value")
        texts = {"title_en": "Harbor opens a gate", "summary_en": WORDS, "body_en": f"<p>{WORDS}</p>"}
        page = self.post(ADD, form.data("_continue", section=number, **texts))
        story = re.search(r"/admin/articles/article/(\d+)/", page.url)[0]
        for action in ("submit", "approve-alone", "publish"):
            self.act(story, action)
        front = self.get("/en/").content.decode()
        return re.search(r'href="(/en/[^"]*harbor-opens-a-gate[^"]*)"', front)[1]

    def act(self, story: str, action: str) -> None:
        """Take an action on the English text on its own page, confirming what it asks for."""
        address = f"{story}action/en/{action}/"
        form = self.get(address).form("action_form")
        boxes = form.form.xpath(".//input[@type='checkbox']")
        confirmed = {box.get("name"): box.get("value", "on") for box in boxes}
        reason = {"reason": "Nobody else is here yet."} if "reason" in form else {}
        page = self.post(address, form.data("_save", **confirmed, **reason))
        assert page.url.split("?")[0].endswith("/change/"), f"{action} led to {page.url}"
