"""Claims in the admin. Importing this package registers its screens."""

from newsroom.claims.admin import claims, panel

__all__ = ["claims", "panel"]
