"""Front pages in the admin. Importing this package registers the screen, its panel and its events."""

from newsroom.frontpage.admin import overview, views

__all__ = ["overview", "views"]
