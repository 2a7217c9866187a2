"""Threads of notes that need an answer."""

from django.test import TestCase

from articles.models import Note
from articles.workflow.notes import reply, resolve, write_note
from tests.factories import make_article, make_user


class WaitingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article()
        cls.desk, cls.writer = make_user("desk"), make_user("writer")

    def write(self, text="@writer, who says so?"):
        return write_note(self.article, text, by=self.desk)

    def waiting(self, user=None):
        return [(note.pk, note.called_in) for note in Note.objects.waiting_for(user or self.writer)]

    def test_an_open_thread_that_mentions_one_waits_until_it_is_answered(self):
        note = self.write()
        self.assertEqual(self.waiting(), [(note.pk, note.pk)])
        self.assertEqual(self.waiting(self.desk), [])
        reply(note, "The mayor.", by=self.writer)
        self.assertEqual(self.waiting(), [])

    def test_who_is_called_again_is_asked_again(self):
        note = self.write("Who says so?")
        self.assertEqual(self.waiting(), [])
        reply(note, "Me.", by=self.writer)
        again = reply(note, "@writer, and who are you?", by=self.desk)
        self.assertEqual(self.waiting(), [(note.pk, again.pk)])

    def test_what_is_resolved_waits_for_nobody(self):
        resolve(self.write(), by=self.desk)
        self.assertEqual(self.waiting(), [])

    def test_it_is_one_query_without_the_texts(self):
        self.write()
        self.write()
        with self.assertNumQueries(1) as queries:
            for note in Note.objects.waiting_for(self.writer):
                self.assertTrue(note.article.title_en and note.written_by.username)
        self.assertNotIn('"body_en"', queries.captured_queries[0]["sql"])
