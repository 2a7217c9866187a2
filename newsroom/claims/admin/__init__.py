"""Claims in the admin. Importing this package registers its screens."""

from newsroom.claims.admin import claims, events, panel

__all__ = ["claims", "events", "panel"]
