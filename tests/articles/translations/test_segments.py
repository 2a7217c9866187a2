import pytest
from django.core.exceptions import PermissionDenied
from django.test import TestCase

from articles.models import Article, LanguageProgress, Stage, TranslatedSegment
from articles.text.freshness import Freshness
from articles.translations.freshness import current_pairs, segments_stamp, translation_of
from articles.translations.segments import (
    SegmentConflict,
    SegmentGone,
    TranslationRefused,
    accept_unit,
    accept_wordless_changes,
    add_paragraph,
    fill_segment,
    fill_unit,
    join_units,
    leave_out_unit,
    segment_change,
    separate_units,
    translating,
    undo_leave_out,
)
from articles.workflow.edit_session import editing
from tests.articles.body.test_charts import make_table
from tests.factories import approve, make_article, make_user

BODY = (
    '<p>The harbor opens on Monday.</p><p>See <a href="https://a.example/">the plan</a> for details.</p>'
    "<ul><li><p>Grain for the north</p></li><li><p>Salt for the south</p></li></ul>"
    '<figure data-image="3"><figcaption></figcaption></figure><p>Ships wait at sea.</p>'
)
KOREAN = [
    "항구 문 열어",
    "항구가 월요일에 문을 연다.",
    "항구가 월요일에 열린다.",
    '자세한 내용은 <a href="https://a.example/">계획</a>을 보라.',
    "북쪽으로 가는 곡물",
    "남쪽으로 가는 소금",
    "",
    "배들은 바다에서 기다린다.",
]


def described(translation):
    """Return all values of a Translation, to compare it with one read from the database."""
    units = []
    for unit, unit_id in zip(translation.units, translation.unit_ids, strict=True):
        recorded = unit.recorded
        row = recorded and (recorded.row.pk, recorded.row.position, recorded.row.translated_by_id)
        kept = recorded and (recorded.sources, recorded.targets, recorded.reason, recorded.machine, row)
        units.append((unit_id, unit.state, unit.is_draft, unit.sources, unit.targets, kept))
    rows = [recorded.row.pk for recorded in translation.recorded]
    return translation.source, translation.target, units, rows


class SegmentsCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        cls.article = make_article(body_en=BODY)

    @property
    def translation(self):
        return translation_of(Article.objects.get(pk=self.article.pk), self.progress)

    @property
    def progress(self):
        return LanguageProgress.objects.get(article=self.article, language="ko")

    @property
    def body(self):
        return Article.objects.get(pk=self.article.pk).body_ko

    def assert_whole(self):
        """Assert that nothing remains to be translated, by the texts and by the digests."""
        row = self.progress
        self.assertTrue(self.translation.is_whole)
        self.assertEqual((row.translated_digest, row.is_stale), (row.source_digest, False))

    def states(self):
        return [str(unit.state) for unit in self.translation.units]

    def ask(self, verb, place, *args, **options):
        """Apply an action to the unit at a position, with the values that the screen would post now."""
        translation = self.translation
        unit = translation.units[place]
        if verb is fill_unit:
            options.setdefault("seen", segments_stamp(translation.targets_of(unit)))
            options.setdefault("source", segments_stamp(translation.sources_of(unit)))
        unit_id = translation.unit_ids[place]
        known = {"by": self.translator} | options
        saved = segment_change(verb)(self.article, "ko", unit_id, *args, **known)
        self.assertEqual(described(saved), described(self.translation))
        return saved

    def fill(self, place, *texts, is_finished=True, **options):
        return self.ask(fill_unit, place, list(texts), is_finished=is_finished, **options)

    def accept_wordless_changes(self):
        with translating(self.article.pk, "ko", by=self.translator) as session:
            accept_wordless_changes(session)
        self.assertEqual(described(session.translation), described(self.translation))

    def fill_all(self):
        for place, text in enumerate(KOREAN):
            if text:
                self.fill(place, text)

    def change(self, **columns):
        with editing(self.article.pk) as article:
            for name, text in columns.items():
                setattr(article, name, text)


