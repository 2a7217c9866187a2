"""`manage.py import_story FILE --language en [--dry-run]`: a text file becomes a story."""

import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import FORMATS, read_story_text
from articles.interchange.files import MAX_BYTES, FileRefused, decoded
from articles.interchange.reports import report
from articles.interchange.stories import filing_of, import_story, insight_names
from articles.models import Language, Section


class Command(BaseCommand):
    help = "Make a story from a text file (Markdown or labelled text) and tell what was understood of it."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the text file, or - for standard input")
        parser.add_argument(
            "--language", required=True, choices=Language.values, help="what it is written in"
        )
        parser.add_argument("--section", metavar="ADDRESS", help="the address (slug) of its section")
        parser.add_argument("--by", metavar="USERNAME", help="who begins the story; nobody by default")
        parser.add_argument(
            "--format", choices=FORMATS, default="", help="recognised by itself when left out"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, print the same report")

    def handle(self, *, file, language, section, by, format, dry_run, **options):
        section, user = self._section(section), self._user(by)
        try:
            text, encoding = decoded(self._read(file))
            draft = read_story_text(text, language=language, format=format, insight_names=insight_names())
        except (FileRefused, TextRefused) as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        filing = filing_of(draft, section=section)
        self.stdout.write(f"{file}: {encoding}")
        self.stdout.write("\n".join(report(draft, filing)))
        if dry_run:
            self.stdout.write("\nDry run: nothing was written.")
            return
        try:
            article = import_story(draft, filing=filing, by=user)
        except PermissionDenied as denied:
            raise CommandError(f"{by} may not write in {Language(language).label}.") from denied
        address = reverse("admin:articles_article_change", args=[article.pk])
        self.stdout.write(f"\nStory {article.pk} was created: {address}")

    def _read(self, file):
        """The bytes of the file, one more than are allowed at most."""
        try:
            if file == "-":
                return sys.stdin.buffer.read(MAX_BYTES + 1)
            with Path(file).open("rb") as opened:
                return opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error

    def _section(self, slug):
        if not slug:
            return None
        found = Section.objects.filter(slug=slug).first()
        if not found:
            known = ", ".join(Section.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no section {slug!r}. Known: {known}.")
        return found

    def _user(self, username):
        if not username:
            return None
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if not user:
            raise CommandError(f"There is no active account {username!r}.")
        return user
