"""manage.py export_xliff and import_xliff."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsroom.interchange.xliff.formats import read_xliff
from tests.factories import make_article
from tests.interchange.xliff.sending import NOTHING, ExchangeCase


class CommandTests(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_it(self, name, *args, **options):
        out = io.StringIO()
        call_command(name, *map(str, args), stdout=out, stderr=out, **options)
        return out.getvalue()

    def kept(self, data):
        file = self.folder / "back.xlf"
        file.write_bytes(data.encode())
        return file

    def test_out_to_a_file_or_to_standard_output(self):
        file = self.folder / "out.xlf"
        told = self.run_it(
            "export_xliff", self.article.pk, "--language", "ko", "--version", "2.1", "--output", file
        )
        self.assertIn("1 translations were written", told)
        self.assertEqual(read_xliff(file.read_bytes()).version, "2.1")
        said = self.run_it("export_xliff", self.article.pk, "--language=ko")
        self.assertEqual(read_xliff(said.encode()).version, "1.2")

    def test_a_story_that_is_none_is_named(self):
        with pytest.raises(CommandError, match="999"):
            self.run_it("export_xliff", self.article.pk, 999, "--language=ko")
        with pytest.raises(CommandError, match="cannot be written"):
            self.run_it("export_xliff", self.article.pk, "--language=ko", "--output", self.folder)

    def test_a_story_without_words_makes_no_file(self):
        empty = make_article(title_en="", title_ko="항구", summary_en="", body_en="<hr>")
        for kind in ("1.2", "2.1"):
            with pytest.raises(CommandError, match="nothing to translate"):
                self.run_it("export_xliff", empty.pk, "--language=ko", "--version", kind)

    def test_in_with_a_trial_first(self):
        file = self.kept(self.translated({3: "항구가 열린다.", 4: "계획을 보라."}))
        told = self.run_it("import_xliff", file, "--by=translator", "--dry-run")
        self.assertIn("2 segments would be written", told)
        self.assertIn("the tag ⟨1⟩ of the source is missing", told)
        self.assertEqual(self.written(), NOTHING)
        self.assertIn("2 segments were written", self.run_it("import_xliff", file, "--by=translator"))
        self.assertIn("항구가 열린다.", self.korean)
        self.assertIn("0 segments were written", self.run_it("import_xliff", file, "--by=translator"))

    def test_what_was_changed_here_is_told_and_kept(self):
        file = self.kept(self.translated({3: "파일의 글."}))
        self.take({3: "여기의 글."})
        self.assertIn("it was changed here, too", self.run_it("import_xliff", file, "--by=translator"))
        self.assertIn("여기의 글.", self.korean)

    def test_what_is_refused_says_why(self):
        good = self.kept(self.translated({3: "항구가 열린다."}))
        with pytest.raises(CommandError, match="no active account"):
            self.run_it("import_xliff", good, "--by=nobody")
        with pytest.raises(CommandError, match="cannot be read"):
            self.run_it("import_xliff", self.folder / "none.xlf", "--by=translator")
        with pytest.raises(CommandError, match="DOCTYPE"):
            self.run_it("import_xliff", self.kept("<!DOCTYPE x><x/>"), "--by=translator")

    def test_who_does_not_write_the_language_writes_nothing(self):
        self.translator.groups.clear()
        file = self.kept(self.translated({3: "항구가 열린다."}))
        with pytest.raises(CommandError, match="1 of 1 stories were refused"):
            self.run_it("import_xliff", file, "--by=translator")
        self.assertEqual(self.written(), NOTHING)
