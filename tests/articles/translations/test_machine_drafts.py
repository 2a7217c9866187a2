import datetime

from django.core.exceptions import PermissionDenied
from django.test import override_settings

from articles.models import Article, Author, Edition, Event, EventType, Stage, TranslatedSegment
from articles.publishing import publish
from articles.text.segments import MachineOrigin
from articles.translations.freshness import current_pairs, segments_stamp
from articles.translations.machine_drafts import (
    confirm_machine_drafts,
    place_machine_drafts,
    replace_by_machine_draft,
    set_machine_label,
)
from articles.translations.segments import (
    SegmentConflict,
    accept_unit,
    join_units,
    separate_units,
)
from articles.workflow.edit_session import editing
from articles.workflow.transitions import TransitionRefused, perform
from tests.articles.translations.test_segments import KOREAN, SegmentsCase
from tests.factories import make_user

PICTURE = '<figure data-image="3"><figcaption></figcaption></figure>'
ENGINE = {"engine": "DeepL", "model": "quality"}


class MachineDraftsCase(SegmentsCase):
    def seen(self, place):
        translation = self.translation
        unit = translation.units[place]
        stamps = (translation.sources_of(unit), translation.targets_of(unit))
        return tuple(segments_stamp(one) for one in stamps)

    def place_drafts(self, texts):
        """Place {index of a unit: HTML} as drafts requested now; return the indexes that were placed."""
        ids = self.translation.unit_ids
        drafts = {ids[place]: html for place, html in texts.items()}
        seen = {ids[place]: self.seen(place) for place in texts}
        placed = place_machine_drafts(self.article, "ko", drafts, by=self.translator, seen=seen, **ENGINE)
        return {ids.index(one) for one in placed}

    def draft_all(self):
        """Place a draft in each segment, except an empty caption."""
        texts = [html for html in KOREAN if html]
        has_picture = len(self.translation.units) == len(KOREAN)
        places = [place for place, html in enumerate(KOREAN) if html] if has_picture else range(len(texts))
        self.place_drafts(dict(zip(places, texts, strict=True)))
        if has_picture:
            self.ask(accept_unit, KOREAN.index(""))

    def rows(self):
        return TranslatedSegment.objects.filter(article=self.article).order_by("position")

    def row(self, place):
        return self.translation.units[place].recorded.row


class PlaceTests(MachineDraftsCase):
    def test_untranslated_segments_get_drafts_that_name_the_engine(self):
        self.assertEqual(self.place_drafts({0: KOREAN[0], 2: KOREAN[2]}), {0, 2})
        row = self.row(2)
        self.assertEqual(
            (row.machine_engine, row.machine_model, row.machine_html), ("DeepL", "quality", KOREAN[2])
        )
        self.assertTrue(row.is_draft)
        self.assertIsNone(row.confirmed_at)
        self.assertIn(KOREAN[2], self.body)

    def test_a_segment_that_somebody_translated_meanwhile_stays(self):
        ids, seen = self.translation.unit_ids, self.seen(2)
        self.fill(2, "사람이 옮긴 문장이다.")
        placed = place_machine_drafts(
            self.article, "ko", {ids[2]: KOREAN[2]}, by=self.translator, seen={ids[2]: seen}, **ENGINE
        )
        self.assertEqual(placed, set())
        self.assertIn("사람이 옮긴 문장이다.", self.body)

    def test_a_segment_whose_source_changed_or_is_gone_stays_empty(self):
        ids, seen = self.translation.unit_ids, self.seen(2)
        with editing(self.article.pk) as article:
            article.body_en = self.article.body_en.replace("Monday", "Tuesday")
        placed = place_machine_drafts(
            self.article, "ko", {ids[2]: KOREAN[2]}, by=self.translator, seen={ids[2]: seen}, **ENGINE
        )
        self.assertEqual(placed, set())

    def test_who_may_not_write_the_language_places_none(self):
        with self.assertRaises(PermissionDenied):
            place_machine_drafts(
                self.article, "ko", {}, by=make_user("e", role="English desk"), seen={}, **ENGINE
            )

    def test_a_draft_replaces_a_translation_only_as_it_was_seen(self):
        self.fill(2, "사람이 옮긴 문장이다.")
        unit_id, seen = self.translation.unit_ids[2], self.seen(2)
        replace = {"by": self.translator, "seen": seen, **ENGINE}
        replace_by_machine_draft(self.article, "ko", unit_id, KOREAN[2], **replace)
        self.assertEqual(self.row(2).machine_html, KOREAN[2])
        with self.assertRaises(SegmentConflict):
            replace_by_machine_draft(self.article, "ko", unit_id, "또 다른 초안.", **replace)


