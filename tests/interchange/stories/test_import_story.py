"""The command import_story and its report."""

import io
import tempfile
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.models import Article, Event
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED, MARKDOWN
from tests.factories import make_section, make_user


class ImportStoryCommandTests(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_on(self, text, *arguments, language="en", encoding="utf-8"):
        file = self.folder / "story.txt"
        file.write_bytes(text.encode(encoding))
        out = io.StringIO()
        call_command("import_story", str(file), "--language", language, *arguments, stdout=out)
        return out.getvalue()

    def test_creates_the_story_and_tells_its_address(self):
        told = self.run_on(LABELLED)
        article = Article.objects.get()
        self.assertIn(f"Story {article.pk} was created: /admin/articles/article/{article.pk}/change/", told)
        self.assertEqual(article.related_links.count(), 4)

    def test_tells_what_it_understood_and_what_it_did_not(self):
        told = self.run_on(LABELLED)
        self.assertIn("story.txt: UTF-8", told)
        self.assertIn("Read as labeled text", told)
        understood, doubts = told.split("Please check:")
        self.assertIn("  line 3: heading, label The Lead\n", understood)
        self.assertIn("  line 13: the name “GULL” was removed", doubts)

    def test_writes_nothing_in_a_dry_run_and_prints_the_same(self):
        dry = self.run_on(LABELLED, "--dry-run")
        self.assertFalse(Article.objects.exists())
        self.assertFalse(Event.objects.exists())
        wet = self.run_on(LABELLED)
        self.assertEqual(dry.splitlines()[:-1], wet.splitlines()[:-1])

    def test_reads_korean_files_of_old(self):
        told = self.run_on(KOREAN, language="ko", encoding="cp949")
        self.assertIn("CP949 (EUC-KR)", told)
        self.assertTrue(Article.objects.get().title_ko.startswith("마리스탄"))

    def test_files_the_story_and_names_who_began_it(self):
        section, user = make_section("culture"), make_user("bora")
        self.run_on(LABELLED, "--section", "culture", "--by", "bora")
        article = Article.objects.get()
        self.assertEqual((article.section, article.created_by), (section, user))

    def test_tells_unknown_names_of_the_front_matter(self):
        self.assertIn("line 4: there is no section “economy”", self.run_on(MARKDOWN, "--dry-run"))

    def test_can_be_told_the_format(self):
        self.assertIn("Headline: # A", self.run_on("# A\nB.", "--format", "labelled"))

    def refused(self, *arguments, **options):
        with self.assertRaises(CommandError) as refusal:
            self.run_on(*arguments, **options)
        self.assertFalse(Article.objects.exists())
        return str(refusal.exception)

    def test_refuses_an_empty_file(self):
        self.assertIn("The text is empty", self.refused(""))

    def test_refuses_markdown_without_headline(self):
        self.assertIn("No headline", self.refused("text\n\n## Two\n"))

    def test_refuses_a_long_headline_by_its_line(self):
        self.assertIn("Line 1 is read as the headline, but it has 201", self.refused("x" * 201))

    def test_refuses_encodings_by_name(self):
        self.assertIn("not in UTF-8", self.refused("caf\u00e9", encoding="latin-1"))

    def test_refuses_unknown_sections_and_people(self):
        make_section("culture")
        self.assertIn("Known: culture", self.refused(LABELLED, "--section", "x"))
        self.assertIn("no active account 'x'", self.refused(LABELLED, "--by", "x"))

    def test_refuses_people_without_the_language(self):
        make_user("kim", role="Korean translators")
        self.assertIn("kim may not write in English", self.refused(LABELLED, "--by", "kim"))

    def test_refuses_a_file_that_is_not_there(self):
        with self.assertRaisesMessage(CommandError, "cannot be read: No such file"):
            call_command("import_story", str(self.folder / "none.txt"), "--language", "en")
