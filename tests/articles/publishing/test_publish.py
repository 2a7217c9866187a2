from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.events import log
from articles.models import Edition, EditionKind, EditionTopic, Event, EventType, RelatedLink, Wanted
from articles.publishing import (
    EditionLiesAhead,
    bring_forward,
    broken_seals,
    cancel,
    correct,
    publish,
    publish_together,
    quick_fix,
    withdraw,
)
from articles.publishing.session import PublishingSession
from articles.workflow.edit_session import create_article, editing, want
from tests.articles.publishing.acts import PublishingTestCase, told
from tests.factories import (
    HOUR,
    INSTANT,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_topic,
    make_user,
    rewrite,
)


class PublishTests(PublishingTestCase):
    def test_the_working_copy_becomes_the_first_edition(self):
        article = make_article(body_en="<p>The harbor <strong>opens</strong>.</p>")
        approve(article, "en")
        edition = publish(article, "en", by=None, note="")
        edition.refresh_from_db()
        self.assertEqual((edition.number, edition.kind), (1, EditionKind.ORIGINAL))
        self.assertEqual(edition.headline, "Harbor opens")
        self.assertEqual(edition.body, "<p>The harbor <strong>opens</strong>.</p>")
        self.assertEqual((edition.live_from, edition.first_published_at), (NOON, NOON))
        self.assertEqual(edition.slug, "harbor-opens")
        self.assertEqual(told(article), [(EventType.PUBLISHED, 1)])

    def test_the_log_names_number_and_digest(self):
        edition = make_published().editions.get()
        event = Event.objects.get(type=EventType.PUBLISHED)
        self.assertEqual((event.edition_number, event.edition_digest), (1, edition.digest))

    def test_the_next_edition_takes_over_without_gap_or_overlap(self):
        article = make_published()
        self.clock.shift(HOUR)
        self.change(article, title_en="Harbor opens late")
        second = publish(article, "en", by=None)
        first = article.editions.get(number=1)
        self.assertEqual(second.kind, EditionKind.UPDATE)
        self.assertEqual(second.first_published_at, NOON)
        self.assertEqual(list(Edition.objects.live(NOON + HOUR - INSTANT)), [first])
        self.assertEqual(list(Edition.objects.live(NOON + HOUR)), [second])

    def test_acts_at_one_instant_follow_each_other_by_a_microsecond(self):
        article = make_published()
        for number in (2, 3):
            self.change(article, title_en=f"Harbor {number}")
            publish(article, "en", by=None)
        starts = [NOON, NOON + INSTANT, NOON + 2 * INSTANT]
        self.assertEqual(
            self.intervals(article), list(zip([1, 2, 3], starts, [*starts[1:], None], strict=True))
        )

    def test_a_text_that_is_not_approved_is_refused(self):
        article = make_article()
        self.refused(lambda: publish(article, "en", by=None), "not been approved")

    def test_a_change_after_approval_is_refused(self):
        article = make_article()
        approve(article, "en")
        rewrite(article, title_en="Other")
        self.refused(lambda: publish(article, "en", by=None), "not been approved")

    def test_a_story_without_section_is_refused(self):
        article = make_article(section=None)
        approve(article, "en")
        self.refused(lambda: publish(article, "en", by=None), "section")

    def test_an_unresolved_related_story_is_refused(self):
        article = make_article()
        with editing(article.pk) as copy:
            RelatedLink.objects.create(article=copy, title_en="Elsewhere")
        approve(article, "en")
        self.refused(lambda: publish(article, "en", by=None), "Elsewhere")

    def test_all_that_is_missing_is_told_at_once(self):
        article = make_article(section=None)
        RelatedLink.objects.create(article=article, title_en="Elsewhere")
        approve(article, "en")
        refusal = self.refused(lambda: publish(article, "en", by=None))
        self.assertEqual([reason.field for reason in refusal.reasons], ["section", "related_links"])

    def test_a_repetition_is_refused(self):
        article = make_published()
        self.refused(lambda: publish(article, "en", by=None), "Nothing has changed since edition 1")

    def test_somebody_who_saw_an_older_edition_is_refused(self):
        article = make_published()
        self.change(article, title_en="Other")
        self.refused(lambda: publish(article, "en", by=None, after=0), "Check it again")
        self.assertEqual(publish(article, "en", by=None, after=1).number, 2)

    def test_a_person_without_the_verb_is_refused(self):
        article = make_article(languages=LANGUAGES)
        desk = make_user("desk", role="Korean desk")
        for language in LANGUAGES:
            approve(article, language)
        self.refused(lambda: publish(article, "en", by=desk), error=PermissionDenied)
        publish(article, "en", by=None)
        self.assertEqual(publish(article, "ko", by=desk).language, "ko")

    def test_the_address_outlives_the_headline(self):
        article = make_published()
        self.change(article, title_en="Another headline")
        self.assertEqual(publish(article, "en", by=None).slug, "harbor-opens")

    def test_the_address_of_the_first_edition_is_kept_in_the_working_copy(self):
        article = make_published(languages=["ko"])
        self.assertEqual(article.slug_ko, "항구-문-열어")
        self.assertEqual(article.slug_en, "")

    def test_a_brief_has_no_body(self):
        article = make_article(languages=LANGUAGES, wanted={"ko": Wanted.BRIEF})
        approve(article, "ko")
        edition = publish(article, "ko", by=None)
        self.assertEqual((edition.is_brief, edition.body), (True, ""))

    def test_filing_rows_repeat_the_place_of_the_edition(self):
        article = make_article()
        author, topic = make_author(), make_topic()
        with editing(article.pk) as copy:
            copy.topics.add(topic)
            copy.bylines.create(author=author)
            copy.bylines.create(author=author, role="photos")
        approve(article, "en")
        edition = publish(article, "en", by=None)
        for filing in (edition.topic_filings.get(), edition.byline_filings.get()):
            place = (filing.language, filing.first_published_at, filing.article_id)
            self.assertEqual(place, ("en", NOON, article.pk))

    def test_a_change_of_filing_alone_can_be_published(self):
        article = make_published()
        with editing(article.pk) as copy:
            copy.topics.add(make_topic())
        self.assertEqual(publish(article, "en", by=None).number, 2)

    def test_an_approved_brief_that_becomes_a_full_text_is_read_again(self):
        article = make_article(languages=LANGUAGES, wanted={"ko": Wanted.BRIEF})
        approve(article, "ko")
        want(article, "ko", Wanted.FULL)
        self.refused(lambda: publish(article, "ko", by=None), "not been approved")

    def test_a_notice_is_not_published(self):
        article = make_published()
        self.change(article, title_en="Other")
        for kind in EditionKind.NOTICES:
            self.refused(lambda kind=kind: publish(article, "en", by=None, kind=kind, note="x"), "Withdraw")


class SourceNumberTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article(languages=LANGUAGES)
        approve(self.article, "en")
        approve(self.article, "ko")

    def test_the_source_translates_nothing(self):
        self.assertIsNone(publish(self.article, "en", by=None).source_number)

    def test_a_translation_names_what_readers_have_of_the_source(self):
        publish(self.article, "en", by=None)
        self.change(self.article, title_en="Other")
        publish(self.article, "en", by=None)
        self.clock.shift(INSTANT)
        self.assertEqual(publish(self.article, "ko", by=None).source_number, 2)

    def test_a_translation_of_nothing_live_names_none(self):
        publish(self.article, "en", by=None, at=NOON + HOUR)
        self.assertIsNone(publish(self.article, "ko", by=None).source_number)

    def test_a_translation_that_starts_with_its_source_names_it(self):
        publish(self.article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(publish(self.article, "ko", by=None, at=NOON + HOUR).source_number, 1)

    def test_a_withdrawn_source_is_not_translated(self):
        publish(self.article, "en", by=None)
        self.clock.shift(HOUR)
        withdraw(self.article, "en", by=None, note="Wrong.")
        self.clock.shift(HOUR)
        self.assertIsNone(publish(self.article, "ko", by=None).source_number)


class WhileOneLiesAheadTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published()
        self.change(self.article, title_en="Harbor opens late")
        self.ahead = publish(self.article, "en", by=None, at=NOON + 2 * HOUR)
        self.clock.shift(HOUR)

    def test_what_is_live_ends_when_the_scheduled_one_starts(self):
        self.assertEqual(
            self.intervals(self.article), [(1, NOON, NOON + 2 * HOUR), (2, NOON + 2 * HOUR, None)]
        )
        self.assertEqual(told(self.article)[-1], (EventType.SCHEDULED, 2))

    def test_nothing_has_to_run_for_it_to_start(self):
        self.clock.shift(HOUR)
        self.assertEqual(Edition.objects.live().get().headline, "Harbor opens late")

    def test_other_acts_are_refused_and_name_it(self):
        self.change(self.article, title_en="Third")
        for act in (
            lambda: publish(self.article, "en", by=None),
            lambda: publish(self.article, "en", by=None, at=NOON + 3 * HOUR),
            lambda: correct(self.article, "en", by=None, note="x"),
            lambda: withdraw(self.article, "en", by=None, note="x"),
            lambda: quick_fix(self.article, "en", by=None, headline="x"),
        ):
            refusal = self.refused(act, "bring it forward", error=EditionLiesAhead)
            self.assertEqual(refusal.ahead, self.ahead)

    def test_cancelling_deletes_it_and_reopens_its_predecessor(self):
        taken = cancel(self.article, "en", by=None, reason="Too early.")
        self.assertEqual(self.intervals(self.article), [(1, NOON, None)])
        event = Event.objects.get(type=EventType.CANCELLED)
        self.assertEqual((event.edition_number, event.edition_digest), (2, self.ahead.digest))
        self.assertEqual((event.reason, taken.headline), ("Too early.", "Harbor opens late"))

    def test_its_number_is_free_again(self):
        cancel(self.article, "en", by=None)
        self.assertEqual(publish(self.article, "en", by=None).number, 2)

    def test_bringing_it_forward_starts_it_now(self):
        edition = bring_forward(self.article, "en", by=None)
        self.assertEqual(self.intervals(self.article), [(1, NOON, NOON + HOUR), (2, NOON + HOUR, None)])
        self.assertEqual(edition.headline, "Harbor opens late")
        self.assertEqual(told(self.article)[-1], (EventType.BROUGHT_FORWARD, 2))
        self.assertEqual(list(broken_seals()), [])

    def test_it_may_be_brought_to_an_earlier_instant_only(self):
        half = NOON + HOUR + HOUR / 2
        self.refused(lambda: bring_forward(self.article, "en", by=None, at=NOON + 2 * HOUR), "earlier")
        self.refused(lambda: bring_forward(self.article, "en", by=None, at=NOON), "passed")
        self.assertEqual(bring_forward(self.article, "en", by=None, at=half).live_from, half)

    def test_once_it_has_started_it_cannot_be_taken_back(self):
        self.clock.shift(HOUR)
        self.refused(lambda: cancel(self.article, "en", by=None), "Nothing is scheduled")
        self.refused(lambda: bring_forward(self.article, "en", by=None), "Nothing is scheduled")

    def test_what_starts_this_second_counts_as_published(self):
        self.clock.move_to(NOON + 2 * HOUR - 1000 * INSTANT)
        self.refused(lambda: cancel(self.article, "en", by=None), "Nothing is scheduled")
        notice = withdraw(self.article, "en", by=None, note="Stop.")
        self.assertEqual(notice.live_from, NOON + 2 * HOUR + INSTANT)


class ScheduledFirstEditionTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_article()
        approve(self.article, "en")

    def test_nobody_reads_it_before_its_instant(self):
        edition = publish(self.article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(edition.first_published_at, NOON + HOUR)
        self.assertFalse(Edition.objects.live(NOON + HOUR - INSTANT).exists())
        self.assertTrue(Edition.objects.live(NOON + HOUR).exists())

    def test_cancelled_it_leaves_nothing(self):
        publish(self.article, "en", by=None, at=NOON + HOUR)
        cancel(self.article, "en", by=None)
        self.assertEqual(self.intervals(self.article), [])
        self.assertEqual(publish(self.article, "en", by=None).kind, EditionKind.ORIGINAL)

    def test_cancelled_in_the_same_unit_of_work_it_is_listed_nowhere(self):
        with editing(self.article.pk) as copy:
            copy.topics.add(make_topic())
        approve(self.article, "en")
        with log.unit_of_work():
            publish(self.article, "en", by=None, at=NOON + HOUR)
            cancel(self.article, "en", by=None)
        self.assertEqual(self.intervals(self.article), [])
        self.assertFalse(EditionTopic.objects.filter(article=self.article).exists())

    def test_brought_forward_it_was_first_published_then(self):
        publish(self.article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(bring_forward(self.article, "en", by=None).first_published_at, NOON)

    def test_an_instant_that_has_passed_is_refused(self):
        self.refused(lambda: publish(self.article, "en", by=None, at=NOON - INSTANT), "passed")

    def test_a_story_without_words_is_refused(self):
        article = create_article(title_ko="제목만", source_language="ko")
        self.refused(lambda: publish(article, "ko", by=None), "not been approved")


class KindTests(PublishingTestCase):
    def test_a_person_says_what_a_change_of_what_is_live_is(self):
        article, editor = make_published(languages=("en", "ko")), make_user()
        self.clock.shift(HOUR)
        self.change(article, title_en="Harbor closes")
        self.change(article, "ko", title_ko="항구 닫혀")
        for act, options in ((publish, {}), (publish_together, {}), (publish, {"under": True})):
            with self.subTest(act=act, **options):
                act = partial(act, article, "en", by=editor, **options)
                self.refused(act, "Choose what kind of change this is")
        found = publish_together(article, "en", by=editor, kind=EditionKind.MINOR)
        self.assertEqual([one.kind for one in found], [EditionKind.MINOR, EditionKind.UPDATE])


class EndTests(PublishingTestCase):
    """Readers saw how long an edition was live."""

    def test_an_end_that_has_passed_is_never_moved(self):
        article = make_published()
        self.clock.shift(HOUR)
        self.change(article, title_en="Harbor opens late")
        publish(article, "en", by=None)
        self.clock.shift(HOUR)
        first = Edition.objects.get(number=1)
        with transaction.atomic():
            session = PublishingSession(article, "en", by=None)
            for end in (None, NOON + 9 * HOUR, NOON):
                self.refused(lambda end=end: session.end(first, end), "Past editions cannot be changed")
            self.refused(lambda: session.end(session.current, NOON), "Past editions cannot be changed")
        self.assertEqual(Edition.objects.get(number=1).live_until, NOON + HOUR)
