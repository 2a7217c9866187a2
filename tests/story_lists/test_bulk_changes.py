"""Changes to many stories at once: each story with its own permission check, event and reason."""

from datetime import date
from unittest import mock

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, Event, EventType, LanguageProgress, Stage, Wanted
from articles.refusals import Refused
from articles.workflow.edit_session import editing
from newsroom.operations.retention import BULK_CHANGES, prune
from newsroom.story_lists import bulk_changes
from newsroom.story_lists.bulk_changes import ACTIONS, BulkAssign, begin, choose_stories, go_on, stop, work_on
from newsroom.story_lists.models import BulkChange, BulkOutcome, BulkState, BulkStory, SavedView
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_article, make_published, make_section, make_topic, make_user


class BulkTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def make_change(self, action, *articles, by=None, reason="", **options):
        rows = Article.objects.filter(pk__in=[one.pk for one in articles])
        change = choose_stories(action, rows.order_by("pk"), by=by or self.user)
        begin(change, options, reason=reason)
        return change

    def outcomes(self, change):
        """Return [(outcome, reason)] in the order of the stories."""
        return list(change.stories.values_list("outcome", "reason"))

    def run_all(self, *args, **kwargs):
        change = self.make_change(*args, **kwargs)
        work_on(change, by=change.started_by)
        change.refresh_from_db()
        return change


class AssignTests(BulkTestCase):
    def test_each_story_gets_one_event_and_those_that_have_it_none(self):
        other = make_user("other")
        first, second, same = make_article(), make_article(), make_article()
        LanguageProgress.objects.filter(article=same, language="ko").update(assignee=other)
        change = self.run_all("assign", first, second, same, language="ko", person=other.pk)
        done = (BulkOutcome.DONE, "")
        self.assertEqual(self.outcomes(change), [done, done, (BulkOutcome.UNCHANGED, "")])
        self.assertEqual(change.state, BulkState.FINISHED)
        events = Event.objects.filter(type=EventType.ASSIGNED)
        self.assertEqual(sorted(events.values_list("subject_id", flat=True)), [first.pk, second.pk])
        self.assertEqual({one.actor for one in events}, {self.user})

    def test_nobody_takes_the_assignee_away(self):
        article = make_article()
        LanguageProgress.objects.filter(article=article, language="ko").update(assignee=self.user)
        self.run_all("assign", article, language="ko", person=None)
        self.assertIsNone(LanguageProgress.objects.get(article=article, language="ko").assignee)

    def test_a_language_that_one_may_not_approve_is_refused_by_each_story(self):
        desk = make_user("desk", role="English desk")
        change = self.run_all("assign", make_article(), by=desk, language="ko", person=desk.pk)
        [(outcome, reason)] = self.outcomes(change)
        self.assertEqual(outcome, BulkOutcome.REFUSED)
        self.assertTrue(reason)


class PlanTests(BulkTestCase):
    def test_both_languages_are_planned_and_one_that_was_is_left(self):
        article = make_article()
        LanguageProgress.objects.filter(article=article, language="en").update(planned_on=date(2026, 3, 5))
        self.run_all("plan", article, languages=["en", "ko"], day="2026-03-05")
        days = LanguageProgress.objects.filter(article=article).values_list("planned_on", flat=True)
        self.assertEqual(set(days), {date(2026, 3, 5)})
        self.assertEqual(Event.objects.filter(type=EventType.PLANNED).get().language, "ko")


