from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import FORMATS, read_story_text
from articles.management.command_line import find_active_user, find_section, read_file_argument
from articles.models import Language
from newsroom.interchange.stories import (
    find_filing,
    format_story_report,
    get_insight_names,
    import_story,
)
from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text


class Command(BaseCommand):
    help = "Create a story from a text file (Markdown or labelled text) and report how it was interpreted."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the text file, or - for standard input")
        parser.add_argument("--language", required=True, choices=Language.values, help="language of the text")
        parser.add_argument("--section", metavar="ADDRESS", help="slug of its section")
        parser.add_argument(
            "--by", metavar="USERNAME", help="username of the person who starts the story (default: no one)"
        )
        parser.add_argument(
            "--format", choices=FORMATS, default="", help="format of the file (default: detected)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the report without writing anything"
        )

    def handle(self, *, file, language, section, by, format, dry_run, **options):
        section, user = find_section(section), find_active_user(by)
        try:
            text, encoding = decode_text(read_file_argument(file, most=MAX_STORY_BYTES))
            draft = read_story_text(text, language=language, format=format, insight_names=get_insight_names())
        except (FileRefused, TextRefused) as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        filing = find_filing(draft, section=section)
        self.stdout.write(f"{file}: {encoding}")
        self.stdout.write("\n".join(format_story_report(draft, filing)))
        if dry_run:
            self.stdout.write("\nDry run: nothing was written.")
            return
        try:
            article = import_story(draft, filing=filing, by=user)
        except PermissionDenied as denied:
            raise CommandError(f"{by} may not write in {Language(language).label}.") from denied
        address = reverse("admin:articles_article_change", args=[article.pk])
        self.stdout.write(f"\nStory {article.pk} was created: {address}")
