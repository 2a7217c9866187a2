"""The consumer that adds approved translations to the memory."""

from django.core.management import call_command

from articles.models import Event
from articles.models.event import ConsumerPosition
from articles.workflow.transitions import perform
from newsroom.translations.memory_entries import remember_approved
from newsroom.translations.models import MemoryEntry
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_user, rewrite


class FeedingTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"))

    def fed(self):
        """Read the log; return the memory as {source: target}."""
        remember_approved.catch_up()
        return dict(MemoryEntry.objects.values_list("source_text", "target_text"))

    def test_every_segment_of_an_approved_translation_is_remembered(self):
        desk = make_user()
        approve(self.article, "ko", by=desk)
        self.assertEqual(
            self.fed(),
            {
                "Harbor opens": "항구 문 열어",
                "The harbor opens on Monday.": "항구가 월요일에 문을 연다.",
                "The harbor opens.": "항구가 문을 열었다.",
            },
        )
        row = MemoryEntry.objects.get(role="headline")
        self.assertEqual((row.article, row.by, row.last_seen_at), (self.article, desk, NOON))

    def test_a_story_written_in_korean_feeds_the_other_direction(self):
        article = make_article(languages=("ko", "en"))
        approve(article, "en")
        self.assertEqual(self.fed()["항구 문 열어"], "Harbor opens")
        self.assertEqual(set(MemoryEntry.objects.values_list("source_language", flat=True)), {"ko"})

    def test_a_source_text_that_is_approved_feeds_nothing(self):
        approve(self.article, "en")
        self.assertEqual(self.fed(), {})

    def test_what_was_reopened_before_the_log_was_read_waits_for_its_next_approval(self):
        approve(self.article, "ko")
        perform("reopen", self.article, language="ko", by=None, reason="The title is wrong.")
        self.assertEqual(self.fed(), {})
        rewrite(self.article, title_ko="항구 열려")
        approve(self.article, "ko")
        self.assertEqual(self.fed()["Harbor opens"], "항구 열려")

    def test_a_later_approval_replaces_what_the_story_said_before(self):
        approve(self.article, "ko")
        self.fed()
        self.clock.shift(HOUR)
        rewrite(self.article, title_ko="항구 열려")
        approve(self.article, "ko")
        self.assertEqual(self.fed()["Harbor opens"], "항구 열려")
        self.assertEqual(MemoryEntry.objects.count(), 3)

    def test_markup_is_numbered_as_in_the_source(self):
        source = "<p>The <em>Bora</em> <strong>sails</strong>.</p>"
        rewrite(self.article, body_en=source, body_ko="<p><strong>출항</strong>한 <em>보라</em>호.</p>")
        approve(self.article, "ko")
        fed = self.fed()
        self.assertEqual(fed["The ⟨1⟩Bora⟨/1⟩ ⟨2⟩sails⟨/2⟩."], "⟨2⟩출항⟨/2⟩한 ⟨1⟩보라⟨/1⟩호.")

    def test_a_story_that_is_gone_feeds_nothing(self):
        approve(self.article, "ko")
        self.article.delete()
        self.assertEqual(self.fed(), {})
        self.assertFalse(remember_approved.is_behind())

    def test_reading_the_log_twice_counts_no_use_twice(self):
        approve(self.article, "ko")
        self.fed()
        ConsumerPosition.objects.update(last_event_id=0)
        self.fed()
        self.assertEqual(set(MemoryEntry.objects.values_list("uses", flat=True)), {1})

    def test_follow_log_feeds_it(self):
        approve(self.article, "ko")
        call_command("follow_log", once=True)
        self.assertEqual(MemoryEntry.objects.count(), 3)
        self.assertEqual(ConsumerPosition.objects.get(name="memory").last_event_id, Event.objects.first().id)
