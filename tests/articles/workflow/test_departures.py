"""Departures: what somebody has in hand passes to a colleague, with its deadlines, and their work stays."""

from django.test import TestCase
from django.utils import timezone

from articles.models import Event, EventType, LanguageProgress, Note, UnsavedTyping
from articles.workflow.assignments import assign, hand_over, work_in_hand
from articles.workflow.notes import resolve, write_note
from tests.factories import HOUR, make_article, make_published, make_user


class DepartureTests(TestCase):
    def setUp(self):
        self.desk = make_user("chief")
        self.leaver = make_user("leaver", role="Reporters", first_name="Na-gi", last_name="So")
        self.article = make_article()
        self.due = timezone.now() + HOUR
        for language in ("en", "ko"):
            assign(self.article, language, by=self.desk, to=self.leaver, due_at=self.due)
        self.note = write_note(self.article, "@leaver which pier?", by=self.desk, language="en")

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
        from articles.workflow import assignments

        self.assertFalse(assignments._reassign(work.stories[0], was=self.leaver, to=None, by=self.desk))
        self.assertEqual(self.assignees()[0][0], "chief")
