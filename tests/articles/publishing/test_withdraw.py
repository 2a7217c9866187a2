from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.models import Article, Edition, EditionKind, Event, EventType, LanguageProgress, Role
from articles.publishing import broken_seals, cancel, publish, withdraw, withdraw_together
from articles.publishing.session import PublishingSession
from articles.workflow.edit_session import editing
from tests.articles.publishing.acts import PublishingTestCase, told
from tests.factories import (
    HOUR,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_topic,
    make_user,
)


class WithdrawTests(PublishingTestCase):
    def test_a_notice_takes_the_place_of_the_text(self):
        article = make_published()
        self.clock.shift(HOUR)
        notice = withdraw(article, "en", by=None, note="Consent was taken back.", is_named=False)
        notice.refresh_from_db()
        self.assertEqual((notice.headline, notice.summary, notice.body, notice.printed), ("", "", "", {}))
        self.assertFalse(Edition.objects.live().exists())
        self.assertEqual(list(Edition.objects.notices()), [notice])
        self.assertEqual(told(article), [(EventType.PUBLISHED, 1), (EventType.WITHDRAWN, 2)])

    def test_a_notice_names_headline_and_authors_and_nothing_else(self):
        article, author = make_article(), make_author()
        with editing(article.pk) as copy:
            copy.bylines.create(author=author)
            copy.bylines.create(author=author, role=Role.PHOTOS)
        approve(article, "en")
        publish(article, "en", by=None)
        notice = withdraw(article, "en", by=None, note="Wrong.")
        notice.refresh_from_db()
        self.assertEqual((notice.headline, notice.summary, notice.body), ("Harbor opens", "", ""))
        self.assertEqual([byline["role"] for byline in notice.printed.pop("bylines")], [Role.TEXT])
        self.assertEqual(notice.printed, {})
        self.assertEqual(list(broken_seals()), [])

    def test_a_retraction_names_the_story_or_not_whatever_the_withdrawal_did(self):
        for is_named, headline in ((True, "Harbor opens"), (False, "")):
            article = make_published()
            self.clock.shift(HOUR)
            withdraw(article, "en", by=None, note="Under review.", is_named=not is_named)
            self.clock.shift(HOUR)
            notice = withdraw(
                article, "en", by=None, note="Wrong.", kind=EditionKind.RETRACTION, is_named=is_named
            )
            self.assertEqual(notice.headline, headline)

    def test_a_retraction_is_told_as_one(self):
        article = make_published()
        withdraw(article, "en", by=None, note="Invented.", kind=EditionKind.RETRACTION)
        self.assertEqual(told(article)[-1], (EventType.RETRACTED, 2))

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


class WithdrawTogetherTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published(languages=LANGUAGES)
        self.clock.shift(HOUR)

    def withdraw(self, by=None, **options):
        notes = {"en": "Invented.", "ko": "지어낸 기사입니다."}
        return withdraw_together(self.article, **({"notes": notes, "by": by} | options))

    def test_both_languages_are_gone_at_one_instant_each_with_its_own_note(self):
        notices = self.withdraw(kind=EditionKind.RETRACTION)
        self.assertFalse(Edition.objects.live().exists())
        self.assertEqual({notice.live_from for notice in notices.values()}, {NOON + HOUR})
        self.assertEqual([notices[code].note for code in LANGUAGES], ["Invented.", "지어낸 기사입니다."])
        self.assertEqual(told(self.article)[-2:], [(EventType.RETRACTED, 2)] * 2)

    def test_one_that_cannot_go_keeps_the_other(self):
        self.change(self.article, "ko", title_ko="항구 내일 연다")
        publish(self.article, "ko", by=None, at=NOON + 9 * HOUR)
        refusal = self.refused(self.withdraw, "Korean: An edition is scheduled and would go live")
        self.assertEqual(len(refusal.reasons), 1)
        self.refused(lambda: self.withdraw(notes={"en": "Invented.", "ko": " "}), "Korean: An edition")

    def test_all_that_is_missing_is_told_at_once(self):
        refusal = self.refused(
            lambda: self.withdraw(notes={"en": "", "ko": ""}),
            "English: The public note",
            "Korean: The public",
        )
        self.assertEqual(len(refusal.reasons), 2)
        self.refused(lambda: self.withdraw(notes={}), "at least one language")

    def test_whoever_may_not_publish_one_of_them_takes_neither_back(self):
        desk = make_user("desk", role="English desk")
        self.refused(lambda: self.withdraw(by=desk), error=PermissionDenied)
        self.assertEqual(set(self.withdraw(by=desk, notes={"en": "Wrong."})), {"en"})

    def test_somebody_who_saw_an_older_edition_of_one_of_them_is_refused(self):
        self.refused(lambda: self.withdraw(after={"en": 1, "ko": 0}), "Check it again")
        self.assertEqual(set(self.withdraw(after={"en": 1, "ko": 1})), set(LANGUAGES))

    def test_a_story_withdrawn_in_both_is_retracted_in_both(self):
        self.withdraw()
        self.clock.shift(HOUR)
        self.refused(self.withdraw, "live")
        kinds = {notice.kind for notice in self.withdraw(kind=EditionKind.RETRACTION).values()}
        self.assertEqual(kinds, {EditionKind.RETRACTION})


