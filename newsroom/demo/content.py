"""Reader of the demonstration's files: newspaper.toml, pictures.toml and stories/*.toml, as plain dicts.

The format of a story is described in stories/README.md. The look is copied as it is.
"""

import re
import shutil
import tomllib
from pathlib import Path

from django.conf import settings

from articles.models import Publication

FOLDER = Path(__file__).parent
REFERENCE = re.compile(r'data-(article|topic|term|image)="([a-z][a-z0-9-]*)"')
STORY_DEFAULTS = {"publish": {}, "stage": {}, "machine": {}} | {
    name: [] for name in ("correction", "update", "plan", "note", "placed")
}
TEXTS = ("title", "summary", "slug", "body", "sponsor")
LOOK = Path(__file__).parent / "look"


def read_newspaper() -> dict:
    """Return the newspaper without its stories: {"publication": {…}, "pages": […], "sections": […], …}."""
    files = [(FOLDER / name).read_text(encoding="utf-8") for name in ("newspaper.toml", "pictures.toml")]
    return tomllib.loads(files[0]) | tomllib.loads(files[1])


def read_stories() -> list[dict]:
    """Return the stories in the order of their file names."""
    paths = sorted((FOLDER / "stories").glob("*.toml"))
    return [STORY_DEFAULTS | tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def replace_keys(body: str, ids: dict[str, dict]) -> str:
    """Replace the keys in the references of a body, like data-topic="ferries", by ids.

    ids  {"article": {key: id}, "topic": …, "term": …, "image": …}; raises KeyError for an unknown key
    """
    return REFERENCE.sub(lambda match: f'data-{match[1]}="{ids[match[1]][match[2]]}"', body)


def add_look() -> None:
    """Copy the look into the data folder, unless there is a newspaper already, or a look of its own."""
    folder = Path(settings.SITE_DIR)
    if folder.exists() or Publication.objects.exists():
        return
    part = folder.with_name(f"{folder.name}.part")
    shutil.copytree(LOOK, part, dirs_exist_ok=True)
    part.replace(folder)
