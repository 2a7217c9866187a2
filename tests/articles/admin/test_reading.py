from django.test import TestCase
from django.urls import reverse

from tests.factories import make_article, make_publication, make_user

BODY = (
    '<h2 data-label="insight">Slow water</h2>'
    '<aside data-kind="why-it-matters"><p>Ships <a data-article="7">wait</a>.</p></aside>'
)


class ReadingTests(TestCase):
    """The form of a story for a translator: read-only in the language that they do not write."""

    def setUp(self):
        make_publication()
        self.article = make_article(body_en=BODY)
        self.client.force_login(make_user("translator", role="Korean translators"))
        address = reverse("admin:articles_article_change", args=[self.article.pk])
        self.page = self.client.get(address).content.decode()

    def test_labels_are_there_in_the_language_of_the_text(self):
        self.assertIn("Harbor Insight", self.page)
        self.assertIn('<p class="passage__label" id="passage-en-1">Why It Matters</p>', self.page)

    def test_links_lead_to_the_desk(self):
        self.assertIn('<a href="/admin/articles/article/7/change/">wait</a>', self.page)
