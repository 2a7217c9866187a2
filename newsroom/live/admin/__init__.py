"""Live coverage in the admin. Importing this package registers its screens."""

from newsroom.live.admin import autosave, events, overview, steps, views

__all__ = ["autosave", "events", "overview", "steps", "views"]
