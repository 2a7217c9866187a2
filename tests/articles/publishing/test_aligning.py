"""A scheduled translation records its source edition, also when the source is moved or cancelled."""

from django.db.models import QuerySet

from articles.models import Edition, EditionKind, Event, EventType
from articles.publishing import (
    bring_forward,
    broken_seals,
    cancel,
    publish,
    quick_fix,
    reschedule,
)
from tests.articles.publishing.acts import PublishingTestCase, told
from tests.factories import HOUR, NOON, make_published, make_user

ENGLISH = "<p>The harbor opens on Monday.</p><p>Salt is dear.</p>"
KOREAN = "<p>항구가 월요일에 열린다.</p><p>소금이 비싸다.</p>"
MORE = "<p>Ships wait at sea.</p>", "<p>배들이 바다에서 기다린다.</p>"
THEN = NOON + 2 * HOUR


class FollowingSourceTests(PublishingTestCase):
    """Both languages are live, and longer texts of both are scheduled for THEN."""

    def setUp(self):
        super().setUp()
        self.article = make_published(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)
        for language, body in (("en", ENGLISH + MORE[0]), ("ko", KOREAN + MORE[1])):
            self.change(self.article, language, **{f"body_{language}": body})
            publish(self.article, language, by=None, kind=EditionKind.UPDATE, at=THEN)
        self.clock.shift(HOUR)

    def tearDown(self):
        self.assertEqual(list(broken_seals()), [])

    def made_from(self):
        """Return (source number of the newest translation, other wordings in its alignment)."""
        edition = Edition.objects.of(self.article, "ko").order_by("-number").first()
        alignment = edition.printed["alignment"]
        return edition.source_number, [before for _sources, _targets, before in alignment if before]

    def test_it_names_the_edition_that_is_scheduled_beside_it(self):
        self.assertEqual(self.made_from(), (2, []))

    def test_a_quick_fix_under_the_source_gives_it_the_new_number(self):
        quick_fix(self.article, "en", by=None, headline="Harbor has opened", under=True)
        self.assertEqual(self.made_from(), (3, ["<headline>Harbor opens</headline>"]))
        self.assertEqual(self.intervals(self.article, "ko")[1], (2, THEN, None))

    def test_a_correction_under_the_source_is_still_awaited(self):
        mended = ENGLISH.replace("Monday", "Tuesday") + MORE[0]
        self.change(self.article, body_en=mended.removesuffix(MORE[0]))
        note, told_there = "It opens on Tuesday.", "화요일에 열린다."
        kind = EditionKind.CORRECTION
        publish(self.article, "en", by=None, kind=kind, note=note, note_there=told_there, under=True)
        self.assertEqual(Edition.objects.of(self.article, "en").get(number=3).body, mended)
        self.assertEqual(self.made_from(), (1, [MORE[0]]))
        awaiting = Edition.objects.live(THEN).awaiting_correction(THEN)
        self.assertEqual([edition.language for edition in awaiting], ["ko"])

    def test_a_source_that_is_cancelled_leaves_it_with_the_one_that_is_live(self):
        cancel(self.article, "en", by=None)
        self.assertEqual(self.made_from(), (1, [MORE[0]]))

    def test_a_source_that_was_never_live_is_named_no_more(self):
        article = make_published(languages=("en", "ko"), at=THEN)
        cancel(article, "en", by=None)
        edition = Edition.objects.of(article, "ko").get()
        self.assertEqual((edition.source_number, "alignment" in edition.printed), (None, False))

    def test_a_source_that_moves_behind_it_and_back_is_named_again(self):
        reschedule(self.article, "en", by=None, at=THEN + HOUR)
        self.assertEqual(self.made_from(), (1, [MORE[0]]))
        reschedule(self.article, "en", by=None, at=THEN)
        self.assertEqual(self.made_from(), (2, []))

    def test_a_translation_that_comes_before_its_source_names_what_is_live_by_then(self):
        bring_forward(self.article, "ko", by=None)
        self.assertEqual(self.made_from(), (1, [MORE[0]]))

    def test_a_translation_follows_a_source_that_was_moved(self):
        reschedule(self.article, "en", by=None, at=THEN + HOUR)
        reschedule(self.article, "ko", by=None, at=THEN + HOUR)
        self.assertEqual(self.made_from(), (2, []))

    def test_a_translation_of_what_is_live_does_not_claim_what_comes_before_it(self):
        cancel(self.article, "ko", by=None)
        self.change(self.article, "ko", body_ko=KOREAN.replace("비싸다", "무척 비싸다"))
        publish(self.article, "ko", by=None, kind=EditionKind.UPDATE, at=THEN - HOUR / 2)
        reschedule(self.article, "ko", by=None, at=THEN + HOUR)
        self.assertEqual(self.made_from()[0], 1)

    def test_the_log_keeps_the_new_digest_and_who_moved_the_source(self):
        desk = make_user("desk-en", role="English desk")
        cancel(self.article, "en", by=desk)
        acts = [(EventType.CANCELLED, 2), (EventType.SCHEDULED, 2), (EventType.CANCELLED, 2)]
        self.assertEqual(told(self.article)[-3:], acts)
        event = Event.objects.filter(type=EventType.SCHEDULED).latest("id")
        edition = Edition.objects.of(self.article, "ko").get(number=2)
        self.assertEqual((event.actor, event.edition_digest), (desk, edition.digest))

    def test_an_alignment_that_never_fitted_stops_no_desk(self):
        ahead = Edition.objects.ahead().get(language="ko")
        QuerySet(Edition).filter(pk=ahead.pk).update(printed=ahead.printed | {"alignment": [[[9], [9], ""]]})
        cancel(self.article, "en", by=None)
        edition = Edition.objects.of(self.article, "ko").get(number=2)
        self.assertEqual((edition.source_number, "alignment" in edition.printed), (1, False))
