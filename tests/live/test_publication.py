"""Posting, translating, correcting, pinning and removing live entries."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from articles.models import Event, LegalGround
from articles.publishing import withdraw
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.live.publication import (
    AlreadyPosted,
    EntryChanged,
    LiveRefused,
    begin_coverage,
    correct_entry,
    end_coverage,
    pin_entry,
    post_entry,
    take_down,
)
from tests.cases import ClockTestCase
from tests.factories import HOUR, INSTANT, NOON, make_article, make_author, make_published, make_user
from tests.live.cases import WORDS, make_live, post, rows, translate


class LiveTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by)


class CoverageTests(LiveTestCase):
    def test_a_story_is_live_from_begin_to_end(self):
        self.assertEqual(begin_coverage(self.story, by=self.by), LiveCoverage.objects.get())
        self.clock.shift(HOUR)
        end_coverage(self.story, by=self.by)
        self.assertIsNone(end_coverage(self.story, by=self.by))
        coverage = LiveCoverage.objects.get()
        self.assertEqual((coverage.begun_at, coverage.ended_at), (NOON, NOON + HOUR))
        self.clock.shift(HOUR)
        begin_coverage(self.story, by=self.by)
        self.assertEqual(LiveCoverage.objects.open().count(), 1)

    def test_the_log_tells_of_both(self):
        end_coverage(self.story, by=self.by)
        told = Event.objects.filter(subject_type="livecoverage").order_by("id")
        self.assertEqual([event.type for event in told], ["added", "changed"])
        self.assertEqual({event.details["article"] for event in told}, {self.story.pk})
        self.assertEqual({event.actor for event in told}, {self.by})

    def test_readers_must_have_the_story(self):
        with self.assertRaises(LiveRefused):
            begin_coverage(make_article(), by=self.by)

    def test_whoever_publishes_in_no_language_begins_nothing(self):
        reporter = make_user("reporter", role="Reporters")
        for act in (begin_coverage, end_coverage):
            with self.assertRaises(PermissionDenied):
                act(self.story, by=reporter)

    def test_nothing_but_its_end_changes(self):
        coverage = LiveCoverage.objects.get()
        for act in (coverage.save, coverage.delete, LiveCoverage.objects.all().delete):
            with self.assertRaises(TypeError):
                act()

    def test_the_database_knows_valid_times(self):
        rows = models.QuerySet(LiveCoverage)
        with self.assertRaises(IntegrityError), transaction.atomic():
            rows.update(ended_at=NOON - HOUR)
        with self.assertRaises(IntegrityError), transaction.atomic():
            rows.create(article=self.story, begun_at=NOON + HOUR)


class PostingTests(LiveTestCase):
    def test_an_entry_is_live_at_once_and_sealed(self):
        author = make_author()
        entry = post(self.story, by=self.by, author=author, kind="quote")
        self.assertEqual(rows(self.story), [(1, "en", WORDS["en"])])
        self.assertEqual((entry.posted_at, entry.live_from, entry.live_until), (NOON, NOON, None))
        self.assertEqual((entry.byline, entry.kind), (author.name_en, "quote"))
        entry.refresh_from_db()
        self.assertTrue(entry.is_sound)
        event = Event.objects.latest("id")
        self.assertEqual(
            (event.subject_type, event.language, event.edition_digest), ("liveentry", "en", entry.digest)
        )
        self.assertEqual(event.details["step"], "posted")

    def test_entries_count_in_the_order_of_posting_whatever_the_language(self):
        post(self.story)
        post(self.story, "ko")
        other = make_live(number=" 2")
        self.assertEqual(post(other).number, 1)
        self.assertEqual(rows(self.story), [(2, "ko", WORDS["ko"]), (1, "en", WORDS["en"])])

    def test_a_form_that_is_sent_twice_posts_once(self):
        token = uuid4()
        first = post(self.story, by=self.by, token=token)
        self.assertEqual(post(self.story, by=self.by, token=token).pk, first.pk)
        with self.assertRaises(AlreadyPosted) as refused:
            post(self.story, text="Something else.", by=self.by, token=token)
        self.assertEqual(refused.exception.entry, first)
        with self.assertRaises(AlreadyPosted):
            post(make_live(number=" 2"), by=self.by, token=token)
        self.assertEqual(LiveEntry.objects.count(), 1)

    def test_the_coverage_begins_with_an_entry_or_not_at_all(self):
        token = uuid4()
        first = post(self.story, by=self.by, token=token)
        end_coverage(self.story, by=self.by)
        with self.assertRaises(AlreadyPosted):
            post(self.story, text="Something else.", by=self.by, token=token, begins=True)
        self.assertEqual(post(self.story, by=self.by, token=token, begins=True).pk, first.pk)
        with self.assertRaises(LiveRefused):
            post(self.story, text=" ", by=self.by, begins=True)
        self.assertFalse(LiveCoverage.objects.open().exists())
        self.clock.shift(HOUR)
        entry = post(self.story, text="Something else.", by=self.by, begins=True)
        self.assertEqual(LiveCoverage.objects.open().get().begun_at, entry.live_from)
        told = Event.objects.order_by("-id").values_list("subject_type", flat=True)
        self.assertEqual(list(told[:2]), ["liveentry", "livecoverage"])

    def test_whoever_publishes_in_a_language_posts_in_it(self):
        desk = make_user("desk", role="English desk")
        post(self.story, by=desk)
        with self.assertRaises(PermissionDenied):
            post(self.story, "ko", by=desk)
        with self.assertRaises(PermissionDenied):
            post(self.story, by=make_user("reporter", role="Reporters"))

    def test_refusals_write_nothing(self):
        for text in (" \n ", "a" * 5001):
            with self.subTest(text[:3]), self.assertRaises(LiveRefused):
                post_entry(self.story, "en", text, by=self.by)
        with self.assertRaises(LiveRefused):
            post(make_published(number=" calm"), by=self.by)
        for language in ("en", "ko"):
            withdraw(self.story, language, by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        with self.assertRaises(LiveRefused):
            post(self.story, by=self.by)
        self.assertFalse(LiveEntry.objects.exists())

    def test_text_has_its_normal_form_and_typographic_quotes(self):
        entry = post(self.story, text='He said "open"  now.\r\n\r\nThen he left.\x00')
        entry.refresh_from_db()
        self.assertEqual(entry.text, "He said “open” now.\n\nThen he left.")
        self.assertTrue(entry.is_sound)

    def test_after_the_end_nobody_posts(self):
        end_coverage(self.story, by=self.by)
        with self.assertRaises(LiveRefused):
            post(self.story)


class TranslationTests(LiveTestCase):
    def test_a_translation_shares_number_kind_and_time(self):
        entry = post(self.story, by=self.by, author=make_author(), kind="quote", is_pinned=True)
        self.assertEqual(list(LiveEntry.objects.waiting_for_translation()), [entry])
        self.clock.shift(HOUR)
        made = translate(entry, by=self.by)
        self.assertEqual((made.number, made.kind, made.posted_at), (1, "quote", NOON))
        self.assertEqual((made.live_from, made.source_version), (NOON + HOUR, 1))
        self.assertEqual((made.byline, made.is_pinned), ("bora-testman 기자", True))
        self.assertFalse(LiveEntry.objects.waiting_for_translation().exists())

    def test_of_two_translators_the_second_sees_the_first(self):
        entry = post(self.story)
        first = translate(entry)
        with self.assertRaises(EntryChanged) as refused:
            translate(entry, "다른 번역이다.")
        self.assertEqual(refused.exception.entry, first)

    def test_what_was_taken_down_is_not_translated(self):
        entry = post(self.story)
        take_down(self.story, 1, by=self.by)
        with self.assertRaises(EntryChanged):
            translate(entry)

    def test_a_correction_of_the_source_makes_it_wait_again(self):
        entry = post(self.story)
        translate(entry)
        correct_entry(self.story, 1, "en", "At ten.", by=self.by, seen=1)
        waiting = LiveEntry.objects.waiting_for_translation().get()
        self.assertEqual((waiting.language, waiting.version), ("en", 2))
        correct_entry(self.story, 1, "ko", "열 시에.", by=self.by, seen=1, source_seen=2)
        self.assertFalse(LiveEntry.objects.waiting_for_translation().exists())

    def test_it_needs_the_permission_of_its_language(self):
        entry = post(self.story)
        with self.assertRaises(PermissionDenied):
            translate(entry, by=make_user("desk", role="English desk"))


class CorrectionTests(LiveTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.entry = post(cls.story, by=cls.by)
        cls.clock.shift(HOUR)

    def correct(self, text="It opened at ten.", **options):
        return correct_entry(self.story, 1, "en", text, by=self.by, **{"seen": 1} | options)

    def test_it_closes_the_row_and_opens_the_next_at_the_same_instant(self):
        made = self.correct(note="It was not nine.")
        self.entry.refresh_from_db()
        self.assertEqual((self.entry.live_until, made.live_from), (NOON + HOUR, NOON + HOUR))
        self.assertEqual((made.version, made.posted_at, made.changed_at), (2, NOON, NOON + HOUR))
        self.assertEqual(rows(self.story, NOON), [(1, "en", WORDS["en"])])
        self.assertEqual(rows(self.story), [(1, "en", "It opened at ten.")])
        self.assertEqual(made.note, "It was not nine.")
        self.assertTrue(all(entry.is_sound for entry in LiveEntry.objects.all()))

    def test_at_the_same_instant_it_begins_just_after(self):
        self.correct()
        made = self.correct("It opened at eleven.", seen=2)
        self.assertEqual(made.live_from, NOON + HOUR + INSTANT)

    def test_of_two_people_the_second_sees_the_first(self):
        made = self.correct()
        with self.assertRaises(EntryChanged) as refused:
            self.correct("At noon.")
        self.assertEqual(refused.exception.entry, made)

    def test_one_that_is_sent_twice_is_made_once(self):
        token = uuid4()
        self.assertEqual(self.correct(token=token).pk, self.correct(token=token).pk)

    def test_a_long_note_is_refused(self):
        with self.assertRaises(LiveRefused):
            self.correct(note="a" * 301)

    def test_it_can_be_made_after_the_end(self):
        end_coverage(self.story, by=self.by)
        self.assertEqual(self.correct().version, 2)

    def test_taking_down_ends_both_languages_and_may_be_repeated(self):
        translate(self.entry)
        self.clock.shift(HOUR)
        for _time in range(2):
            take_down(self.story, 1, by=self.by, reason="Not confirmed.")
        self.assertEqual(rows(self.story), [])
        self.assertEqual(len(rows(self.story, NOON + HOUR)), 2)
        told = Event.objects.filter(subject_type="liveentry", type="changed")
        self.assertEqual([event.reason for event in told], ["Not confirmed."] * 2)

    def test_pinning_keeps_the_words_and_the_translation_current(self):
        translate(self.entry)
        pin_entry(self.story, 1, by=self.by)
        pin_entry(self.story, 1, by=self.by)
        found = {row.language: row for row in LiveEntry.objects.open()}
        self.assertEqual({row.is_pinned for row in found.values()}, {True})
        self.assertEqual((found["en"].version, found["ko"].source_version), (2, 2))
        self.assertIsNone(found["en"].changed_at)
        pin_entry(self.story, 1, by=self.by, is_pinned=False)
        self.assertFalse(LiveEntry.objects.open().filter(is_pinned=True).exists())

    def test_others_pin_nothing_and_take_nothing_down(self):
        desk = make_user("desk", role="Korean desk")
        for act in (pin_entry, take_down):
            with self.assertRaises(PermissionDenied):
                act(self.story, 1, by=desk)


class SealTests(LiveTestCase):
    def test_what_was_posted_does_not_change(self):
        entry = post(self.story)
        entry.text = "Something else."
        for act in (
            entry.save,
            entry.delete,
            lambda: entry.save(update_fields=["text"]),
            lambda: LiveEntry.objects.update(text="Something else."),
            LiveEntry.objects.all().delete,
        ):
            with self.assertRaises(TypeError):
                act()
        models.QuerySet(LiveEntry).update(text="Something else.")
        self.assertFalse(LiveEntry.objects.get().is_sound)

    def test_the_database_knows_valid_rows(self):
        post(self.story)
        wrong = [{"text": ""}, {"kind": "rumor"}, {"language": "de"}]
        wrong += [{"live_until": NOON - HOUR}, {"posted_at": NOON + HOUR}]
        for columns in wrong:
            with self.subTest(columns), self.assertRaises(IntegrityError), transaction.atomic():
                models.QuerySet(LiveEntry).update(**columns)

    def test_one_open_row_of_an_entry_and_a_language(self):
        entry = post(self.story)
        entry.pk, entry.version, entry.token, entry._state.adding = None, 2, uuid4(), True
        with self.assertRaises(IntegrityError), transaction.atomic():
            models.QuerySet(LiveEntry).bulk_create([entry])

    @pytest.mark.postgresql
    def test_no_two_rows_overlap(self):
        entry = post(self.story)
        entry.pk, entry.version, entry.token, entry._state.adding = None, 2, uuid4(), True
        entry.live_until = NOON + HOUR
        with self.assertRaises(IntegrityError), transaction.atomic():
            models.QuerySet(LiveEntry).bulk_create([entry])

    def test_the_digests_of_days_cover_entries(self):
        entry = post(self.story)
        covered = Event.objects.sealing().values_list("edition_digest", flat=True)
        self.assertIn(entry.digest, covered)

    def test_a_redaction_leaves_a_digest_that_nobody_can_guess_from(self):
        entry = post(self.story, text="Bora Testman said it.")
        plain = post(self.story)
        words = request_redaction(
            words="Bora Testman", ground=LegalGround.COURT, reference="2026-2", by=self.by
        )
        perform_redaction(words, by=make_user("second"))
        entry.refresh_from_db()
        plain.refresh_from_db()
        self.assertNotIn("Testman", entry.text)
        self.assertEqual((entry.redacted_at, entry.digest_key, entry.is_sound), (NOON, "", True))
        self.assertEqual((plain.redacted_at, plain.is_sound), (None, True))
        self.assertFalse(Event.objects.filter(details__icontains="Testman").exists())
