from django.core.exceptions import PermissionDenied

from articles.models import Event, EventType, Note
from articles.workflow.notes import LONGEST, NoteRefused, reopen, reply, resolve, write_note
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_article, make_user


class NotesTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article()
        cls.writer = make_user("writer", role="Reporters")
        cls.desk = make_user("desk", role="English desk", first_name="Bora", last_name="Testman")

    def write(self, text="Who says so?", **told):
        return write_note(self.article, text, **({"by": self.desk} | told))

    def last(self):
        event = Event.objects.first()
        return event.type, event.language, event.actor, event.details


class WriteTests(NotesTestCase):
    def test_a_note_is_about_a_story_a_language_or_a_passage(self):
        self.write()
        self.write(language="en")
        note = self.write(language="en", field="body", passage="The harbor opens.")
        self.assertEqual((note.language, note.field, note.passage), ("en", "body", "The harbor opens."))
        self.assertEqual([row.language for row in Note.objects.threads()], ["", "en", "en"])

    def test_the_log_tells_of_it_without_its_words(self):
        note = self.write(language="en")
        self.assertEqual(self.last(), (EventType.NOTED, "en", self.desk, {"note": note.pk}))

    def test_people_are_mentioned_by_any_of_their_names(self):
        for text in ("@desk, please", "Ask @Bora Testman."):
            note = self.write(text, by=self.writer)
            self.assertEqual(list(note.mentions.all()), [self.desk])

    def test_nobody_who_left_is_mentioned(self):
        make_user("gone", is_active=False)
        self.assertEqual(self.write("@gone and gone@desk").mentions.count(), 0)

    def test_a_note_without_words_is_refused_and_so_is_a_book(self):
        for told in ({"text": " \n"}, {"text": "a" * (LONGEST + 1)}, {"passage": "no language"}):
            with self.assertRaises(NoteRefused):
                self.write(**told)
        self.assertFalse(Note.objects.exists())

    def test_only_who_may_add_notes(self):
        outsider = make_user("outsider", role=None)
        note = self.write()
        for verb in (
            lambda: self.write(by=outsider),
            lambda: reply(note, "Me.", by=outsider),
            lambda: resolve(note, by=outsider),
            lambda: reopen(note, by=outsider),
        ):
            with self.assertRaises(PermissionDenied):
                verb()


class ThreadTests(NotesTestCase):
    def test_a_reply_to_a_reply_is_one_more_of_the_thread(self):
        note = self.write(language="en")
        first = reply(note, "The mayor.", by=self.writer)
        second = reply(first, "Fine.", by=self.desk)
        self.assertEqual(list(note.replies.all()), [first, second])
        self.assertEqual(self.last()[3], {"note": second.pk, "thread": note.pk})

    def test_a_thread_is_resolved_as_a_whole_by_somebody_at_some_time(self):
        note = self.write()
        answer = reply(note, "The mayor.", by=self.writer)
        resolve(answer, by=self.writer)
        note.refresh_from_db()
        self.assertEqual((note.resolved_by, note.resolved_at), (self.writer, NOON))
        self.assertEqual(self.last()[0], EventType.NOTE_RESOLVED)
        self.assertEqual(list(Note.objects.threads().open()), [])

    def test_the_second_who_resolves_changes_nothing(self):
        note = self.write()
        resolve(note, by=self.writer)
        self.clock.shift(HOUR)
        self.assertEqual(resolve(note, by=self.desk).resolved_by, self.writer)
        self.assertEqual(Event.objects.filter(type=EventType.NOTE_RESOLVED).count(), 1)

    def test_it_is_reopened(self):
        note = self.write()
        resolve(note, by=self.writer)
        self.assertTrue(reopen(note, by=self.desk).is_open)
        self.assertEqual(self.last()[3], {"note": note.pk, "thread": note.pk, "again": True})

    def test_who_answers_a_resolved_thread_opens_it_again(self):
        note = self.write()
        resolve(note, by=self.writer)
        reply(note, "One more thing.", by=self.desk)
        note.refresh_from_db()
        self.assertTrue(note.is_open)
