"""Somebody who works at the newsroom through nginx, over TLS, with forms as a browser posts them."""

import http.client
import re
import socket
import ssl
from functools import partial
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler

from PIL import Image

from tests.articles.admin.forms import ADD
from tools.drills.browser import Browser, File, Page, words_of

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


class Reporter(Browser):
    """A person with a browser of their own. A request that is refused raises AssertionError."""

    def __init__(self, root: Path):
        context = ssl.create_default_context(cafile=str(root / CERTIFICATE))
        super().__init__(SITE, LocalHandler(context=context))

    def send(self, path: str, body: bytes | None, headers: dict) -> Page:
        claims = {"X-Forwarded-For": CLAIMED, "X-Forwarded-Proto": "http"}
        try:
            return super().send(path, body, headers | claims)
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {words_of(error.read())}") from None

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
        address = "/admin/articles/image/add/"
        fields = self.get(address).form("image_form").data("_save", alt_en="Noise")
        page = self.post(address, fields, File("file", "noise.png", "image/png", data.getvalue()))
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
