"""Reads what the demonstration newspaper consists of, as plain dicts."""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
REFERENCE = re.compile(r'data-(article|topic|image)="([a-z][a-z0-9-]*)"')


def newspaper():
    """The newspaper without its stories: {"publication": {…}, "pages": […], "sections": […], …}."""
    return tomllib.loads((FOLDER / "newspaper.toml").read_text(encoding="utf-8"))


def stories():
    """The stories in the order in which they are loaded: each refers to earlier ones alone."""
    paths = sorted((FOLDER / "stories").glob("*.toml"))
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def with_numbers(body, numbers):
    """A body whose references by key, data-topic="ferries", have become numbers.

    numbers  {"article": {key: id}, "topic": …, "image": …}; raises KeyError for an unknown key
    """
    return REFERENCE.sub(lambda found: f'data-{found[1]}="{numbers[found[1]][found[2]]}"', body)
