"""Corrections, and their notices for readers of the other language."""

from django.core.exceptions import PermissionDenied

from articles.models import Article, Edition, EditionKind, LanguageProgress
from articles.publishing import (
    bring_forward,
    broken_seals,
    correct,
    publish,
    quick_fix,
    withdraw,
)
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import HOUR, LANGUAGES, NOON, WANTED, make_article, make_published, make_user

THERE = "월요일이 아니라 화요일입니다."


class CorrectTests(PublishingTestCase):
    def test_a_correction_tells_what_it_corrects(self):
        article = make_published()
        self.change(article, body_en="<p>It opens on Tuesday.</p>")
        edition = correct(article, "en", by=None, note="  We gave a wrong day.\r\n")
        self.assertEqual((edition.kind, edition.note), (EditionKind.CORRECTION, "We gave a wrong day."))

    def test_a_correction_without_a_note_is_refused(self):
        article = make_published()
        self.change(article, title_en="Other")
        self.refused(lambda: correct(article, "en", by=None, note=" \n"), "public note")

    def test_nothing_live_cannot_be_corrected(self):
        article = make_article()
        self.change(article)
        self.refused(lambda: correct(article, "en", by=None, note="Wrong day."), "live")

    def test_a_correction_may_repeat_the_text_to_tell_of_a_fix(self):
        article = make_published()
        correct(article, "en", by=None, note="An earlier version was wrong.")
        self.refused(
            lambda: correct(article, "en", by=None, note="An earlier version was wrong."), "Nothing has"
        )

    def test_a_note_is_sealed_as_it_is_stored(self):
        article = make_published()
        correct(article, "en", by=None, note="\u1112\u1161\u11ab\u200b  day\r\nso")
        self.assertEqual(article.editions.get(number=2).note, "한 day\nso")
        self.assertEqual(list(broken_seals()), [])


class TellThereTests(PublishingTestCase):
    """A story that is live in both languages."""

    def setUp(self):
        super().setUp()
        self.article = make_published(languages=LANGUAGES)
        self.clock.shift(HOUR)
        self.change(self.article, body_en="<p>It opens on Tuesday.</p>")

    def correct(self, language="en", **options):
        return correct(self.article, language, by=None, note="Wrong day.", **options)

    def test_readers_of_the_other_language_are_to_be_told(self):
        self.refused(self.correct, "readers of the Korean text", "public note")
        self.refused(lambda: self.correct(note_there=" \n"), "readers of the Korean text")
        edition = self.correct(note_there=f" {THERE}\r\n")
        self.assertEqual(edition.note_there, THERE)
        self.assertEqual(list(broken_seals()), [])

    def test_so_they_are_where_they_have_a_brief(self):
        article = make_published(languages=LANGUAGES, wanted={"ko": WANTED.BRIEF})
        self.change(article, title_en="Other")
        self.refused(lambda: correct(article, "en", by=None, note="Wrong."), "Korean")

    def test_a_slip_of_one_language_concerns_it_alone(self):
        self.assertEqual(self.correct(alone=True, note_there=THERE).note_there, "")

    def test_readers_who_have_nothing_are_told_nothing(self):
        withdraw(self.article, "ko", by=None, note="Gone.")
        self.assertEqual(self.correct(note_there=THERE).note_there, "")

    def test_readers_who_will_have_it_when_it_starts_are_told(self):
        article = make_published(languages=["en"])
        rewritten = {"title_ko": "항구", "summary_ko": "항구.", "body_ko": "<p>항구.</p>"}
        self.change(article, "ko", **rewritten)
        publish(article, "ko", by=None, at=NOON + 2 * HOUR)
        self.change(article, title_en="Other")
        self.refused(
            lambda: correct(article, "en", by=None, note="Wrong.", at=NOON + 3 * HOUR), "public note"
        )
        self.assertEqual(correct(article, "en", by=None, note="Wrong.").note_there, "")

    def test_what_is_no_correction_has_no_note_for_them(self):
        edition = publish(self.article, "en", by=None, note="More figures.", note_there=THERE)
        self.assertEqual((edition.kind, edition.note_there), (EditionKind.UPDATE, ""))

    def test_the_language_that_carries_it_over_owes_none(self):
        self.correct(note_there=THERE)
        self.clock.shift(HOUR)
        self.change(self.article, "ko", body_ko="<p>화요일에 연다.</p>")
        self.assertEqual(correct(self.article, "ko", by=None, note=THERE).note_there, "")
        self.clock.shift(HOUR)
        self.change(self.article, "ko", body_ko="<p>수요일에 연다.</p>")
        self.refused(lambda: correct(self.article, "ko", by=None, note="수요일."), "English text")

    def test_neither_does_one_that_starts_with_it(self):
        self.correct(note_there=THERE, at=NOON + 5 * HOUR)
        self.change(self.article, "ko", body_ko="<p>화요일에 연다.</p>")
        edition = correct(self.article, "ko", by=None, note=THERE, at=NOON + 5 * HOUR)
        self.assertEqual((edition.source_number, edition.note_there), (2, ""))

    def test_the_note_goes_where_its_edition_goes(self):
        self.correct(note_there=THERE, at=NOON + 5 * HOUR)
        self.assertEqual(bring_forward(self.article, "en", by=None).note_there, THERE)
        self.clock.shift(HOUR)
        self.assertEqual(quick_fix(self.article, "en", by=None, headline="Mended").edition.note_there, "")

    def test_a_correction_under_a_scheduled_edition_tells_them_too(self):
        publish(self.article, "en", by=None, at=NOON + 5 * HOUR)
        self.change(self.article, title_en="Harbor closes", body_en="<p>The harbor opens.</p>")
        under = {"by": None, "kind": EditionKind.CORRECTION, "note": "Wrong."}
        self.refused(lambda: publish(self.article, "en", **under, under=True), "public note")
        now = publish(self.article, "en", note_there=THERE, **under, under=True)
        ahead = Edition.objects.of(self.article, "en").ahead().get()
        self.assertEqual((now.note_there, ahead.note_there), (THERE, ""))

    def test_the_desk_of_one_language_may_write_the_note_for_the_other(self):
        desk = make_user("desk", role="English desk")
        edition = correct(self.article, "en", by=desk, note="Wrong.", note_there=THERE)
        self.assertEqual(edition.note_there, THERE)
        with self.assertRaises(PermissionDenied):
            correct(self.article, "ko", by=desk, note=THERE)


