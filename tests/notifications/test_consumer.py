"""The consumer notifies people once, skips no event, and never notifies the actor."""

from datetime import timedelta

from django.db import connection
from django.test import TransactionTestCase

from articles.models import Byline, EditionKind, Event, Role
from articles.models.event import ConsumerPosition
from articles.publishing import publish, withdraw
from articles.workflow.assignments import assign, assign_to_self
from articles.workflow.notes import reopen, reply, write_note
from articles.workflow.transitions import latest_step, perform, undo
from newsroom.notifications.consumer import NAME, catch_up, notifications
from newsroom.notifications.models import Notification, NotificationReason
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_author, make_user, rewrite
from tests.together import together


class FollowingTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = make_user("writer", role="Reporters")
        cls.desk = make_user("desk", role="English desk")
        cls.korean_desk = make_user("desk-ko", role="Korean desk")
        cls.translator = make_user("translator", role="Korean translators")
        cls.managing = make_user("managing")
        cls.article = make_article(by=cls.writer)
        catch_up()
        Notification.objects.all().delete()

    def told(self):
        """Return the notifications since the last call as {username: NotificationReason}."""
        catch_up()
        found = {
            row.user.username: NotificationReason(row.why)
            for row in Notification.objects.select_related("user")
        }
        Notification.objects.all().delete()
        return found


class RuleTests(FollowingTestCase):
    def test_an_assignment_is_told_to_whom_it_is_given(self):
        assign(self.article, "ko", to=self.translator, note="Mind the names.", by=self.korean_desk)
        self.assertEqual(self.told(), {"translator": NotificationReason.ASSIGNED})

    def test_the_note_of_an_assignment_calls_others_too(self):
        assign(self.article, "ko", to=self.translator, note="Ask @writer.", by=self.korean_desk)
        self.assertEqual(
            self.told(), {"translator": NotificationReason.ASSIGNED, "writer": NotificationReason.MENTIONED}
        )

    def test_who_takes_a_text_on_is_not_told_of_it(self):
        assign_to_self(self.article, "ko", by=self.translator)
        self.assertEqual(self.told(), {})

    def test_a_note_is_told_to_the_mentioned_and_to_whoever_has_the_text(self):
        write_note(self.article, "@managing, who says so?", by=self.desk, language="en")
        self.assertEqual(
            self.told(), {"managing": NotificationReason.MENTIONED, "writer": NotificationReason.NOTED}
        )

    def test_a_reply_is_told_to_the_thread(self):
        note = write_note(self.article, "Who says so?", by=self.managing, language="en")
        self.told()
        reply(note, "The mayor.", by=self.writer)
        self.assertEqual(self.told(), {"managing": NotificationReason.NOTED})
        reopen(note, by=self.writer)
        self.assertEqual(self.told(), {})

    def test_a_text_to_review_is_told_to_the_desk_of_its_language(self):
        perform("submit", self.article, language="en", by=self.writer)
        self.assertEqual(self.told(), {"desk": NotificationReason.REVIEW})

    def test_where_there_is_no_desk_those_who_may_approve_are_told(self):
        self.desk.is_active = False
        self.desk.save()
        perform("submit", self.article, language="en", by=self.writer)
        self.assertEqual(self.told(), {"managing": NotificationReason.REVIEW})

    def test_a_text_that_was_decided_on_meanwhile_is_told_to_no_desk(self):
        perform("submit", self.article, language="en", by=self.writer)
        perform("approve", self.article, language="en", by=self.managing)
        self.assertEqual(self.told(), {"writer": NotificationReason.APPROVED})

    def test_once_one_has_decided_the_others_are_asked_no_more(self):
        other = make_user("other", role="English desk")
        perform("submit", self.article, language="en", by=self.writer)
        catch_up()
        self.assertEqual(Notification.objects.unread().filter(why=NotificationReason.REVIEW).count(), 2)
        perform("return", self.article, language="en", by=other, reason="Who says so?")
        catch_up()
        self.assertFalse(Notification.objects.unread().filter(why=NotificationReason.REVIEW).exists())

    def unread(self, user):
        catch_up()
        return [row.why for row in Notification.objects.unread().filter(user=user)]

    def test_what_a_person_has_done_asks_for_nothing_more(self):
        perform("submit", self.article, language="en", by=self.writer)
        perform("return", self.article, language="en", by=self.desk, reason="Who says so?")
        assign(self.article, "en", to=self.writer, by=self.desk)
        self.assertEqual(self.unread(self.writer), [NotificationReason.ASSIGNED, NotificationReason.RETURNED])
        perform("submit", self.article, language="en", by=self.writer)
        self.assertEqual(self.unread(self.writer), [])

    def test_what_is_given_to_another_is_no_more_assigned(self):
        assign(self.article, "ko", to=self.translator, by=self.managing)
        assign(self.article, "ko", to=self.korean_desk, by=self.managing)
        self.assertEqual(self.unread(self.translator), [])
        self.assertEqual(self.unread(self.korean_desk), [NotificationReason.ASSIGNED])

    def test_who_answers_in_a_thread_has_read_it(self):
        note = write_note(self.article, "@writer, @managing, who says so?", by=self.desk)
        other = write_note(self.article, "@writer, and when?", by=self.desk)
        reply(note, "The mayor.", by=self.writer)
        self.assertEqual(self.unread(self.writer), [NotificationReason.MENTIONED])
        self.assertEqual(Notification.objects.unread().get(user=self.writer).event.details["note"], other.pk)
        self.assertEqual(self.unread(self.managing), [NotificationReason.MENTIONED])

    def test_what_the_desk_decides_is_told_to_the_writer(self):
        for step, why in [
            ("return", NotificationReason.RETURNED),
            ("approve", NotificationReason.APPROVED),
            ("reopen", NotificationReason.RETURNED),
        ]:
            if step != "reopen":
                perform("submit", self.article, language="en", by=self.writer)
            self.told()
            perform(step, self.article, language="en", by=self.desk, reason="Who says so?")
            self.assertEqual(self.told(), {"writer": why}, step)

    def test_a_text_that_is_out_is_told_to_its_writer_and_to_who_signs_it(self):
        signer = make_user("signer", role="Reporters")
        Byline.objects.create(article=self.article, author=make_author(user=signer), role=Role.TEXT)
        perform("submit", self.article, language="en", by=self.writer)
        perform("approve", self.article, language="en", by=self.desk)
        self.told()
        publish(self.article, "en", by=self.desk)
        self.assertEqual(
            self.told(), {"writer": NotificationReason.PUBLISHED, "signer": NotificationReason.PUBLISHED}
        )

    def test_a_correction_and_a_withdrawal_are_told_to_the_other_language(self):
        article = make_article(languages=("en", "ko"), by=self.writer)
        for language in ("en", "ko"):
            approve(article, language)
            publish(article, language, by=None)
        self.told()
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes", by=self.writer)
        approve(article, "en")
        self.told()
        publish(article, "en", by=self.desk, kind=EditionKind.CORRECTION, note="It closes.", alone=True)
        self.assertEqual(self.told()["desk-ko"], NotificationReason.CORRECTED)
        self.clock.shift(HOUR)
        withdraw(article, "en", by=self.desk, note="It was wrong.")
        self.assertEqual(self.told(), {"writer": NotificationReason.GONE, "desk-ko": NotificationReason.GONE})

    def test_nobody_who_left_is_told(self):
        assign(self.article, "ko", to=self.translator, by=self.korean_desk)
        self.translator.is_active = False
        self.translator.save()
        self.assertEqual(self.told(), {})


