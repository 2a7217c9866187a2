"""The page that shows where a glossary term is used."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from articles.models import Term
from newsroom.search.consumer import catch_up
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.cases import ClockTestCase
from tests.factories import NOON, make_published, make_user

RIGHT = MemoryPair(
    "p", "It opens. The free trade ⟨1⟩agreement⟨/1⟩ lasts.", "자유 무역 협정은 ⟨1⟩계속⟨/1⟩된다."
)
OTHERWISE = MemoryPair("p", "Free trade agreements end.", "자유무역조약이 끝난다.")
ADDED = MemoryPair("p", "The pact lasts.", "자유무역협정은 계속된다.")
ELSEWHERE = MemoryPair("p", "Ships wait.", "배가 기다린다.")


class TermUsageTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.term = Term.objects.create(
            name_en="Free trade agreement", name_ko="자유무역협정", forbidden_ko="자유무역조약"
        )
        cls.address = f"/admin/articles/term/{cls.term.pk}/usage/"

    def setUp(self):
        super().setUp()
        self.client.force_login(make_user())

    def publish(self, *pairs, headline="Free trade agreement signed"):
        story = make_published(title_en=headline)
        remember(pairs, source_language="en", article=story, by=None, at=NOON)
        catch_up()
        return story

    def page(self):
        return fromstring(self.client.get(self.address).content.decode())

    def counts(self):
        return [one.text for one in self.page().xpath("//dl[@class='term-usage-counts']//dd")]

    def test_it_counts_translations_as_in_the_glossary_and_otherwise(self):
        self.publish(RIGHT, OTHERWISE, ADDED, ELSEWHERE)
        self.assertEqual(self.counts(), ["1", "1", "1"])

    def test_the_passage_is_a_sentence_with_the_form_marked_on_both_sides(self):
        story = self.publish(RIGHT)
        [segment] = self.page().xpath("//div[contains(@class, 'term-usage-segment')]")
        _label, english, korean = segment.xpath("p")
        self.assertEqual(english.text_content(), "The free trade agreement lasts.")
        self.assertEqual([mark.text for mark in english.xpath("mark")], ["free trade agreement"])
        self.assertEqual([mark.text for mark in korean.xpath("mark")], ["자유 무역 협정"])
        self.assertTrue(self.page().xpath(f"//a[@href='/admin/articles/article/{story.pk}/change/']"))

    def test_a_form_to_avoid_is_marked_as_another_translation(self):
        self.publish(OTHERWISE)
        [segment] = self.page().xpath("//div[contains(@class, 'term-usage-otherwise')]")
        self.assertEqual(
            [mark.text for mark in segment.xpath(".//mark")], ["Free trade agreements", "자유무역조약"]
        )

    def test_a_longer_term_is_no_mention_of_a_shorter_one(self):
        Term.objects.create(name_en="Free trade agreement office", name_ko="자유무역협정청")
        self.publish(RIGHT, MemoryPair("p", "The free trade agreement office waits.", "협정청이 기다린다."))
        self.assertEqual(self.counts(), ["1", "0", "0"])

    def test_a_term_that_no_story_uses_has_none(self):
        self.publish(ELSEWHERE, headline="Ships wait")
        self.assertContains(self.client.get(self.address), "No published story uses this term.")

    def test_the_form_of_the_term_leads_here(self):
        self.assertContains(self.client.get(f"/admin/articles/term/{self.term.pk}/change/"), self.address)

    def test_who_sees_no_stories_sees_no_passages(self):
        self.client.force_login(make_user("nobody", role=None))
        self.assertEqual(self.client.get(self.address).status_code, 403)

    def test_it_asks_the_database_as_often_for_one_story_as_for_five(self):
        self.publish(RIGHT)
        one = self.queries()
        for number in range(4):
            pair = MemoryPair("p", f"{RIGHT.source} {number}", f"{RIGHT.target} {number}")
            self.publish(pair, headline=f"Free trade agreement {number}")
        self.assertEqual(self.queries(), one)
        self.assertEqual(self.counts()[0], "5")

    def queries(self):
        self.page()
        with CaptureQueriesContext(connection) as captured:
            self.page()
        return len(captured)
