"""The preview in its frame, and the page of the links for outsiders."""

from datetime import timedelta

from lxml import html

from articles.models import PreviewLink
from articles.workflow.preview_links import link_of, open_with, revoke, share
from tests.articles.admin.forms import change_url, opened
from tests.articles.redaction.copies import rows_as_text
from tests.cases import ClockTestCase
from tests.factories import NOON, make_article, make_publication, make_user


class PreviewScreensTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.user = make_user()
        cls.article = make_article(languages=("en", "ko"))
        cls.base = f"/admin/articles/article/{cls.article.pk}/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)


class PreviewTests(PreviewScreensTestCase):
    def frame(self, query=""):
        response = self.client.get(f"{self.base}preview/{query}")
        [frame] = html.fromstring(response.content.decode()).xpath("//iframe")
        return response, frame.get("src"), frame.get("class")

    def test_shows_the_page_in_a_frame_of_either_width(self):
        response, source, css = self.frame()
        self.assertEqual(source, f"/admin/preview/{self.article.pk}/en/")
        self.assertIn("preview-window", css)
        self.assertIn("frame-src 'self'", response["Content-Security-Policy"])
        _response, source, css = self.frame("?language=ko&width=phone")
        self.assertEqual(source, f"/admin/preview/{self.article.pk}/ko/")
        self.assertIn("preview-phone", css)
        self.assertIn("preview-desk", self.frame("?width=desk")[2])
        self.assertIn("preview-window", self.frame("?language=xx&width=9")[2])

    def test_the_button_of_the_bar_saves_first(self):
        form = opened(self.client, self.article)
        response = self.client.post(change_url(self.article), form.data("_preview=ko", title_ko="항구 닫혀"))
        self.assertRedirects(response, f"{self.base}preview/?language=ko", fetch_redirect_response=False)
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_ko, "항구 닫혀")
        self.assertContains(self.client.get(f"{self.base}preview/"), "Saved.")
        again = opened(self.client, self.article).data("_preview=en")
        self.assertNotContains(self.client.post(change_url(self.article), again, follow=True), "Saved.")

    def test_what_cannot_be_saved_is_not_previewed(self):
        form = opened(self.client, self.article)
        data = form.data("_preview=en", title_en="", title_ko="")
        self.assertEqual(self.client.post(change_url(self.article), data).status_code, 422)

    def test_who_sees_no_stories_sees_no_preview(self):
        self.client.force_login(make_user("stranger", role=None))
        for page in ("preview/", "links/"):
            self.assertEqual(self.client.get(f"{self.base}{page}").status_code, 403)
        self.client.force_login(self.user)
        self.assertEqual(self.client.get("/admin/articles/article/999/preview/").status_code, 404)


class LinksTests(PreviewScreensTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.url = f"{cls.base}links/"

    def post(self, **told):
        data = {"for_whom": "Counsel", "language": "", "days": "7"} | told
        return self.client.post(self.url, data, follow=True)

    def token_in(self, page):
        """Return the token in the address that a page shows."""
        [address] = html.fromstring(page.content.decode()).xpath("//input[@id='new-address']/@value")
        return address.removeprefix("http://testserver/preview/").removesuffix("/")

    def test_a_link_is_made_and_can_be_copied(self):
        page = self.post()
        link = PreviewLink.objects.get()
        self.assertEqual((link.for_whom, link.expires_at), ("Counsel", NOON + timedelta(days=7)))
        self.assertEqual(link_of(self.token_in(page)), link)
        self.assertContains(page, "Not opened yet.")
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_its_address_is_shown_once_and_stored_nowhere(self):
        token = self.token_in(self.post())
        self.assertEqual(self.client.get(f"/preview/{token}/").status_code, 200)
        number = PreviewLink.objects.get().pk
        log, listed = "/admin/security/securityevent/", "/admin/articles/previewlink/"
        for address in (
            self.url,
            listed,
            f"{listed}{number}/change/",
            log,
            "/admin/articles/event/",
            "/admin/",
        ):
            with self.subTest(address):
                self.assertNotContains(self.client.get(address, follow=True), token)
        for _table, row in rows_as_text():
            self.assertNotIn(token, row)

    def test_what_is_missing_is_asked_for(self):
        for told in ({"for_whom": " "}, {"days": "400"}, {"language": "fr"}):
            with self.subTest(told):
                self.assertEqual(self.post(**told).status_code, 422)
        self.assertEqual(PreviewLink.objects.count(), 0)

    def test_openings_are_told(self):
        self.post()
        open_with(PreviewLink.objects.get(), browser="Reader/1.0", network="203.0.113.0/24")
        page = self.client.get(self.url)
        for words in ("Opened 1 time", "Reader/1.0", "203.0.113.0/24"):
            self.assertContains(page, words)

    def test_a_link_is_revoked(self):
        token = self.token_in(self.post())
        link = PreviewLink.objects.get()
        page = self.client.post(self.url, {"revoke": link.pk}, follow=True)
        self.assertContains(page, "no longer works")
        self.assertEqual(self.client.get(f"/preview/{token}/").status_code, 410)

    def test_only_links_of_this_story_are_revoked_here(self):
        other = share(make_article(number=" 2"), for_whom="A", days=1, by=self.user)
        for number in (other.pk, "x", "999", "", "9" * 5000):
            self.assertEqual(self.client.post(self.url, {"revoke": number}).status_code, 404)
        self.assertEqual(PreviewLink.objects.open().count(), 1)

    def test_who_may_not_share_only_reads(self):
        self.post()
        link = PreviewLink.objects.get()
        self.client.force_login(make_user("reporter", role="Reporters"))
        page = self.client.get(self.url)
        self.assertContains(page, "Counsel")
        self.assertNotContains(page, "Create link")
        self.assertNotContains(page, 'name="revoke"')
        for data in ({"for_whom": "Me", "days": "7"}, {"revoke": link.pk}):
            self.assertEqual(self.client.post(self.url, data).status_code, 403)

    def test_costs_the_same_for_one_link_and_for_many(self):
        self.post()
        for number in range(2):
            with self.assertNumQueries(8):
                self.client.get(self.url)
            for one in range(5):
                link = share(self.article, for_whom=f"{number} {one}", days=1, by=self.user)
                open_with(link, browser="b")
                revoke(link, by=self.user)
