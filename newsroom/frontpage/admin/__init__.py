"""Front pages in the admin: the screen, its panel on the first screen, and the words of the log."""

from newsroom.frontpage.admin import history, overview, views

__all__ = ["history", "overview", "views"]
