"""Warnings need no second confirmation for the same text."""

from articles.checks.registry import examine
from articles.models import Event
from articles.publishing import (
    WarningsUnconfirmed,
    bring_forward,
    earlier_confirmations,
    publish,
    publish_together,
    quick_fix,
)
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_user, rewrite

BYLINE = "filing.byline"
VAGUE = "<p>Sources say that the harbor opens.</p><p>Ships wait.</p>"


class ConfirmedWarningTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.editor = make_user("confirming")
        self.article = make_article(body_en=VAGUE)
        approve(self.article, "en")

    def findings(self):
        self.article.refresh_from_db()
        return examine(self.article, self.article.progress.get(language="en"))

    def confirmed(self):
        return [finding.fingerprint for finding in self.findings()]

    def change(self, **columns):
        self.clock.shift(HOUR)
        rewrite(self.article, **columns)
        approve(self.article, "en")

    def publish(self, confirmed=(), **options):
        return publish(self.article, "en", by=self.editor, confirmed=confirmed, **options)

    def test_they_are_asked_the_first_time(self):
        with self.assertRaises(WarningsUnconfirmed):
            self.publish()

    def test_they_are_not_asked_for_a_change_elsewhere(self):
        self.publish(self.confirmed())
        self.change(body_en=VAGUE.replace("Ships", "Boats"))
        self.assertEqual(self.publish(kind="update").number, 2)
        self.change(body_en=VAGUE)
        self.assertEqual(self.publish(kind="update").number, 3)

    def test_they_are_asked_when_their_paragraph_changes(self):
        self.publish(self.confirmed())
        self.change(body_en=VAGUE.replace("opens", "closes"))
        with self.assertRaises(WarningsUnconfirmed):
            self.publish(kind="update")

    def test_a_scheduled_text_that_is_brought_forward_asks_nothing_twice(self):
        self.publish(self.confirmed(), at=NOON + 20 * HOUR)
        self.assertEqual(bring_forward(self.article, "en", by=self.editor, confirmed=()).number, 1)

    def test_what_the_system_publishes_is_confirmed_by_nobody(self):
        publish(self.article, "en", by=None)
        self.assertEqual(earlier_confirmations(self.article, self.findings()), {})

    def test_who_confirmed_it_first_is_known(self):
        self.publish(self.confirmed())
        first = Event.objects.first()
        self.change(body_en=VAGUE.replace("Ships", "Boats"))
        publish(self.article, "en", by=make_user("second"), confirmed=(), kind="update")
        found = earlier_confirmations(self.article, self.findings())
        self.assertEqual(set(found.values()), {first})
        self.assertEqual(len(found), len(self.findings()))

    def test_the_log_keeps_digests_and_no_words(self):
        self.publish(self.confirmed())
        details = Event.objects.first().details
        self.assertTrue(all(len(digest) == 24 for digest in details["confirmed"]))


class TranslationTests(PublishingTestCase):
    def published(self):
        """Publish a story with different figures, and confirm its warnings."""
        texts = {
            "body_en": "<p>The harbor has 4,830 ships.</p><p>It opens.</p>",
            "body_ko": "<p>항구에 배가 5,120척 있다.</p><p>문을 연다.</p>",
        }
        article = make_article(languages=("en", "ko"), **texts)
        for language in ("en", "ko"):
            approve(article, language)
        found = [one for language in ("en", "ko") for one in self.all_of(article, language)]
        confirmed = [one.fingerprint for one in found]
        publish_together(article, "en", by=make_user(f"editor{article.pk}"), confirmed=confirmed)
        self.clock.shift(HOUR)
        return article

    def asked(self, article, code="languages.figures"):
        """Return the warnings of a check that need confirmation again."""
        article.refresh_from_db()
        found = [one for one in self.all_of(article, "ko") if one.code == code]
        self.assertTrue(found)
        earlier = earlier_confirmations(article, found)
        return [one for one in found if one.confirmation not in earlier]

    def test_what_is_found_between_both_languages_is_not_asked_for_a_change_elsewhere(self):
        article = self.published()
        rewrite(
            article,
            summary_ko="월요일에 항구가 문을 연다.",
            body_en="<p>The harbor has 4,830 ships.</p><p>It opens soon.</p>",
        )
        self.assertEqual(self.asked(article), [])

    def test_what_is_found_between_both_languages_is_asked_when_a_side_of_its_segment_changes(self):
        for columns in (
            {"body_en": "<p>The harbor has 4,830 small ships.</p><p>It opens.</p>"},
            {"body_ko": "<p>항구에 작은 배가 5,120척 있다.</p><p>문을 연다.</p>"},
        ):
            article = self.published()
            rewrite(article, **columns)
            self.assertEqual(len(self.asked(article)), 1)

    def test_another_segment_that_is_not_translated_is_asked(self):
        article = make_article(
            languages=("en", "ko"), body_en="<p>It opens.</p><p>Ships wait.</p>", body_ko="<p>문을 연다.</p>"
        )
        for language in ("en", "ko"):
            approve(article, language)
        code, found = "languages.untranslated", self.all_of(article, "ko") + self.all_of(article, "en")
        confirmed = [one.fingerprint for one in found]
        publish_together(article, "en", by=make_user("confirming"), confirmed=confirmed)
        self.assertEqual(self.asked(article, code), [])
        rewrite(article, body_en="<p>It opens.</p><p>Ships wait.</p><p>Boats wait.</p>")
        self.assertEqual(len(self.asked(article, code)), 1)

    def test_the_same_warning_of_both_languages_counts_for_each(self):
        editor = make_user("confirming")
        article = make_article(languages=("en", "ko"))
        for language in ("en", "ko"):
            approve(article, language)
        [english] = [one for one in self.all_of(article, "en") if one.code == BYLINE]
        publish(article, "en", by=editor, confirmed=[one.fingerprint for one in self.all_of(article, "en")])
        [korean] = [one for one in self.all_of(article, "ko") if one.code == BYLINE]
        self.assertEqual(english.fingerprint, korean.fingerprint)
        self.assertEqual(len(earlier_confirmations(article, [english, korean])), 1)
        self.clock.shift(HOUR)
        publish(article, "ko", by=editor, confirmed=[one.fingerprint for one in self.all_of(article, "ko")])
        self.assertEqual(len(earlier_confirmations(article, [english, korean])), 2)

    def all_of(self, article, language):
        return examine(article, article.progress.get(language=language))


class QuickFixTests(PublishingTestCase):
    def test_a_fix_does_not_ask_what_its_edition_was_published_with(self):
        article = make_article(body_en=VAGUE)
        approve(article, "en")
        publish(article, "en", by=None)
        self.clock.shift(HOUR)
        fixed = quick_fix(article, "en", by=make_user("fixing"), headline="Harbor opens late", confirmed=())
        self.assertEqual(fixed.edition.number, 2)