class CarryOverTests(PublishingTestCase):
    """Texts that lack a correction of the other language."""

    def setUp(self):
        super().setUp()
        self.article = make_published(languages=LANGUAGES)

    def publish(self, language, kind=EditionKind.CORRECTION, there="There.", **options):
        self.clock.shift(HOUR)
        number = Edition.objects.of(self.article, language).count()
        self.change(self.article, language, **{f"title_{language}": f"Harbor 항구 {number}"})
        told = {"note": "Wrong.", "note_there": there} if kind == EditionKind.CORRECTION else {}
        return publish(self.article, language, by=None, kind=kind, **told, **options)

    def awaiting(self, at=None):
        editions = Edition.objects.live(at).awaiting_correction(at)
        found = [edition.language for edition in editions]
        rows = LanguageProgress.objects.with_standing(at).filter(awaits_correction=True)
        stories = [code for code in LANGUAGES if Article.objects.awaiting_correction(code, at).exists()]
        self.assertEqual(([row.language for row in rows], stories), (found, found), "all agree")
        return found

    def test_nothing_waits_of_what_was_not_corrected(self):
        self.publish("en", EditionKind.UPDATE)
        self.publish("ko", EditionKind.UPDATE)
        self.assertEqual(self.awaiting(), [])

    def test_a_translation_waits_until_it_is_published_from_the_corrected_source(self):
        self.publish("en")
        self.assertEqual(self.awaiting(), ["ko"])
        self.publish("en", EditionKind.UPDATE)
        self.assertEqual(self.awaiting(), ["ko"])
        self.publish("ko", EditionKind.UPDATE)
        self.assertEqual(self.awaiting(), [])

    def test_a_quick_fix_carries_nothing_over(self):
        for language in LANGUAGES:
            other = "ko" if language == "en" else "en"
            self.publish(language)
            self.clock.shift(HOUR)
            mended = {"en": "Typo mended", "ko": "오자 고침"}[other]
            quick_fix(self.article, other, by=None, headline=mended)
            self.assertEqual(self.awaiting(), [other])
            self.publish(other, there="")

    def test_a_source_waits_for_its_next_edition_after_its_translation_was_corrected(self):
        self.publish("ko")
        self.assertEqual(self.awaiting(), ["en"])
        self.publish("en", EditionKind.MINOR)
        self.assertEqual(self.awaiting(), ["en"])
        self.publish("en", there="")
        self.assertEqual(self.awaiting(), [])

    def test_a_correction_of_one_language_alone_leaves_nobody_waiting(self):
        self.publish("en", alone=True)
        self.assertEqual(self.awaiting(), [])

    def test_what_came_out_after_the_correction_has_it(self):
        article = make_published(number=" 2")
        self.clock.shift(HOUR)
        self.change(article, title_en="Other")
        correct(article, "en", by=None, note="Wrong.", note_there="x")
        self.clock.shift(HOUR)
        texts = {"title_ko": "항구", "summary_ko": "항구.", "body_ko": "<p>항구.</p>"}
        self.change(article, "ko", **texts)
        publish(article, "ko", by=None)
        self.assertEqual(self.awaiting(), [])

    def test_it_waits_at_the_instants_between(self):
        self.publish("en")
        self.publish("ko", there="")
        self.assertEqual(self.awaiting(NOON), [])
        self.assertEqual(self.awaiting(NOON + HOUR), ["ko"])
        self.assertEqual(self.awaiting(NOON + 2 * HOUR), [])