class FilingTests(BulkTestCase):
    def test_section_and_topic_are_filed_with_a_record_of_history(self):
        article, section, topic = make_article(), make_section("culture"), make_topic()
        records = article.history.count()
        self.run_all("section", article, section=section.pk)
        change = self.run_all("topic", article, topic=topic.pk)
        article.refresh_from_db()
        self.assertEqual((article.section, list(article.topics.all())), (section, [topic]))
        self.assertEqual(article.history.count(), records + 2)
        self.assertEqual(self.outcomes(change), [(BulkOutcome.DONE, "")])
        again = self.run_all("topic", article, topic=topic.pk)
        self.assertEqual(self.outcomes(again), [(BulkOutcome.UNCHANGED, "")])
        self.assertEqual(article.history.count(), records + 2)

    def test_whoever_may_not_write_the_source_is_refused_and_the_others_go_on(self):
        translator = make_user("translator", role="Korean translators")
        english, korean = make_article(), make_article(languages=("ko",), source_language="ko")
        change = self.run_all("topic", english, korean, by=translator, topic=make_topic().pk)
        self.assertEqual([one for one, _ in self.outcomes(change)], [BulkOutcome.REFUSED, BulkOutcome.DONE])
        self.assertFalse(english.topics.exists())

    def test_interns_change_their_own_stories_alone(self):
        intern = make_user("intern", role="Interns")
        own, other = make_article(by=intern), make_article(by=self.user)
        change = self.run_all("topic", own, other, by=intern, topic=make_topic().pk)
        self.assertEqual([one for one, _ in self.outcomes(change)], [BulkOutcome.DONE, BulkOutcome.REFUSED])

    def test_a_topic_that_was_merged_meanwhile_is_the_one_that_it_became(self):
        old, new = make_topic("old"), make_topic("new")
        article = make_article()
        change = self.make_change("topic", article, topic=old.pk)
        old.merged_into = new
        old.save()
        work_on(change, by=self.user)
        self.assertEqual(list(article.topics.all()), [new])


class SetAsideTests(BulkTestCase):
    def test_a_draft_wants_nothing_and_the_log_has_the_reason(self):
        article = make_article()
        self.run_all("set-aside", article, reason="Overtaken by events.")
        wanted = LanguageProgress.objects.filter(article=article).values_list("wanted", flat=True)
        self.assertEqual(set(wanted), {Wanted.NOTHING})
        events = Event.objects.filter(type=EventType.WANTED, subject_id=article.pk)
        self.assertEqual([one.reason for one in events], ["Overtaken by events."] * 2)

    def test_what_was_published_is_refused(self):
        article = make_published()
        change = self.run_all("set-aside", article, reason="Old.")
        self.assertEqual(self.outcomes(change), [(BulkOutcome.REFUSED, "It was published, or is scheduled.")])
        self.assertEqual(article.progress.filter(wanted=Wanted.NOTHING).count(), 0)

    def test_an_approved_draft_goes_back_to_review(self):
        article = make_article()
        LanguageProgress.objects.filter(article=article, language="en").update(stage=Stage.APPROVED)
        self.run_all("set-aside", article, reason="Old.")
        self.assertEqual(article.progress.get(language="en").stage, Stage.IN_REVIEW)

    def test_needs_both_languages(self):
        self.assertFalse(ACTIONS["set-aside"].is_permitted(make_user("t", role="Korean translators")))
        self.assertTrue(ACTIONS["set-aside"].is_permitted(make_user("r", role="Reporters")))