class FillTests(SegmentsCase):
    def test_the_last_of_what_is_kept_goes_too(self):
        self.ask(leave_out_unit, 3, reason="known here")
        self.ask(undo_leave_out, 3)
        self.assertFalse(TranslatedSegment.objects.exists())

    def test_a_story_is_translated_segment_by_segment_in_its_own_order(self):
        for place in (7, 2, 5, 0, 3, 4, 1):
            self.fill(place, KOREAN[place])
        self.assertEqual(self.states(), ["current"] * 8)
        expected = BODY
        for english, korean in zip(
            (
                "The harbor opens on Monday.",
                "Grain for the north",
                "Salt for the south",
                "Ships wait at sea.",
            ),
            (KOREAN[2], KOREAN[4], KOREAN[5], KOREAN[7]),
            strict=True,
        ):
            expected = expected.replace(english, korean)
        expected = expected.replace('See <a href="https://a.example/">the plan</a> for details.', KOREAN[3])
        self.assertEqual(self.body, expected)
        self.assertEqual(Article.objects.get().title_ko, KOREAN[0])

    def test_what_is_typed_is_a_draft_until_it_is_finished(self):
        self.fill(2, "항구가", is_finished=False)
        self.assertEqual((self.states()[2], self.translation.units[2].is_draft), ("current", True))
        self.fill(2, KOREAN[2])
        self.assertFalse(self.translation.units[2].is_draft)

    def test_a_text_that_is_emptied_is_taken_out(self):
        self.fill(4, KOREAN[4])
        self.fill(4, "")
        self.assertEqual(("ul" in self.body, self.states()[4]), (False, "new"))

    def test_two_translators_on_two_segments_are_both_kept(self):
        ids = self.translation.unit_ids
        other = make_user("other", role="Korean translators")
        fill_segment(self.article, "ko", ids[2], [KOREAN[2]], by=self.translator, seen="")
        fill_segment(self.article, "ko", ids[4], [KOREAN[4]], by=other, seen="")
        self.assertIn(KOREAN[2], self.body)
        self.assertIn(KOREAN[4], self.body)

    def test_a_segment_that_somebody_else_wrote_is_a_conflict_that_shows_their_text(self):
        ids = self.translation.unit_ids
        self.fill(2, KOREAN[2])
        with pytest.raises(SegmentConflict) as conflict:
            fill_segment(self.article, "ko", ids[2], ["다른 글"], by=self.translator, seen="")
        self.assertEqual(conflict.value.texts, [KOREAN[2]])
        self.assertIn(KOREAN[2], self.body)

    def test_the_same_words_sent_again_are_no_conflict(self):
        ids = self.translation.unit_ids
        for is_finished in (False, True):  # the first answer was lost on its way
            fill_segment(
                self.article, "ko", ids[2], [KOREAN[2]], by=self.translator, seen="", is_finished=is_finished
            )
        self.assertEqual(self.states()[2], "current")

    def test_a_reporter_meanwhile_is_no_conflict(self):
        ids = self.translation.unit_ids
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        fill_segment(self.article, "ko", ids[2], [KOREAN[2]], by=self.translator, seen="")
        self.assertIn(KOREAN[2], self.body)

    def test_a_segment_whose_source_changed_meanwhile_is_gone_unless_its_row_is_known(self):
        ids = self.translation.unit_ids
        self.fill(7, KOREAN[7])
        row, standing = TranslatedSegment.objects.get(), segments_stamp(self.translation.target)
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        with pytest.raises(SegmentGone):
            fill_segment(self.article, "ko", ids[7], ["배"], by=self.translator, seen=standing)
        seen = segments_stamp(self.translation.targets_of(self.translation.units[7]))
        known = {"by": self.translator, "seen": seen, "row": row.pk, "source": "old"}
        fill_segment(self.article, "ko", ids[7], ["배"], is_finished=True, **known)
        self.assertEqual(self.states()[7], "stale")

    def test_an_approved_text_goes_back_to_review(self):
        self.fill_all()
        approve(self.article, "ko")
        self.fill(2, "항구가 화요일에 열린다.")
        self.assertEqual(self.progress.stage, Stage.IN_REVIEW)

    def test_who_may_not_write_the_language_is_refused_and_so_is_the_source(self):
        stranger = make_user("stranger", role="English translators")
        with pytest.raises(PermissionDenied):
            self.fill(2, KOREAN[2], by=stranger)
        with pytest.raises(PermissionDenied):
            fill_segment(self.article, "en", self.translation.unit_ids[2], ["x"], by=stranger, seen="")


