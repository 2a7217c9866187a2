"""The notes of a story: their page, which needs no scripts, and the part of it in the form."""

from django.contrib.auth.models import Permission
from lxml import html

from articles.models import Event, EventType, Note
from articles.workflow.notes import resolve, write_note
from tests.cases import ClockTestCase
from tests.factories import make_article, make_user, rewrite

QUERIES = 10  # user, story, permissions, threads, replies, people, frame


class NotesTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = make_user("writer", role="Reporters")
        cls.desk = make_user("desk", role="English desk", first_name="Bora", last_name="Testman")
        cls.article = make_article(by=cls.writer)
        cls.address = f"/admin/articles/article/{cls.article.pk}/notes/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.writer)

    def page(self, query=""):
        return html.fromstring(self.client.get(self.address + query).content.decode())

    def post(self, **fields):
        return self.client.post(self.address, fields)

    def write(self, text="Who says so?", **told):
        return write_note(self.article, text, **({"by": self.desk} | told))


class PageTests(NotesTestCase):
    def test_a_note_is_written_and_shown(self):
        answer = self.post(
            text="@Bora Testman, the mayor?", language="en", field="body", passage="The harbor opens."
        )
        [note] = Note.objects.all()
        self.assertRedirects(answer, f"{self.address}#note-{note.pk}", fetch_redirect_response=False)
        self.assertEqual((note.passage, list(note.mentions.all())), ("The harbor opens.", [self.desk]))
        self.assertIn("the mayor?", self.page().text_content())

    def test_a_thread_is_answered_resolved_and_opened_again(self):
        note = self.write()
        self.post(thread=note.pk, text="The mayor.", reply="1")
        self.post(thread=note.pk, text="", resolve="1")
        note.refresh_from_db()
        self.assertEqual((note.resolved_by, note.replies.get().text), (self.writer, "The mayor."))
        self.assertIn("1 resolved", self.page().text_content())
        self.post(thread=note.pk, reopen="1")
        self.assertEqual(list(Note.objects.threads().open()), [note])

    def test_what_was_typed_beside_resolve_is_kept_as_the_answer(self):
        note = self.write()
        self.post(thread=note.pk, text="Done.", resolve="1")
        note.refresh_from_db()
        self.assertEqual((note.is_open, note.replies.get().text), (False, "Done."))

    def test_a_refused_note_says_why_and_keeps_what_was_typed(self):
        refused = self.post(text="x" * 4001, language="en")
        self.assertContains(refused, "up to 4000 characters", status_code=422)
        self.assertContains(refused, "x" * 4001, status_code=422)
        note = self.write()
        self.assertContains(self.post(thread=note.pk, text=" "), "Write something first.", status_code=422)

    def test_every_form_carries_its_token(self):
        resolve(self.write(), by=self.desk)
        self.write()
        forms = self.page().xpath("//main//form")
        self.assertEqual(len(forms), 3)
        for form in forms:
            self.assertTrue(form.xpath("input[@name='csrfmiddlewaretoken']/@value"))

    def test_a_thread_of_another_story_is_not_found(self):
        note = write_note(make_article(), "Elsewhere.", by=self.desk)
        for number in (note.pk, "1" * 30, "x"):
            self.assertEqual(self.post(thread=number, text="Me.").status_code, 404)

    def test_a_place_that_is_none_is_refused(self):
        for place in ({"language": "fr"}, {"language": "en", "field": "slug"}, {"passage": "no language"}):
            self.assertEqual(self.post(text="Here.", **place).status_code, 422)

    def test_a_passage_that_is_gone_is_told(self):
        self.write(language="en", field="body", passage="The harbor\n opens.")
        self.assertNotIn("no longer in the text", self.page().text_content())
        self.assertTrue(self.page().xpath("//a[@class='note-there']"))
        rewrite(self.article, body_en="<p>The harbor closes.</p>")
        self.assertIn("no longer in the text", self.page().text_content())

    def test_a_note_in_the_other_language_says_so_to_machines(self):
        self.write("누가 그랬습니까?")
        self.assertEqual(self.page().xpath("//p[@class='note-text']/@lang"), ["ko"])

    def test_the_panel_is_the_notes_alone(self):
        self.write()
        panel = self.client.get(f"{self.address}?panel=1").content.decode()
        self.assertTrue(panel.lstrip().startswith("<div"))
        answer = self.client.post(f"{self.address}?panel=1", {"text": "One more."})
        self.assertContains(answer, "One more.")
        self.assertContains(answer, "Note saved.")

    def test_as_many_queries_for_one_thread_as_for_ten(self):
        self.post(thread=self.write().pk, text="Yes.")
        self.client.get(self.address)
        with self.assertNumQueries(QUERIES):
            self.client.get(self.address)
        for _number in range(9):
            self.post(thread=self.write().pk, text="Yes.")
        with self.assertNumQueries(QUERIES):
            self.client.get(self.address)


class BarTests(NotesTestCase):
    def form(self):
        return html.fromstring(self.client.get(f"/admin/articles/article/{self.article.pk}/change/").content)

    def test_the_form_leads_to_the_notes_and_counts_the_open_ones(self):
        resolve(self.write(), by=self.desk)
        self.write()
        [link] = self.form().xpath("//a[@data-notes-open]")
        self.assertEqual(link.get("href"), self.address)
        self.assertEqual(link.xpath("string(span)"), "1")

    def test_the_forms_of_notes_lie_outside_of_the_storys(self):
        self.assertEqual(self.form().xpath("//form[@id='article_form']//aside"), [])
        self.assertEqual(len(self.form().xpath("//aside[@id='notes-drawer']")), 1)


class PermissionTests(NotesTestCase):
    def test_who_may_not_see_notes_sees_none(self):
        outsider = make_user("outsider", role=None)
        self.client.force_login(outsider)
        self.assertEqual(self.client.get(self.address).status_code, 403)
        self.assertEqual(self.post(text="Me.").status_code, 403)

    def test_who_may_only_read_gets_no_form_and_writes_nothing(self):
        reader = make_user("reader", role=None)
        codes = ["view_note", "view_article"]
        reader.user_permissions.set(Permission.objects.filter(codename__in=codes))
        self.client.force_login(reader)
        self.write()
        page = self.page()
        self.assertIn("Who says so?", page.text_content())
        self.assertEqual(page.xpath("//main//form"), [])
        self.assertEqual(self.post(text="Me.").status_code, 403)

    def test_every_group_reads_and_writes_notes(self):
        for role in ("Korean translators", "Korean desk", "Managing editors", "Administrators"):
            self.client.force_login(make_user(role.replace(" ", "-"), role=role))
            self.assertEqual(self.post(text=role).status_code, 302, role)
        self.assertEqual(Event.objects.filter(type=EventType.NOTED).count(), 4)
