from unittest.mock import patch

from django.test import RequestFactory, TestCase, override_settings
from time_machine import travel

from newsroom.public.errors import server_error
from tests.factories import HOUR, NOON, make_publication, make_published, make_section, make_user
from tests.public.newsdesk import headlines, page_of, print_many, texts

BROKEN = "newsroom.public.front.Frame.read"


class MissingTests(TestCase):
    def test_missing_page_has_the_frame_of_the_site(self):
        make_publication()
        response = self.client.get("/en/nonsense/")
        self.assertEqual(response.status_code, 404)
        page = page_of(response)
        self.assertEqual(texts(page, "//header//p/a"), ["The Test Harbor"])
        self.assertEqual(texts(page, "//h1"), ["Page not found"])
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex"])
        self.assertEqual(page.xpath("//link[@rel='canonical']"), [])

    def test_address_without_a_language_answers_in_the_readers(self):
        response = self.client.get("/nonsense", headers={"accept-language": "ko"})
        self.assertEqual((response.status_code, page_of(response).get("lang")), (404, "ko"))
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertIn("Accept-Language", response["Vary"])

    def test_missing_page_offers_the_newest_stories_in_its_language_at_the_same_cost(self):
        section = make_section()
        print_many(2, section=section, since=NOON, words="Old")
        with travel(NOON + HOUR, tick=False):
            make_published(languages=("ko",), section=section)
            make_published(number=" tomorrow", at=NOON + 24 * HOUR, section=section)
        with travel(NOON + 2 * HOUR, tick=False):
            with self.assertNumQueries(7):
                self.assertEqual(headlines(self.client.get("/en/nonsense/")), ["Old 1", "Old 0"])
            self.assertEqual(headlines(self.client.get("/ko/nonsense/")), ["항구 문 열어"])
            print_many(50, section=section, since=NOON, words="New")
            with self.assertNumQueries(7):
                found = headlines(self.client.get("/nonsense", headers={"accept-language": "en"}))
        self.assertEqual(found, [f"New {number}" for number in (49, 48, 47, 46, 45)])

    def test_missing_page_of_an_empty_newspaper_offers_none(self):
        self.assertNotContains(self.client.get("/en/nonsense/"), "Newest stories", status_code=404)

    def test_language_that_we_do_not_print_is_404(self):
        for address in ("/fr/", "/EN/", "/en-us/", "/kor/"):
            self.assertEqual(self.client.get(address).status_code, 404, address)


class BareTests(TestCase):
    def setUp(self):
        self.client.raise_request_exception = False

    def test_broken_page_speaks_the_readers_language_and_asks_no_database(self):
        for language, title in (("en", "Something went wrong"), ("ko", "일시적인 문제가 발생했습니다")):
            with patch(BROKEN, side_effect=RuntimeError("secret detail")), self.assertNumQueries(0):
                response = self.client.get(f"/{language}/")
            self.assertEqual((response.status_code, response["Cache-Control"]), (500, "private, no-store"))
            page = page_of(response)
            self.assertEqual((page.get("lang"), texts(page, "//h1 | //h2")), (language, [title]))
            self.assertEqual(page.xpath("//main//a/@href"), [f"/{language}/"])
            self.assertNotContains(response, "secret detail", status_code=500)

    def test_page_that_broke_before_its_language_was_known_speaks_both(self):
        page = page_of(server_error(RequestFactory().get("/en/")))
        self.assertEqual(texts(page, "//*[@lang='en']//h1"), ["Something went wrong"])
        self.assertEqual(texts(page, "//*[@lang='ko']/h2"), ["일시적인 문제가 발생했습니다"])

    def test_broken_page_stands_even_without_the_style_sheet(self):
        storages = {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        }
        with override_settings(STORAGES=storages), patch(BROKEN, side_effect=RuntimeError):
            response = self.client.get("/ko/")
        self.assertEqual(response.status_code, 500)
        self.assertNotContains(response, "stylesheet", status_code=500)

    def test_form_without_its_token_is_refused(self):
        from django.core.exceptions import PermissionDenied

        with patch(BROKEN, side_effect=PermissionDenied):
            response = self.client.get("/en/")
        self.assertEqual(response.status_code, 403)
        self.assertEqual(texts(page_of(response), "//h1"), ["Access denied"])

    def test_request_that_makes_no_sense_is_refused(self):
        from django.core.exceptions import BadRequest

        with patch(BROKEN, side_effect=BadRequest):
            response = self.client.get("/en/")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(texts(page_of(response), "//h1"), ["Bad request"])

    def test_refusal_in_the_newsroom_leads_back_to_the_newsroom(self):
        self.client.force_login(make_user("reporter", role="Reporters", language="ko"))
        for address, status in (
            ("/admin/accounts/user/", 403),
            ("/admin/articles/article/?body_en__regex=(", 400),
        ):
            response = self.client.get(address)
            page = page_of(response)
            self.assertEqual((response.status_code, page.xpath("//main//a/@href")), (status, ["/admin/"]))
            self.assertEqual(texts(page, "//main//a"), ["편집국 첫 화면으로"])

    def test_way_back_is_found_without_the_database(self):
        with self.assertNumQueries(0):
            page = page_of(server_error(RequestFactory().get("/admin/articles/article/")))
        self.assertEqual(page.xpath("//main//a/@href"), ["/admin/", "/admin/"])
