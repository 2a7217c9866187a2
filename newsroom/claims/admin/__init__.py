"""Claims in the admin. Importing this package registers its screens."""

from newsroom.claims.admin import claims, evidence

__all__ = ["claims", "evidence"]
