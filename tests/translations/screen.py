"""A story that needs a Korean translation, and its page in a translator's browser."""

import re

from django.test import TestCase

from articles.models import Article, LanguageProgress
from articles.translations.freshness import segments_stamp, translation_of
from articles.workflow.edit_session import editing
from tests.factories import make_article, make_user

BODY = (
    '<h2 data-label="lead">Port</h2><p>The harbor opens on Monday. Ships <strong>wait</strong>.</p>'
    '<p>See <a href="https://a.example/">the plan</a> for details.</p>'
    "<blockquote><p>We are ready.</p><cite>Dana Example, harbor master</cite></blockquote>"
    "<ul><li><p>Grain for the north</p></li><li><p>Salt for the south</p></li></ul>"
    "<table><thead><tr><th>Ship</th><th>Berth</th></tr></thead><tbody><tr><td>Alder</td><td>Four</td></tr>"
    "</tbody></table>"
)
JSON = {"Accept": "application/json"}


class TranslationScreenCase(TestCase):
    body = BODY

    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        cls.article = make_article(body_en=cls.body)
        cls.address = f"/admin/translations/{cls.article.pk}/ko/"

    def setUp(self):
        self.client.force_login(self.translator)

    @property
    def translation(self):
        article = Article.objects.get(pk=self.article.pk)
        return translation_of(article, LanguageProgress.objects.get(article=article, language="ko"))

    @property
    def korean(self):
        return Article.objects.get(pk=self.article.pk).body_ko

    def page(self, query="", language="ko"):
        return self.client.get(f"/admin/translations/{self.article.pk}/{language}/{query}")

    def fields(self, place, verb="finish", text="", **more):
        """Return the data that the row at a position posts, as the page shows it now."""
        translation = self.translation
        unit = translation.units[place]
        row = unit.recorded.row.pk if unit.recorded and unit.recorded.row else ""
        known = {"unit": translation.unit_ids[place], "row": row, "verb": verb, "text": text}
        known |= {
            "seen": segments_stamp(translation.targets_of(unit)),
            "source": segments_stamp(translation.sources_of(unit)),
        }
        return known | more

    def post(self, place, verb="finish", text="", **more):
        fields = self.fields(place, verb, text, **more)
        return self.client.post(f"{self.address}segment/", fields, headers=JSON)

    def states(self):
        return [str(unit.state) for unit in self.translation.units]

    def change(self, **columns):
        with editing(self.article.pk) as article:
            for name, text in columns.items():
                setattr(article, name, text)


def rows_in(html):
    """Return [(state, inner HTML)] of the rows of a page."""
    parts = re.split(r'<article class="seg ', html)[1:]
    return [(re.search(r'data-state="(\w+)"', part)[1], part) for part in parts]
