"""Screens of the newsroom, by subject. Importing this package registers them with Django's admin."""

from articles.admin import site
from articles.admin.events import admin as events
from articles.admin.events import exception_words
from articles.admin.glossary import terms
from articles.admin.library import images, publication, taxonomy
from articles.admin.people import authors
from articles.admin.story import admin as story
from articles.admin.story import edition, preview

__all__ = [
    "authors",
    "edition",
    "events",
    "exception_words",
    "images",
    "preview",
    "publication",
    "site",
    "story",
    "taxonomy",
    "terms",
]
