import json

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from articles.management.command_line import write_file_argument
from newsroom.newsletters.subscriptions import export_address
from newsroom.security.log import record_export


class Command(BaseCommand):
    help = "Export all newsletter data about one email address as JSON."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the email address")
        parser.add_argument(
            "file", nargs="?", default="-", help="the file to write (default: standard output)"
        )

    def handle(self, *, address, file, **options):
        stored = export_address(address)
        text = json.dumps(stored, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"
        write_file_argument(file, [text.encode()], stdout=self.stdout)
        record_export("newsletter address", "JSON", len(stored))
