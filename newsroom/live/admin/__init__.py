"""Live coverage in the admin. Importing this package registers its screens."""

from newsroom.live.admin import autosave, events, marks, steps, views

__all__ = ["autosave", "events", "marks", "steps", "views"]
