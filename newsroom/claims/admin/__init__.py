"""Claims in the admin. Importing this package registers its screens."""

from newsroom.claims.admin import claims, events, evidence, panel

__all__ = ["claims", "events", "evidence", "panel"]