class StaleTests(SegmentsCase):
    def setUp(self):
        super().setUp()
        self.fill_all()

    def is_stale(self):
        return LanguageProgress.objects.get(language="ko").is_stale

    def test_stale_is_a_where_and_ends_when_the_segment_is_mended(self):
        self.assert_whole()
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        self.assertTrue(self.is_stale())
        self.fill(7, "배 열 척이 바다에서 기다린다.")
        self.assertFalse(self.is_stale())

    def test_typing_in_a_stale_segment_leaves_it_stale_until_it_is_finished(self):
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        self.fill(7, "배 열 척이", is_finished=False)
        self.assertEqual(self.states().count("stale"), 1)

    def test_white_space_makes_nothing_stale(self):
        self.change(body_en=BODY.replace("Ships wait", "Ships\u00a0wait"))
        self.assertFalse(self.is_stale())

    def test_a_link_that_changed_is_carried_over_by_one_key(self):
        self.change(body_en=BODY.replace("a.example", "b.example"))
        self.assertEqual(self.states()[3], "markup")
        self.ask(accept_unit, 3)
        self.assertIn('<a href="https://b.example/">계획</a>', self.body)
        self.assertEqual((self.states(), self.is_stale()), (["current"] * 8, False))

    def test_a_change_is_not_accepted_for_words_that_one_has_not_seen(self):
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        before = segments_stamp(self.translation.targets_of(self.translation.units[7]))
        self.fill(7, "배 열 척이", is_finished=False)
        with pytest.raises(SegmentConflict):
            self.ask(accept_unit, 7, seen=before)
        self.assertEqual(self.states()[7], "stale")

    def test_items_that_changed_places_and_a_heading_are_carried_over_at_once(self):
        swapped = BODY.replace("Grain for the north", "?").replace(
            "Salt for the south", "Grain for the north"
        )
        swapped = swapped.replace("?", "Salt for the south")
        self.change(body_en=swapped.replace("<p>Ships wait at sea.</p>", "<h2>Ships wait at sea.</h2>"))
        self.accept_wordless_changes()
        self.assertEqual(self.states(), ["current"] * 8)
        self.assertIn(f"<ul><li><p>{KOREAN[5]}</p></li><li><p>{KOREAN[4]}</p></li></ul>", self.body)
        self.assertIn(f"<h2>{KOREAN[7]}</h2>", self.body)

    def test_pictures_that_became_a_gallery_are_carried_over_at_once(self):
        third = '<figure data-image="3"><figcaption></figcaption></figure>'
        english = f'{third}<figure data-image="4"><figcaption>Cranes</figcaption></figure>'
        korean = english.replace("Cranes", "기중기")
        self.change(body_en=BODY.replace(third, english))
        self.fill(7, "기중기")
        self.change(body_en=BODY.replace(third, f'<div data-kind="gallery">{english}</div>'))
        self.assertEqual(self.states()[6:8], ["markup", "markup"])
        self.accept_wordless_changes()
        self.assertEqual(self.states(), ["current"] * 9)
        self.assertIn(f'<div data-kind="gallery">{korean}</div>', self.body)

    def test_a_move_that_is_not_accepted_stays_one_whatever_else_is_saved(self):
        swapped = BODY.replace("Grain for the north", "?").replace(
            "Salt for the south", "Grain for the north"
        )
        self.change(body_en=swapped.replace("?", "Salt for the south"))
        self.change(title_ko="항구 열려")
        self.fill(7, "배들이 바다에서 기다린다.")
        self.assertEqual(self.states().count("moved"), 1)

    def test_what_is_gone_from_the_source_goes_by_one_key(self):
        self.change(body_en=BODY.replace("<p>Ships wait at sea.</p>", ""))
        self.assertEqual(self.states()[7], "removed")
        self.ask(accept_unit, 7)
        self.assertNotIn(KOREAN[7], self.body)
        self.assertFalse(self.is_stale())

    def test_a_picture_that_came_is_placed_by_one_key(self):
        figure = '<figure data-image="5"><figcaption></figcaption></figure>'
        self.change(body_en=BODY.replace("<ul>", f"{figure}<ul>"))
        place = self.states().index("new")
        self.ask(accept_unit, place)
        self.assertIn(f"{figure}<ul>", self.body)

    def test_an_embed_that_came_is_placed_by_one_key_and_one_that_went_goes(self):
        figure = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'
        self.change(body_en=BODY.replace("<ul>", f"{figure}<ul>"))
        self.ask(accept_unit, self.states().index("new"))
        self.assertIn(f"{figure}<ul>", self.body)
        self.change(body_en=BODY)
        self.ask(accept_unit, self.states().index("removed"))
        self.assertNotIn("data-embed", self.body)
        self.assertFalse(self.is_stale())

    def test_a_caption_of_an_embed_is_translated_into_the_same_embed(self):
        figure = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>{}</figcaption></figure>'
        self.change(body_en=BODY.replace("<ul>", f"{figure.format('The launch')}<ul>"))
        self.fill(self.states().index("new"), "발사")
        self.assertIn(f"{figure.format('발사')}<ul>", self.body)

    def test_facts_of_an_embed_change_without_new_words(self):
        for caption in ("The launch", ""):
            figure = f'<figure data-embed="x:1"{{}}><figcaption>{caption}</figcaption></figure>'
            self.change(body_en=BODY.replace("<ul>", f"{figure.format('')}<ul>"))
            place = self.states().index("new")
            self.fill(place, "발사") if caption else self.ask(accept_unit, place)
            named = figure.format(' data-image="3" data-title="First ship"')
            self.change(body_en=BODY.replace("<ul>", f"{named}<ul>"))
            self.assertEqual(self.states()[place], "markup")
            self.ask(accept_unit, place)
            self.assertIn(f"{named.replace('The launch', '발사')}<ul>", self.body)
            self.change(body_en=BODY)
            self.ask(accept_unit, self.states().index("removed"))

    def test_figures_of_a_chart_come_with_its_first_words(self):
        self.change(body_en=f"{BODY}{make_table([('First', '44%')])}")
        self.fill(8, "승객")
        self.assertEqual(self.states()[8:], ["current", "new", "new", "new", "current"])
        self.assertIn('<table data-chart="bars"><caption>승객</caption>', self.body)
        self.change(body_en=f"{BODY}{make_table([('First', '44%')], kind='lines')}")
        self.assertEqual(self.states().count("new"), 3)
        self.fill(9, "달")
        self.assertIn('<table data-chart="lines">', self.body)

    def test_only_what_is_current_and_finished_feeds_the_memory(self):
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        pairs = current_pairs(Article.objects.get(), "ko")
        self.assertIn(("p", "The harbor opens on Monday.", KOREAN[2]), pairs)
        self.assertEqual(len(pairs), 6)


