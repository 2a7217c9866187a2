"""A file of translations is saved at once: see articles.translations.segments.fill_many."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Article, Event, TranslatedSegment
from articles.translations.freshness import segments_stamp
from articles.translations.segments import (
    SegmentConflict,
    SegmentGone,
    TranslationRefused,
    fill_segment,
    fill_segments,
    join_units,
)
from tests.articles.translations.test_segments import BODY, KOREAN, SegmentsCase
from tests.factories import make_user


class FillManyTests(SegmentsCase):
    def asked(self, texts):
        """Return ({unit id: text}, {unit id: stamps that were seen}) for {index: text}."""
        translation = self.translation
        ids = translation.unit_ids
        seen = {
            ids[place]: (
                segments_stamp(translation.sources_of(translation.units[place])),
                segments_stamp(translation.targets_of(translation.units[place])),
            )
            for place in texts
        }
        return {ids[place]: text for place, text in texts.items()}, seen

    def fill_many(self, texts, **options):
        named, seen = self.asked(texts)
        return fill_segments(self.article, "ko", named, **({"by": self.translator, "seen": seen} | options))

    def untouched(self):
        return (self.body, TranslatedSegment.objects.count()) == ("", 0)

    def test_a_whole_story_is_written_at_once_each_segment_at_its_place(self):
        self.fill_all()
        whole = self.body
        self.change(title_ko="", summary_ko="", body_ko="")
        found = self.fill_many({place: text for place, text in enumerate(KOREAN) if text})
        self.assertEqual((self.body, Article.objects.get().title_ko), (whole, KOREAN[0]))
        self.assertTrue(found.is_whole)
        self.assertEqual(self.states(), ["current"] * 8)

    def test_whatever_the_order_in_which_they_are_asked(self):
        places = [7, 5, 3, 2, 4]
        self.fill_many({place: KOREAN[place] for place in places})
        self.assertEqual([self.body.index(KOREAN[place]) for place in sorted(places)],
                         sorted(self.body.index(KOREAN[place]) for place in places))  # fmt: skip

    def test_they_are_one_save_in_history_and_log(self):
        before, events = self.progress.version, Event.objects.count()
        self.fill_many({2: KOREAN[2], 3: KOREAN[3], 4: KOREAN[4]})
        self.assertEqual(self.progress.version, before + 1)
        self.assertEqual(Event.objects.count(), events)

    def test_one_that_somebody_wrote_meanwhile_stops_them_all(self):
        named, seen = self.asked({2: KOREAN[2], 3: KOREAN[3]})
        fill_segment(
            self.article, "ko", self.translation.unit_ids[3], ["다른 글"], by=self.translator, seen=""
        )
        with pytest.raises(SegmentConflict) as conflict:
            fill_segments(self.article, "ko", named, by=self.translator, seen=seen)
        self.assertEqual(conflict.value.texts, ["다른 글"])
        self.assertNotIn(KOREAN[2], self.body)

    def test_one_whose_source_changed_meanwhile_stops_them_all(self):
        named, seen = self.asked({2: KOREAN[2], 7: KOREAN[7]})
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        with pytest.raises(SegmentGone):
            fill_segments(self.article, "ko", named, by=self.translator, seen=seen)
        self.assertTrue(self.untouched())

    def test_of_a_join_the_second_source_counts_too(self):
        self.fill_all()
        self.ask(join_units, 2)
        named, seen = self.asked({2: "항구가 열렸다. 계획을 보라."})
        self.change(body_en=BODY.replace("for details", "for all details"))
        with pytest.raises(SegmentGone):
            fill_segments(self.article, "ko", named, by=self.translator, seen=seen)

    def test_an_empty_one_stops_them_all(self):
        with pytest.raises(TranslationRefused):
            self.fill_many({2: KOREAN[2], 3: " "})
        self.assertTrue(self.untouched())

    def test_what_stands_there_already_is_accepted_for_the_source_as_it_is_now(self):
        self.fill_all()
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait").replace("a.example", "b.example"))
        self.assertEqual((self.states()[3], self.states()[7]), ("markup", "stale"))
        standing = [one.html for one in self.translation.target]
        self.fill_many({3: standing[3], 7: standing[7]})
        self.assertEqual(self.states(), ["current"] * 8)
        self.assertIn('<a href="https://b.example/">계획</a>', self.body)

    def test_what_was_typed_and_not_finished_is_finished(self):
        self.fill(2, KOREAN[2], is_finished=False)
        self.fill_many({2: KOREAN[2]})
        self.assertFalse(self.translation.units[2].is_draft)

    def test_who_may_not_write_the_language_is_refused(self):
        with pytest.raises(PermissionDenied):
            self.fill_many({2: KOREAN[2]}, by=make_user("stranger", role="English translators"))
        self.assertTrue(self.untouched())