class CanceledAlongTests(PublishingTestCase):
    """A withdrawal that cancels the scheduled publication of the other language: both or none."""

    def setUp(self):
        super().setUp()
        self.article = make_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(self.article, language)
        publish(self.article, "en", by=None)
        self.planned = publish(self.article, "ko", by=None, at=NOON + 9 * HOUR)
        self.clock.shift(HOUR)

    def withdraw(self, by=None, notes=None, **options):
        notes = notes or {"en": "Invented."}
        return withdraw_together(self.article, notes, by=by, **({"cancel_scheduled": ["ko"]} | options))

    def test_what_is_scheduled_never_goes_live_and_the_log_has_both(self):
        for kind, event_type in (
            (EditionKind.WITHDRAWAL, EventType.WITHDRAWN),
            (EditionKind.RETRACTION, EventType.RETRACTED),
        ):
            with self.subTest(kind), transaction.atomic():
                self.assertEqual(set(self.withdraw(kind=kind)), {"en"})
                self.assertFalse(Edition.objects.live(NOON + 10 * HOUR).exists())
                events = Event.objects.about(self.article).order_by("-id")[:2]
                self.assertEqual(
                    [(event.type, event.language, event.reason) for event in events],
                    [(event_type, "en", "Invented."), (EventType.CANCELLED, "ko", "Invented.")],
                )
                transaction.set_rollback(True)

    def test_a_scheduled_change_of_a_live_text_is_canceled_and_the_live_one_withdrawn(self):
        self.article = make_published(languages=LANGUAGES, number=" 2")
        self.change(self.article, "ko", title_ko="항구 내일 연다")
        publish(self.article, "ko", by=None, at=NOON + 9 * HOUR)
        self.clock.shift(HOUR)
        self.withdraw(notes={"en": "Invented.", "ko": "지어낸 기사입니다."}, after={"en": 1, "ko": 2})
        self.assertFalse(Edition.objects.live(NOON + 10 * HOUR).filter(article=self.article).exists())
        self.assertEqual(list(broken_seals()), [])

    def test_a_withdrawal_that_is_refused_cancels_nothing(self):
        self.refused(lambda: self.withdraw(notes={"en": " "}), "why")
        self.assertTrue(Edition.objects.filter(pk=self.planned.pk).exists())

    def test_a_cancellation_that_is_refused_withdraws_nothing(self):
        self.refused(lambda: self.withdraw(after={"en": 1, "ko": 0}), "Korean: Someone published")
        cancel(self.article, "ko", by=None)
        self.refused(self.withdraw, "Korean: Nothing is scheduled")

    def test_a_failure_of_the_second_half_leaves_the_first_undone(self):
        with patch.object(PublishingSession, "insert", side_effect=RuntimeError):
            self.refused(self.withdraw, error=RuntimeError)
        self.assertTrue(Edition.objects.filter(pk=self.planned.pk).exists())

    def test_people_who_may_not_publish_the_other_language_do_neither(self):
        desk = make_user("desk", role="English desk")
        self.refused(lambda: self.withdraw(by=desk), error=PermissionDenied)
        self.assertEqual(set(self.withdraw(by=desk, cancel_scheduled=())), {"en"})
        self.assertTrue(Edition.objects.filter(pk=self.planned.pk).exists())


class RetractedTests(PublishingTestCase):
    """A story that was retracted in both languages is on no public page."""

    def setUp(self):
        super().setUp()
        self.topic, self.author = make_topic(), make_author()
        self.kept, self.gone = (self.tell(number) for number in ("", " 2"))
        self.clock.shift(HOUR)
        notes = {"en": "Invented.", "ko": "지어낸 기사입니다."}
        withdraw_together(self.gone, notes, by=None, kind=EditionKind.RETRACTION)
        self.clock.shift(HOUR)

    def tell(self, number):
        article = make_article(languages=LANGUAGES, number=number)
        with editing(article.pk) as copy:
            copy.topics.add(self.topic)
            copy.bylines.create(author=self.author)
        for language in LANGUAGES:
            approve(article, language)
            publish(article, language, by=None)
        return article

    def test_it_is_in_no_list_of_readers(self):
        live = Edition.objects.live()
        for language in LANGUAGES:
            lists = [
                live.in_language(language),
                live.in_section(self.gone.section).in_language(language),
                live.on_topic(self.topic, language),
                live.by_author(self.author, language),
                live.first_published(NOON, NOON + HOUR).in_language(language),
                live.of_articles([self.kept.pk, self.gone.pk]).in_language(language),
                Edition.objects.in_corrections(language).exclude(kind__in=EditionKind.NOTICES),
            ]
            for found in lists:
                self.assertNotIn(self.gone.pk, {edition.article_id for edition in found})

    def test_it_is_counted_nowhere_as_live(self):
        counts = LanguageProgress.objects.counted()
        for language in LANGUAGES:
            self.assertEqual((counts[language, "live"], counts[language, "retracted"]), (1, 1))
            self.assertEqual(list(Article.objects.standing(language, ["live", "live_changed"])), [self.kept])

    def test_nobody_is_sent_to_translate_mend_or_publish_it(self):
        verbs = {"write": LANGUAGES, "approve": LANGUAGES, "publish": LANGUAGES}
        self.assertEqual(LanguageProgress.objects.waiting_for(make_user(), **verbs), [])
