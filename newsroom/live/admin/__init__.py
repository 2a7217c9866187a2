"""Live coverage in the admin. Importing this package registers its screens."""

from newsroom.live.admin import overview, views

__all__ = ["overview", "views"]
