"""Front pages in the admin. Importing this package registers the screen, its panel and its events."""

from newsroom.frontpage.admin import events, overview, views

__all__ = ["events", "overview", "views"]
