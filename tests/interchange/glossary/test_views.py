"""Views of the glossary file: export, import with a preview, and the start terms."""

from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Event, Term
from tests.cases import ClockTestCase
from tests.factories import NOON, make_user

LIST, IMPORT = "/admin/articles/term/", "/admin/articles/term/import/"
EXPORT, START = "/admin/articles/term/export/", "/admin/articles/term/start-set/"
HEAD = "id,kind,name_en,name_ko,note\n"


class TermFileTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()
        cls.office = Term.objects.create(kind="organisation", name_en="Harbor Office", name_ko="항만청")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def send(self, text, *, encoding="utf-8", **fields):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        return self.client.post(IMPORT, {"file": SimpleUploadedFile("glossary.csv", data)} | fields)

    def agree(self, response):
        form = response.context["form"]
        return self.client.post(
            IMPORT, {"text": form["text"].value(), "agreed": form["agreed"].value(), "_write": "1"}
        )


class ExportTests(TermFileTestCase):
    def test_sends_all_terms_as_a_file(self):
        response = self.client.get(EXPORT)
        self.assertEqual(response["Content-Type"], "text/csv; charset=utf-8")
        self.assertEqual(
            response["Content-Disposition"], f'attachment; filename="glossary-{NOON.date().isoformat()}.csv"'
        )
        self.assertIn("organisation,Harbor Office,항만청", response.content.decode())

    def test_asks_as_often_for_many_terms(self):
        for _size in range(2):
            with self.assertNumQueries(7):  # session, person, permissions, terms, and the log in a savepoint
                self.client.get(EXPORT)
            Term.objects.create(name_en="Other", valid_until="2020-01-01", successor=self.office)


class ImportTests(TermFileTestCase):
    def test_shows_first_what_would_change_and_writes_nothing(self):
        response = self.send(
            f"{HEAD}{self.office.pk},organisation,Port Office,항만청,\n,place,Sorin,소린,\n,x,Y,,\n"
        )
        self.assertContains(response, "Nothing has been imported yet.")
        self.assertContains(response, "New: 1. Changed: 1. Unchanged: 0. Rejected: 1.")
        self.assertContains(
            response, '<td lang="en">Harbor Office</td><td lang="en">Port Office</td>', html=True
        )
        self.assertContains(response, "“x” is not a valid kind")
        self.assertEqual(Term.objects.count(), 1)

    def test_writes_what_was_shown(self):
        response = self.send(
            f"{HEAD}{self.office.pk},organisation,Port Office,항만청,\n,place,Sorin,소린,\n,x,Y,,\n"
        )
        response = self.agree(response)
        self.assertRedirects(response, LIST, fetch_redirect_response=False)
        self.assertEqual(set(Term.objects.values_list("name_en", flat=True)), {"Port Office", "Sorin"})
        page = self.client.get(LIST)
        self.assertContains(page, "1 new terms, 1 changed terms")
        self.assertContains(page, "Lines left out: 4")

    def test_is_told_in_the_log_and_in_the_history(self):
        self.agree(self.send(f"{HEAD}{self.office.pk},organisation,Port Office,항만청,\n"))
        self.assertEqual(Event.objects.order_by("id").last().actor, self.user)
        history = self.client.get(f"{LIST}{self.office.pk}/history/")
        self.assertContains(history, "First mention (English)")

    def test_reads_korean_files_of_excel_and_says_so(self):
        response = self.send(f"{HEAD},place,Sorin,소린항,벨모라의 수도\n", encoding="cp949")
        self.assertContains(response, "CP949 (EUC-KR)")
        self.agree(response)
        self.assertTrue(Term.objects.filter(name_ko="소린항", note="벨모라의 수도").exists())

    def test_refuses_when_a_term_has_changed_meanwhile_and_shows_it_anew(self):
        response = self.send(f"{HEAD}{self.office.pk},organisation,Port Office,항만청,\n")
        self.office.name_en = "Quay Office"
        self.office.save()
        again = self.agree(response)
        self.assertContains(again, "has changed since the preview", status_code=409)
        self.assertContains(again, '<td lang="en">Quay Office</td>', status_code=409)
        self.assertRedirects(self.agree(again), LIST)

    def test_refuses_files_that_are_none(self):
        for data, told in [
            (b"PK\x03\x04", "CSV UTF-8"),
            (b"name_en\n\xff\xfa\x80", "not in UTF-8"),
            (b"word,meaning\na,b\n", "“word” is not one of these"),
            (b"x" * 4_000_001, "too large"),
            (b"\x00" * 9, "NUL"),
        ]:
            self.assertContains(self.send(data), told, status_code=422)
        self.assertContains(self.client.post(IMPORT, {}), "Choose a file.", status_code=422)
        self.assertEqual(Term.objects.count(), 1)

    def test_says_what_the_columns_are(self):
        page = self.client.get(IMPORT)
        self.assertContains(
            page, "<dt><code>synonyms_ko</code></dt><dd>Alternative forms (Korean)</dd>", html=True
        )


class StartSetTests(TermFileTestCase):
    def test_is_offered_where_there_is_no_term_yet(self):
        self.assertNotContains(self.client.get(LIST), "Add the starter set")
        self.office.delete()
        self.assertContains(self.client.get(LIST), "Add the starter set")

    def test_adds_terms_by_the_person(self):
        self.assertRedirects(self.client.post(START), LIST)
        self.assertTrue(Term.objects.filter(name_en="Japan", name_ko="일본").exists())
        self.assertEqual(Event.objects.order_by("id").last().actor, self.user)

    def test_is_not_added_by_a_link(self):
        self.assertEqual(self.client.get(START).status_code, 405)


class PermissionTests(TermFileTestCase):
    def test_is_the_business_of_those_who_may_change_terms(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual([self.client.get(address).status_code for address in (EXPORT, IMPORT)], [403, 403])
        self.assertEqual(self.client.post(START).status_code, 403)
        self.assertNotContains(self.client.get(LIST), IMPORT)
        self.client.force_login(self.user)
        self.assertContains(self.client.get(LIST), IMPORT)
