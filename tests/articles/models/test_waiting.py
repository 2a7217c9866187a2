"""Work that waits for a person, with the first reason that applies."""

from datetime import timedelta

from articles.models import Byline, EditionKind, LanguageProgress, Priority, Role, Stage, Waiting, Wanted
from articles.models.open_work import since
from articles.publishing import correct, publish, withdraw
from articles.workflow.assignments import assign, assign_to_self
from articles.workflow.edit_session import want
from articles.workflow.transitions import perform
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_author, make_published, make_user, rewrite

BOTH = ("en", "ko")
WRITER = {"write": BOTH}
DESK = {"approve": BOTH, "publish": BOTH}


class WaitingTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer, cls.desk = make_user("writer"), make_user("desk")

    def rows(self, user, **languages):
        return LanguageProgress.objects.waiting_for(user, **languages)

    def kinds(self, user, **languages):
        return [(row.waiting, row.language) for row in self.rows(user, **languages)]

    def submitted(self, language="en", **fields):
        article = make_article(by=self.writer, languages=(language,), **fields)
        perform("submit", article, language=language, by=self.writer)
        return article

    def returned(self, **fields):
        article = self.submitted(**fields)
        self.clock.shift(HOUR)
        perform("return", article, language="en", by=self.desk, reason="Who says so?")
        return article


class ForTheWriterTests(WaitingTestCase):
    def test_own_text_in_writing(self):
        make_article(by=self.writer)
        self.assertEqual(self.kinds(self.writer, **WRITER), [(Waiting.WRITING, "en")])
        self.assertEqual(self.kinds(self.desk, **WRITER), [])

    def test_text_under_own_byline_in_writing(self):
        article = make_article()
        Byline.objects.create(article=article, author=make_author(user=self.writer), role=Role.TEXT)
        self.assertEqual(self.kinds(self.writer, **WRITER), [(Waiting.WRITING, "en")])

    def test_a_returned_text_tells_why_and_since_when(self):
        self.returned()
        [row] = self.rows(self.writer, **WRITER)
        self.assertEqual(
            (row.waiting, row.step_reason, since(row)), (Waiting.RETURNED, "Who says so?", NOON + HOUR)
        )

    def test_what_was_returned_to_somebody_else_waits_for_them(self):
        self.returned()
        self.assertEqual(self.kinds(self.desk, **WRITER), [])

    def test_whoever_submitted_it_is_asked_too(self):
        article = make_article()
        perform("submit", article, language="en", by=self.writer)
        perform("return", article, language="en", by=self.desk, reason="Who says so?")
        self.assertEqual(self.kinds(self.writer, **WRITER), [(Waiting.RETURNED, "en")])

    def test_what_one_holds(self):
        assign_to_self(make_article(languages=("ko",)), "en", by=self.writer)
        self.assertEqual(self.kinds(self.writer, **WRITER), [(Waiting.ALSO_ASSIGNED, "en")])

    def test_nothing_of_a_language_that_one_may_not_write(self):
        self.returned()
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [])

    def test_nothing_while_the_desk_reads(self):
        self.submitted()
        self.assertEqual(self.kinds(self.writer, write=("en",)), [])


