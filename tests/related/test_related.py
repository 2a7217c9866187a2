"""Related stories, and how they follow the log."""

from datetime import timedelta
from io import StringIO
from unittest import mock

import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Term
from articles.publishing import cancel, correct, publish, withdraw
from newsroom.related.consumer import count_story_marks, related
from newsroom.related.models import Mark, Posting, Reading, Relation
from newsroom.related.similarity import KEPT, relate_stories
from tests.factories import HOUR, NOON, approve, make_section, make_topic, rewrite
from tests.public.newsdesk import tell
from tests.together import together

DAY = timedelta(days=1)
STURGEON = {
    "title_en": "Sturgeon seen in the lock",
    "summary_en": "A sturgeon swam through the lock at dawn.",
    "body_en": "<p>The lock keeper counted one sturgeon, the first in years.</p>",
}
LOCK = {
    "title_en": "Lock closes for the sturgeon",
    "summary_en": "Barges wait while a sturgeon passes the lock.",
    "body_en": "<p>The keeper of the lock let the sturgeon through.</p>",
}
OPERA = {
    "title_en": "Opera house hires a tenor",
    "summary_en": "The tenor will sing all winter.",
    "body_en": "<p>The stage has a new voice, says the director.</p>",
}
KOREAN = {
    "title_ko": "갑문에 철갑상어가 나타났다",
    "summary_ko": "새벽에 철갑상어 한 마리가 갑문을 지났다.",
    "body_ko": "<p>갑문지기가 철갑상어를 보았다.</p>",
    "slug_ko": "갑문",
}


class RelatingCase(TestCase):
    def setUp(self):
        clock = time_machine.travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        # Ordinary news, so that some words are rare.
        make_section("economy")

    def related(self, story):
        rows = Relation.objects.filter(article_id=story.pk).order_by("-score")
        return list(rows.values_list("other_id", flat=True))

    def catch_up(self):
        return related.catch_up()


class RelationTests(RelatingCase):
    def test_a_new_story_finds_others_and_is_found_by_them(self):
        first, other = tell(**STURGEON), tell(**OPERA)
        self.catch_up()
        self.assertEqual(self.related(first), [])
        second = tell(**LOCK)
        self.assertEqual(self.catch_up(), 1)
        self.assertEqual(self.related(second), [first.pk])
        self.assertEqual(self.related(first), [second.pk])
        self.assertEqual(self.related(other), [])

    def test_korean_stories_meet_by_their_nouns(self):
        again = KOREAN | {"title_ko": "철갑상어 보러 갑문에 모인 사람들", "slug_ko": "갑문-2"}
        first, second = tell(languages=("ko",), **KOREAN), tell(languages=("ko",), **again)
        self.catch_up()
        self.assertEqual(self.related(second), [first.pk])

    def test_stories_in_two_languages_meet_by_topics_and_terms(self):
        term = Term.objects.create(name_en="sturgeon", name_ko="철갑상어")
        topic = make_topic()
        english = tell(topics=[topic], **STURGEON)
        korean = tell(languages=("ko",), topics=[topic], **KOREAN)
        tell(topics=[topic], **OPERA)
        self.catch_up()
        self.assertEqual(self.related(korean)[0], english.pk)
        self.assertIn(f"#{term.pk}", Reading.objects.get(pk=korean.pk).counts)

    def test_nothing_is_related_to_itself_or_twice(self):
        for number in range(4):
            tell(number=f" {number}", **STURGEON)
        self.catch_up()
        for one in Reading.objects.all():
            relate_stories([one])
        for row in Relation.objects.all():
            self.assertNotEqual(row.article_id, row.other_id)
        pairs = list(Relation.objects.values_list("article_id", "other_id"))
        self.assertEqual(len(pairs), len(set(pairs)))
        self.assertEqual(len(pairs), 12)

    def test_a_later_story_comes_before_an_older_one_that_is_as_alike(self):
        old = tell(**STURGEON)
        self.clock.shift(300 * DAY)
        here = tell(**STURGEON)
        self.clock.shift(300 * DAY)
        new = tell(**STURGEON)
        self.catch_up()
        self.assertEqual(self.related(here), [new.pk, old.pk])

    def test_what_has_changed_is_found_anew(self):
        first, second = tell(**STURGEON), tell(**LOCK)
        self.catch_up()
        rewrite(second, **OPERA)
        approve(second, "en")
        correct(second, "en", by=None, note="It was a tenor.")
        self.catch_up()
        self.assertEqual((self.related(first), self.related(second)), ([], []))

    def test_a_planned_story_is_related_before_its_embargo_lifts(self):
        first, planned = tell(**STURGEON), tell(at=NOON + HOUR, **LOCK)
        self.catch_up()
        self.assertEqual(self.related(first), [planned.pk])

    def test_what_was_cancelled_or_withdrawn_stops_nothing(self):
        first, second, planned = tell(**STURGEON), tell(**LOCK), tell(at=NOON + HOUR, **LOCK)
        withdraw(second, "en", by=None, note="Wrong.")
        cancel(planned, "en", by=None)
        self.clock.shift(HOUR / 2)
        self.assertEqual(self.catch_up(), 1)
        self.assertEqual(self.related(first), [])

    def test_what_is_withdrawn_takes_no_place_and_comes_back_when_published_again(self):
        first, second = tell(**STURGEON), tell(**LOCK)
        self.catch_up()
        self.clock.shift(HOUR)
        withdraw(second, "en", by=None, note="Wrong.")
        self.catch_up()
        self.assertEqual(self.related(first), [])
        self.assertFalse(Posting.objects.filter(article_id=second.pk).exists())
        self.clock.shift(HOUR)
        approve(second, "en")
        publish(second, "en", by=None)
        self.catch_up()
        self.assertEqual(self.related(first), [second.pk])
        self.assertEqual(Mark.objects.get(pk="en sturgeon").stories, 2)

    def test_no_story_keeps_more_than_so_many(self):
        stories = [tell(number=f" {number}", **STURGEON) for number in range(KEPT + 4)]
        self.catch_up()
        counts = {len(self.related(story)) for story in stories}
        self.assertEqual(counts, {KEPT})

    def test_reading_twice_counts_once(self):
        story = tell(**STURGEON)
        self.catch_up()
        rewrite(story, **LOCK)
        approve(story, "en")
        correct(story, "en", by=None, note="It closes.")
        self.catch_up()
        self.assertEqual(Mark.objects.get(pk="en sturgeon").stories, 1)

    def test_many_others_cost_no_more_queries(self):
        story = tell(**STURGEON)
        tell(**LOCK)
        for count in (3, 30):
            for number in range(count):
                tell(number=f" {number}", **OPERA)
            self.catch_up()
            with CaptureQueriesContext(connection) as queries:
                relate_stories(Reading.objects.filter(pk=story.pk))
            self.assertLessEqual(len(queries), 9)

    def test_a_batch_of_events_costs_hardly_more_queries_than_one(self):
        for count in (1, 10):
            for number in range(count):
                tell(number=f" {number}", **STURGEON)
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(related.catch_up(batches=1), count)
            self.assertLessEqual(len(queries), 20)


