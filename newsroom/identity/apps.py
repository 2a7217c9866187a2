from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register

from newsroom.identity.configuration import FILE, read_identity


class IdentityConfig(AppConfig):
    name = "newsroom.identity"

    def ready(self):
        register(check_identity, Tags.staticfiles)  # collectstatic runs only these checks


def check_identity(app_configs, **kwargs):
    """Return an error for each fault of the identity file, with the name of its key."""
    folder = Path(settings.SITE_DIR)
    hint = f"Correct {folder / FILE}; docs/en/customising.md describes it."
    return [Error(str(fault), hint=hint, id="newsroom.E010") for fault in read_identity(folder).faults]
