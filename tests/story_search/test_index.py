"""The index of working copies: filled by saves, corrected by the log, emptied by deletions and redactions."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase

from articles.events.consumers import consumer_lags
from articles.models import Article
from articles.redaction.performing import choose_counterparts, perform_redaction, request_redaction
from newsroom.story_search.admin import find_stories
from newsroom.story_search.consumer import (
    _analyze,
    _read_batch,
    _write,
    index_waiting,
    story_search,
)
from newsroom.story_search.models import StoryWords, WaitingStory
from tests.factories import make_article, make_author, make_topic, make_user, rewrite
from tests.public.newsdesk import make_image


def found(words):
    """Return the ids of the stories in the index, without those that wait to be indexed."""
    answer = find_stories(words)
    return set(answer.ids) if answer else set()


class IndexTestCase(TestCase):
    def make(self, **fields):
        article = make_article(**fields)
        story_search.catch_up()
        return article


class SavedTests(IndexTestCase):
    def test_every_part_of_a_story_is_found_in_both_languages(self):
        image = make_image(caption_en="A lighthouse", caption_ko="등대 전경")
        article = self.make(
            languages=("en", "ko"),
            title_en="Tariffs rise", title_ko="관세 인상",
            summary_en="Steel first.", summary_ko="철강부터 오른다.",
            body_en="<p>Exporters protest.</p><figure><figcaption>Containers</figcaption></figure>",
            body_ko="<p>수출기업들이 반발했다.</p>", lead_caption_en="A crane", lead_image=image,
            add_rows=self.file,
        )  # fmt: skip
        for words in (
            "tariff",
            "관세",
            "steel",
            "철강",
            "exporter",
            "수출기업이",
            "container",
            "crane",
            "등대",
        ):
            with self.subTest(words):
                self.assertEqual(found(words), {article.pk})
        for words in ("Harbours", "항만", "Bora Testman", "시험인"):
            with self.subTest(words):
                self.assertEqual(found(words), {article.pk})
        self.assertEqual(found("lighthouse"), set())  # the story has a caption of its own there
        self.assertEqual(found("tariff 등대"), {article.pk})
        self.assertEqual(found("tariff harvest"), set())

    def file(self, article):
        article.topic_items.create(tag=make_topic(name_en="Harbours", name_ko="항만"))
        article.bylines.create(author=make_author(name_en="Bora Testman", name_ko="시험인"))

    def test_a_save_queues_the_story_with_itself_and_the_consumer_follows(self):
        article = self.make(title_en="Tariffs rise")
        self.assertFalse(story_search.is_behind())
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            rewrite(article, title_en="Subsidies fall")
            raise ZeroDivisionError
        self.assertFalse(WaitingStory.objects.exists())
        rewrite(article, title_en="Subsidies fall")
        self.assertTrue(story_search.is_behind())
        self.assertEqual({one.name: one.events for one in consumer_lags()}["story_search"], 1)
        story_search.catch_up()
        self.assertEqual((found("subsidies"), found("tariffs")), ({article.pk}, set()))

    def test_a_save_that_changes_nothing_queues_nothing(self):
        article = self.make(title_en="Tariffs rise")
        rewrite(article, title_en="Tariffs rise")
        self.assertFalse(WaitingStory.objects.exists())

    def test_a_story_that_waits_is_found_by_its_headline_as_ever(self):
        article = make_article(title_en="Tariffs rise")
        self.assertEqual(found("tarif"), {article.pk})
        self.assertEqual(find_stories("tariffs").waiting, 1)

    def test_names_that_change_are_found_in_their_stories(self):
        topic = make_topic(name_en="Harbours")
        article = self.make(add_rows=lambda story: story.topic_items.create(tag=topic))
        topic.name_en = "Shipyards"
        topic.save()
        story_search.catch_up()
        self.assertEqual((found("shipyard"), found("harbours port")), ({article.pk}, set()))
        self.assertFalse(WaitingStory.objects.exists())

    def test_a_deleted_story_leaves_nothing(self):
        article = self.make(title_en="Tariffs rise")
        article.delete()
        self.assertEqual(StoryWords.objects.count(), 0)


class RedactionTests(IndexTestCase):
    WORDS = "Dana Fictman"

    @classmethod
    def setUpTestData(cls):
        cls.asker, cls.second = make_user("asker"), make_user("second")
        cls.fields = {"words": cls.WORDS, "ground": "court", "reference": "12/2026"}

    def redact(self):
        redaction = request_redaction(by=self.asker, **self.fields)
        choose_counterparts(redaction, [], by=self.asker)
        perform_redaction(redaction, by=self.second)

    def test_removed_words_leave_the_index_at_once_and_the_others_come_back(self):
        article = self.make(title_en="Dana Fictman sues", body_en="<p>Dana Fictman rests.</p>")
        other = self.make(title_en="Tariffs rise", add_rows=self.sign)
        self.redact()
        self.assertEqual((found("fictman"), StoryWords.objects.count()), (set(), 0))
        story_search.catch_up()
        self.assertEqual(
            (found("fictman"), found("sues"), found("tariffs")), (set(), {article.pk}, {other.pk})
        )

    def sign(self, article):
        article.bylines.create(author=make_author(name_en=self.WORDS))

    def test_what_was_read_before_is_not_written_after(self):
        article = make_article(title_en="Dana Fictman sues")
        slow = _read_batch({article.pk})
        self.redact()
        _write(slow, _analyze(slow))
        self.assertEqual(StoryWords.objects.count(), 0)

    @pytest.mark.sqlite
    def test_no_page_of_the_index_holds_the_words(self):
        self.make(title_en="Dana Fictman sues", body_en="<p>Dana Fictman rests.</p>")
        self.redact()
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM story_search_words_data")
            blocks = [bytes(block) for (block,) in cursor.fetchall()]
        self.assertFalse([block for block in blocks if b"fictman" in block])


class RaceTests(IndexTestCase):
    """Two processes index a story at once, and the older text is not written."""

    def test_what_was_read_before_another_process_wrote_is_not_written(self):
        article = make_article(title_en="Tariffs rise")
        slow = _read_batch({article.pk})
        rewrite(article, title_en="Subsidies fall")
        story_search.catch_up()
        self.assertEqual(_write(slow, _analyze(slow)), 0)
        self.assertEqual((found("subsidies"), found("tariffs")), ({article.pk}, set()))

    def test_a_save_meanwhile_waits_for_the_next_round(self):
        article = make_article(title_en="Tariffs rise")
        slow = _read_batch({article.pk})
        rewrite(article, title_en="Subsidies fall")
        self.assertEqual(_write(slow, _analyze(slow)), 1)
        self.assertEqual(list(WaitingStory.objects.values_list("article_id", flat=True)), [article.pk])

    def test_a_story_deleted_meanwhile_is_not_written(self):
        article = make_article(title_en="Tariffs rise")
        slow = _read_batch({article.pk})
        Article.objects.filter(pk=article.pk).delete()
        _write(slow, _analyze(slow))
        self.assertEqual((StoryWords.objects.count(), WaitingStory.objects.count()), (0, 0))


class RebuildTests(IndexTestCase):
    def test_rebuilds_all_and_goes_on_where_it_stopped(self):
        stories = {self.make(title_en=f"Tariffs rise {number}").pk for number in range(45)}
        StoryWords.objects.all().delete()
        call_command("rebuild_story_search", processes=1, stdout=(out := StringIO()))
        self.assertIn("45 stories were indexed.", out.getvalue())
        self.assertEqual(found("tariffs"), stories)
        WaitingStory.objects.add_stories(stories)
        next(index_waiting())
        self.assertEqual(WaitingStory.objects.count(), 25)
        call_command("rebuild_story_search", "--continue", processes=1, stdout=(out := StringIO()))
        self.assertIn("25 stories were indexed.", out.getvalue())

    def test_what_is_left_of_a_deleted_story_goes(self):
        article = self.make()
        pk, words = article.pk + 1, StoryWords.objects.filter(pk=article.pk)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO story_search_words (rowid, words) VALUES (%s, 'left')", [pk])
        call_command("rebuild_story_search", processes=1, stdout=StringIO())
        self.assertTrue(words.exists())
        self.assertFalse(StoryWords.objects.filter(pk=pk).exists())
