"""The index keeps up with the log: after outages, restored backups, interruptions, and two at once."""

from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import Edition, Event, Term, Topic
from articles.models.event import ConsumerPosition
from newsroom.search import consumer
from newsroom.search.consumer import CONSUMER, catch_up, search
from newsroom.search.index import analyze_entries, save_known_words
from newsroom.search.models import Entry, KnownWord, Rebuild, TermForm
from newsroom.search.questions import SearchQuestion, ask
from newsroom.search.suggestions import suggest
from tests.factories import HOUR, NOON, make_section, make_topic
from tests.public.newsdesk import print_many, tell
from tests.together import together

LATER = NOON + 1000 * HOUR


def total(words, language="en"):
    return ask(SearchQuestion(words, language), LATER).total


class FollowingTests(TestCase):
    def setUp(self):
        with travel(NOON, tick=False):
            self.topic = make_topic(name_en="Zebras")
            self.story = tell(title_en="Zebras arrive", topics=[self.topic])

    def test_reads_on_where_it_ended(self):
        self.assertEqual(total("zebra"), 0)
        catch_up()
        self.assertEqual(total("zebra"), 1)
        self.assertFalse(search.is_behind())

    def test_reading_the_same_events_again_changes_nothing(self):
        catch_up()
        before = list(Entry.objects.values())
        ConsumerPosition.objects.filter(name=CONSUMER).update(last_event_id=0)
        catch_up()
        self.assertEqual(list(Entry.objects.values()), before)

    def test_a_restored_backup_is_read_anew(self):
        catch_up()
        last = Event.objects.first().id
        Entry.objects.update(digest="of another text")
        ConsumerPosition.objects.filter(name=CONSUMER).update(last_event_id=last + 500)
        self.assertEqual(total("zebra"), 0)
        catch_up()
        self.assertEqual(total("zebra"), 1)

    def test_what_another_consumer_wrote_meanwhile_is_not_written_twice(self):
        prepare = search.prepare

        def slow(events):
            prepare(events)
            with mock.patch.object(type(search), "_read_on", wraps=search._read_on):
                search._read_on()

        object.__setattr__(search, "prepare", slow)
        self.addCleanup(object.__setattr__, search, "prepare", prepare)
        catch_up()
        self.assertEqual((Entry.objects.count(), total("zebra")), (1, 1))

    def test_a_batch_of_events_costs_hardly_more_queries_than_one(self):
        for count in (1, 15):
            with travel(NOON, tick=False):
                for number in range(count):
                    tell(title_en=f"Zebras {number} arrive", number=f" {number}")
            with CaptureQueriesContext(connection) as queries:
                self.assertGreaterEqual(search.catch_up(batches=1), count)
            self.assertLessEqual(len(queries), 35)

    def test_only_new_words_and_later_headlines_are_written(self):
        save_known_words({"zebra": 5, "mane": 0})
        before = list(KnownWord.objects.order_by("pk").values())
        with CaptureQueriesContext(connection) as queries:
            save_known_words({"zebra": 4, "mane": 0})
        self.assertEqual(len(queries), 1)
        self.assertEqual(list(KnownWord.objects.order_by("pk").values()), before)
        save_known_words({"zebra": 6, "mane": 3})
        self.assertEqual(dict(KnownWord.objects.values_list("text", "latest")), {"zebra": 6, "mane": 3})
        self.assertEqual(KnownWord.objects.get(text="mane").typed, b"mane")

    def test_the_glossary_is_followed(self):
        with travel(NOON, tick=False):
            term = Term.objects.create(name_en="striped horse", name_ko="얼룩말", synonyms_en="zebra")
        catch_up()
        self.assertEqual((total("striped horse"), total("얼룩말", "ko")), (1, 1))
        term.delete()
        catch_up()
        self.assertEqual((total("얼룩말", "ko"), TermForm.objects.count()), (0, 0))

    def test_a_renamed_topic_is_suggested_by_its_new_name(self):
        catch_up()
        topic = Topic.objects.get(pk=self.topic.pk)
        topic.name_en = "Striped horses"
        topic.save()
        catch_up()
        self.assertEqual([one.words for one in suggest("strip", "en", LATER)], ["Striped horses"])

    def test_a_topic_without_a_live_story_is_not_suggested(self):
        with travel(NOON, tick=False):
            make_topic("secrets", name_en="Secret merger")
        catch_up()
        self.assertEqual(suggest("secret", "en", LATER), [])


class RebuildingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        print_many(120, section=make_section(), since=NOON, words="Zebra")

    def told(self, **options):
        out = StringIO()
        call_command("rebuild_search", stdout=out, **options)
        return out.getvalue()

    def test_indexes_what_came_in_past_the_log(self):
        self.assertIn("120 editions would be indexed", self.told(dry_run=True))
        self.assertEqual(total("zebra"), 0)
        self.assertIn("120 editions were indexed", self.told())
        self.assertEqual(total("zebra"), 120)

    def test_other_processes_find_the_same(self):
        self.told(processes=1)
        alone = list(Entry.objects.order_by("pk").values("pk", "headline", "summary", "digest"))
        self.assertIn("120 of 120 editions indexed", self.told(processes=2))
        self.assertEqual(
            list(Entry.objects.order_by("pk").values("pk", "headline", "summary", "digest")), alone
        )
        self.assertEqual(total("zebra"), 120)

    def test_an_edition_that_is_redacted_meanwhile_is_left_to_the_redaction(self):
        batches = consumer.rebuild_index()
        with mock.patch.object(consumer, "analyze_entries", side_effect=self.redact_first):
            self.assertEqual(next(batches), 49)
        batches.close()

    def redact_first(self, editions):
        QuerySet(Edition).filter(pk=editions[0][0].pk).update(digest="of another text")
        return analyze_entries(editions)

    def test_stopped_it_says_how_to_go_on(self):
        target = "newsroom.search.management.commands.rebuild_search.rebuild_index"
        with mock.patch(target, side_effect=KeyboardInterrupt), self.assertRaises(CommandError) as stopped:
            self.told()
        self.assertEqual(stopped.exception.returncode, 130)

    def test_goes_on_where_it_was_interrupted(self):
        batches = consumer.rebuild_index()
        self.assertEqual(next(batches), 50)
        batches.close()
        self.assertIn("70 editions would be indexed", self.told(dry_run=True))
        self.assertIn("70 editions were indexed", self.told())
        self.assertEqual(Rebuild.objects.filter(ended_at=None).count(), 0)

    def test_readers_find_by_old_rows_meanwhile(self):
        self.told()
        batches = consumer.rebuild_index()
        next(batches)
        self.assertEqual(total("zebra"), 120)
        self.assertEqual(sum(batches), 70)
        self.assertEqual((Entry.objects.count(), total("zebra")), (120, 120))

    def test_passes_over_what_is_done_once(self):
        with mock.patch.object(
            consumer, "outdated_editions", side_effect=consumer.outdated_editions
        ) as waiting:
            asked = [len(batch) for batch in consumer._outdated_batches(LATER)]
        self.assertEqual(asked, [50, 50, 20])
        waiting.assert_called_once_with(LATER)


class TogetherTests(TransactionTestCase):
    def test_a_rebuild_and_two_consumers_disturb_each_other_in_nothing(self):
        with travel(NOON, tick=False):
            for number in range(4):
                tell(title_en=f"Zebra {number}")

        def command():
            call_command("rebuild_search", stdout=StringIO())

        raised = [one for one in together(command, catch_up, catch_up) if not isinstance(one, int)]
        self.assertEqual(raised, [None])
        self.assertEqual((Entry.objects.count(), total("zebra")), (4, 4))


class EvaluatingTests(TestCase):
    def refusal(self, text):
        path = self.enterContext(mock.patch("pathlib.Path.read_text", return_value=text))
        self.assertIsNotNone(path)
        with self.assertRaises(CommandError) as refused:
            call_command("evaluate_search", "trial.json")
        return str(refused.exception)

    def test_what_is_not_understood_is_refused_by_its_place(self):
        told = {
            "no json": "not valid JSON",
            "[]": "an object",
            '{"documents": [], "queries": []}': "documents: expected at least one",
            '{"documents": [{"id": "a", "title_ko": "가"}], "queries": [{"query": 1}]}': "queries[0].query",
            '{"documents": [{"id": "a"}], "queries": []}': "documents[0]: expected “title_ko” or “title_en”",
            '{"documents": [{"id": 1, "title_ko": "가"}], "queries": [{"query": "", "relevant": [2]}]}': (
                "queries[0].relevant"
            ),
            '{"names": ["가"], "contexts": ["x"], "query_forms": ["{}"]}': "contexts",
            '{"documents": [{"id": "a", "title_ko": "가"}], "queries": []}': "contains no queries",
        }
        for text, place in told.items():
            with self.subTest(place):
                message = self.refusal(text)
                self.assertIn(place, message)
                self.assertEqual(message.count("\n"), 0)
