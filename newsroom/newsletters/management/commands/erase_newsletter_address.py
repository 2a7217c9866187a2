from django.core.management.base import BaseCommand

from newsroom.newsletters.subscriptions import erase_address


class Command(BaseCommand):
    help = "Delete all newsletter data about one email address, in both languages."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the email address")

    def handle(self, *, address, **options):
        self.stdout.write(f"{erase_address(address)} subscriptions were deleted.")
