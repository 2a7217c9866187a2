"""The states of the demonstration's stories: one story for every state."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from articles.models import Edition, EditionKind, Event, EventType, LanguageProgress, Priority
from articles.translations.freshness import translation_of
from newsroom.frontpage.models import Placement
from newsroom.live.models import LiveEntry
from tests.demo.loading import (
    BAKERS,
    BUOYS,
    CISTERNS,
    CLOCK,
    DOLPHINS,
    FERRY,
    KEEPER,
    KELP,
    LAMP,
    LIBRARY,
    LOADED_AT,
    LUNCH,
    MARKET,
    NUMBERS,
    PACT,
    PIER,
    ROOMS,
    SEAGRASS,
    STORIES,
    TOMORROW_AT_NINE,
    UNION,
    DemoTestCase,
    article,
    display_statuses,
    editions,
    load,
)


class StateTests(DemoTestCase):
    @classmethod
    def setUpTestData(cls):
        load()

    def assertLive(self, key, *, source, briefs=()):
        """Assert that a story is live in both languages, in its first edition, with a current translation."""
        self.assertEqual(display_statuses(key), {"en": "live", "ko": "live"})
        self.assertEqual(article(key).source_language, source)
        for language in ("en", "ko"):
            [edition] = editions(key, language)
            self.assertEqual(edition.is_brief, language in briefs)
            self.assertEqual(edition.source_number, None if language == source else 1)

    def test_its_front_page_is_laid_out_and_that_of_tomorrow_planned(self):
        standing = Placement.objects.of_page("en", "front")
        leads = {name: standing.active(at).get(slot="lead").article for name, at in
                 (("now", LOADED_AT), ("tomorrow", TOMORROW_AT_NINE))}  # fmt: skip
        self.assertEqual(leads, {"now": article(KELP), "tomorrow": article(PACT)})
        newest = Edition.objects.live(LOADED_AT).in_language("en").newest_first().first()
        self.assertNotEqual(newest.article, article(KELP))
        self.assertTrue(Placement.objects.banners("ko").exists())
        self.assertFalse(Placement.objects.banners("ko").active(LOADED_AT).exists())

    def assertNotices(self, key, kind, word):
        self.assertEqual(display_statuses(key), {"en": word, "ko": word})
        for language in ("en", "ko"):
            first, notice = editions(key, language)
            self.assertTrue(first.body)
            self.assertEqual((notice.kind, notice.headline, notice.body), (kind, first.headline, ""))
            self.assertTrue(notice.note)

    def progress(self, key, language):
        return LanguageProgress.objects.get(article=article(key), language=language)

    def test_full_in_both_languages(self):
        for key in (PACT, NUMBERS, KEEPER):
            self.assertLive(key, source="en")

    def test_korean_first_and_full_in_english(self):
        self.assertLive(CISTERNS, source="ko")

    def test_korean_first_and_a_brief_in_english(self):
        self.assertLive(LIBRARY, source="ko", briefs=["en"])

    def test_brief_in_both_languages(self):
        self.assertLive(LAMP, source=STORIES[LAMP]["source_language"], briefs=["en", "ko"])

    def test_english_only(self):
        self.assertEqual(display_statuses(SEAGRASS), {"en": "live", "ko": "nothing"})

    def test_korean_only(self):
        self.assertEqual(display_statuses(LUNCH), {"en": "nothing", "ko": "live"})

    def test_a_translation_that_carries_a_correction_over_is_as_new_as_its_source(self):
        translation = translation_of(article(FERRY), self.progress(FERRY, "ko"))
        self.assertEqual(translation.open_units, [])

    def test_corrected_twice_in_both_languages(self):
        self.assertEqual(display_statuses(FERRY), {"en": "live", "ko": "live"})
        wrong = {"en": ("48,300", "seven in 10"), "ko": ("4만8300명", "10명 중 7명")}
        for language, (first_wrong, second_wrong) in wrong.items():
            first, second, third = editions(FERRY, language)
            kinds = [edition.kind for edition in (first, second, third)]
            self.assertEqual(kinds, [EditionKind.ORIGINAL, EditionKind.CORRECTION, EditionKind.CORRECTION])
            self.assertIn(first_wrong, first.body)
            self.assertNotIn(first_wrong, second.body)
            self.assertIn(first_wrong.rstrip("명"), second.note)
            self.assertIn(second_wrong, second.body)
            self.assertNotIn(second_wrong, third.body)
            self.assertIn(second_wrong, third.note)
            self.assertEqual(first.first_published_at, third.first_published_at)

    def test_drafted_by_a_machine_and_edited(self):
        [edition] = editions(UNION, "ko")
        machine = edition.printed["machine"]
        self.assertEqual((machine["engines"], machine["by"]), ([["DeepL", ""]], ["구름결"]))
        self.assertTrue(machine["share"] > 90 and 0 < machine["changed"] < 20)

    def test_withdrawn_in_both_languages(self):
        self.assertNotices(PIER, EditionKind.WITHDRAWAL, "withdrawn")

    def test_retracted_in_both_languages(self):
        self.assertNotices(DOLPHINS, EditionKind.RETRACTION, "retracted")

    def test_scheduled_for_tomorrow_at_nine(self):
        self.assertEqual(display_statuses(MARKET), {"en": "scheduled", "ko": "scheduled"})
        live = Edition.objects.of(article(MARKET), "ko").live
        self.assertFalse(live(TOMORROW_AT_NINE - timedelta(microseconds=1)).exists())
        self.assertTrue(live(TOMORROW_AT_NINE).exists())
        self.assertEqual(display_statuses(MARKET, TOMORROW_AT_NINE), {"en": "live", "ko": "live"})

    def test_in_review_and_not_started(self):
        self.assertEqual(display_statuses(ROOMS), {"en": "in_review", "ko": "wanted"})
        self.assertFalse(Edition.objects.filter(article=article(ROOMS)).exists())

    def test_half_translated_and_held_by_the_translator(self):
        self.assertEqual(display_statuses(CLOCK), {"en": "live", "ko": "writing"})
        self.assertEqual(self.progress(CLOCK, "ko").assignee.username, "translator-ko")
        self.assertTrue(article(CLOCK).title_ko and article(CLOCK).summary_ko)
        done, whole = (article(CLOCK).text("body", language).count("<p>") for language in ("ko", "en"))
        self.assertTrue(0.3 < done / whole < 0.7, f"{done} of {whole}")

    def test_updated_past_its_translation(self):
        self.assertEqual(display_statuses(BUOYS), {"en": "live", "ko": "live"})
        first, second = editions(BUOYS, "en")
        [korean] = editions(BUOYS, "ko")
        self.assertEqual((second.kind, korean.source_number), (EditionKind.UPDATE, 1))
        self.assertNotEqual((first.headline, first.summary), (second.headline, second.summary))
        self.assertGreater(second.body.count("<p>"), first.body.count("<p>"))
        self.assertGreater(second.live_from, korean.live_from)

    def test_an_evening_of_it_was_covered_live_in_both_languages(self):
        story = article(BUOYS)
        coverage = story.live_coverages.get()
        self.assertLess(coverage.begun_at, coverage.ended_at)
        entries = LiveEntry.objects.live().filter(article=story)
        self.assertEqual(sorted(entries.values_list("language", flat=True)), ["en"] * 6 + ["ko"] * 6)
        self.assertEqual(entries.filter(is_pinned=True).count(), 4)
        self.assertEqual(
            {row.number for row in entries if row.is_translation and row.language == "en"}, {3, 5}
        )
        self.assertEqual([row.number for row in entries if row.note], [2, 2])
        self.assertEqual([row for row in entries if row.is_translation and row.source_version > 2], [])

    def test_returned_by_the_desk_with_a_reason(self):
        self.assertEqual(display_statuses(BAKERS), {"en": "wanted", "ko": "writing"})
        events = Event.objects.about(article(BAKERS)).exclude(type=EventType.NOTED)
        last = events.latest("id")
        self.assertEqual((last.type, last.actor.username), (EventType.RETURNED, "desk-ko"))
        self.assertIn("매출이 두 배", last.reason)
        self.assertIn("매출이 두 배", article(BAKERS).body_ko)
        self.assertEqual(self.progress(BAKERS, "ko").assignee.username, "reporter")

    def test_the_board_has_something_late_something_urgent_and_days_hoped_for(self):
        self.assertLess(self.progress(BAKERS, "ko").due_at, LOADED_AT)
        self.assertEqual(self.progress(CLOCK, "ko").priority, Priority.URGENT)
        self.assertEqual(self.progress(ROOMS, "ko").assignee.username, "translator-ko")
        planned = [self.progress(key, "ko").planned_on for key in (BAKERS, CLOCK, ROOMS)]
        today = timezone.localtime(LOADED_AT).date()
        self.assertEqual([(day - today).days for day in planned], [0, 1, 1])

    def test_every_section_is_read_in_both_languages(self):
        for language, wanted in {
            "en": {"economy": 3, "strait": 3, "city": 4, "environment": 2, "culture": 3},
            "ko": {"economy": 3, "strait": 2, "city": 5, "environment": 1, "culture": 3},
        }.items():
            live = Edition.objects.live(LOADED_AT).filter(language=language)
            self.assertEqual(Counter(live.values_list("section__slug", flat=True)), wanted)
