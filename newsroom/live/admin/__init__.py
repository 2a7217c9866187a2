"""Live coverage in the admin. Importing this package registers its screens."""

from newsroom.live.admin import views

__all__ = ["views"]
