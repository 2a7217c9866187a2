"""A finding that the source changed can be accepted, at preflight and before publication."""

from django.test import TestCase
from lxml import html

from articles.checks.registry import examine_both
from articles.models import Article, LanguageProgress, Stage
from articles.publishing import publish
from articles.workflow.edit_session import editing
from tests.factories import approve, make_article, make_user

ENGLISH = "<p>Three boats left the harbor.</p><p>Rain fell.</p>"
KOREAN = "<p>배 세 척이 항구를 떠났다.</p><p>비가 왔다.</p>"
SAYS = "Mark as up to date"


class HoldsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)

    def setUp(self):
        self.client.force_login(make_user(role="Korean desk"))
        self.rewrite(body_en=ENGLISH.replace("Three", "Four"))
        self.rewrite(body_ko=KOREAN.replace("세 척", "네 척"))  # the form does not mark segments as accepted

    def rewrite(self, **texts):
        with editing(self.article.pk) as story:
            for name, text in texts.items():
                setattr(story, name, text)

    def page(self, address):
        return html.fromstring(self.client.get(address).content.decode())

    @property
    def preflight(self):
        return f"/admin/articles/article/{self.article.pk}/preflight/"

    @property
    def accept_url(self):
        return f"/admin/articles/article/{self.article.pk}/accept-translation/"

    def button(self, page):
        [found] = page.xpath(f"//button[@form='accept-translation' and starts-with(., '{SAYS}')]")
        return found

    def press(self, address, value=None):
        page = self.page(address)
        form, button = page.get_element_by_id("accept-translation"), self.button(page)
        return self.client.post(form.action, {"accept": value or button.get("value")}, follow=True)

    def stale(self):
        found = examine_both(Article.objects.get(pk=self.article.pk))["ko"]
        return [one.passage for one in found if one.code == "languages.stale"]

    def test_the_finding_shows_what_changed_in_the_source_and_leads_to_the_workbench(self):
        page = self.page(self.preflight)
        [change] = page.xpath("//section[@id='ko']//div[@class='finding-change' and @lang='en']")
        self.assertIn("Three", change.xpath("string(.//del)"))
        self.assertIn("Four", change.xpath("string(.//ins)"))
        [way] = page.xpath("//section[@id='ko']//a[starts-with(., 'Open the translation screen')]/@href")
        self.assertIn(f"/translations/{self.article.pk}/ko/#u-s", way)

    def test_one_press_and_the_translation_is_whole_again(self):
        answer = self.press(self.preflight)
        self.assertContains(answer, "Marked as up to date with the source.")
        self.assertEqual(self.stale(), [])
        row = LanguageProgress.objects.get(article=self.article, language="ko")
        self.assertIs(row.is_stale, False)

    def test_it_neither_changes_the_text_nor_takes_its_approval(self):
        approve(self.article, "ko")
        before = LanguageProgress.objects.get(article=self.article, language="ko")
        self.press(self.preflight)
        after = LanguageProgress.objects.get(article=self.article, language="ko")
        self.assertEqual((after.stage, after.version), (Stage.APPROVED, before.version))

    def test_on_the_page_of_publication_it_leads_back_there(self):
        for language in ("en", "ko"):
            approve(self.article, language)
        publish(self.article, "en", by=None)
        address = f"/admin/articles/article/{self.article.pk}/action/ko/publish/"
        answer = self.press(address)
        self.assertEqual(answer.redirect_chain, [(address, 302)])
        self.assertEqual(self.stale(), [])

    def test_a_text_that_changed_meanwhile_is_looked_at_again(self):
        value = self.button(self.page(self.preflight)).get("value")
        for texts in ({"body_ko": KOREAN}, {"body_en": ENGLISH.replace("Three", "Five")}):
            with self.subTest(texts):
                self.rewrite(**texts)
                answer = self.press(self.preflight, value)
                self.assertContains(answer, "Check it again.")
                self.assertEqual(len(self.stale()), 1)

    def test_who_may_not_write_the_language_neither_sees_nor_takes_it(self):
        value = self.button(self.page(self.preflight)).get("value")
        self.client.force_login(make_user("other", role="English desk"))
        self.assertNotContains(self.client.get(self.preflight), SAYS)
        self.assertNotContains(self.client.get(self.preflight), "Open the translation screen")
        answer = self.client.post(self.accept_url, {"accept": value})
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(len(self.stale()), 1)

    def test_what_no_page_sends_is_not_found(self):
        for value in ("", "ko", "xx s1.1 a b", "ko s1.1 a"):
            answer = self.client.post(self.accept_url, {"accept": value})
            self.assertEqual(answer.status_code, 404, value)