class NumberTests(FollowingTestCase):
    def test_when_nothing_is_new_it_is_one_query(self):
        with self.assertNumQueries(1):
            self.assertEqual(catch_up(), 0)

    def test_an_event_is_told_once_even_if_it_is_read_again(self):
        perform("submit", self.article, language="en", by=self.writer)
        catch_up()
        ConsumerPosition.objects.update(last_event_id=0)
        catch_up()
        self.assertEqual(Notification.objects.filter(why=NotificationReason.REVIEW).count(), 1)

    def test_a_number_beyond_the_log_starts_over(self):
        perform("submit", self.article, language="en", by=self.writer)
        ConsumerPosition.objects.update(last_event_id=10**9)
        self.assertTrue(notifications.is_behind())
        self.assertEqual(self.told()["desk"], NotificationReason.REVIEW)
        self.assertEqual(ConsumerPosition.objects.get(name=NAME).last_event_id, Event.objects.first().id)

    def test_what_is_old_is_no_news(self):
        perform("submit", self.article, language="en", by=self.writer)
        self.clock.shift(timedelta(days=8))
        self.assertEqual(self.told(), {})
        self.assertFalse(notifications.is_behind())


class TogetherTests(TransactionTestCase):
    def test_those_who_catch_up_at_once_tell_everybody_once(self):
        writer, desk = make_user("writer", role="Reporters"), make_user("desk", role="English desk")
        for number in range(3):
            article = make_article(number=f" {number}", by=writer)
            perform("submit", article, language="en", by=writer)
        self.assertEqual(
            [result for result in together(*[catch_up] * 4) if isinstance(result, Exception)], []
        )
        self.assertEqual(Notification.objects.filter(user=desk, why=NotificationReason.REVIEW).count(), 3)
        connection.close()


class UndoneTests(FollowingTestCase):
    """Undone steps are not notified, whether the consumer reads the log before or after the undo."""

    def submitted(self):
        perform("submit", self.article, language="en", by=self.writer)
        return latest_step(self.article.pk, "en").pk

    def undo(self, step, by):
        undo(self.article, "en", by=by, step=step)
        catch_up()

    def test_nobody_is_told_of_it_afterwards(self):
        self.undo(self.submitted(), self.writer)
        self.assertEqual(self.told(), {})

    def test_what_was_told_is_taken_back_unless_it_was_mailed(self):
        step = self.submitted()
        catch_up()
        mailed = Notification.objects.get(user=self.desk)
        Notification.objects.create(user=self.managing, event_id=step, why=NotificationReason.REVIEW)
        Notification.objects.filter(pk=mailed.pk).update(mailed_at=NOON)
        self.undo(step, self.writer)
        self.assertEqual(list(Notification.objects.values_list("user", "read_at")), [(self.desk.pk, NOON)])

    def test_what_it_had_settled_is_asked_again(self):
        self.submitted()
        catch_up()
        perform("approve", self.article, language="en", by=self.managing)
        self.clock.shift(timedelta(seconds=5))
        catch_up()
        self.assertFalse(Notification.objects.unread().filter(user=self.desk).exists())
        self.undo(latest_step(self.article.pk, "en").pk, self.managing)
        self.assertTrue(Notification.objects.unread().filter(user=self.desk).exists())
        self.assertFalse(Notification.objects.filter(user=self.writer).exists())
