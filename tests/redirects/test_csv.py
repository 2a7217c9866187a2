"""Redirects as CSV: export and import without loss, files of other systems, screen and command."""

import io
import tempfile
from contextlib import contextmanager

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import TestCase

from newsroom.interchange.text_files import FileRefused
from newsroom.redirects.exchange import MAX_BYTES, decode_redirects, format_redirects, parse_redirect_rows
from newsroom.redirects.models import Redirect, RedirectUse
from newsroom.redirects.rules import store_redirects
from tests.factories import NOON, make_article, make_section, make_user
from tests.redirects.test_admin import EXPORT, IMPORT, LIST
from tests.redirects.test_answers import make_redirect

HEAD = "old_address,target\n"


class TestReading:
    def test_files_of_other_systems(self):
        text = "source,target,regex,code,hits\n/a,/b,0,301,7\n/c,,0,410,\n^/d,/e,1,301,0\n\n/f,\n"
        rows = parse_redirect_rows(text)
        assert [(row.line, row.old_address, row.target) for row in rows] == [
            (2, "/a", "/b"), (3, "/c", "410"), (4, "^/d", "/e"), (6, "/f", ""),
        ]  # fmt: skip
        assert [bool(row.reason) for row in rows] == [False, False, True, True]

    def test_semicolons_tabs_and_quoted_cells(self):
        assert parse_redirect_rows('From;To\n"/a;b";/c\n')[0][:2] == ("/a;b", "/c")
        assert parse_redirect_rows("이전 주소\t새 주소\n/가\t/나\n")[0][:2] == ("/가", "/나")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            "a,b\n/a,/b",
            "old_address\n/a",
            f"{HEAD}",
            "from,old,to\n/a,/b,/c",
            f'{HEAD}"{"x" * 140_000}"',
        ],
    )
    def test_what_is_no_table_of_redirects_is_refused(self, text):
        with pytest.raises(FileRefused):
            parse_redirect_rows(text)

    def test_limits(self):
        with pytest.raises(FileRefused, match="more than 2 redirects"):
            parse_redirect_rows(HEAD + "/a,/b\n" * 3, most=2)
        with pytest.raises(FileRefused, match="more than 4 MB"):
            decode_redirects(b"x" * (MAX_BYTES + 1))
        with pytest.raises(FileRefused, match="Excel"):
            decode_redirects(b"PK\x03\x04")

    def test_a_short_line_and_one_of_korean_in_an_old_encoding(self):
        text, encoding = decode_redirects(f"{HEAD}/뉴스/항구가 문을 연다,/ko/\n/a\n".encode("cp949"))
        assert encoding.startswith("CP949")
        assert [row.old_address for row in parse_redirect_rows(text)] == ["/뉴스/항구가 문을 연다", "/a"]


class RoundTripTests(TestCase):
    def test_nothing_is_lost(self):
        make_redirect("/항구?a=1,2", "/en/#top")
        make_redirect("/gone")
        make_redirect("/url", "https://x.example/a,b?c=d")
        used = make_redirect("/story", story=make_article(), language="ko")
        RedirectUse.objects.create(redirect=used, count=3, last_day=NOON.date())
        columns = ("old_address", "kind", "target", "target_key", "article", "language")
        before = list(Redirect.objects.order_by("old_address").values_list(*columns))
        text = "".join(format_redirects(Redirect.objects.select_related("use").order_by("pk")))
        self.assertTrue(text.startswith("\ufeffold_address,target,uses,last_used\r\n"))
        self.assertIn(",3,2026-03-02\r\n", text)
        self.assertEqual(len(store_redirects(parse_redirect_rows(text), by=None).plan.untouched), 4)
        Redirect.objects.all().delete()
        store_redirects(parse_redirect_rows(text), by=None)
        self.assertEqual(list(Redirect.objects.order_by("old_address").values_list(*columns)), before)


class ScreenTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(make_user())

    def agree(self, response, **changed):
        form = response.context["form"]
        return self.client.post(
            IMPORT, {"text": form["text"].value(), "agreed": form["agreed"].value(), "_write": "1"} | changed
        )

    def test_shows_first_what_would_change_with_lines_and_reasons(self):
        make_redirect("/b", "/ko/")
        text = f"{HEAD}/a,/b\n/b,/en/\n/c,/ko/\n/admin/,/en/\n"
        response = self.client.post(IMPORT, {"file": SimpleUploadedFile("redirects.csv", text.encode())})
        self.assertContains(response, "New: 2. Changed: 1. Unchanged: 0. Rejected: 1.")
        for words in ("Line 5", "belong to the newsroom itself", "Directly, not via /b.", "Now: /ko/"):
            self.assertContains(response, words)
        self.assertEqual(Redirect.objects.count(), 1)
        response = self.agree(response)
        self.assertRedirects(response, LIST, fetch_redirect_response=False)
        self.assertEqual(
            dict(Redirect.objects.values_list("old_address", "target")),
            {"/a": "/en/", "/b": "/en/", "/c": "/ko/"},
        )
        page = self.client.get(LIST)
        self.assertContains(page, "2 new redirects, 1 changed.")
        self.assertContains(page, "Lines left out: 5.")

    def test_pasted_lines_are_read_and_stay_in_the_form(self):
        response = self.client.post(IMPORT, {"text": "old_address,target\r\n/a,/en/\r\n"})
        self.assertContains(response, "New: 1.")
        self.assertContains(response, "/a,/en/")
        response = self.client.post(IMPORT, {"text": "no table"})
        self.assertContains(response, "The first line must name the columns.", status_code=422)
        self.assertContains(response, "no table", status_code=422)
        self.assertEqual(self.client.post(IMPORT, {}).status_code, 422)

    def test_what_changed_since_the_preview_is_shown_first(self):
        response = self.client.post(IMPORT, {"text": f"{HEAD}/a,/en/\n"})
        make_redirect("/a", "/ko/")
        self.assertEqual(self.agree(response).status_code, 409)
        self.assertEqual(self.agree(response, agreed="").status_code, 409)
        response = self.agree(response, text=f"{HEAD}/b,/en/\n")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.agree(response).status_code, 302)

    def test_export_sends_all(self):
        make_redirect("/a", "/en/")
        response = self.client.get(EXPORT)
        self.assertEqual(response["Content-Disposition"], 'attachment; filename="redirects-2026-03-02.csv"')
        self.assertIn("/a,/en/,0,\r\n", b"".join(response.streaming_content).decode())


@contextmanager
def temporary_file(text):
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(text.encode())
        file.flush()
        yield file.name


class CommandTests(TestCase):
    def run_command(self, name, *arguments, **options):
        out, err = io.StringIO(), io.StringIO()
        call_command(name, *map(str, arguments), stdout=out, stderr=err, **options)
        return out.getvalue()

    def test_files_go_out_and_in(self):
        make_section("ports")
        make_redirect("/a", "/en/sections/ports/")
        out = self.run_command("export_redirects")
        self.assertTrue(out.startswith("old_address,target"))
        Redirect.objects.all().delete()
        with temporary_file(out) as file:
            self.assertIn("Dry run", self.run_command("import_redirects", file, dry_run=True))
            self.assertFalse(Redirect.objects.exists())
            self.assertIn("1 redirects were added, 0 changed.", self.run_command("import_redirects", file))
            self.assertIn("Unchanged: 1.", self.run_command("import_redirects", file))
        self.assertEqual(str(Redirect.objects.get()), "/a → /en/sections/ports/")

    def test_tells_what_is_left_out_and_fails(self):
        with (
            temporary_file(f"{HEAD}/a,/b\n/b,/a\n/c,/d\n/d,/en/\n") as file,
            pytest.raises(CommandError, match="2 lines were left out"),
        ):
            self.run_command("import_redirects", file)
        self.assertEqual(Redirect.objects.count(), 2)
        with pytest.raises(CommandError, match="cannot be read"):
            self.run_command("import_redirects", "/nowhere.csv")
