"""Counts of preflight findings of a translation, for the head of the translation screen."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_article
from tests.translations.screen import JSON, TranslationScreenCase


class FindingsTests(TranslationScreenCase):
    def summary(self):
        return self.client.get(f"{self.address}findings/", headers=JSON).json()

    def test_of_a_text_that_is_not_begun_there_is_nothing_to_tell(self):
        self.assertEqual(self.summary(), {"summary": "", "blockers": 0})

    def test_it_says_what_preflight_finds_by_severity_and_what_is_mended(self):
        self.post(0, text="**항구** 문 열어")
        before = self.summary()
        self.assertRegex(before["summary"], r"^\d blockers, \d+ warnings?$")
        self.post(0, text="항구 문 열어")
        self.assertEqual(self.summary()["blockers"], before["blockers"] - 1)

    def test_it_says_what_a_refused_submission_still_lacks(self):
        self.post(0, text="항구 문 열어")
        refused = self.client.post(f"{self.address}action/", {"_action": "submit"}, follow=True)
        self.assertContains(refused, '<li class="unmet text.summary error">The summary is missing.</li>')
        unmet = self.summary()["unmet"]
        self.assertEqual(unmet["text.summary"], "The summary is missing.")
        self.assertEqual(set(unmet), {"text.summary", "text.body"})
        self.change(summary_ko="다음 주에 연다.")
        self.assertEqual(set(self.summary()["unmet"]), {"text.body"})

    def test_it_asks_the_database_as_often_for_ten_segments_as_for_a_hundred(self):
        self.assertEqual(self.queries(10), self.queries(100))

    def queries(self, segments):
        korean, english = (
            "".join(f"<p>{words} {n}</p>" for n in range(11, segments + 11)) for words in ("배", "Ship")
        )
        article = make_article(languages=("en", "ko"), body_en=english, body_ko=korean)
        self.address = f"/admin/translations/{article.pk}/ko/"
        self.summary()
        with CaptureQueriesContext(connection) as captured:
            self.summary()
        return len(captured)
