"""Admin screens of the newsroom, by subject. Importing this package registers them with Django's admin."""

from articles.admin import dashboard, events, first_run, moves, records, redactions
from articles.admin.library import contracts, images, masthead, taxonomy
from articles.admin.story import admin as story
from articles.admin.story import preview