class DepartureTests(SegmentsCase):
    def setUp(self):
        super().setUp()
        self.fill_all()

    def test_a_segment_split_in_two_stays_one_unit(self):
        self.fill(7, "배들은 바다에 있다.", "모두 기다린다.")
        self.assertIn("<p>배들은 바다에 있다.</p><p>모두 기다린다.</p>", self.body)
        self.assertEqual(self.states(), ["current"] * 8)
        self.ask(separate_units, 7)
        self.assertIn("<p>배들은 바다에 있다. 모두 기다린다.</p>", self.body)

    def test_two_segments_joined_are_one_unit_which_goes_stale_with_either(self):
        self.ask(join_units, 2)
        self.assertEqual(self.states(), ["current"] * 7)
        self.assertIn(f"{KOREAN[2]} {KOREAN[3]}</p>", self.body)
        self.change(body_en=BODY.replace("for details", "for all details"))
        self.assertEqual(self.states()[2], Freshness.STALE)

    def test_joined_segments_part_again(self):
        self.ask(join_units, 2)
        self.ask(separate_units, 2)
        self.assertEqual(self.states()[2:4], ["current", "new"])

    def test_a_segment_is_left_out_with_a_reason_and_taken_in_again(self):
        with pytest.raises(TranslationRefused):
            self.ask(leave_out_unit, 7, reason=" ")
        self.ask(leave_out_unit, 7, reason="Local readers know.")
        self.assertEqual((self.states()[7], KOREAN[7] in self.body), ("left_out", False))
        self.assert_whole()
        self.ask(undo_leave_out, 7)
        self.assertEqual(self.states()[7], "new")

    def test_the_headline_is_not_left_out(self):
        with pytest.raises(TranslationRefused):
            self.ask(leave_out_unit, 0, reason="No room")

    def test_a_paragraph_is_added_behind_another(self):
        self.ask(add_paragraph, 2, "이 항구는 1903년에 열렸다.")
        self.assertIn(f"<p>{KOREAN[2]}</p><p>이 항구는 1903년에 열렸다.</p>", self.body)
        self.assertEqual(self.states()[3], "added")
        self.assertTrue(self.translation.is_whole)


