"""Imports of stories published elsewhere: only their first editions may begin in the past."""

from datetime import timedelta

from django.db import IntegrityError, models, transaction

from articles.models import Edition, EditionKind, Event, EventType, LanguageProgress, Stage
from articles.publishing import PublicationRefused, import_published, publish
from articles.publishing.verification import broken_seals, events_without_edition, unlogged_editions
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import NOON, approve, make_article, make_published, make_section, make_user, rewrite

THEN = NOON - timedelta(days=2000)
LATER = THEN + timedelta(days=3)
BOTH = ("en", "ko")


def make_draft(languages=BOTH, **fields):
    return make_article(
        languages=languages, section=make_section(f"archive-{Edition.objects.count()}"), **fields
    )


class ImportTests(PublishingTestCase):
    def test_both_languages_are_live_since_they_came_out_elsewhere(self):
        article = make_draft()
        english, korean = import_published(article, {"ko": LATER, "en": THEN}, origin="harbor.example")
        self.assertEqual((english.language, english.number, english.kind), ("en", 1, EditionKind.IMPORTED))
        self.assertEqual((english.live_from, english.first_published_at), (THEN, THEN))
        self.assertEqual((korean.live_from, korean.source_number), (LATER, 1))
        self.assertIn("alignment", korean.printed)
        self.assertEqual(list(Edition.objects.live(THEN)), [english])
        self.assertCountEqual(Edition.objects.live(LATER), [english, korean])

    def test_seals_and_log_fit(self):
        import_published(make_draft(), {"en": THEN, "ko": LATER}, origin="harbor.example")
        self.assertEqual(list(broken_seals()), [])
        self.assertEqual(list(unlogged_editions()), [])
        self.assertEqual(list(events_without_edition()), [])
        events = Event.objects.filter(type=EventType.IMPORTED).order_by("id")
        self.assertEqual([event.details["origin"] for event in events], ["harbor.example"] * 2)
        self.assertEqual({event.at for event in events}, {NOON})

    def test_desk_sees_a_published_text_without_changes(self):
        import_published(make_draft(), {"en": THEN, "ko": LATER}, origin="harbor.example")
        for row in LanguageProgress.objects.all():
            self.assertEqual((row.stage, row.latest_kind), (Stage.APPROVED, EditionKind.IMPORTED))
            self.assertEqual(row.text_digest, row.latest_text_digest)
            self.assertIsNone(row.is_open)

    def test_a_correction_follows_it_as_any_edition(self):
        article = make_draft(languages=("en",))
        [first] = import_published(article, {"en": THEN}, origin="harbor.example")
        article.refresh_from_db()
        rewrite(article, title_en="Harbor opens late")
        approve(article, "en")
        second = publish(
            article, "en", by=make_user("chief"), kind=EditionKind.CORRECTION, note="It opened late."
        )
        self.assertEqual((second.number, second.first_published_at), (2, THEN))
        first.refresh_from_db()
        self.assertEqual(first.live_until, second.live_from)
        self.assertEqual(list(broken_seals()), [])

    def test_a_story_that_has_editions_takes_none(self):
        article = make_published(languages=("en",))
        with self.assertRaisesMessage(PublicationRefused, "has editions already"):
            import_published(article, {"ko": THEN}, origin="harbor.example")

    def test_nothing_is_imported_into_the_future(self):
        with self.assertRaisesMessage(PublicationRefused, "in the future"):
            import_published(make_draft(), {"en": NOON + timedelta(days=1)}, origin="harbor.example")

    def test_what_lacks_a_summary_is_refused_and_leaves_nothing(self):
        article = make_draft(languages=("en",), summary_en="")
        with self.assertRaisesMessage(PublicationRefused, "The summary is missing."):
            import_published(article, {"en": THEN}, origin="harbor.example")
        self.assertFalse(Edition.objects.exists())

    def test_no_later_edition_is_imported(self):
        [first] = import_published(make_draft(languages=("en",)), {"en": THEN}, origin="harbor.example")
        second = first.copy()
        second.number, second.live_from = 2, LATER
        with self.assertRaises(IntegrityError), transaction.atomic():
            models.QuerySet(Edition).bulk_create([second])