class LockingTests(TransactionTestCase):
    def test_words_are_counted_before_anything_is_locked(self):
        with time_machine.travel(NOON, tick=False):
            first, second = tell(**STURGEON), tell(**LOCK)
        locked = []

        def counts(*story):
            locked.append(connection.in_atomic_block)
            return count_story_marks(*story)

        with mock.patch("newsroom.related.consumer.count_story_marks", counts):
            self.assertEqual(related.catch_up(), 2)
        self.assertEqual(locked, [False, False])
        self.assertEqual(Relation.objects.get(article_id=first.pk).other_id, second.pk)

    def test_the_command_and_two_consumers_disturb_each_other_in_nothing(self):
        with time_machine.travel(NOON, tick=False):
            for number in range(6):
                tell(number=f" {number}", **STURGEON)

        def command():
            call_command("relate_stories", stdout=StringIO(), stderr=StringIO())

        raised = [
            one for one in together(command, related.catch_up, related.catch_up) if not isinstance(one, int)
        ]
        self.assertEqual(raised, [None])
        self.assertEqual(Mark.objects.get(pk="en sturgeon").stories, 6)
        self.assertEqual(Relation.objects.count(), 30)

    def test_the_command_reads_while_no_consumer_does(self):
        with time_machine.travel(NOON, tick=False):
            tell(**STURGEON)
        entered, lock = [], type(related).lock

        def record_and_lock(consumer):
            entered.append(consumer.name)
            return lock(consumer)

        with mock.patch.object(type(related), "lock", record_and_lock):
            call_command("relate_stories", again=True, stdout=StringIO(), stderr=StringIO())
        self.assertEqual(entered, ["related"] * 3)


class CommandTests(RelatingCase):
    def run_it(self, **options):
        out = StringIO()
        call_command("relate_stories", stdout=out, stderr=out, **options)
        return out.getvalue()

    def test_finds_what_the_log_no_longer_tells(self):
        first, second = tell(**STURGEON), tell(**LOCK)
        told = self.run_it()
        self.assertIn("2 of 2 stories related", told)
        self.assertEqual(self.related(first), [second.pk])

    def test_other_processes_count_the_same(self):
        for number in range(25):
            tell(number=f" {number}", **(STURGEON if number % 2 else LOCK))
        self.run_it(processes=1)
        alone = dict(Reading.objects.values_list("pk", "counts"))
        told = self.run_it(again=True, processes=2)
        self.assertIn("25 of 25 stories read", told)
        self.assertEqual(dict(Reading.objects.values_list("pk", "counts")), alone)

    def test_again_has_nothing_to_do(self):
        tell(**STURGEON)
        self.run_it()
        self.assertIn("All stories are related.", self.run_it())

    def test_dry_run_tells_and_does_nothing(self):
        tell(**STURGEON)
        self.assertIn("1 of 1 stories have to be related.", self.run_it(dry_run=True))
        self.assertFalse(Reading.objects.exists() or Posting.objects.exists())

    def test_goes_on_where_it_was_stopped(self):
        first, second = tell(**STURGEON), tell(**LOCK)
        target = "newsroom.related.management.commands.relate_stories.relate_all"
        with mock.patch(target, side_effect=KeyboardInterrupt), self.assertRaises(CommandError) as stopped:
            self.run_it()
        self.assertEqual(stopped.exception.returncode, 130)
        self.assertIn("2 of 2 stories have to be related.", self.run_it(dry_run=True))
        self.assertNotIn("stories read", self.run_it())
        self.assertEqual(self.related(first), [second.pk])

    def test_begun_anew_it_counts_from_nothing_and_keeps_what_is_shown_meanwhile(self):
        first, second = tell(**STURGEON), tell(**LOCK)
        self.run_it()
        Mark.objects.update(stories=77)
        self.run_it(again=True)
        self.assertEqual(Mark.objects.get(pk="en sturgeon").stories, 2)
        self.assertEqual(self.related(first), [second.pk])
