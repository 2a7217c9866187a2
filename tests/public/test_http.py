import gzip
import re

from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory, TestCase
from time_machine import travel

from articles.publishing import quick_fix
from tests.factories import HOUR, NOON, make_publication, make_published
from tests.public.newsdesk import make_image, page_of

PACKED = {"accept-encoding": "gzip, br"}
PAGES = ["/en/", "/ko/", "/en/sections/economy/", "/en/2026/03/02/", "/robots.txt"]


class MannersTests(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        make_publication()
        self.story = make_published()
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/"
        self.pages = [*PAGES, self.address]

    def test_pages_are_kept_but_asked_for_again_and_are_nobodys_own(self):
        for address in self.pages:
            with self.subTest(address):
                response = self.client.get(address, headers={"accept-language": "ko"})
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response["Cache-Control"], "public, max-age=0, must-revalidate")
                self.assertNotIn("Cookie", response.get("Vary", ""))
                self.assertNotIn("Accept-Language", response.get("Vary", ""))
                self.assertFalse(response.cookies)

    def test_page_is_the_same_whoever_asks(self):
        plain = self.client.get(self.address).content
        self.client.cookies["language"] = "ko"
        other = self.client.get(self.address, headers={"accept-language": "ko", "user-agent": "other"})
        self.assertEqual(other.content, plain)

    def test_who_has_the_page_is_told_so(self):
        for address in self.pages:
            with self.subTest(address):
                tag = self.client.get(address)["ETag"]
                again = self.client.get(address, headers={"if-none-match": tag})
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(again["Cache-Control"], "public, max-age=0, must-revalidate")

    def test_who_has_an_older_page_gets_the_new_one(self):
        tag = self.client.get(self.address)["ETag"]
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, headline="Harbour opens")
        again = self.client.get(self.address, headers={"if-none-match": tag})
        self.assertContains(again, "Harbour opens")

    def test_head_has_the_headers_of_get(self):
        for address in [*self.pages, "/en/nonsense/", "/"]:
            with self.subTest(address):
                get, head = self.client.get(address), self.client.head(address)
                for answer in (get, head):
                    answer.headers.pop("X-Request-ID", None)  # different for each request
                self.assertEqual((head.status_code, head.headers), (get.status_code, get.headers))

    def test_head_has_no_body_for_the_server_to_send(self):
        handler = BaseHandler()  # the test client would remove the body itself
        handler.load_middleware()
        request_finished.disconnect(close_old_connections)
        self.addCleanup(request_finished.connect, close_old_connections)
        for address in [self.address, make_image().file.url]:
            with self.subTest(address):
                response = handler.get_response(RequestFactory().head(address))
                self.assertEqual(b"".join(response), b"")
                self.assertIsNone(getattr(response, "file_to_stream", None))
                self.assertGreater(int(response["Content-Length"]), 0)
                response.close()

    def test_pages_travel_compressed_to_those_who_can_read_that(self):
        plain = self.client.get(self.address)
        packed = self.client.get(self.address, headers=PACKED)
        self.assertEqual((packed["Content-Encoding"], packed["Vary"]), ("gzip", "Accept-Encoding"))
        self.assertEqual(gzip.decompress(packed.content), plain.content)
        self.assertEqual(int(packed["Content-Length"]), len(packed.content))
        self.assertEqual(packed.content, self.client.get(self.address, headers=PACKED).content)
        again = self.client.get(self.address, headers=PACKED | {"if-none-match": packed["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_who_has_the_page_is_told_so_with_the_headers_of_the_page(self):
        [stories] = re.findall(
            "/sitemaps/stories-[0-9]+.xml", self.client.get("/sitemap.xml").content.decode()
        )
        for address in [*self.pages, "/sitemap.xml", stories]:
            for headers in ({}, PACKED):
                with self.subTest(f"{address} {headers}"):
                    page = self.client.get(address, headers=headers)
                    again = self.client.get(address, headers=headers | {"if-none-match": page["ETag"]})
                    self.assertEqual(again.status_code, 304)
                    for name in ("ETag", "Vary", "Cache-Control"):
                        self.assertEqual(again[name], page[name])

    def test_head_tells_the_length_of_the_compressed_page(self):
        get, head = (ask(self.address, headers=PACKED) for ask in (self.client.get, self.client.head))
        self.assertEqual(head["Content-Length"], get["Content-Length"])
        self.assertEqual(head.content, b"")

    def test_pictures_and_what_is_not_for_everybody_travel_as_they_are(self):
        for address in (make_image().file.url, "/", "/admin/login/"):
            response = self.client.get(address, headers=PACKED)
            self.assertNotIn("Content-Encoding", response.headers, address)

    def test_nothing_but_reading_is_allowed(self):
        for address in [*self.pages, "/", "/media/pictures/x.png"]:
            for method in ("post", "put", "patch", "delete"):
                with self.subTest(f"{method} {address}"):
                    response = getattr(self.client, method)(address)
                    self.assertEqual((response.status_code, response["Allow"]), (405, "GET, HEAD"))

    def test_post_without_a_token_is_told_that_it_is_not_allowed(self):
        self.client.handler.enforce_csrf_checks = True
        self.assertEqual(self.client.post("/en/").status_code, 405)

    def test_nobody_asks_for_another_instant(self):
        for address in self.pages:
            for at in ("2026-03-02T12:00", "", "now"):
                with self.subTest(f"{address} {at}"):
                    self.assertEqual(self.client.get(address, {"at": at}).status_code, 404)

    def test_styles_and_scripts_come_from_here_alone(self):
        response = self.client.get(self.address)
        self.assertIn("default-src 'none'", response["Content-Security-Policy"])
        for forbidden in ("<style", " style=", " onload="):
            self.assertNotContains(response, forbidden)
        scripts = page_of(response).xpath("//script[not(@type='application/ld+json')]")  # data, not code
        self.assertEqual(
            [(script.get("src"), script.text) for script in scripts],
            [(f"/static/js/{name}.js", None) for name in ("comfort", "search", "story")],
        )