class ForTheTranslatorTests(WaitingTestCase):
    def test_a_translation_waits_once_the_desk_reads_its_source(self):
        article = make_article(by=self.writer)
        self.assertEqual(self.kinds(self.desk, write=("ko",)), [])
        for step, stage in (("submit", Stage.IN_REVIEW), ("approve", Stage.APPROVED)):
            perform(step, article, language="en", by=self.desk)
            [row] = self.rows(self.desk, write=("ko",))
            self.assertEqual((row.waiting, row.language, row.source_stage), (Waiting.TRANSLATE, "ko", stage))

    def test_what_is_not_wanted_waits_for_no_desk(self):
        article = self.submitted()
        for language in ("en", "ko"):
            want(article, language, Wanted.NOTHING)
        self.assertEqual(self.kinds(self.writer, **WRITER, **DESK), [])

    def test_no_translation_waits_of_what_was_withdrawn(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        self.assertEqual(self.kinds(self.desk, write=("ko",)), [])

    def test_a_translation_waits_while_its_source_is_scheduled(self):
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(self.kinds(self.desk, write=("ko",)), [(Waiting.TRANSLATE, "ko")])

    def test_and_goes_on_waiting_while_its_source_is_live_and_it_is_half_written(self):
        article = make_published()
        rewrite(article, title_ko="항구 문 열어")
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [(Waiting.TRANSLATE, "ko")])

    def test_what_somebody_else_has_taken_on_waits_for_nobody_else(self):
        assign_to_self(make_published(), "ko", by=self.desk)
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [])
        self.assertEqual(self.kinds(self.desk, write=("ko",)), [(Waiting.ALSO_ASSIGNED, "ko")])

    def test_what_is_not_wanted_waits_for_nobody(self):
        want(make_published(), "ko", Wanted.NOTHING)
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [])

    def test_a_translation_behind_its_source_since_the_source_moved_on(self):
        article = make_published(languages=BOTH)
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        [row] = self.rows(self.writer, **WRITER)
        self.assertEqual((row.waiting, row.language, since(row)), (Waiting.BEHIND, "ko", NOON + HOUR))

    def test_a_correction_is_carried_over_before_anything_is_translated_or_brought_up_to_date(self):
        article = make_published(languages=BOTH)
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        correct(article, "en", by=None, note="It closes.", note_there="닫는다.")
        [row] = self.rows(self.writer, **WRITER)
        self.assertEqual((row.waiting, row.language, since(row)), (Waiting.CORRECTION, "ko", NOON + HOUR))
        self.assertEqual(self.kinds(self.writer, write=("en",)), [])
        rewrite(article, title_ko="항구 문 닫아")
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [], "the desk reads it")

    def test_a_correction_waits_for_the_desk_whoever_holds_the_text(self):
        article = make_published(languages=BOTH)
        assign_to_self(article, "ko", by=self.writer)
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        correct(article, "en", by=None, note="It closes.", note_there="닫는다.")
        self.assertEqual(self.kinds(self.writer, write=("ko",)), [(Waiting.CORRECTION, "ko")])
        self.assertEqual(self.kinds(self.desk, write=("ko",)), [])
        self.assertEqual(self.kinds(self.desk, approve=("ko",)), [(Waiting.CORRECTION, "ko")])

    def test_what_the_translation_corrected_waits_for_the_source(self):
        article = make_published(languages=BOTH)
        self.clock.shift(HOUR)
        rewrite(article, title_ko="항구 문 닫아")
        approve(article, "ko")
        correct(article, "ko", by=None, note="닫는다.", note_there="It closes.")
        self.assertEqual(self.kinds(self.writer, **WRITER), [(Waiting.CORRECTION, "en")])

    def test_the_newest_comes_first(self):
        old = make_published(number=" old")
        self.clock.shift(HOUR)
        new = make_published(number=" new")
        self.assertEqual([row.article_id for row in self.rows(self.writer, write=("ko",))], [new.pk, old.pk])


