"""A translation is published after its source, or before it by a logged decision."""

from django.core.exceptions import PermissionDenied

from articles.models import Edition, Event, EventType, Wanted
from articles.publishing import (
    PublicationRefused,
    bring_forward,
    bring_forward_together,
    cancel,
    cancel_together,
    publish,
    publish_together,
    reschedule,
    reschedule_together,
    withdraw,
)
from articles.workflow.edit_session import want
from tests.cases import ClockTestCase
from tests.factories import HOUR, LANGUAGES, NOON, approve, make_article, make_user

DAY = 24 * HOUR
DECIDED = {"before_source": True, "reason": "The ministry speaks in Korean first."}


class OrderTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user()
        cls.article = make_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(cls.article, language)

    def publish(self, language, **told):
        return publish(self.article, language, **({"by": self.editor} | told))

    def refused(self, act, words="source"):
        before = list(Edition.objects.order_by("pk").values_list()), Event.objects.count()
        with self.assertRaisesMessage(PublicationRefused, words):
            act()
        self.assertEqual((list(Edition.objects.order_by("pk").values_list()), Event.objects.count()), before)

    def planned(self, language):
        return Edition.objects.of(self.article, language).ahead().values_list("live_from", flat=True).first()


class DecisionTests(OrderTestCase):
    def test_a_translation_waits_for_its_source(self):
        self.refused(lambda: self.publish("ko"))
        self.publish("en")
        self.assertEqual(self.publish("ko").source_number, 1)

    def test_it_comes_first_by_a_decision_with_its_reason(self):
        self.refused(lambda: self.publish("ko", before_source=True, reason=" "), "reason for publishing")
        self.publish("ko", **DECIDED)
        event = Event.objects.about(self.article).first()
        self.assertEqual(event.type, EventType.PUBLISHED)
        self.assertEqual((event.details["before_source"], event.reason), (True, DECIDED["reason"]))

    def test_a_decision_that_was_not_needed_is_not_told(self):
        self.publish("en", **DECIDED)
        self.publish("ko", **DECIDED)
        self.assertFalse(Event.objects.filter(details__before_source=True).exists())

    def test_the_source_has_to_be_live_by_then(self):
        self.publish("en", at=NOON + DAY)
        self.refused(lambda: self.publish("ko", at=NOON + DAY - HOUR))
        self.publish("ko", at=NOON + DAY)

    def test_a_source_that_is_not_wanted_holds_nothing_up(self):
        want(self.article, "en", Wanted.NOTHING, reason="Only in Korean.")
        self.assertEqual(self.publish("ko").number, 1)

    def test_what_is_live_already_was_decided(self):
        self.publish("en")
        self.publish("ko")
        self.clock.shift(HOUR)
        withdraw(self.article, "en", by=None, note="It was wrong.")
        self.assertEqual(self.publish("ko", kind="correction", note="정정합니다.", alone=True).number, 2)

    def test_the_system_decides_freely(self):
        self.assertEqual(self.publish("ko", by=None).number, 1)


class MovingTests(OrderTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        publish_together(cls.article, "en", by=cls.editor, at=NOON + DAY)

    def test_a_scheduled_edition_moves_later_and_earlier_with_its_text(self):
        before = Edition.objects.of(self.article, "ko").get()
        for at in (NOON + 3 * DAY, NOON + 2 * DAY):
            reschedule(self.article, "ko", by=self.editor, at=at)
            after = Edition.objects.of(self.article, "ko").get()
            self.assertEqual((after.live_from, after.number), (at, 1))
            self.assertTrue(after.says_the_same_as(before))
        event = Event.objects.about(self.article).first()
        self.assertEqual(event.type, EventType.BROUGHT_FORWARD)
        self.assertEqual(event.details["planned_for"], (NOON + 3 * DAY).isoformat())

    def test_neither_language_is_moved_past_the_other_without_a_decision(self):
        self.refused(lambda: reschedule(self.article, "en", by=self.editor, at=NOON + 2 * DAY))
        self.refused(lambda: bring_forward(self.article, "ko", by=self.editor))
        self.refused(lambda: cancel(self.article, "en", by=self.editor))
        cancel(self.article, "en", by=self.editor, **DECIDED)
        self.assertTrue(Event.objects.about(self.article).first().details["before_source"])

    def test_the_same_instant_is_no_move(self):
        self.refused(lambda: reschedule(self.article, "en", by=self.editor, at=NOON + DAY), "already")

    def test_an_instant_that_has_passed_is_refused(self):
        self.refused(lambda: reschedule(self.article, "ko", by=self.editor, at=NOON - HOUR), "passed")


class TogetherTests(OrderTestCase):
    def test_both_come_out_or_neither(self):
        want(self.article, "ko", Wanted.BRIEF)  # moves it back to review
        self.refused(
            lambda: publish_together(self.article, "en", by=self.editor), "Korean: The text has not been"
        )
        approve(self.article, "ko")
        source, translation = publish_together(self.article, "ko", by=self.editor)
        self.assertEqual((source.language, translation.source_number), ("en", 1))

    def test_both_are_scheduled_moved_and_cancelled_together(self):
        publish_together(self.article, "ko", by=self.editor, at=NOON + DAY)
        for at in (NOON + 3 * DAY, NOON + 2 * DAY):
            reschedule_together(self.article, "ko", by=self.editor, at=at)
            self.assertEqual([self.planned(language) for language in LANGUAGES], [at, at])
        cancel_together(self.article, "en", by=self.editor)
        self.assertEqual([self.planned(language) for language in LANGUAGES], [None, None])
        publish_together(self.article, "en", by=self.editor, at=NOON + DAY)
        bring_forward_together(self.article, "ko", by=self.editor)
        self.assertEqual(Edition.objects.live().count(), 2)

    def test_who_may_publish_one_language_publishes_not_both(self):
        desk = make_user("desk", role="English desk")
        with self.assertRaises(PermissionDenied):
            publish_together(self.article, "en", by=desk)
        self.assertFalse(Edition.objects.exists())

    def test_an_edition_that_was_not_seen_is_not_overtaken(self):
        self.refused(
            lambda: publish_together(self.article, "en", by=self.editor, after=0, after_there=4),
            "Korean: Someone published",
        )
