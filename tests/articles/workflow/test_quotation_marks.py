"""Typed quotation marks are stored as typographic ones, without other changes."""

import time_machine
from django.test import SimpleTestCase, TestCase

from articles.admin.forms.posted_form import join_texts
from articles.models import Article, LanguageProgress, RelatedLink
from articles.publishing import quick_fix
from articles.translations.freshness import segments_stamp, translation_of
from articles.translations.segments import fill_segment
from articles.workflow.edit_session import create_article
from tests.factories import NOON, make_article, make_published, make_user, rewrite

TYPED = '"Dawn" isn\'t late'
TYPESET = "“Dawn” isn’t late"


def write_straight(article, **columns):
    """Store texts with straight marks, as an older version did."""
    Article.objects.filter(pk=article.pk).update(**columns)


class StoredMarksTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))

    def row(self, article, language="ko"):
        return LanguageProgress.objects.get(article=article, language=language)

    def test_a_new_story_has_typographic_marks(self):
        article = create_article(title_en=TYPED, summary_en=TYPED, body_en=f"<p>{TYPED}</p>")
        article.refresh_from_db()
        texts = [article.title_en, article.summary_en, article.body_en]
        self.assertEqual(texts, [TYPESET, TYPESET, f"<p>{TYPESET}</p>"])

    def test_a_changed_text_has_them_and_others_stay(self):
        article = make_article(languages=["en", "ko"])
        write_straight(article, body_ko='<p>"새벽"은</p>', title_en=TYPED)
        rewrite(article, body_en=f"<p>{TYPED}</p>")
        article.refresh_from_db()
        self.assertEqual(article.body_en, f"<p>{TYPESET}</p>")
        self.assertEqual((article.body_ko, article.title_en), ('<p>"새벽"은</p>', TYPED))
        record = article.history.first()
        self.assertEqual((record.body_ko, record.title_en), (article.body_ko, article.title_en))

    def test_rows_around_the_text_have_them(self):
        link = RelatedLink.objects.create(article=make_article(), title_en=TYPED, url="https://a.example/")
        link.refresh_from_db()
        self.assertEqual(link.title_en, TYPESET)

    def test_a_translation_stays_current_when_only_the_marks_of_its_source_change(self):
        article = make_article(languages=["en", "ko"])
        rewrite(article, body_en="<p>“Dawn” is late.</p>", body_ko="<p>‘새벽’은 늦다.</p>")
        self.assertFalse(self.row(article).is_stale)
        rewrite(article, body_en='<p>"Dawn" is late.</p>')
        self.assertEqual(self.row(article).is_stale, False)

    def test_a_text_of_an_older_version_makes_no_translation_stale_when_it_is_changed(self):
        article = make_article(languages=["en", "ko"], body_en="<p>The “Dawn” is late.</p>")
        straight = '<p>The "Dawn" is late.</p>'
        write_straight(article, body_en=straight)
        for row in article.translated_segments.filter(source_html__contains="Dawn"):
            row.source_html = straight
            row.save()
        rewrite(article, body_en=f"{straight}<p>It rains.</p>")
        article.refresh_from_db()
        kept = translation_of(article, self.row(article))
        self.assertEqual([str(unit.state) for unit in kept.units], ["current"] * 3 + ["new"])

    def test_a_translation_that_is_sent_again_is_no_conflict(self):
        article, by = make_article(languages=["en", "ko"]), make_user("min", role="Korean translators")
        kept = translation_of(article, self.row(article))
        seen = segments_stamp(kept.targets_of(kept.units[1]))
        for _attempt in range(2):
            fill_segment(article, "ko", kept.unit_ids[1], ['"새벽"은 늦다'], seen=seen, by=by)
        article.refresh_from_db()
        self.assertEqual(article.summary_ko, "“새벽”은 늦다")


class JoinedMarksTests(SimpleTestCase):
    def test_marks_of_an_older_version_are_no_overlap(self):
        column = Article._meta.get_field("body_en")
        base = '<p>He said "yes" to it.</p><p>It rains.</p>'
        mine, theirs = base.replace('"yes', '"yesterday'), "<p>He said “yes” to it.</p><p>It snows.</p>"
        joined = join_texts(column, base=base, mine=mine, theirs=theirs)
        self.assertEqual(joined.overlaps, [])
        self.assertEqual(joined.text, "<p>He said “yesterday” to it.</p><p>It snows.</p>")


class QuickFixMarksTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))

    def test_a_quick_fix_leaves_edition_and_working_copy_equal(self):
        article = make_published()
        fixed = quick_fix(article, "en", by=None, headline=TYPED).edition
        row = LanguageProgress.objects.get(article=article, language="en")
        self.assertEqual((fixed.headline, row.text_digest), (TYPESET, fixed.text_digest))