class InterruptionTests(BulkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.articles = [make_article(number=number) for number in range(5)]
        cls.topic = make_topic()

    def setUp(self):
        super().setUp()
        self.change = self.make_change("topic", *self.articles, topic=self.topic.pk)

    def counts(self):
        return {outcome: count for outcome, count in self.change.counts().items() if count}

    def test_works_in_batches_and_finishes_after_the_last(self):
        with mock.patch.object(bulk_changes, "AT_ONCE", 3):
            work_on(self.change, by=self.user)
            self.assertEqual(self.counts(), {"waiting": 2, "done": 3})
            work_on(self.change, by=self.user)
        self.change.refresh_from_db()
        self.assertEqual((self.counts(), self.change.state), ({"done": 5}, BulkState.FINISHED))

    def test_a_slow_batch_ends_early_but_changes_one_story(self):
        with mock.patch.object(bulk_changes, "SECONDS", -1):
            work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"waiting": 4, "done": 1})

    def test_stopped_changes_nothing_until_it_goes_on(self):
        stop(self.change)
        work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"waiting": 5})
        go_on(self.change)
        work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"done": 5})

    def test_stop_counts_before_the_next_story(self):
        perform = ACTIONS["topic"].perform

        def stop_after(article, **options):
            stop(self.change)
            return perform(article, **options)

        with mock.patch.object(ACTIONS["topic"], "perform", stop_after):
            work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"waiting": 4, "done": 1})

    def test_a_process_that_is_killed_leaves_each_story_changed_with_its_outcome_or_neither(self):
        save = BulkStory.save

        def killed(story, **options):
            save(story, **options)
            if story.article_id == self.articles[2].pk:
                raise SystemExit

        with mock.patch.object(BulkStory, "save", killed), pytest.raises(SystemExit):
            work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"waiting": 3, "done": 2})
        self.assertFalse(self.articles[2].topics.exists())
        work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"done": 5})
        self.assertEqual({one.history.count() for one in self.articles}, {2})

    def test_two_requests_at_once_change_no_story_twice(self):
        perform, is_inside = ACTIONS["topic"].perform, []

        def both(article, **options):
            if not is_inside:
                is_inside.append(True)
                for story in self.change.stories.exclude(article=article):
                    bulk_changes.change_story(self.change, story.pk, by=self.user)
            return perform(article, **options)

        with mock.patch.object(ACTIONS["topic"], "perform", both):
            work_on(self.change, by=self.user)
        self.assertEqual(self.counts(), {"done": 5})
        self.assertEqual({one.history.count() for one in self.articles}, {2})

    def test_is_begun_once(self):
        self.assertFalse(begin(self.change, {"topic": make_topic("another").pk}))
        self.assertEqual(self.change.options, {"topic": self.topic.pk})

    def test_a_story_that_was_deleted_meanwhile_is_reported(self):
        self.articles[0].delete()
        work_on(self.change, by=self.user)
        self.assertEqual(self.outcomes(self.change)[0], (BulkOutcome.REFUSED, "The story was deleted."))

    def test_refusal_of_a_domain_function_rolls_back_that_story_alone(self):
        def refuse(action, article, **options):
            with editing(article.pk) as edited:
                edited.title_en = "Half done"
            raise Refused("Not this one.")

        change = self.make_change("assign", *self.articles, language="en", person=self.user.pk)
        with mock.patch.object(BulkAssign, "perform", refuse):
            work_on(change, by=self.user)
        self.assertEqual(self.outcomes(change), [(BulkOutcome.REFUSED, "Not this one.")] * 5)
        self.assertFalse(Article.objects.filter(title_en="Half done").exists())


class RowTests(BulkTestCase):
    def test_constraints_hold(self):
        change = choose_stories("topic", Article.objects.filter(pk=make_article().pk), by=self.user)
        story = change.stories.get()
        wrong = {
            "bulk_story_once": lambda: BulkStory.objects.create(change=change, article=story.article),
            "bulk_story_outcome_is_known": lambda: change.stories.update(outcome="lost"),
            "bulk_story_that_is_refused_has_a_reason": lambda: change.stories.update(outcome="refused"),
            "bulk_change_state_is_known": lambda: BulkChange.objects.update(state="lost"),
            "bulk_change_has_an_action": lambda: BulkChange.objects.update(action=""),
            "saved_view_has_a_name": lambda: SavedView.objects.create(owner=self.user, name=""),
        }
        for name, write in wrong.items():
            with self.subTest(name), pytest.raises(IntegrityError), transaction.atomic():
                write()

    def test_reports_are_deleted_after_their_time(self):
        change = self.run_all("topic", make_article(), topic=make_topic().pk)
        self.clock.shift(BULK_CHANGES - HOUR)
        prune()
        self.assertTrue(BulkChange.objects.filter(pk=change.pk).exists())
        self.clock.shift(2 * HOUR)
        prune()
        self.assertFalse(BulkChange.objects.exists() or BulkStory.objects.exists())
