from datetime import date

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from articles.models import Event, EventType, LanguageProgress, Note, Priority, UnsavedTyping
from articles.publishing import publish
from articles.workflow import assignments
from articles.workflow.assignments import (
    assign,
    assign_to_self,
    assignable_people,
    hand_over,
    plan_day,
    unassign,
    work_in_hand,
)
from articles.workflow.notes import resolve, write_note
from articles.workflow.transitions import TransitionRefused
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_published, make_user


class AssigningTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article()
        cls.desk = make_user("desk", role="Korean desk")
        cls.translator = make_user("translator", role="Korean translators")

    def assign(self, language="ko", **told):
        return assign(self.article, language, **({"by": self.desk} | told))

    def happened(self):
        return [
            (event.type, event.details)
            for event in Event.objects.filter(subject_type="article").order_by("id")
        ]


class AssignTests(AssigningTestCase):
    def test_one_language_is_given_to_a_person_with_its_plan(self):
        self.assign(
            to=self.translator, due_at=NOON + HOUR, priority=Priority.URGENT, planned_on=date(2026, 3, 3)
        )
        row = LanguageProgress.objects.get(article=self.article, language="ko")
        self.assertEqual((row.assignee, row.due_at), (self.translator, NOON + HOUR))
        self.assertEqual((row.priority, row.planned_on), (Priority.URGENT, date(2026, 3, 3)))
        self.assertIsNone(LanguageProgress.objects.get(article=self.article, language="en").assignee)

    def test_the_log_tells_who_had_it_and_what_is_planned(self):
        self.assign(to=self.translator, due_at=NOON + HOUR)
        to = {"was": None, "to": self.translator.pk, "to_name": "translator"}
        due = {"due_at": "2026-03-02T13:00:00+00:00"}
        self.assertEqual(self.happened(), [(EventType.ASSIGNED, to), (EventType.PLANNED, due)])

    def test_what_is_not_told_stays_and_what_stays_is_not_logged(self):
        self.assign(to=self.translator, due_at=NOON + HOUR)
        before = len(self.happened())
        row = self.assign(to=self.translator)
        self.assertEqual((row.assignee, row.due_at), (self.translator, NOON + HOUR))
        self.assertEqual(len(self.happened()), before)

    def test_it_is_taken_from_a_person_and_the_plan_undone(self):
        self.assign(to=self.translator, due_at=NOON + HOUR)
        row = self.assign(to=None, due_at=None)
        self.assertEqual((row.assignee, row.due_at), (None, None))

    def test_a_note_for_the_assignee_is_kept_and_mentions_them(self):
        self.assign(to=self.translator, note="Mind the names.")
        [note] = Note.objects.all()
        self.assertEqual((note.text, note.language, note.written_by), ("Mind the names.", "ko", self.desk))
        self.assertEqual(list(note.mentions.all()), [self.translator])
        self.assertEqual(self.happened()[-1][1]["note"], note.pk)


class RefusalTests(AssigningTestCase):
    def refused(self, **told):
        with self.assertRaises(TransitionRefused) as refusal:
            self.assign(**told)
        self.assertEqual(self.happened(), [])
        return str(refusal.exception)

    def test_only_the_desk_of_the_language_assigns(self):
        for by in (self.translator, make_user("english", role="English desk")):
            with self.assertRaises(PermissionDenied):
                self.assign(to=self.translator, by=by)

    def test_nobody_who_may_not_work_on_the_language(self):
        told = "This person cannot work on this language."
        self.assertEqual(self.refused(to=make_user("english", role="English translators")), told)
        gone = make_user("gone", role="Korean translators", is_active=False)
        self.assertEqual(self.refused(to=gone), told)

    def test_no_instant_that_has_passed(self):
        self.assertIn("passed", self.refused(due_at=NOON - HOUR))

    def test_no_note_for_nobody(self):
        self.assertIn("Choose a person", self.refused(to=None, note="Mind the names."))

    def test_two_who_assign_at_once_do_not_undo_each_other(self):
        self.assign(to=self.desk)
        with self.assertRaises(TransitionRefused):
            self.assign(to=self.translator, was=None)
        self.assign(to=self.translator, was=self.desk.pk)

    def test_the_plan_of_somebody_who_left_can_still_be_changed(self):
        self.assign(to=self.translator)
        self.translator.is_active = False
        self.translator.save()
        self.assertEqual(self.assign(priority=Priority.URGENT).assignee, self.translator)


