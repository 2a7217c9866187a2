"""The screens of standing pages: draft, preview, publishing, history and restoring."""

from lxml import html

from articles.models import StandingPage, StandingPageVersion
from tests.articles.admin.forms import PostedForm
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_standing_page, make_user


class StandingPageTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.page = make_standing_page(
            title_en="About", title_ko="소개", body_en="<p>We print.</p>", body_ko="<p>찍는다.</p>"
        )
        cls.address = f"/admin/articles/standingpage/{cls.page.pk}"

    def setUp(self):
        super().setUp()
        self.client.force_login(make_user())

    def form(self):
        return PostedForm(self.client.get(f"{self.address}/change/"), "standingpage_form")

    def save(self, button="_continue", **fields):
        self.clock.shift(HOUR)
        return self.client.post(f"{self.address}/change/", self.form().data(button, **fields))

    def confirm(self, address, **fields):
        """Press the button of a screen with differences as a browser does."""
        page = html.fromstring(self.client.get(address).content.decode())
        [seen] = page.xpath("//input[@name='seen']/@value")
        return self.client.post(address, {"seen": seen} | fields)

    def readers(self, language="en"):
        return self.client.get(f"/{language}/pages/about/").content.decode()


class DraftTests(StandingPageTestCase):
    def test_saving_changes_nothing_for_readers(self):
        self.save(body_en="<p>We print daily.</p>")
        self.assertNotIn("daily", self.readers())
        self.assertContains(self.client.get(f"{self.address}/change/"), "Live, with unpublished changes", 1)
        self.assertContains(
            self.client.get("/admin/articles/standingpage/"), "Live, with unpublished changes", 1
        )

    def test_a_button_saves_and_shows_the_draft_as_readers_would_see_it(self):
        response = self.save("_preview=ko", body_ko="<p>날마다 찍는다.</p>")
        self.assertRedirects(response, f"/admin/preview/page/{self.page.pk}/ko/")
        page = self.client.get(response["Location"])
        self.assertContains(page, "날마다 찍는다.")
        self.assertContains(page, '<html lang="ko"')
        self.assertIn("noindex", page["X-Robots-Tag"])
        self.assertContains(self.client.get(f"/admin/preview/page/{self.page.pk}/en/"), "We print.")
        self.assertNotIn("날마다", self.readers("ko"))

    def test_the_preview_is_for_those_who_see_pages(self):
        self.client.force_login(make_user("dana", role=None))
        self.assertEqual(self.client.get(f"/admin/preview/page/{self.page.pk}/en/").status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(f"/admin/preview/page/{self.page.pk}/en/").status_code, 302)

    def test_the_preview_of_a_language_without_a_text_says_so(self):
        self.save(body_ko="")
        page = self.client.get(f"/admin/preview/page/{self.page.pk}/ko/")
        self.assertContains(page, "이 언어로 쓴 원고가 아직 없습니다")

    def test_a_new_page_is_saved_and_published_by_one_button(self):
        form = PostedForm(self.client.get("/admin/articles/standingpage/add/"), "standingpage_form")
        texts = {"title_en": "Ethics", "title_ko": "윤리", "slug": "ethics", "body_en": "<p>Fair.</p>"}
        response = self.client.post("/admin/articles/standingpage/add/", form.data("_publish=en", **texts))
        self.assertEqual(self.client.get("/en/pages/ethics/").status_code, 404)
        self.confirm(response["Location"])
        self.assertContains(self.client.get("/en/pages/ethics/"), "Fair.")


class PublishTests(StandingPageTestCase):
    def test_what_changes_is_shown_and_then_published(self):
        response = self.save("_publish=en", body_en="<p>We print daily.</p>")
        self.assertRedirects(response, f"{self.address}/publish/en/")
        self.assertIn(
            "daily", html.fromstring(self.client.get(response["Location"]).content).xpath("string(//ins)")
        )
        self.assertRedirects(self.confirm(response["Location"]), f"{self.address}/change/")
        self.assertIn("We print daily.", self.readers())
        self.assertIn("찍는다.", self.readers("ko"))

    def test_the_button_names_the_page_of_a_language(self):
        for language, label in (("en", "Publish the Korean page"), ("ko", "한국어 페이지 발행")):
            self.client.force_login(make_user(f"editor-{language}", language=language))
            self.save(body_ko=f"<p>{label}</p>")
            page = html.fromstring(self.client.get(f"{self.address}/publish/ko/").content.decode())
            self.assertEqual(page.xpath("//input[@type='submit']/@value"), [label])

    def test_a_draft_that_somebody_changed_meanwhile_is_shown_again(self):
        self.save(body_en="<p>We print daily.</p>")
        address = f"{self.address}/publish/en/"
        page = html.fromstring(self.client.get(address).content.decode())
        [seen] = page.xpath("//input[@name='seen']/@value")
        self.save(body_en="<p>We print hourly.</p>")
        response = self.client.post(address, {"seen": seen})
        self.assertContains(response, "hourly", status_code=409)
        self.assertEqual(self.client.post(address).status_code, 409)
        self.assertNotIn("hourly", self.readers())

    def test_without_the_permission_there_is_no_button_and_no_screen(self):
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertNotContains(self.client.get(f"{self.address}/change/"), "_publish")
        self.assertEqual(self.client.get(f"{self.address}/publish/en/").status_code, 403)
        self.assertEqual(self.client.post(f"{self.address}/publish/en/").status_code, 403)

    def test_what_does_not_exist_is_not_found(self):
        for rest in ("publish/fr/", "restore/99999999999999999999/"):
            self.assertEqual(self.client.get(f"{self.address}/{rest}").status_code, 404)
        self.assertEqual(self.client.get("/admin/articles/standingpage/77/publish/en/").status_code, 404)


class HistoryTests(StandingPageTestCase):
    def setUp(self):
        super().setUp()
        self.save(body_en="<p>We print daily.</p>")
        self.confirm(f"{self.address}/publish/en/")

    def test_versions_are_listed_with_what_they_changed(self):
        page = html.fromstring(self.client.get(f"{self.address}/history/").content.decode())
        entries = page.xpath("//ol[@class='chronicle']/li")
        self.assertEqual(len(entries), 3)
        newest = " ".join(entries[0].text_content().split())
        self.assertIn("English Published · version 2 · editor Live", newest)
        self.assertEqual(entries[0].xpath("string(.//ins)").replace("added:", "").strip(), "daily")

    def test_a_version_is_restored_to_the_draft(self):
        self.save(body_en="<p>Half written</p>")
        first = StandingPageVersion.objects.get(language="en", number=1)
        response = self.confirm(f"{self.address}/restore/{first.pk}/")
        self.assertRedirects(response, f"{self.address}/change/")
        self.assertEqual(StandingPage.objects.get().body_en, "<p>We print.</p>")
        self.assertIn("We print daily.", self.readers())
        self.assertContains(self.client.get(f"{self.address}/history/"), "Half written")

    def test_those_who_may_not_change_pages_restore_none(self):
        first = StandingPageVersion.objects.get(language="en", number=1)
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertNotContains(self.client.get(f"{self.address}/history/"), "/restore/")
        self.assertEqual(self.client.post(f"{self.address}/restore/{first.pk}/").status_code, 403)

    def test_a_page_that_readers_have_seen_is_not_deleted(self):
        self.client.force_login(make_user("admin", is_superuser=True))
        response = self.client.post(f"{self.address}/delete/", {"post": "yes"})
        self.assertContains(
            response, "To hide the page from readers, clear its text and publish it, in each language"
        )
        self.assertTrue(StandingPage.objects.exists())
