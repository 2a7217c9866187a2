"""Bold on single words: found by preflight, removed there or in the form with one click."""

import json

from django.test import TestCase
from lxml import html

from articles.checks.registry import examine_both
from articles.models import Article
from tests.factories import make_article, make_user

BODY = "<p>Talks with <strong>Haeon</strong> may change the <strong>pace</strong> of trade.</p>"


class StrayEmphasisTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(body_en=BODY)
        cls.address = f"/admin/articles/article/{cls.article.pk}"

    def setUp(self):
        self.client.force_login(make_user(role="English desk"))

    def page(self, path):
        return html.fromstring(self.client.get(f"{self.address}/{path}/").content.decode())

    def found(self):
        article = Article.objects.get(pk=self.article.pk)
        return [one.passage for one in examine_both(article)["en"] if one.code == "text.emphasis"]

    def test_preflight_removes_all_of_it_at_once(self):
        self.assertEqual(self.found(), ["Haeon", "pace"])
        button = self.page("preflight").xpath("//button[starts-with(., 'Remove all')]/@formaction")[0]
        answer = self.client.post(button, follow=True)
        self.assertContains(answer, "Bold removed from 2 words.")
        self.assertEqual(self.found(), [])

    def test_nobody_removes_it_from_a_language_that_is_not_theirs(self):
        self.client.force_login(make_user("min", role="Korean desk"))
        self.assertEqual(self.page("preflight").xpath("//button[starts-with(., 'Remove all')]"), [])
        answer = self.client.post(f"{self.address}/preflight/en/remove-emphasis/")
        self.assertEqual((answer.status_code, self.found()), (403, ["Haeon", "pace"]))

    def test_the_form_offers_it_to_the_editor_of_the_text(self):
        [button] = self.page("change").xpath("//button[@data-offer='unbold']")
        passages = json.loads(button.get("data-passages"))
        self.assertEqual([one["words"] for one in passages], ["Haeon", "pace"])
        self.assertEqual(passages[0]["before"], "Talks with ")