class PlanDayTests(AssigningTestCase):
    MARCH_3, MARCH_4, MARCH_6 = (date(2026, 3, day) for day in (3, 4, 6))

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.editor = make_user("ada", first_name="Ada", last_name="Kim")

    def setUp(self):
        super().setUp()
        self.plan(self.MARCH_4)

    def plan(self, day, languages=("en", "ko"), *, by=None, was=None):
        return plan_day(self.article, languages, day, by=by or self.editor, was=was)

    def planned(self):
        rows = LanguageProgress.objects.filter(article=self.article).order_by("language")
        return list(rows.values_list("planned_on", flat=True))

    def refused(self, words, **options):
        before = self.happened()
        with self.assertRaisesMessage(TransitionRefused, words):
            self.plan(self.MARCH_6, was=self.MARCH_4, **options)
        self.assertEqual(self.happened(), before)

    def test_both_languages_move_and_the_rest_of_their_plan_stays(self):
        self.assign(to=self.translator, due_at=NOON + HOUR)
        _english, korean = self.plan(self.MARCH_6, was=self.MARCH_4)
        self.assertEqual(self.planned(), [self.MARCH_6] * 2)
        self.assertEqual((korean.assignee, korean.due_at), (self.translator, NOON + HOUR))
        self.assertEqual(self.happened()[-1], (EventType.PLANNED, {"planned_on": "2026-03-06"}))
        self.plan(None, was=self.MARCH_6)
        self.assertEqual(self.planned(), [None, None])

    def test_who_was_faster_is_named_and_neither_language_moves(self):
        self.plan(self.MARCH_3, ["ko"], was=self.MARCH_4)
        self.assign(due_at=NOON + HOUR)  # another save, which moves nothing
        self.refused("Ada Kim planned it for another day in the meantime.", by=make_user("bo"))
        self.assertEqual(self.planned(), [self.MARCH_4, self.MARCH_3])

    def test_only_the_desk_of_both_languages_moves_both(self):
        with self.assertRaises(PermissionDenied):
            self.plan(self.MARCH_6, by=self.desk, was=self.MARCH_4)
        self.plan(self.MARCH_6, ["ko"], by=self.desk, was=self.MARCH_4)
        self.assertEqual(self.planned(), [self.MARCH_4, self.MARCH_6])

    def test_a_scheduled_text_is_rescheduled_instead(self):
        approve(self.article, "en")
        publish(self.article, "en", by=None, at=NOON + 24 * HOUR)
        self.refused("It is scheduled. Reschedule it")
        self.assertEqual(self.planned(), [self.MARCH_4] * 2)

    def test_a_text_that_came_out_on_its_day_stays_there(self):
        approve(self.article, "en")
        with travel(NOON + 48 * HOUR, tick=False):
            publish(self.article, "en", by=None)
            self.refused("It has been published. Its planned day stays.")
        self.assertEqual(self.planned(), [self.MARCH_4] * 2)


class PeopleTests(AssigningTestCase):
    def test_those_who_may_write_or_approve_the_language(self):
        make_user("english", role="English desk")
        make_user("gone", role="Korean desk", is_active=False)
        managing = make_user("managing")
        self.assertEqual(set(assignable_people("ko")), {self.desk, self.translator, managing})


class HoldingIsLoggedTests(AssigningTestCase):
    def test_who_takes_it_on_and_puts_it_back(self):
        assign_to_self(self.article, "ko", by=self.translator)
        assign_to_self(self.article, "ko", by=self.translator)
        unassign(self.article, "ko", by=self.translator)
        unassign(self.article, "ko", by=self.translator)
        told = [(details["was"], details["to"]) for _event_type, details in self.happened()]
        self.assertEqual(told, [(None, self.translator.pk), (self.translator.pk, None)])


class HoldingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article()
        cls.translator = make_user("translator", role="Korean translators")
        cls.desk = make_user("desk", role="Korean desk")

    def assignee(self, language="ko"):
        return LanguageProgress.objects.get(article=self.article, language=language).assignee

    def test_one_language_is_held_by_one_person(self):
        assign_to_self(self.article, "ko", by=self.translator)
        self.assertEqual(self.assignee(), self.translator)
        self.assertIsNone(self.assignee("en"))
        with self.assertRaises(TransitionRefused):
            assign_to_self(self.article, "ko", by=self.desk)
        self.assertEqual(self.assignee(), self.translator)

    def test_anybody_of_that_language_may_put_it_back(self):
        assign_to_self(self.article, "ko", by=self.translator)
        unassign(self.article, "ko", by=self.desk)
        self.assertIsNone(self.assignee())

    def test_what_another_took_on_meanwhile_is_not_put_back(self):
        assign_to_self(self.article, "ko", by=self.desk)
        with self.assertRaises(TransitionRefused):
            unassign(self.article, "ko", by=self.translator, was=self.translator.pk)
        self.assertEqual(self.assignee(), self.desk)

    def test_people_of_the_other_language_may_not(self):
        with self.assertRaises(PermissionDenied):
            assign_to_self(self.article, "en", by=self.translator)

    def test_the_story_form_offers_it_and_the_list_tells_who(self):
        self.client.force_login(self.translator)
        address = reverse("admin:articles_article_action", args=[self.article.pk, "ko", "assign-to-self"])
        self.assertEqual(self.client.post(address, {"seen": 1, "after": 0}).status_code, 302)
        form = self.client.get(reverse("admin:articles_article_change", args=[self.article.pk]))
        self.assertContains(form, 'value="unassign:ko"')
        self.assertNotContains(form, 'value="assign-to-self:ko"')
        self.assertContains(self.client.get(reverse("admin:articles_article_changelist")), "translator")