class ConfirmTests(MachineDraftsCase):
    def test_typing_in_a_draft_leaves_it_a_draft_of_the_machine(self):
        self.place_drafts({2: KOREAN[2]})
        self.fill(2, "항구가 월요일에 다시 열린다.", is_finished=False)
        row = self.row(2)
        self.assertEqual((row.is_draft, row.machine_html, row.confirmed_at), (True, KOREAN[2], None))

    def test_finishing_it_confirms_it_and_keeps_what_the_machine_wrote(self):
        self.place_drafts({2: KOREAN[2]})
        self.fill(2, "항구가 월요일에 다시 열린다.")
        row = self.row(2)
        self.assertEqual((row.is_draft, row.machine_html), (False, KOREAN[2]))
        self.assertEqual(row.confirmed_by, self.translator)

    def test_who_confirmed_first_stays(self):
        self.place_drafts({2: KOREAN[2]})
        self.fill(2, KOREAN[2])
        at = self.row(2).confirmed_at
        self.fill(2, "항구가 월요일에 다시 열린다.", by=make_user("second", role="Korean translators"))
        self.assertEqual((self.row(2).confirmed_by, self.row(2).confirmed_at), (self.translator, at))

    def test_emptying_a_segment_ends_its_origin(self):
        self.place_drafts({2: KOREAN[2]})
        self.fill(2, "")
        self.fill(2, "사람이 옮긴 문장이다.")
        self.assertEqual(self.row(2).machine_engine, "")

    def test_a_change_in_the_form_confirms_nothing(self):
        self.place_drafts({2: KOREAN[2]})
        with editing(self.article.pk) as article:
            article.body_ko = self.body.replace("열린다", "다시 열린다")
        self.assertTrue(self.translation.units[2].is_unconfirmed)

    def test_accepting_all_changes_without_words_confirms_nothing(self):
        self.place_drafts({2: KOREAN[2]})
        with editing(self.article.pk) as article:
            article.body_en = self.article.body_en.replace("harbor", "<strong>harbor</strong>")
        self.accept_wordless_changes()
        self.assertTrue(self.translation.units[2].is_unconfirmed)

    def test_a_joined_segment_waits_as_long_as_one_of_both_does(self):
        self.place_drafts({4: KOREAN[4], 5: KOREAN[5]})
        self.fill(4, KOREAN[4])
        self.ask(join_units, 4)
        self.assertTrue(self.translation.units[4].is_unconfirmed)
        self.ask(separate_units, 4)
        self.assertTrue(self.translation.units[4].is_unconfirmed)

    def test_words_of_a_machine_alone_are_not_remembered(self):
        self.place_drafts({2: KOREAN[2], 4: KOREAN[4]})
        self.fill(2, KOREAN[2])
        self.fill(4, "북부로 가는 곡물")
        article = Article.objects.get(pk=self.article.pk)
        targets = [target for _role, _source, target in current_pairs(article, "ko")]
        self.assertEqual(targets, ["북부로 가는 곡물"])


