"""A quotation mark without a partner: preflight shows a correction, one click makes it."""

from django.test import TestCase
from lxml import html

from articles.checks.registry import examine_both
from articles.models import Article
from tests.factories import make_article, make_user

BODY = "<p>The boat waits. “It is <em>late</em>, she said.</p>"


class QuotationCorrectionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(body_en=BODY, title_en="“We sail")
        cls.address = f"/admin/articles/article/{cls.article.pk}/preflight/"

    def setUp(self):
        self.client.force_login(make_user(role="English desk"))

    def buttons(self):
        page = html.fromstring(self.client.get(self.address).content.decode())
        return page.xpath("//button[starts-with(., 'Apply correction')]")

    def found(self):
        article = Article.objects.get(pk=self.article.pk)
        return [one for one in examine_both(article)["en"] if one.code == "quote.unclosed"]

    def press(self, button):
        data = {button.get("name"): button.get("value")}
        return self.client.post(button.get("formaction"), data, follow=True)

    def test_is_shown_with_the_mark_and_made_within_the_markup(self):
        headline, sentence = self.buttons()
        self.assertContains(self.client.get(self.address), "<mark>”</mark> she said.")
        self.assertContains(self.press(sentence), "The quotation marks are corrected.")
        self.press(headline)
        article = Article.objects.get(pk=self.article.pk)
        self.assertEqual(article.body_en, "<p>The boat waits. “It is <em>late</em>,” she said.</p>")
        self.assertEqual(article.title_en, "“We sail”")
        self.assertEqual(self.found(), [])

    def test_is_refused_where_the_text_has_changed_since(self):
        _headline, button = self.buttons()
        Article.objects.filter(pk=self.article.pk).update(body_en="<p>“It is early, she said.</p>")
        self.assertContains(self.press(button), "The text has changed since this page was opened.")
        self.assertEqual(Article.objects.get(pk=self.article.pk).body_en, "<p>“It is early, she said.</p>")

    def test_is_not_offered_to_those_who_may_not_write_the_language(self):
        [_headline, button] = self.buttons()
        self.client.force_login(make_user("min", role="Korean desk"))
        self.assertEqual(self.buttons(), [])
        self.assertEqual(self.press(button).status_code, 403)
        self.assertEqual(len(self.found()), 2)