class OrdinaryFormTests(SegmentsCase):
    """Edits in the story's form. Alignment recovers the translation afterwards."""

    def test_a_text_translated_there_goes_stale_by_the_segment(self):
        figure = '<figure data-image="3"><figcaption></figcaption></figure>'
        items = "<ul><li><p>셋</p></li><li><p>넷</p></li></ul>"
        body = f"<p>하나.</p><p>둘.</p>{items}{figure}<p>다섯.</p>"
        self.change(title_ko=KOREAN[0], summary_ko=KOREAN[1], body_ko=body)
        self.assertEqual(self.states(), ["current"] * 8)
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        self.assertEqual(self.states(), ["current"] * 7 + ["stale"])

    def test_a_typo_mended_there_leaves_a_stale_segment_stale(self):
        self.fill_all()
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        self.change(body_ko=self.body.replace("배들은", "배들이"))
        self.assertEqual(self.states(), ["current"] * 7 + ["stale"])

    def test_who_rewrites_both_languages_in_one_save_has_made_one_from_the_other(self):
        self.fill_all()
        english = BODY.replace("Ships wait", "Ten ships wait")
        self.change(body_en=english, body_ko=self.body.replace("배들은", "배 열 척은"))
        self.assertEqual(self.states(), ["current"] * 8)

    def test_a_translation_from_before_segments_were_kept_goes_stale_too(self):
        self.fill_all()
        TranslatedSegment.objects.all().delete()
        self.change(body_en=BODY.replace("Ships wait", "Ten ships wait"))
        self.assertEqual(self.states(), ["current"] * 7 + ["stale"])

    def test_a_story_that_turns_out_to_be_written_in_korean_keeps_what_belongs_together(self):
        self.fill_all()
        self.change(source_language="ko")
        rows = TranslatedSegment.objects.filter(language="en")
        self.assertEqual(rows.count(), 8)
        self.change(body_ko=self.body.replace("배들은", "큰 배들은"))
        english = LanguageProgress.objects.get(language="en")
        found = translation_of(Article.objects.get(), english)
        self.assertEqual([str(unit.state) for unit in found.units].count("stale"), 1)