class DepartureTests(TestCase):
    """Assigned work passes to a colleague with its deadlines, and finished work is kept."""

    @classmethod
    def setUpTestData(cls):
        cls.desk = make_user("chief")
        cls.leaver = make_user("leaver", role="Reporters", first_name="Na-gi", last_name="So")
        cls.article = make_article()
        cls.due = timezone.now() + HOUR
        for language in ("en", "ko"):
            assign(cls.article, language, by=cls.desk, to=cls.leaver, due_at=cls.due)
        cls.note = write_note(cls.article, "@leaver which pier?", by=cls.desk, language="en")

    def assignees(self):
        rows = LanguageProgress.objects.filter(article=self.article).order_by("language")
        return [(row.assignee.username if row.assignee else None, row.due_at) for row in rows]

    def test_stories_and_deadlines_go_to_the_colleague(self):
        heir = make_user("heir", role="Reporters")
        handed = hand_over(self.leaver, to=heir, by=self.desk)
        self.assertEqual(self.assignees(), [("heir", self.due)] * 2)
        self.assertEqual((len(handed.assigned), handed.unassigned, handed.threads), (2, [], 1))
        events = Event.objects.filter(type=EventType.ASSIGNED).order_by("-pk")[:2]
        self.assertEqual({event.details["to"] for event in events}, {heir.pk})
        self.assertEqual(work_in_hand(self.leaver).stories, [])

    def test_a_language_that_the_colleague_does_not_write_goes_to_nobody(self):
        handed = hand_over(self.leaver, to=make_user("heir", role="Korean translators"), by=self.desk)
        self.assertEqual(self.assignees(), [(None, self.due), ("heir", self.due)])
        self.assertEqual([row.language for row in handed.unassigned], ["en"])

    def test_without_a_colleague_all_goes_back(self):
        handed = hand_over(self.leaver, to=None, by=self.desk)
        self.assertEqual([who for who, _due in self.assignees()], [None, None])
        self.assertEqual((handed.threads, Note.objects.count()), (0, 1))

    def test_notes_that_wait_call_the_colleague(self):
        heir = make_user("heir", role="Reporters")
        done = write_note(self.article, "@leaver thanks", by=self.desk)
        resolve(done, by=self.desk)
        hand_over(self.leaver, to=heir, by=self.desk)
        [thread] = Note.objects.all().waiting_for(heir)
        self.assertEqual(thread, self.note)
        self.assertIn("Na-gi So", thread.replies.get().text)

    def test_text_not_saved_yet_is_kept_by_the_colleague(self):
        heir = make_user("heir", role="Reporters")
        UnsavedTyping.objects.create(
            user=self.leaver, article=self.article, tab="t", fields={"title_en": ["Typed"]}
        )
        self.assertEqual(work_in_hand(self.leaver).unsaved, 1)
        hand_over(self.leaver, to=heir, by=self.desk)
        self.assertEqual(UnsavedTyping.objects.get().user, heir)

    def test_what_is_done_or_somebody_elses_stays(self):
        published = make_published()
        LanguageProgress.objects.filter(article=published, language="en").update(assignee=self.leaver)
        assign(self.article, "ko", by=self.desk, to=self.desk)
        hand_over(self.leaver, to=make_user("heir", role="Reporters"), by=self.desk)
        self.assertEqual([who for who, _due in self.assignees()], ["heir", "chief"])
        self.assertFalse(Event.objects.filter(subject_id=published.pk, type=EventType.ASSIGNED).exists())

    def test_a_colleague_who_took_it_meanwhile_keeps_it(self):
        work = work_in_hand(self.leaver)
        assign(self.article, "en", by=self.desk, to=self.desk)
        self.assertFalse(assignments._reassign(work.stories[0], was=self.leaver, to=None, by=self.desk))
        self.assertEqual(self.assignees()[0][0], "chief")
