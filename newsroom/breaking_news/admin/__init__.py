"""The screen “Breaking news” in the admin. Importing this package registers its pages."""

from newsroom.breaking_news.admin import autosave, published, views

__all__ = ["autosave", "published", "views"]
