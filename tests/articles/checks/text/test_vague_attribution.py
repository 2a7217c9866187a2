"""Vague attribution is a warning at its sentence, until a checked source points there."""

from django.test import TestCase

from articles.checks.registry import Severity
from tests.articles.checks.text.written import check_source, found, passages, story

SENTENCE = "Analysts suggest that the strait will close."


class VagueAttributionTests(TestCase):
    def test_stands_at_its_sentence(self):
        article = story(f"The ferry sails. {SENTENCE} It is a long way.")
        [finding] = found(article, "source.vague")
        self.assertEqual((finding.field, finding.passage), ("body", SENTENCE))
        self.assertEqual(finding.severity, Severity.WARNING)
        self.assertIn("“Analysts”", finding.message)

    def test_is_found_in_headlines_and_in_korean(self):
        article = story("배가 떠난다.", language="ko", summary_ko="업계에 따르면 판매량이 줄었다.")
        [finding] = found(article, "source.vague", "ko")
        self.assertEqual(finding.field, "summary")

    def test_is_answered_by_a_checked_source_for_the_sentence(self):
        article = story(f"The ferry sails. {SENTENCE}", "Experts believe it.")
        check_source(article, "the strait will close")
        self.assertEqual(passages(article, "source.vague"), ["Experts believe it."])

    def test_is_not_answered_by_a_source_that_nobody_checked(self):
        article = story(SENTENCE)
        check_source(article, "the strait will close", is_checked=False)
        self.assertEqual(passages(article, "source.vague"), [SENTENCE])

    def test_is_not_answered_by_a_source_for_the_whole_story(self):
        article = story(SENTENCE)
        check_source(article, "")
        self.assertEqual(passages(article, "source.vague"), [SENTENCE])
