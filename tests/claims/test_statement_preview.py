"""The page that publishes a statement: bilingual preview, findings next to the text, confirmation."""

from lxml import html

from newsroom.claims.models import Statement
from tests.cases import ClockTestCase
from tests.claims.cases import AGREED, make_claim
from tests.claims.test_statement_checks import DIFFERING, MARKED_UP
from tests.factories import make_published, make_user


class StatementPreviewTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user("chief")
        story = make_published(languages=("en", "ko"))
        cls.claim = make_claim(by=cls.by, article=story, accepted=True)
        cls.address = f"/admin/claims/claim/{cls.claim.pk}/do/publish/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.by)

    def post(self, texts, button="_preview", **data):
        """Post the form as the page shows it; return (status, page)."""
        response = self.client.post(self.address, texts | {"days": "2", button: "1"} | data)
        return response.status_code, html.fromstring(response.content.decode() or "<p></p>")

    def shown(self, texts, **data):
        """Preview a text; return (page, the data that the publishing button would send)."""
        status, page = self.post(texts, **data)
        self.assertEqual(status, 200)
        [seen] = page.xpath("//input[@name='seen']/@value")
        return page, {"seen": seen, "confirmed": page.xpath("//input[@name='confirmed']/@value")}

    def test_the_form_alone_publishes_nothing(self):
        page = html.fromstring(self.client.get(self.address).content.decode())
        self.assertEqual(page.xpath("//input[@name='_publish']"), [])
        self.assertEqual(self.post(AGREED, "_publish")[0], 409)
        self.assertFalse(Statement.objects.exists())

    def test_the_preview_has_both_languages_above_the_story(self):
        page, _sent = self.shown(AGREED)
        for language, label in (("en", "Reply"), ("ko", "반론보도")):
            [shown] = page.xpath(f"//article[@lang='{language}']")
            text = shown.text_content()
            for words in (label, AGREED[f"headline_{language}"], AGREED[f"text_{language}"]):
                self.assertIn(words, text)
            self.assertEqual(len(shown.xpath(".//*[@class='statement-story']")), 1)
        self.assertFalse(Statement.objects.exists())

    def test_a_difference_is_marked_in_both_texts_with_its_number(self):
        page, _sent = self.shown(DIFFERING)
        marks = [
            "".join(page.xpath(f"//article[@lang='{language}']//mark/text()")) for language in ("en", "ko")
        ]
        self.assertEqual(marks, ["3", "5대"])
        self.assertEqual(page.xpath("//article//mark//sup/text()"), ["1", "1"])

    def test_each_finding_has_to_be_confirmed(self):
        _page, sent = self.shown(DIFFERING)
        status, page = self.post(DIFFERING, "_publish", seen=sent["seen"])
        self.assertEqual(status, 409)
        self.assertIn("Confirm each of the findings", page.text_content())
        self.assertEqual(self.post(DIFFERING, "_publish", **sent)[0], 302)
        self.assertEqual(Statement.objects.get().text_ko, DIFFERING["text_ko"])

    def test_a_text_that_was_changed_after_the_preview_is_shown_again(self):
        _page, sent = self.shown(DIFFERING)
        changed = DIFFERING | {"text_en": "The company states that 4 engines failed."}
        status, page = self.post(changed, "_publish", **sent)
        self.assertEqual(status, 409)
        self.assertIn("has changed since the preview", page.text_content())
        self.assertIn("The company states that 4", page.xpath("//article[@lang='en']")[0].text_content())
        self.assertFalse(Statement.objects.exists())

    def test_a_blocker_asks_for_a_reason(self):
        page, sent = self.shown(MARKED_UP)
        self.assertEqual(len(page.xpath("//textarea[@name='waiver']")), 1)
        self.assertEqual(self.post(MARKED_UP, "_publish", **sent)[0], 409)
        self.assertEqual(self.post(MARKED_UP, "_publish", **sent, waiver="Ordered.")[0], 302)

    def test_enter_in_a_field_previews(self):
        page, _sent = self.shown(AGREED)
        self.assertEqual(page.xpath("//main//form//input[@type='submit']/@name")[0], "_preview")

    def test_what_is_missing_is_said_at_its_field_and_keeps_the_rest(self):
        status, page = self.post(AGREED | {"text_ko": ""}, "_publish")
        self.assertEqual(status, 422)
        self.assertEqual(page.xpath("//textarea[@name='text_en']")[0].text.strip(), AGREED["text_en"])
        self.assertEqual(len(page.xpath("//*[contains(@class, 'field-text_ko')]//*[@class='errorlist']")), 1)
