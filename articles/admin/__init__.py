"""The newsroom's screens, one file a model; Django registers them when it imports this package."""

from articles.admin import (
    article,
    edition,
    event,
    image,
    people,
    preview_link,
    publication,
    site,
    taxonomy,
    term,
)

__all__ = [
    "article",
    "edition",
    "event",
    "image",
    "people",
    "preview_link",
    "publication",
    "site",
    "taxonomy",
    "term",
]
