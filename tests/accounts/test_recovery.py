"""A form that cannot be saved does not lose the typed text."""

from django.test import Client, TestCase, override_settings
from lxml import html

from articles.models import Article
from tests.articles.admin.forms import ADD, PostedForm
from tests.factories import make_user

HERE = {"accept": "text/html", "origin": "http://testserver"}


class RecoveryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.user)

    def typed(self, **fields):
        form = PostedForm(self.client.get(ADD))
        empty_row = {"bylines-__prefix__-role": "text"}
        return empty_row | form.data(
            "_save", **({"title_en": "Harbor <opens>", "summary_ko": "항구 문 열어"} | fields)
        )

    def test_text_of_somebody_who_was_logged_out_is_shown_with_the_way_back(self):
        data = self.typed()
        self.client.cookies.pop("sessionid")
        response = self.client.post(ADD, data, headers=HERE)
        self.assertContains(response, "You were logged out", status_code=403)
        self.assertContains(response, "Harbor &lt;opens&gt;</textarea>", status_code=403)
        self.assertContains(response, "항구 문 열어</textarea>", status_code=403)
        self.assertContains(response, f"/admin/login/?next={ADD}", status_code=403)
        self.assertNotContains(response, data["csrfmiddlewaretoken"][0], status_code=403)
        self.assertNotContains(response, "TOTAL_FORMS", status_code=403)
        self.assertNotContains(response, "Other field", status_code=403)
        self.assertFalse(Article.objects.exists())

    def test_text_of_somebody_who_logged_in_anew_is_shown(self):
        response = self.client.post(ADD, self.typed(csrfmiddlewaretoken="x" * 64), headers=HERE)
        self.assertContains(response, "You logged in again", status_code=403)
        self.assertContains(response, "Harbor &lt;opens&gt;</textarea>", status_code=403)

    def labels(self, address, data, language="en"):
        """Return {label: (text, lang)} of the page that answers a POST after the session ended."""
        headers = HERE | {"accept-language": language}
        page = html.fromstring(Client().post(address, data, headers=headers).content.decode())
        texts = {text.get("id"): text for text in page.xpath("//textarea")}
        return {
            label.text: (texts[label.get("for")].text.strip(), texts[label.get("for")].get("lang"))
            for label in page.xpath("//label")
        }

    def test_a_checkbox_that_was_left_as_it_is_was_not_typed(self):
        data = {
            "is_active": "on",
            "initial-is_active": "True",
            "is_former": "on",
            "initial-is_former": "False",
        }
        self.assertEqual(self.labels(ADD, data), {"Other field": ("on", None)})

    def test_fields_are_named_in_words_and_texts_say_their_language(self):
        self.assertEqual(
            self.labels(ADD, {"title_ko": "항구", "sources-1-name_en": "Harbor office", "who_knows": "x"}),
            {
                "Headline (Korean)": ("항구", "ko"),
                "Source 2: Name (English)": ("Harbor office", "en"),
                "Other field": ("x", None),
            },
        )
        self.assertEqual(list(self.labels(ADD, {"title_ko": "항구"}, "ko")), ["제목(한국어)"])

    def test_fields_of_a_step_are_named_too(self):
        address = "/admin/articles/article/1/action/en/return/"
        data = {"reason": "Too long.", "seen": "3", "after": "0", "nowhere-0-name": "?"}
        self.assertEqual(
            self.labels(address, data), {"Reason": ("Too long.", None), "Other field": ("?", None)}
        )

    def test_names_of_no_field_are_other_fields(self):
        for name in ("editions", "progress", "bylines-0-article__x", f"sources-{'9' * 4400}-name_en"):
            with self.subTest(name[:30]):
                data = f"{name}=typed"
                form = "application/x-www-form-urlencoded"
                response = Client().post(ADD, data, content_type=form, headers=HERE)
                self.assertContains(response, "Other field", status_code=403)

    def test_text_of_a_translator_is_shown_too(self):
        data = {"verb": "finish", "unit": "0-p", "row": "7", "source": "b2", "text": "항구가 열린다."}
        shown = self.labels("/admin/translations/1/ko/segment/", data)
        self.assertEqual(shown, {"Text": ("항구가 열린다.", None)})

    def test_the_way_back_leads_to_the_page_that_had_the_form(self):
        queue = "/admin/translations/?language=ko"
        quoted = "/admin/translations/%3Flanguage%3Dko"
        claim = "/admin/translations/1/ko/claim/"
        for referer, way in (
            (f"http://testserver{queue}", quoted),
            ("https://evil.example/admin/", claim),
            ("http://testserver/admin/login/?next=/x/", claim),
            ("http://testserver/en/", claim),
        ):
            response = Client().post(claim, headers=HERE | {"referer": referer})
            self.assertContains(response, f'href="/admin/login/?next={way}"', status_code=403)
        response = self.client.post(claim, headers=HERE | {"referer": f"http://testserver{queue}"})
        self.assertContains(response, f'href="{queue}"', status_code=403)  # the person has logged in again

    def test_what_a_page_elsewhere_posts_is_not_repeated(self):
        for origin in ("https://evil.example", "null", ""):
            headers = HERE | {"origin": origin}
            response = self.client.post(ADD, {"title_en": "Pay here"}, headers=headers)
            self.assertNotContains(response, "Pay here", status_code=403)

    def test_password_is_not_repeated(self):
        data = {"username": "editor", "password": "correct horse battery"}
        response = Client(enforce_csrf_checks=True).post("/admin/login/", data, headers=HERE)
        self.assertNotContains(response, "correct horse", status_code=403)

    def test_script_is_sent_to_the_log_in_as_before(self):
        response = Client().post("/admin/articles/article/pick/image/upload/", headers={"accept": "*/*"})
        self.assertEqual(response.status_code, 302)

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
    def test_text_that_is_too_large_is_told_so(self):
        data = self.typed(body_en="가" * 1000)
        response = self.client.post(ADD, data, headers=HERE)
        self.assertContains(response, "up to 5 MB of text", status_code=413)
