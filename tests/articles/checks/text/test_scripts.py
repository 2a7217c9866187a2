"""Every field is in the script of its language, unless it is marked."""

from django.test import TestCase

from articles.checks.registry import Severity
from articles.models import Image, RelatedLink
from tests.articles.checks.text.stories import findings_of, make_story, passages_of, rewrite


class ScriptTests(TestCase):
    def test_stops_a_passage_in_the_other_script(self):
        article = make_story("The ferry sails.", "배가 떠난다.")
        [finding] = findings_of(article, "text.script")
        self.assertEqual((finding.field, finding.passage), ("body", "배가 떠난다."))
        self.assertEqual(finding.severity, Severity.BLOCKER)

    def test_stops_a_sentence_within_a_passage(self):
        article = make_story("배가 떠난다. The ferry sails at night.", language="ko")
        self.assertEqual(passages_of(article, "text.script", "ko"), ["The ferry sails at night."])

    def test_stops_headline_and_summary(self):
        article = make_story("The ferry sails.", title_en="여객선 출항", summary_en="배가 떠난다.")
        self.assertEqual(
            [finding.field for finding in findings_of(article, "text.script")], ["title", "summary"]
        )

    def test_lets_pass_what_is_marked(self):
        article = make_story(
            '<p>He shouted: <span lang="ko">우리는 모두 함께 바다로 간다. 어서 가자.</span></p>'
        )
        self.assertEqual(passages_of(article, "text.script"), [])

    def test_shows_the_words_as_they_stand_there(self):
        article = make_story(
            '<p>He left. <span lang="ko">네</span> 그리고 그는 오래도록 돌아오지 않았다.</p>'
        )
        self.assertEqual(passages_of(article, "text.script"), ["네 그리고 그는 오래도록 돌아오지 않았다."])

    def test_names_the_row_of_a_related_story(self):
        article = make_story("The ferry sails.")
        written = RelatedLink.objects.create(
            article=article, url="https://example.org/", title_en="여객선 출항"
        )
        [finding] = findings_of(article, "text.script")
        self.assertEqual((finding.field, finding.row), ("related_links", written.pk))

    def test_stops_a_related_story_that_has_no_words_in_this_language(self):
        article = make_story("The ferry sails.")
        link = RelatedLink.objects.create(article=article, summary_ko="배가 떠난다.")
        [finding] = findings_of(article, "text.script")
        self.assertEqual((finding.row, finding.passage), (link.pk, "배가 떠난다."))
        rewrite(article, title_ko="여객선 출항")
        self.assertEqual(passages_of(article, "text.script", "ko"), [])

    def test_reads_what_stands_with_the_lead_picture(self):
        image = Image.objects.create(
            file="x.png", width=10, height=10, alt_en="밤의 항구 풍경", credit_en="Kim"
        )
        article = make_story("The ferry sails.", lead_image=image)
        [finding] = findings_of(article, "text.script")
        self.assertEqual((finding.field, finding.row), ("lead_image", image.pk))
