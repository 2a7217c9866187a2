"""Every defect of a page that must not be printed is found, with its passage."""

from datetime import date

from django.test import TestCase

from articles.body.manuscript.story_text import read_story_text
from articles.checks.registry import examine_both
from articles.models import RelatedLink, Term, TermKind
from articles.text.punctuation import typeset_quotes
from newsroom.interchange.stories import find_filing, import_story
from tests.articles.checks.text import seed
from tests.factories import make_article

LANGUAGE = {
    "text.markdown",
    "text.script",
    "text.place.unknown",
    "term.expired",
    "term.forbidden",
    "quote.unclosed",
}


class SeedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Term.objects.create(
            kind=TermKind.ORGANISATION,
            name_en="Ministry of Trade, Industry and Energy",
            name_ko="산업통상자원부",
            valid_until=date(2025, 10, 1),
        )

    def pasted(self, *lines):
        text = "".join(f"<p>{line}</p>" for line in lines)
        return make_article(title_en=seed.HEADLINE, summary_en=seed.SUMMARY, body_en=text)

    def met(self, article, code):
        """Return [(field, passage)] of the findings of one check on the English page."""
        return [(one.field, one.passage) for one in examine_both(article)["en"] if one.code == code]

    def assert_title_and_place(self, article, field):
        self.assertEqual(self.met(article, "term.expired"), [("body", typeset_quotes(seed.MINISTER))])
        [(where, passage)] = self.met(article, "text.place.unknown")
        self.assertEqual(where, field)
        self.assertIn("아주르 해안", passage)
        [finding] = [one for one in examine_both(article)["en"] if one.code == "text.place.unknown"]
        self.assertIn("카스파라, 라이도니아, 아주르 해안", finding.message)

    def test_pasted_as_it_stands_it_is_met_with_all_four(self):
        article = self.pasted(*seed.TEXT, seed.HEADING, seed.INVENTED, *seed.TRUE)
        self.assertEqual(self.met(article, "text.markdown"), [("body", "**Japan**"), ("body", "**rate**")])
        korean = [typeset_quotes(words) for words in (seed.HEADING, seed.INVENTED, *seed.TRUE)]
        self.assertEqual(self.met(article, "text.script"), [("body", words) for words in korean])
        self.assert_title_and_place(article, "body")

    def test_pasted_with_its_related_block_it_is_met_with_all_four(self):
        article = self.pasted(*seed.TEXT)
        for position, summary in enumerate([seed.INVENTED, *seed.TRUE]):
            RelatedLink.objects.create(article=article, position=position, summary_ko=summary)
        self.assertEqual(len(self.met(article, "text.markdown")), 2)
        korean = [typeset_quotes(words) for words in (seed.INVENTED, *seed.TRUE)]
        self.assertEqual(self.met(article, "text.script"), [("related_links", words) for words in korean])
        self.assert_title_and_place(article, "related_links")

    def test_with_korean_in_the_columns_of_english_it_is_met_with_all_four(self):
        article = self.pasted(*seed.TEXT)
        RelatedLink.objects.create(article=article, url="https://example.org/", summary_en=seed.INVENTED)
        self.assertEqual(self.met(article, "text.script"), [("related_links", seed.INVENTED)])
        self.assert_title_and_place(article, "related_links")

    def test_imported_it_is_met_with_the_other_three(self):
        draft = read_story_text(seed.WHOLE, language="en")
        article = import_story(draft, filing=find_filing(draft))
        self.assertEqual(self.met(article, "text.markdown"), [])
        self.assertEqual(len(self.met(article, "text.script")), 4)
        self.assert_title_and_place(article, "related_links")

    def test_its_attribution_is_vague_and_its_stance_nobodys(self):
        article = self.pasted(*seed.TEXT)
        self.assertEqual(self.met(article, "source.vague"), [("body", seed.SOURCES), ("body", seed.ANALYSTS)])
        self.assertEqual(self.met(article, "quote.unattributed"), [("body", typeset_quotes(seed.STANCE))])

    def test_its_true_summaries_name_no_unknown_place(self):
        article = make_article(languages=("ko",))
        for summary in seed.TRUE:
            RelatedLink.objects.create(article=article, summary_ko=summary)
        for findings in examine_both(article).values():
            self.assertEqual([one for one in findings if one.code == "text.place.unknown"], [])

    def test_a_clean_story_is_blamed_for_nothing(self):
        article = self.pasted(
            "China and South Korea are reviving talks, Yonhap reported.",
            "The free-trade agreement (FTA) has been in force since 2015.",
            "“We share the water,” Kim Ha-neul, a professor in Seoul, said on Monday.",
        )
        found = {one.code for one in examine_both(article)["en"]}
        self.assertEqual(found & (LANGUAGE | {"source.vague", "quote.unattributed"}), set())
