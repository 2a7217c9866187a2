"""Every story of the demonstration leaves as a file, is translated outside, and comes back whole."""

import re
from copy import deepcopy

from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from articles.models import Article, Event, Progress, TranslatedSegment
from articles.text.tags import tagged
from articles.translations.freshness import translation_of
from newsroom.translations.exchanging.files import content
from newsroom.translations.exchanging.incoming import document, plans
from newsroom.translations.exchanging.parcels import parcels
from tests.demo.loading import DemoTestCase, load
from tests.factories import make_user
from tests.translations.exchanging.sending import came_back

TOOLS = {"1.2": Xliff1File, "2.1": Xliff2File}
IN_MARKDOWN = re.compile(r"^> (?P<source>.*)\n\n⇒\n\n.*$", re.MULTILINE)


def by_a_tool(data, kind):
    """The file as translate-toolkit saves it, each target the source with a word before it, tags and all."""
    opened = TOOLS[kind].parsestring(data)
    for unit in opened.units:
        unit.rich_target = [deepcopy(one) for one in unit.rich_source]
        unit.rich_target = [_with_word(one) for one in unit.rich_target]
    return bytes(opened)


def _with_word(element):
    element.sub.insert(0, "✓ ")
    return element


def by_hand(data):
    return IN_MARKDOWN.sub(r"> \g<source>\n\n⇒\n\n✓ \g<source>", data.decode()).encode()


class DemonstrationTests(DemoTestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.editor = make_user("exchanging")

    def sent(self, kind):
        """[(Parcel, bytes)] of every translation that is wanted, each in a file of its own."""
        found = parcels(list(Article.objects.values_list("pk", flat=True)), self.editor)
        self.assertGreater(len(found), 15)
        return [(parcel, content([parcel.story], kind)) for parcel in found]

    def check(self, kind, translate):
        for parcel, data in self.sent(kind):
            with self.subTest(kind=kind, story=str(parcel.article)):
                self.assertEqual(came_back(translate(data), self.editor), len(parcel.units))
                article = Article.objects.get(pk=parcel.article.pk)
                progress = Progress.objects.get(article=article, language=parcel.language)
                self.assert_has_all(translation_of(article, progress), parcel)

    def assert_has_all(self, translation, parcel):
        """Each segment that went out is current, with its tags, and nothing with words is left to do."""
        found = [
            " ".join(one.html for one in translation.targets_of(unit))
            for unit in translation.units
            if unit.is_settled and any(one.words for one in translation.sources_of(unit))
        ]
        for unit in parcel.story.units:
            text, tags = tagged(unit.source_html)
            self.assertIn(f"✓ {text}", [tagged(one, tags).text for one in found])
        self.assertEqual([], [one for one in translation.open_units
                              if any(segment.words for segment in translation.sources_of(one))])  # fmt: skip

    def test_as_xliff_1_2(self):
        self.check("1.2", lambda data: by_a_tool(data, "1.2"))

    def test_as_xliff_2_1(self):
        self.check("2.1", lambda data: by_a_tool(data, "2.1"))

    def test_as_markdown(self):
        self.check("markdown", by_hand)

    def test_what_comes_back_as_it_went_writes_nothing(self):
        before = list(TranslatedSegment.objects.order_by("pk").values()), Event.objects.count()
        for kind in ("1.2", "2.1", "markdown"):
            for parcel, data in self.sent(kind):
                [plan] = plans(document(data), self.editor)
                with self.subTest(kind=kind, story=str(parcel.article)):
                    self.assertEqual(plan.texts(), {})
                    self.assertTrue(plan.is_empty)
                    self.assertEqual((plan.report.stale, plan.report.dropped), ((), ()))
                    came_back(data, self.editor)
        self.assertEqual(
            before, (list(TranslatedSegment.objects.order_by("pk").values()), Event.objects.count())
        )

    def test_all_in_one_file(self):
        found = parcels(list(Article.objects.values_list("pk", flat=True)), self.editor, language="ko")
        data = content([parcel.story for parcel in found], "2.1")
        written = came_back(by_a_tool(data, "2.1"), self.editor)
        self.assertEqual(written, sum(len(parcel.units) for parcel in found))
