"""Screens of the newsroom, by subject. Importing this package registers them with Django's admin."""

from articles.admin import events, redactions, screens
from articles.admin.first_run import views as first_run
from articles.admin.library import contracts, images, masthead, standing_pages, taxonomy, terms
from articles.admin.story import admin as story
from articles.admin.story import edition, preview

__all__ = [
    "contracts",
    "edition",
    "events",
    "first_run",
    "images",
    "masthead",
    "preview",
    "redactions",
    "screens",
    "standing_pages",
    "story",
    "taxonomy",
    "terms",
]
