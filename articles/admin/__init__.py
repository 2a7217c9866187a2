"""Screens of the newsroom, by subject. Importing this package registers them with Django's admin."""

from articles.admin import events, screens
from articles.admin.library import authors, images, publication, taxonomy, terms
from articles.admin.story import admin as story
from articles.admin.story import edition, preview

__all__ = [
    "authors",
    "edition",
    "events",
    "images",
    "preview",
    "publication",
    "screens",
    "story",
    "taxonomy",
    "terms",
]
