from pathlib import Path
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.test import TestCase

from tests.public.newsdesk import make_image


class MediaTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.image = make_image()
        cls.root = Path(settings.MEDIA_ROOT)

    def put(self, name, content=b"secret"):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.addCleanup(path.unlink)
        return path

    def test_picture_is_served_for_a_year_and_as_nothing_else(self):
        response = self.client.get(self.image.file.url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response["Content-Type"], "image/png")
        self.assertEqual(response["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertNotIn("Vary", response)
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertEqual(response["Content-Security-Policy"], "default-src 'none'; sandbox")
        self.assertEqual(b"".join(response.streaming_content), Path(self.image.file.path).read_bytes())

    def test_who_has_it_is_told_so(self):
        first = self.client.get(self.image.file.url)
        for header in (
            {"if-none-match": first["ETag"]},
            {"if-modified-since": first["Last-Modified"]},
        ):
            again = self.client.get(self.image.file.url, headers=header)
            self.assertEqual((again.status_code, again["ETag"]), (304, first["ETag"]))

    def test_folders_and_what_is_not_there_are_404(self):
        for name in ("", "pictures/", "pictures", "pictures/none.png", "%00.png", "a" * 5000 + ".png"):
            with self.subTest(name[:20]):
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)

    def test_other_kinds_of_files_are_404(self):
        for name in ("page.html", "drawing.svg", "note.txt", "noextension", "picture.png.html", ".png"):
            with self.subTest(name):
                self.put(name)
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)

    def test_nothing_outside_the_folder_is_served(self):
        outside = self.root.parent / "outside.png"
        outside.write_bytes(b"secret")
        self.addCleanup(outside.unlink)
        link = self.root / "link.png"
        link.symlink_to(outside)
        self.addCleanup(link.unlink)
        for name in ("../outside.png", "%2e%2e/outside.png", "pictures/../../outside.png", str(outside),
                     "/" + str(outside), "link.png"):  # fmt: skip
            with self.subTest(name):
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)


class RobotsTests(TestCase):
    def test_robots_stay_out_of_the_newsroom(self):
        response = self.client.get("/robots.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        lines = response.content.decode().splitlines()
        self.assertEqual(lines[:3], ["User-agent: *", "Disallow: /admin/", "Disallow: /preview/"])

    def test_robots_are_told_where_the_sitemaps_are(self):
        lines = self.client.get("/robots.txt", SERVER_NAME="localhost").content.decode().splitlines()
        sitemaps = ["sitemap.xml", "sitemaps/news.xml"]
        self.assertEqual(lines[-2:], [f"Sitemap: http://localhost/{name}" for name in sitemaps])

    def test_search_engines_index_pages_and_ask_no_questions(self):
        robots = RobotFileParser()
        robots.parse(self.client.get("/robots.txt").content.decode().splitlines())
        self.assertTrue(robots.can_fetch("Googlebot", "/en/articles/1/harbor-opens/"))
        self.assertTrue(robots.can_fetch("GPTBot", "/en/articles/1/harbor-opens/"))
        self.assertFalse(robots.can_fetch("Googlebot", "/en/search/?q=harbor"))

    def test_newsroom_may_keep_out_who_trains_models(self):
        with self.settings(AI_TRAINING=False):
            lines = self.client.get("/robots.txt").content.decode().splitlines()
        robots = RobotFileParser()
        robots.parse(lines)
        self.assertFalse(robots.can_fetch("GPTBot", "/en/articles/1/harbor-opens/"))
        self.assertTrue(robots.can_fetch("Googlebot", "/en/articles/1/harbor-opens/"))
