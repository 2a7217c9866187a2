"""A weekday that contradicts the date next to it is found in each language separately."""

from datetime import date

from django.test import TestCase
from django.utils.translation import override

from articles.models import LanguageProgress
from tests.articles.checks.text.stories import findings_of, make_story


class WeekdayTests(TestCase):
    def found(self, text, language, planned_on=date(2026, 11, 29)):
        article = make_story(text, language=language)
        LanguageProgress.objects.filter(article=article).update(planned_on=planned_on)
        return findings_of(article, "text.weekday", language)

    def test_the_calendar_of_the_planned_date_counts(self):
        [finding] = self.found("It opens on Monday, November 29.", "en")
        self.assertEqual((finding.field, finding.passage), ("body", "Monday, November 29"))
        self.assertIn("Nov. 29, 2026 is a Sunday", finding.message)
        self.assertEqual(self.found("It opens on Monday, November 29.", "en", date(2027, 11, 1)), [])

    def test_korean_is_told_in_korean(self):
        with override("ko"):
            [finding] = self.found("11월 29일(월)에 문을 연다.", "ko")
        self.assertIn("2026년 11월 29일의 요일은 일요일", finding.message)
        self.assertEqual(self.found("11월 29일(일)에 문을 연다.", "ko"), [])
