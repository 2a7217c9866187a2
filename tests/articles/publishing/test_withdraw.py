from articles.models import Edition, EditionKind, Happening
from articles.publishing import (
    publish,
    withdraw,
)
from tests.articles.publishing.desk import PublishingTestCase, told
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_published,
)


class WithdrawTests(PublishingTestCase):
    def test_a_notice_takes_the_place_of_the_text(self):
        article = make_published()
        self.clock.shift(HOUR)
        notice = withdraw(article, "en", by=None, note="Consent was taken back.")
        notice.refresh_from_db()
        self.assertEqual((notice.headline, notice.summary, notice.body, notice.printed), ("", "", "", {}))
        self.assertFalse(Edition.objects.live().exists())
        self.assertEqual(list(Edition.objects.notices()), [notice])
        self.assertEqual(told(article), [(Happening.PUBLISHED, 1), (Happening.WITHDRAWN, 2)])

    def test_a_retraction_is_told_as_one(self):
        article = make_published()
        withdraw(article, "en", by=None, note="Invented.", kind=EditionKind.RETRACTION)
        self.assertEqual(told(article)[-1], (Happening.RETRACTED, 2))

    def test_a_withdrawn_story_can_still_be_retracted_but_not_twice(self):
        article = make_published()
        withdraw(article, "en", by=None, note="Under review.")
        self.clock.shift(HOUR)
        notice = withdraw(article, "en", by=None, note="Invented.", kind=EditionKind.RETRACTION)
        self.assertEqual((notice.number, notice.section_id), (3, article.section_id))
        self.assertEqual(list(Edition.objects.notices()), [notice])
        self.refused(lambda: withdraw(article, "en", by=None, note="x", kind=EditionKind.RETRACTION), "live")

    def test_a_withdrawal_tells_why(self):
        article = make_published()
        self.refused(lambda: withdraw(article, "en", by=None, note=" "), "why")

    def test_what_is_gone_or_was_never_there_is_refused(self):
        article = make_article()
        self.refused(lambda: withdraw(article, "en", by=None, note="x"), "live")
        approve(article, "en")
        publish(article, "en", by=None)
        withdraw(article, "en", by=None, note="x")
        self.refused(lambda: withdraw(article, "en", by=None, note="x"), "live")

    def test_a_withdrawn_story_can_be_published_again_as_it_was(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="Consent was taken back.")
        self.clock.shift(HOUR)
        again = publish(article, "en", by=None)
        self.assertEqual((again.number, again.kind), (3, EditionKind.UPDATE))
        self.assertEqual(again.first_published_at, NOON)
        self.assertEqual(list(Edition.objects.live()), [again])

    def test_the_other_language_stays(self):
        article = make_published(languages=LANGUAGES)
        withdraw(article, "en", by=None, note="Wrong.")
        self.assertEqual([edition.language for edition in Edition.objects.live(NOON + HOUR)], ["ko"])
