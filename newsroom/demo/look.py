"""The look of the demonstration, which a new newsroom on this machine gets in its data folder."""

import shutil
from pathlib import Path

from django.conf import settings

from articles.models import Publication

LOOK = Path(__file__).parent / "look"


def add_look() -> None:
    """Copy the look, unless there is a newspaper already, or a look of its own."""
    folder = Path(settings.SITE_DIR)
    if folder.exists() or Publication.objects.exists():
        return
    part = folder.with_name(f"{folder.name}.part")
    shutil.copytree(LOOK, part, dirs_exist_ok=True)
    part.replace(folder)
