"""Every story of the demonstration exported, translated outside and imported."""

import re
from copy import deepcopy

from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from articles.models import Article, Event, LanguageProgress, TranslatedSegment
from articles.text.inline_tags import encode_tags
from articles.translations.freshness import translation_of
from newsroom.interchange.xliff.exports import load_exported_stories, write_translation_file
from newsroom.interchange.xliff.plans import plan_translations, read_translation_file
from tests.demo.loading import DemoTestCase, load
from tests.factories import make_user
from tests.interchange.xliff.sending import came_back

TOOLS = {"1.2": Xliff1File, "2.1": Xliff2File}
IN_MARKDOWN = re.compile(r"^> (?P<source>.*)\n\n⇒\n\n.*$", re.MULTILINE)


def by_a_tool(data, kind):
    """Return the file as translate-toolkit saves it. Each target is a word and the tags of the source."""
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
        """Return [(ExportedStory, bytes)] with a file for every wanted translation."""
        found = load_exported_stories(list(Article.objects.values_list("pk", flat=True)), self.editor)
        self.assertGreater(len(found), 15)
        return [(exported, write_translation_file([exported.story], kind)) for exported in found]

    def check(self, kind, translate):
        for exported, data in self.sent(kind):
            with self.subTest(kind=kind, story=str(exported.article)):
                self.assertEqual(came_back(translate(data), self.editor), len(exported.units))
                article = Article.objects.get(pk=exported.article.pk)
                progress = LanguageProgress.objects.get(article=article, language=exported.language)
                self.assert_has_all(translation_of(article, progress), exported)

    def assert_has_all(self, translation, exported):
        """Assert that each exported segment is current with its tags, and that none with words is missing."""
        found = [
            " ".join(one.html for one in translation.targets_of(unit))
            for unit in translation.units
            if unit.is_settled and any(one.words for one in translation.sources_of(unit))
        ]
        for unit in exported.story.units:
            text, tags = encode_tags(unit.source_html)
            self.assertIn(f"✓ {text}", [encode_tags(one, tags).text for one in found])
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
            for exported, data in self.sent(kind):
                [plan] = plan_translations(read_translation_file(data), self.editor)
                with self.subTest(kind=kind, story=str(exported.article)):
                    self.assertEqual(plan.texts(), {})
                    self.assertTrue(plan.is_empty)
                    self.assertEqual((plan.report.outdated, plan.report.rejected), ((), ()))
                    came_back(data, self.editor)
        self.assertEqual(
            before, (list(TranslatedSegment.objects.order_by("pk").values()), Event.objects.count())
        )

    def test_all_in_one_file(self):
        found = load_exported_stories(
            list(Article.objects.values_list("pk", flat=True)), self.editor, language="ko"
        )
        data = write_translation_file([exported.story for exported in found], "2.1")
        written = came_back(by_a_tool(data, "2.1"), self.editor)
        self.assertEqual(written, sum(len(exported.units) for exported in found))