class ForTheDeskTests(WaitingTestCase):
    def test_what_is_in_review_in_its_languages(self):
        self.submitted("en")
        self.submitted("ko")
        self.assertEqual(self.kinds(self.desk, approve=("ko",)), [(Waiting.REVIEW, "ko")])

    def test_own_words_in_review_are_for_others_to_read(self):
        article = make_article(by=self.desk)
        perform("submit", article, language="en", by=self.desk)
        self.assertEqual(self.kinds(self.desk, **DESK), [(Waiting.OWN, "en")])
        self.assertEqual(self.kinds(self.writer, **DESK), [(Waiting.REVIEW, "en")])
        with self.settings(FOUR_EYES=False):
            self.assertEqual(self.kinds(self.desk, **DESK), [(Waiting.REVIEW, "en")])

    def test_what_is_approved_and_not_with_readers(self):
        approve(make_article(), "en")
        self.assertEqual(self.kinds(self.desk, **DESK), [(Waiting.PUBLISH, "en")])
        self.assertEqual(self.kinds(self.desk, approve=BOTH), [])

    def test_nothing_of_what_is_live_scheduled_or_withdrawn(self):
        make_published()
        ahead, gone = make_article(), make_published()
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + HOUR)
        self.clock.shift(HOUR / 2)
        withdraw(gone, "en", by=None, note="It was wrong.")
        self.assertEqual(self.kinds(self.desk, **DESK), [])

    def test_a_change_of_what_is_live_is_reviewed_and_published_again(self):
        article = make_published()
        rewrite(article, title_en="Harbor closes")
        self.assertEqual(self.kinds(self.desk, **DESK), [(Waiting.REVIEW, "en")])
        approve(article, "en")
        self.assertEqual(self.kinds(self.desk, **DESK), [(Waiting.PUBLISH, "en")])

    def test_who_has_waited_longest_comes_first_after_what_is_due(self):
        first = self.submitted(number=" first")
        self.clock.shift(HOUR)
        second, third = self.submitted(number=" second"), self.submitted(number=" third")
        LanguageProgress.objects.filter(article=third).update(due_at=NOON + timedelta(days=1))
        found = [row.article_id for row in self.rows(self.desk, **DESK)]
        self.assertEqual(found, [third.pk, first.pk, second.pk])


class AssignedTests(WaitingTestCase):
    def assigned(self, number, **plan):
        article = make_article(languages=("ko",), number=number)
        assign(article, "en", to=self.writer, by=None, **plan)
        return article

    def test_what_is_due_or_urgent_comes_first_of_all(self):
        self.returned()
        self.assigned(" due", due_at=NOON + 9 * HOUR)
        self.assigned(" urgent", priority=Priority.URGENT)
        self.assigned(" neither")
        found = [(row.waiting, row.article.title_ko[-3:].strip()) for row in self.rows(self.writer, **WRITER)]
        kinds = [Waiting.ASSIGNED, Waiting.ASSIGNED, Waiting.RETURNED, Waiting.ALSO_ASSIGNED]
        self.assertEqual([kind for kind, _title in found], kinds)
        self.assertEqual(found[0][1], "ent")

    def test_overdue_then_urgent_then_due(self):
        due = self.assigned(" due", due_at=NOON + 9 * HOUR)
        urgent = self.assigned(" urgent", priority=Priority.URGENT, due_at=NOON + 20 * HOUR)
        late = self.assigned(" late", due_at=NOON + HOUR / 2, priority=Priority.LOW)
        self.clock.shift(HOUR)
        found = [row.article_id for row in self.rows(self.writer, **WRITER)]
        self.assertEqual(found, [late.pk, urgent.pk, due.pk])

    def test_it_waits_no_more_once_it_is_submitted(self):
        article = self.submitted()
        assign(article, "en", to=self.writer, due_at=NOON + HOUR, by=None)
        self.assertEqual(self.kinds(self.writer, write=("en",)), [])

    def test_a_deadline_that_was_met_makes_no_hurry(self):
        article = make_published(languages=("en",), by=None)
        row = LanguageProgress.objects.filter(article=article, language="en")
        row.update(assignee=self.writer, due_at=NOON - HOUR)
        rewrite(article, title_en="Harbor closes")
        perform("return", article, language="en", by=None, reason="Why?")
        self.assertEqual(self.kinds(self.writer, write=("en",)), [(Waiting.RETURNED, "en")])


class OrderTests(WaitingTestCase):
    def test_kinds_come_by_urgency_and_each_has_room(self):
        for number in range(3):
            self.submitted(number=f" {number}")
        self.returned()
        found = LanguageProgress.objects.waiting_for(self.writer, write=("en",), **DESK, most=2)
        self.assertEqual(
            [(row.waiting, row.total) for row in found],
            [(Waiting.RETURNED, 1), (Waiting.OWN, 3), (Waiting.OWN, 3)],
        )

    def test_it_is_two_queries_without_the_texts(self):
        self.returned()
        with self.assertNumQueries(2) as queries:
            [row] = self.rows(self.writer, **WRITER)
            self.assertTrue(row.article.title_en and row.article.section)
        self.assertFalse([query for query in queries.captured_queries if "body_en" in query["sql"]])
