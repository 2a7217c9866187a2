"""The screen “Breaking news” in the admin. Importing this package registers its pages."""

from newsroom.breaking_news.admin import published, views

__all__ = ["published", "views"]
