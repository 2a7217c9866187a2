"""Live coverage in the admin. Importing this package registers its screens."""

from newsroom.live.admin import autosave, overview, views

__all__ = ["autosave", "overview", "views"]
