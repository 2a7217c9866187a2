"""The pages of this site, as far as an address tells: old addresses must be none, targets must be one."""

import re

from django.urls import Resolver404, resolve

from articles.models.language import Language
from newsroom.redirects.models import NAMED_PAGES

# Below these is no page of readers.
RESERVED = ("/admin", "/static", "/media", "/preview")
STORY = re.compile(
    rf"/(?P<language>{'|'.join(Language.values)})/articles/(?P<id>[1-9][0-9]{{0,17}})(/(?![^/]*\.jpg$)[^/]+)?/?"
)


class SitePages:
    """Answers whether a path is one of a page. Reads the addresses of each kind of page once."""

    def __init__(self):
        self._slugs = {}

    def has_page(self, path: str) -> bool:
        """Return whether readers find a page at a path, percent-decoded, with or without its slash.

        A section, topic, author or static page counts if it exists; stories count whatever their number.
        """
        match = _resolve(path) or _resolve(f"{path}/")
        if match is None or match.app_names != ["public"]:
            return False
        _root, _language, *parts = path.split("/")
        model = NAMED_PAGES.get(parts[0]) if len(parts) > 1 and "slug" in match.kwargs else None
        return model is None or match.kwargs["slug"] in self._slugs_of(model)

    def _slugs_of(self, model):
        if model not in self._slugs:
            self._slugs[model] = set(model.objects.values_list("slug", flat=True))
        return self._slugs[model]


def is_reserved(path: str) -> bool:
    return path.startswith(tuple(f"{one}/" for one in RESERVED)) or path in RESERVED


def story_of(path: str) -> tuple[int, str] | None:
    """Return (id, language) for the address of a story's page or its short address, else None."""
    match = STORY.fullmatch(path)
    return (int(match["id"]), match["language"]) if match else None


def with_page_slash(path: str) -> str:
    """Return a path with the slash at its end that the page there has, so that nobody is sent on by it."""
    return path if _resolve(path) or not _resolve(f"{path}/") else f"{path}/"


def _resolve(path):
    try:
        return resolve(path)
    except Resolver404:
        return None