class WorkflowTests(MachineDraftsCase):
    def submit(self):
        return perform("submit", self.article, language="ko", by=self.translator)

    def test_a_story_with_an_unconfirmed_draft_is_not_submitted(self):
        self.draft_all()
        with self.assertRaises(TransitionRefused) as caught:
            self.submit()
        self.assertEqual([one.code for one in caught.exception.reasons], ["languages.machine"])
        for place in range(len(KOREAN)):
            self.ask(accept_unit, place)
        self.assertEqual(self.submit().stage, Stage.IN_REVIEW)

    def test_whole_stories_are_confirmed_only_where_the_setting_allows_it_and_by_who_may_approve(self):
        self.draft_all()
        editor = make_user("editor", role="Korean desk")
        with self.assertRaises(PermissionDenied):
            confirm_machine_drafts(self.article, "ko", by=editor)
        with override_settings(MACHINE_TRANSLATION_WHOLE_STORIES=True):
            with self.assertRaises(PermissionDenied):
                confirm_machine_drafts(self.article, "ko", by=self.translator)
            self.assertEqual(confirm_machine_drafts(self.article, "ko", by=editor), len(KOREAN) - 1)
        event = Event.objects.get(type=EventType.MACHINE_CONFIRMED)
        self.assertEqual((event.actor, event.details["segments"]), (editor, len(KOREAN) - 1))
        self.assertEqual(self.submit().stage, Stage.IN_REVIEW)


class EditionTests(MachineDraftsCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.editor = make_user("editor", role="Managing editors")
        with editing(cls.article.pk) as article:
            article.body_en = article.body_en.replace(PICTURE, "")

    def publish(self, **options):
        perform("submit", self.article, language="ko", by=self.translator)
        perform("approve", self.article, language="ko", by=self.editor)
        return publish(self.article, "ko", by=self.editor, before_source=True, reason="도착 순서", **options)

    def finish_all(self):
        self.fill(2, "항구가 월요일에 다시 열린다.")
        for place in range(len(self.translation.units)):
            self.ask(accept_unit, place)

    def test_an_edition_prints_what_a_machine_drafted_and_how_much_of_it_was_changed(self):
        Author.objects.create(slug="han", name_en="Han Bichna", name_ko="한빛나", user=self.translator)
        self.draft_all()
        self.finish_all()
        machine = self.publish().printed["machine"]
        self.assertEqual(machine["engines"], [["DeepL", "quality"]])
        self.assertEqual((machine["by"], "is_hidden" in machine), (["한빛나"], False))
        self.assertTrue(95 <= machine["share"] <= 100 and 0 < machine["changed"] < 20)
        self.assertEqual([place for place, _engine, changed in machine["segments"] if changed], [2])

    def test_a_translation_by_people_prints_nothing_of_machines(self):
        for place, html in enumerate(filter(None, KOREAN)):
            self.fill(place, html)
        self.assertNotIn("machine", self.publish().printed)

    def test_the_label_is_left_out_for_a_logged_reason(self):
        self.draft_all()
        self.finish_all()
        with self.assertRaises(TransitionRefused):
            set_machine_label(self.article, "ko", by=self.editor, is_hidden=True)
        with self.assertRaises(PermissionDenied):
            set_machine_label(self.article, "ko", by=self.translator, is_hidden=True, reason="x")
        set_machine_label(self.article, "ko", by=self.editor, is_hidden=True, reason="모두 새로 썼다")
        self.assertTrue(self.publish().printed["machine"]["is_hidden"])
        event = Event.objects.get(type=EventType.MACHINE_LABEL_HIDDEN)
        self.assertEqual((event.reason, event.actor), ("모두 새로 썼다", self.editor))

    def test_the_seal_covers_it(self):
        self.draft_all()
        self.finish_all()
        edition = Edition.objects.get(pk=self.publish().pk)
        self.assertEqual(edition.sealed(None), edition.digest)
        edition.printed["machine"]["changed"] = 99
        self.assertNotEqual(edition.sealed(None), edition.digest)


class MachineOriginTests(MachineDraftsCase):
    def test_the_share_that_was_changed(self):
        at = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)
        draft = MachineOrigin("DeepL", "", "Grain &amp; salt <strong>wait</strong>.", at)
        self.assertEqual(draft.percent_changed("Grain &amp; salt <em>wait</em>."), 0)
        self.assertEqual(draft.percent_changed("Ships leave"), 100)
        quoted = MachineOrigin("DeepL", "", '"Grain"', at)
        self.assertEqual(quoted.percent_changed("“Grain”"), 0)
        self.assertTrue(0 < draft.percent_changed("Grain &amp; rice wait.") < 50)
